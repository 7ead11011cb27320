"""Which formulas follow from the rules? The price in closed form, and the surplus of each rule.

Front: ``DERIVATIONS`` in ``closed_form.py``. It is not imported here: ``expressions`` and
``letters``, which others use too, need none of the derivations.
"""
