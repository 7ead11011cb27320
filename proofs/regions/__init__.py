"""For which numbers does a claim hold for every history?

``region`` finds the condition on some numbers of a scheme under which a claim is proved, with a
history that breaks it for every point where the condition is not met.
"""

from __future__ import annotations

from .closing import region
from .region import Region

__all__ = ["Region", "region"]
