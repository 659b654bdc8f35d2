"""
The committed tables of `data/places`, placed and linked, as the layers of a store.

They go through the same readers and checks as a file somebody sends: a row that an import would
refuse cannot be committed either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.errors import SchemaError
from geo.history.editing import Edit, edited
from geo.places.checking import Record, check_table
from geo.places.columns import KINDS, known_headings
from geo.places.dates import expiry
from geo.places.layers import place_layer
from geo.places.names import Layers, Successors, UnitMatcher, UnitNameError, UnitReader
from geo.places.placing import Geocoder, Placer, PlacingError
from geo.places.readers import read_table
from geo.places.report import Report
from geo.places.sources import is_weak
from geo.places.vocabularies import PRODUCER_KINDS, PRODUCT_CATEGORIES, ROUTE_THEMES
from geo.schema import conform
from geo.vintages import UNIT_COLUMNS, Level, Vintage


def load(
    data_dir: Path,
    boundaries: Layers,
    crosswalk: Successors,
    matcher: UnitMatcher,
    geocoder: Geocoder | None = None,
) -> dict[str, DataFrame]:
    """
    The layers `outlets`, `villages`, `destinations`, `products`, `routes`, `ocop_reference`.

    Parameters
    ----------
    data_dir
        The folder with the CSV files, `data/places`.
    boundaries, crosswalk, matcher
        The units, what the old communes became, and who knows the units' names.
    geocoder
        Finds addresses of rows that name no unit; the committed rows all name one.

    Returns
    -------
    Frames that conform to `geo.schema`, by layer name.

    Raises
    ------
    SchemaError
        If a committed row is wrong, cannot be placed, or links to nothing.
    UnreadableFileError
        If a file is missing or broken.
    """
    names = UnitReader(boundaries, crosswalk, matcher)
    placer = Placer(boundaries, crosswalk, names, geocoder)
    layers: dict[str, DataFrame] = {
        kind: _places(kind, data_dir / f"{kind}.csv", placer) for kind in KINDS
    }
    places = pd.concat([layers[kind] for kind in ("villages", "destinations")], ignore_index=True)
    layers["products"] = _products(_text(data_dir / "products.csv"), names)
    layers["routes"] = _routes(_text(data_dir / "routes.csv"), places)
    layers["ocop_reference"] = _reference(_text(data_dir / "ocop_reference.csv"), matcher)
    return layers


def read_records(kind: str, path: Path) -> list[Record]:
    """
    The records of a committed table.

    Raises
    ------
    SchemaError
        If any row has an error; the message names the first ones.
    """
    report = Report(path.name, kind)
    records = check_table(kind, read_table(path, known_headings(kind)), report)
    if not report.accepted:
        raise SchemaError(f"{path.name}: " + " | ".join(map(str, report.problems[:3])))
    return records


def _places(kind: str, path: Path, placer: Placer) -> GeoDataFrame:
    records = read_records(kind, path)
    placements = []
    for record in records:
        try:
            placements.append(placer.place(record))
        except (UnitNameError, PlacingError) as error:
            raise SchemaError(f"{path.name}, {record['id']}: {error}") from None
    return place_layer(kind, records, placements)


def _text(path: Path) -> DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _products(table: DataFrame, names: UnitReader) -> DataFrame:
    """Products, each with its producer's units and the certificate's expiry where known."""
    rows: list[dict[str, Any]] = []
    for row in table.to_dict("records"):
        for column, vocabulary in (
            ("category", PRODUCT_CATEGORIES),
            ("producer_kind", PRODUCER_KINDS),
        ):
            if row[column] not in vocabulary:
                raise SchemaError(f"products.csv, {row['id']}: {column} {row[column]!r} is unknown")
        try:
            named = names.read(
                province=row["province"], district=row["district"], commune=row["commune"]
            )
        except UnitNameError as error:
            raise SchemaError(f"products.csv, {row['id']}: {error}") from None
        decided = row["year"] if row["stars"] else ""
        rows.append(
            {
                "id": row["id"],
                "name": row["name"],
                "category": row["category"],
                "stars": int(row["stars"]) if row["stars"] else None,
                "producer": row["producer"],
                "producer_kind": row["producer_kind"],
                "year": int(row["year"]) if row["year"] else None,
                "decided_on": decided or None,
                "expires_on": expiry(decided) if decided else None,
                "source_url": row["source_url"],
                "source_weak": is_weak(row["source_url"]),
                **names.with_ancestors(named).codes(),
            }
        )
    return conform("products", DataFrame(rows))


def _routes(table: DataFrame, places: DataFrame) -> DataFrame:
    """Route stops in their order, each at the village or destination it is."""
    found = places.set_index("id")
    for row in table.to_dict("records"):
        if row["place_id"] not in found.index:
            raise SchemaError(
                f"routes.csv, {row['route_id']} {row['seq']}: no place {row['place_id']!r}"
            )
        if row["theme"] not in ROUTE_THEMES:
            raise SchemaError(f"routes.csv, {row['route_id']}: theme {row['theme']!r} is unknown")
    stops = found.loc[table["place_id"]].reset_index(drop=True)
    columns = ["route_id", "route_name", "route_name_en", "theme", "stop_name", "stop_kind"]
    result = table[[*columns, "place_id", "source_url"]].assign(
        days=pd.to_numeric(table["days"]).astype("Int64"),
        seq=pd.to_numeric(table["seq"]).astype("Int64"),
        source_weak=table["source_url"].map(is_weak),
    )
    return conform("routes", result.join(stops[["lon", "lat", *UNIT_COLUMNS]]))


def _reference(table: DataFrame, matcher: UnitMatcher) -> DataFrame:
    """Published counts, each with the code of the province it is about, of its vintage."""
    codes: list[str] = []
    for vintage, province in zip(table["vintage"], table["province"], strict=True):
        found = matcher.match_unit(Vintage(vintage), Level.PROVINCE, province)
        if len(found) != 1:
            raise SchemaError(f"ocop_reference.csv: {province!r} names {len(found)} provinces")
        codes.append(found[0])
    result = table.assign(
        value=pd.to_numeric(table["value"]),
        province_code=codes,
        source_weak=table["source_url"].map(is_weak),
    )
    return conform("ocop_reference", result)


def keep_imported(
    built: Mapping[str, DataFrame],
    stored: Mapping[str, DataFrame],
    removed: Mapping[str, Collection[str]] | None = None,
) -> dict[str, DataFrame]:
    """
    Freshly built layers with the places that were imported into the store before.

    A rebuild must not lose what people did: their rows follow the bundled ones, or stand in the
    place of a bundled row of the same id, which they had corrected; what they took out stays out.

    Parameters
    ----------
    built
        Layers just built from `data/`.
    stored
        The place layers of the store as it is; layers that are not there are passed over.
    removed
        Ids of bundled rows that were taken out, by layer.
    """
    result = dict(built)
    for kind in KINDS:
        if kind not in stored or kind not in built:
            continue
        kept = stored[kind][stored[kind]["imported"].fillna(False).astype(bool)]
        gone = set((removed or {}).get(kind, ())) - set(kept["id"])
        bundled = built[kind][~built[kind]["id"].isin(gone)]
        if len(kept) or len(bundled) < len(built[kind]):
            result[kind] = edited(kind, conform(kind, bundled), Edit(kept))
    return result
