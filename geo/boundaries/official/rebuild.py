"""All layers of both vintages anew, around official outlines of one level of one vintage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from geo.boundaries.codes import Codes, codes_of, known, taken
from geo.boundaries.official.claims import Claims, claims
from geo.boundaries.official.mosaic import Mosaic, dissolved, mosaic
from geo.boundaries.official.nesting import Children, carved, carvings, nested
from geo.crs import WGS84, to_equal_area
from geo.errors import ImportRefusedError
from geo.vintages import Level, Vintage, unit_column

Layers = Mapping[tuple[Vintage, Level], GeoDataFrame]

_ROUNDS = 3
"""Of making room for children without land: the second can find that a guest took all."""


class Rebuilt(NamedTuple):
    """The layers that changed, and how their land was divided."""

    layers: dict[tuple[Vintage, Level], GeoDataFrame]
    claims: Claims
    redrawn: dict[str, tuple[str, ...]]
    """By layer, the children drawn around their centres alone: some had lost all their land, the
    others made room for them."""


def rebuild(
    official: GeoDataFrame,
    codes: Codes,
    layers: Layers,
    crosswalk: pd.DataFrame,
    *,
    vintage: Vintage,
    level: Level,
    keep_other: bool = False,
) -> Rebuilt:
    """
    Layers in which the official outlines stand, parents are the unions of their children, children
    nest in their parents, and both vintages cover the same land.

    Children keep their outline where it lies in their parent's new one; what the parent won goes
    to its child with the longest border to it. The other vintage is fitted likewise into the
    provinces of 2025-07-01, of which those of 2025-03-01 are parts.

    Parameters
    ----------
    official
        n sound outlines in EPSG:4326.
    codes
        The unit of each row, None where none matched.
    layers
        Our layers, all levels of both vintages.
    crosswalk
        Old communes to new ones: `old_code`, `new_code`, `share`.
    keep_other
        Leave the other vintage as it is: its outlines are official too, and its land its own.

    Raises
    ------
    ImportRefusedError
        If a unit would be left without land.
    """
    other = next(v for v in Vintage if v is not vintage)
    finest = layers[vintage, vintage.levels[-1]].reset_index(drop=True)
    families = {vintage: Children(finest, codes_of(finest[_column(vintage, level)]))}
    if not keep_other:
        merged = provinces_merged(layers, crosswalk)
        outer = layers[other, other.levels[-1]].reset_index(drop=True)
        groups = outer["province"]
        families[other] = Children(
            outer, codes_of(groups if other is Vintage.V2025_07 else groups.map(merged))
        )
    ours = layers[vintage, level].reset_index(drop=True)
    upper = dict(zip(ours["code"], ours["province"], strict=True))
    if vintage is Vintage.V2025_03 and not keep_other:
        upper = {code: merged[province] for code, province in upper.items()}

    cut = mosaic(
        layer.geometry.to_numpy()
        for layer in (official, ours, *(family.layer for family in families.values()))
    )
    decided = claims(cut, official, codes, ours)
    within = {vintage: decided.labels, other: _mapped(decided.labels, upper)}
    labels = {
        v: within[v] if (v, level) == (vintage, v.levels[-1]) else nested(cut, within[v], family)
        for v, family in families.items()
    }
    hosted: dict[str, tuple[str, ...]] = {}
    for _ in range(_ROUNDS):
        made = {v: carvings(cut, within[v], labels[v], each) for v, each in families.items()}
        if not any(made.values()):
            break
        lines = [carving.lines for each in made.values() for carving in each]
        finer = mosaic([cut.faces, lines])
        whole = finer.rows_of(GeoSeries(cut.faces, crs=WGS84))
        within = {v: taken(each, whole) for v, each in within.items()}
        labels = {v: carved(finer, taken(labels[v], whole), made[v]) for v in families}
        cut = finer
        for v, each in made.items():
            names = unit_column(v, v.levels[-1])
            hosted[names] = hosted.get(names, ()) + tuple(c for one in each for c in one.codes)
    _refuse_landless(ours, decided.labels)
    rebuilt: dict[tuple[Vintage, Level], GeoDataFrame] = {}
    for v in families:
        rebuilt |= _levels(cut, labels[v], layers, v)
    return Rebuilt(rebuilt, decided, hosted)


def provinces_merged(layers: Layers, crosswalk: pd.DataFrame) -> dict[str, str]:
    """The province of 2025-07-01 that each province of 2025-03-01 became part of."""
    old = layers[Vintage.V2025_03, Level.COMMUNE].set_index("code")["province"]
    new = layers[Vintage.V2025_07, Level.COMMUNE].set_index("code")["province"]
    pairs = pd.DataFrame(
        {
            "old": crosswalk["old_code"].map(old),
            "new": crosswalk["new_code"].map(new),
            "share": crosswalk["share"],
        }
    ).dropna()
    totals = pairs.groupby(["old", "new"])["share"].sum().reset_index()
    largest = totals.sort_values(["share", "new"]).drop_duplicates("old", keep="last")
    return dict(zip(largest["old"], largest["new"], strict=True))


def _column(vintage: Vintage, level: Level) -> str:
    """The column of the finest level that says the unit of that level."""
    if level is vintage.levels[-1]:
        return "code"
    return "province" if level is Level.PROVINCE else "parent"


def _levels(
    cut: Mosaic, labels: Codes, layers: Layers, vintage: Vintage
) -> dict[tuple[Vintage, Level], GeoDataFrame]:
    """Every level of a vintage from the labels of its finest: each the union of its children."""
    finest = layers[vintage, vintage.levels[-1]]
    shapes = cut.dissolved(labels)
    above = finest.set_index("code")
    found = {}
    for level in vintage.levels:
        if level is vintage.levels[-1]:
            merged = shapes
        else:
            parents = codes_of(above[_column(vintage, level)].reindex(shapes.index))
            merged = dissolved(shapes.to_numpy(), parents)
        layer = layers[vintage, level].reset_index(drop=True)
        lost = sorted(set(layer["code"]) - set(merged.index))
        if lost:
            raise ImportRefusedError(
                f"the outlines leave no land for {len(lost)} units of "
                f"{unit_column(vintage, level)}: {', '.join(lost[:8])}; "
                "are some units drawn into their neighbours?"
            )
        placed = GeoDataFrame(
            layer.drop(columns=layer.geometry.name),
            geometry=layer["code"].map(merged).to_numpy(object),
            crs=WGS84,
        )
        found[vintage, level] = placed.assign(area_km2=(to_equal_area(placed).area / 1e6).round(4))
    return found


def _refuse_landless(ours: GeoDataFrame, labels: Codes) -> None:
    lost = sorted(set(ours["code"]) - set(labels[known(labels)]))
    if lost:
        raise ImportRefusedError(
            f"the outlines cover {len(lost)} units that have no row of their own: "
            f"{', '.join(lost[:8])}; is the file of another date than --vintage says?"
        )


def _mapped(codes: Codes, table: Mapping[str, str]) -> Codes:
    return codes_of(table.get(code) for code in codes)
