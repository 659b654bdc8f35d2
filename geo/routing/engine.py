"""What finds best paths between the nodes of a road graph."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol, TypeAlias

from geo.distance import Floats
from geo.roads.graph import Indices

By: TypeAlias = Literal["duration", "distance"]
"""What a best path has the least of."""


class Costs(NamedTuple):
    """What best paths take, (s, t) each; inf where no path leads."""

    length_m: Floats
    duration_s: Floats


class Engine(Protocol):
    """Best paths by one measure; both measures are told of the path it chose."""

    def costs(self, sources: Indices, targets: Indices) -> Costs:
        """
        What it takes from each source to each target.

        Parameters
        ----------
        sources, targets
            (s,) and (t,) nodes.
        """
        ...

    def cost(self, source: int, target: int) -> tuple[float, float]:
        """Metres and seconds from one node to another: `costs` for a pair, without arrays."""
        ...

    def path(self, source: int, target: int) -> Indices | None:
        """The arcs from one node to another, in order; None when no path leads there."""
        ...
