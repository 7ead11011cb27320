"""The first history that breaks a promise, beside other model checkers: `make bench-peers`.

The models that the others are given are written from the rules, with the same few round amounts.
"""
