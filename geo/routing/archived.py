"""The networks that were built from an extract, each with the hierarchy that was kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from shapely import Polygon

from geo.roads.archive import Archive
from geo.routing.hierarchy import engine_of
from geo.routing.network import Network


def networks(folder: Path, land: Sequence[Polygon] = ()) -> Mapping[str, Network]:
    """
    A network a profile: `car`, `motorbike`.

    Parameters
    ----------
    folder
        What `python -m geo roads build` wrote.
    land
        The pieces of land, EPSG:4326; see `Snapper`.

    Raises
    ------
    StoreError
        If there are no roads, they are broken, or of another version of this program.
    """
    kept = Archive(folder)
    return {
        profile: Network(kept.graph(profile), land, engine=engine_of(kept.topology(profile)))
        for profile in kept.profiles
    }
