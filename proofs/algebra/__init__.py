"""Which formulas follow from the rules, for any numbers?

``derive_price`` finds the price after equal purchases in closed form, ``derive_surplus`` what each
rule brings in beyond the points that it issues. The rules' own text is run on symbols.
"""
