"""
The order in which a graph's nodes are contracted: slow to find, the same for every measure, and
so kept with the graph.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pyroutingkit import CCHTopology

from geo.errors import StoreError
from geo.roads.graph import RoadGraph


class Topology:
    """
    The nested dissection of one graph.

    Parameters
    ----------
    library
        pyroutingkit's own.
    """

    def __init__(self, library: CCHTopology) -> None:
        self.library = library

    @classmethod
    def of(cls, graph: RoadGraph) -> Topology:
        """Work it out: about 35 s for a million nodes."""
        library = CCHTopology()
        ends = graph.source.astype(np.uint32), graph.target.astype(np.uint32)
        position = graph.lat.astype(np.float32), graph.lon.astype(np.float32)
        library.build(*ends, *position, graph.nodes)
        return cls(library)

    @classmethod
    def load(cls, folder: Path, graph: RoadGraph) -> Topology:
        """
        Read what `save` wrote.

        Raises
        ------
        StoreError
            If it is not whole, or of another graph.
        """
        library = CCHTopology()
        try:
            library.load(str(folder))
        except (RuntimeError, ValueError, OSError) as error:
            raise StoreError(
                f"{folder} holds no order of the roads ({error}): run `python -m geo roads build`"
            ) from error
        if (library.node_count, library.arc_count) != (graph.nodes, graph.arcs):
            raise StoreError(
                f"{folder} is the order of another network ({library.node_count:,} nodes, not "
                f"{graph.nodes:,}): run `python -m geo roads build`"
            )
        return cls(library)

    def save(self, folder: Path) -> None:
        """Write it into a folder of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        self.library.save(str(folder))
