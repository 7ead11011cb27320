"""The figures that the documents state, each computed anew and compared with what is stated.

``stated.toml`` holds the figures as data, the other modules compute the exact values, and
``judging.py`` alone decides the verdicts: nobody writes one down.
"""
