"""`/api/clusters`: the map's symbols, few at any zoom however many places there are."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from flask import Response

from geo.coordinates import BBox
from web import clustering, readers
from web.api.blueprint import blueprint
from web.caching import Body, respond
from web.clustering import Clusters
from web.filters import FILTERS, Filtered, filtered
from web.i18n import Language, Text, language
from web.operations import GEOJSON, NOW, SHARED, operation
from web.params import Values
from web.schemas import COUNT, collection
from web.snapshot import Snapshot

VIETNAM = BBox(102.0, 6.0, 118.0, 24.0)
TOGETHER_DEG = clustering.TOGETHER * 360
LISTED = 50
"""Of places at one position that no zoom parts, this many are named."""

BBOX = readers.box(
    "bbox",
    Text("Khung nhìn: tây,nam,đông,bắc.", "What is looked at: west,south,east,north."),
    default=VIETNAM,
    example="105.7,20.9,106.0,21.2",
)
ZOOM = readers.integer(
    "zoom", 0, 22, Text("Mức thu phóng của bản đồ.", "The map's zoom."), required=True, example=10
)


@operation(
    blueprint,
    "/api/clusters",
    summary=Text("Ký hiệu trên bản đồ", "Symbols on the map"),
    details=Text(
        "Các địa điểm gần nhau trên màn hình gộp thành cụm có số lượng theo loại; địa điểm đứng "
        "riêng có vài thuộc tính để vẽ. Cụm tính trên cả nước theo mức thu phóng và bộ lọc, nên "
        "không đổi khi kéo bản đồ.",
        "Places near one another on the screen come as one cluster with counts by kind; those "
        "that stand alone with what a symbol needs. The whole country is clustered for the zoom "
        "and the filters, so panning changes no cluster.",
    ),
    parameters=(BBOX, ZOOM, *FILTERS),
    answers={GEOJSON: collection("Symbol", numberMatched=COUNT)},
    examples=(
        "/api/clusters?zoom=6",
        "/api/clusters?zoom=12&bbox=105.7,20.9,106.0,21.2&kind=outlet&lang=en",
    ),
)
def clusters(snapshot: Snapshot, values: Values) -> Response:
    """The symbols whose position lies in the box."""
    chosen = filtered(snapshot, values)
    words, zoom, box = language(), values[ZOOM], values[BBOX]
    found: Clusters = snapshot.keep(
        "clusters", (zoom, chosen.key), lambda: _cluster(snapshot, chosen, zoom), most=128
    )
    lon, lat = clustering.unmercator(found.x, found.y)
    inside = np.flatnonzero(
        (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    )
    features = [
        _symbol(snapshot, found, one, (round(at_lon, 6), round(at_lat, 6)), words)
        for one, at_lon, at_lat in zip(
            inside.tolist(), lon[inside].tolist(), lat[inside].tolist(), strict=True
        )
    ]
    content = {
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": len(chosen.rows),
        "data_version": snapshot.data_version,
    }
    return respond(Body(orjson.dumps(content)), GEOJSON, cache=NOW if chosen.now else SHARED)


def _cluster(snapshot: Snapshot, chosen: Filtered, zoom: int) -> Clusters:
    """Clusters of the chosen places; their members are rows of the records."""
    x, y = clustering.mercator(snapshot.records.lon[chosen.rows], snapshot.records.lat[chosen.rows])
    found = clustering.cluster(x, y, zoom)
    return found._replace(members=chosen.rows[found.members])


def _symbol(
    snapshot: Snapshot, found: Clusters, one: int, at: tuple[float, float], words: Language
) -> dict[str, Any]:
    """One cluster, or the place that stands alone, as a Feature."""
    records, rows = snapshot.records, found.of(one)
    properties: dict[str, Any]
    if len(rows) == 1:
        row = int(rows[0])
        name = records.ids[row]
        properties = {"cluster": False, "count": 1, **records.pin(row, words)}
    else:
        lon, lat = records.lon[rows], records.lat[rows]
        extent = (lon.min(), lat.min(), lon.max(), lat.max())
        kinds = [records.columns["kind"][row] for row in rows.tolist()]
        name = f"cluster-{records.ids[int(rows.min())]}-{len(rows)}"
        properties = {
            "cluster": True,
            "count": len(rows),
            "kinds": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
            "bbox": [round(float(edge), 6) for edge in extent],
        }
        if extent[2] - extent[0] < TOGETHER_DEG and extent[3] - extent[1] < TOGETHER_DEG:
            properties["places"] = [records.pin(row, words) for row in rows.tolist()[:LISTED]]
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": at},
        "properties": properties,
    }
