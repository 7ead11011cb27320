"""How can a proof be checked by programs that know nothing of this one?

``export`` makes the files of a proof: its steps for any SMT solver, the scheme as a transition
system and as Horn clauses, the certificates, and a list of all that. ``write_folder`` writes them.
"""

from .files import export
from .writing import NotWritten, prepared, write_folder

__all__ = ["NotWritten", "export", "prepared", "write_folder"]
