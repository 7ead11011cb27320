"""Which promises can be kept together, under some reading, and which under none?

``Surveyor`` finds the largest sets that a reading keeps, and so the smallest that none does.
"""

from .surveyor import Landscape, Surveyor

__all__ = ["Landscape", "Surveyor"]
