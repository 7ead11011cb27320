"""What shows that facts contradict each other, so that nobody has to believe a solver?

``check`` looks whether a certificate shows it, with fractions alone. ``find`` looks for one with
the help of a solver, and is trusted in nothing; ``Certificates`` keeps them in a file.
"""
