"""Limits: how much of each broken promise can be kept, as exact bounds with witnesses.

A bound is derived from the rules and proved; a witness is a history, run on exact fractions,
that reaches it, or several that come ever closer.
"""
