"""Records and where they were placed, as the layers a store holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from geopandas import GeoDataFrame

from geo.crs import WGS84
from geo.places.chains import chain_of
from geo.places.checking import Record, category_of
from geo.places.columns import PLACE_OF
from geo.places.placing import NEW_COMMUNE, Placement, candidates_text
from geo.places.sources import is_weak
from geo.schema import conform

_ADDRESS = ("address", "commune", "commune_2025_07", "district", "province")


def place_layer(
    kind: str,
    records: Sequence[Record],
    placements: Sequence[Placement],
    *,
    imported: bool = False,
) -> GeoDataFrame:
    """
    A layer of places as `geo.schema` describes it, in the order of the records.

    Parameters
    ----------
    kind
        `outlets`, `villages` or `destinations`, also the name of the layer.
    records, placements
        n each, the placement of each record.
    imported
        Whether they came by `import`: a rebuild from `data/` then keeps them.
    """
    rows = [
        _row(kind, record, placement) | {"imported": imported}
        for record, placement in zip(records, placements, strict=True)
    ]
    frame = pd.DataFrame(rows)
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    layer = conform(kind, GeoDataFrame(frame, geometry=points, crs=WGS84))
    assert isinstance(layer, GeoDataFrame)  # noqa: S101 - conform's type does not say so
    return layer


def _row(kind: str, record: Record, placement: Placement) -> dict[str, Any]:
    source = str(record["source_url"] or "")
    row: dict[str, Any] = {
        "id": record["id"],
        "kind": PLACE_OF[kind],
        "name": record["name"],
        "name_en": record["name_en"],
        "category": category_of(kind, record),
        "address": address_of(record),
        "lon": placement.lon,
        "lat": placement.lat,
        "precision": placement.precision,
        "stars": record["stars"],
        "status": record["status"] or "unknown",
        "source_url": source or None,
        "source_weak": is_weak(source),
        "opening_hours": record["opening_hours"],
        "confirmed_on": record["confirmed_on"],
        **placement.codes,
        f"{NEW_COMMUNE}_candidates": candidates_text(placement.candidates),
    }
    if kind == "outlets":
        name, operator = str(record["name"]), str(record["operator"] or "")
        row |= {
            "operator": record["operator"],
            "chain": record["chain"] or chain_of(name, operator),
            # What nobody vouches for must not count as if somebody did.
            "evidence": record["evidence"] or ("direct" if source else "indirect"),
            "ministry_criteria": record["ministry_criteria"],
            "opened": record["opened"],
            "source_note": record["source_note"],
        }
    if kind in ("outlets", "villages"):
        row["products"] = record["products"]
    if kind == "destinations":
        row["same_as"] = record["same_as"]
    return row


def address_of(record: Mapping[str, Any]) -> str | None:
    """
    The address as people write it: street first, then the units that are named.

    >>> address_of({"address": "72 Nguyễn Thái Học", "district": "Thành phố Hội An",
    ...             "province": "Quảng Nam"})
    '72 Nguyễn Thái Học, Thành phố Hội An, Quảng Nam'
    """
    return ", ".join(str(record[part]) for part in _ADDRESS if record.get(part)) or None
