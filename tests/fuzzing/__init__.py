"""Hostile input, made from good input by changes that a seed decides."""
