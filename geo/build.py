"""
The store from the committed tables of `data/`.

What was imported into the store (places, official boundaries) is kept; what came from `data/`
is made anew. The same data gives the same data version, so building twice changes nothing.
"""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

import geo
from geo import schema
from geo.boundaries import Boundaries
from geo.boundaries.official.importing import ORIGIN
from geo.crosswalk import Crosswalk
from geo.errors import StoreError, UnreadableFileError
from geo.gazetteer import Gazetteer
from geo.history import noted, removed_for_good
from geo.places import keep_imported, load
from geo.roads import skeleton
from geo.storage import Store
from geo.vintages import LAYERS, unit_column

UNIT_LAYERS: tuple[str, ...] = tuple(unit_column(*layer) for layer in LAYERS)
BUILDERS = (
    "build.py",
    "schema",
    "text.py",
    "crosswalk.py",
    "history/editing.py",
    "boundaries",
    "naming",
    "places",
    "roads/skeleton.py",
)
"""Modules of `geo` whose change can change what is built."""
STEPS = 5


class Built(NamedTuple):
    """What a build made."""

    version: str
    rows: dict[str, int]
    """By layer."""


def build(
    store: Store,
    data: Path,
    *,
    afresh: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
) -> Built:
    """
    Build the store from `data/`, all or nothing.

    Parameters
    ----------
    store
        Need not exist yet; other writers wait.
    data
        The folder with `boundaries`, `places`, `population` and `roads`.
    afresh
        Whether to leave out what was imported into the store.
    on_step
        Told the name of each of the `STEPS` steps when it begins.

    Raises
    ------
    UnreadableFileError
        If a table is missing or broken.
    SchemaError
        If a row of a table is wrong.
    StoreError
        If the store cannot be written.
    """
    with store.locked():
        kept = {} if afresh else _imported(store)
        on_step("boundaries")
        layers = _units(data, kept)
        boundaries = Boundaries.from_layers(layers)
        crosswalk = Crosswalk(layers["crosswalk"])
        on_step("names")
        gazetteer = Gazetteer(layers["unit_names"], layers["unit_aliases"])
        on_step("places")
        layers |= load(data / "places", boundaries, crosswalk, gazetteer)
        layers = keep_imported(layers, kept, removed_for_good(store) if kept else None)
        on_step("roads")
        nodes, edges = skeleton.read(data / "roads")
        layers |= {"road_nodes": nodes, "road_edges": edges}
        on_step("writing")
        origins = {f"{ORIGIN}{name}": None for name in UNIT_LAYERS if name not in kept}
        version = store.write(
            layers,
            append=_noted(store, afresh),
            metadata={"built_from": fingerprint(data), **origins},
        )
    return Built(version, {name: len(layer) for name, layer in layers.items()})


def why_stale(store: Store, data: Path) -> str | None:
    """
    Why the store should be built again, in words; None when it is what `data/` says.

    Contents are compared, not times: a fresh clone or another branch has files of any age.
    """
    try:
        metadata = store.metadata()
    except StoreError as error:
        return str(error).partition(":")[0]
    if metadata.get("built_from") != fingerprint(data):
        return f"{data}/ or what reads it has changed since {store.url} was built"
    return None


def fingerprint(data: Path) -> str:
    """
    A digest of everything that a build depends on: the tables, and the code that reads them.

    Raises
    ------
    UnreadableFileError
        If there is no such folder.
    """
    if not data.is_dir():
        raise UnreadableFileError(
            f"no folder {data}: run it where the project is, or give --data its data folder"
        )
    code = Path(geo.__file__).parent
    parts = [path for name in BUILDERS for path in (code / name, *(code / name).rglob("*.py"))]
    tables = (path for path in data.rglob("*") if path.suffix != ".md")
    digest = hashlib.blake2b(digest_size=16)
    for root, paths in ((code, parts), (data, tables)):
        for path in sorted(path for path in paths if path.is_file()):
            digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
            digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


def _noted(store: Store, afresh: bool) -> dict[str, DataFrame]:
    """The build's line in the history of a store that there was before."""
    try:
        store.version()
    except StoreError:
        return {}
    return noted(store, operation="build afresh" if afresh else "build", who=getpass.getuser())


def _imported(store: Store) -> dict[str, DataFrame]:
    """
    The layers with what was imported into the store; none when it cannot be read.

    Official outlines of one layer have shaped all the others, so then all are kept.
    """
    try:
        there = set(store.layers())
        metadata = store.metadata()
    except StoreError:
        return {}
    names = there & {*schema.PLACE_LAYERS.values()}
    if any(key.startswith(ORIGIN) for key in metadata):
        names |= there & {*UNIT_LAYERS}
    return {name: store.read(name) for name in names}


def _units(data: Path, kept: Mapping[str, DataFrame]) -> dict[str, DataFrame]:
    """The layers of units, their names and what became of them."""
    boundaries = Boundaries.from_data(data)
    folder = data / "boundaries"
    units = {unit_column(*layer): boundaries.layer(*layer).reset_index() for layer in LAYERS}
    return {
        **{name: _with_kept_outlines(name, layer, kept) for name, layer in units.items()},
        "unit_names": _table(folder / "units.csv"),
        "unit_aliases": _table(folder / "aliases.csv"),
        "crosswalk": _table(folder / "crosswalk.csv"),
    }


def _with_kept_outlines(
    name: str, layer: GeoDataFrame, kept: Mapping[str, DataFrame]
) -> GeoDataFrame:
    """The layer with the imported outlines and their areas, all else as `data/` has it."""
    if name not in kept:
        return layer
    outlines = kept[name].set_index("code")[["geometry", "area_km2"]]
    if set(outlines.index) != set(layer["code"]):
        raise StoreError(
            f"{name}: the units of data/ are no longer those of the imported outlines; "
            "build with --afresh and import outlines of these units"
        )
    chosen = outlines.loc[layer["code"]]
    return layer.assign(geometry=chosen.geometry.to_numpy(), area_km2=chosen["area_km2"].to_numpy())


def _table(path: Path) -> DataFrame:
    """A committed CSV, in the types of its layer."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}") from error
