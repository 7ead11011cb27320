"""What do the readings have in common, so that nothing is worked out once for each of them?

``paths`` runs a text once for each way in which the questions that it asks can be answered.
``Shared`` keeps a result for every other reading that answers alike what the result depends on.
"""

from .forks import paths
from .shared import Shared

__all__ = ["Shared", "paths"]
