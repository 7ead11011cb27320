"""Certificates: proofs that a page of code checks with fractions alone.

`statement` reads what is to be shown, `checker` looks whether a certificate shows it, and `finder`
looks for one with the help of a solver; nothing rests on the finder.
"""
