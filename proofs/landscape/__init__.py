"""Which promises can be kept together, under some reading, and which under none?

``Surveyor`` finds the largest sets that a reading keeps, and so the smallest that none does.
"""

from typing import TYPE_CHECKING

from neverfalls.spec.on_demand import on_demand

if TYPE_CHECKING:
    from .surveyor import Landscape, Surveyor

__all__ = ["Landscape", "Surveyor"]

__getattr__ = on_demand(__name__, surveyor="Landscape Surveyor")
