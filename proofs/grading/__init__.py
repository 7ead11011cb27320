"""Is an answer right, asked of a page in a browser, without a server?

``write_grading`` writes the script that pages of exercises load: it finds the exercises on the page
and puts a form below each. An answer is judged there by the rules that ``exercises`` states, with
the same replies; what the page cannot judge it leaves to the command, and says so.
"""

from __future__ import annotations

from .script import write_grading

__all__ = ["write_grading"]
