"""How does a reader step through a broken promise, and try to break one, in a browser?

``write_explorer`` writes one page that holds everything: the rules and claims of every scheme as
programs (``rule_program``, ``claim_program``), the recorded histories, and a machine for them in
JavaScript. It asks for nothing from anywhere.
"""

from .data import explorer_data
from .page import write_explorer
from .programs import claim_program, rule_program

__all__ = ["claim_program", "explorer_data", "rule_program", "write_explorer"]
