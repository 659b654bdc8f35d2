"""Administrative units by vintage, level and code, and the units around a point."""

from geo.boundaries.layers import Boundaries, Unit

__all__ = ["Boundaries", "Unit"]
