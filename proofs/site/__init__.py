"""What do the pages of the site say, in each language?

``write_site`` writes the source of the whole site in one language: the pages that are written by
hand, as they stand, and beside them a page for each promise, rule, scheme and document, made from
the specification and the records. Sphinx turns the source into pages (`make docs`).
"""

from .writing import write_site

__all__ = ["write_site"]
