"""`/api/nearest`: the places nearest to a position or to a place named in words."""

from __future__ import annotations

from typing import Any

from flask import Response

from geo.coordinates import LonLat
from geo.errors import InvalidPositionError, PlaceNotFoundError
from geo.nearest import PlaceIndex
from web import readers, unmet
from web.api.blueprint import blueprint
from web.api.finding import LONGEST_QUERY
from web.caching import Body, respond
from web.errors import RefusedError
from web.filters import FILTERS, WITHIN_KM, Filtered, filtered
from web.i18n import Text, language
from web.operations import GEOJSON, OWN, operation
from web.params import Values, shown
from web.records import collection as features_collection
from web.records import with_more
from web.schemas import FLAG, collection, ref
from web.snapshot import Snapshot

MOST = 100

LAT = readers.degrees(
    "lat", 90, Text("Vĩ độ, cùng với lon.", "Latitude, together with lon."), example=15.8801
)
LON = readers.degrees(
    "lon", 180, Text("Kinh độ, cùng với lat.", "Longitude, together with lat."), example=108.338
)
AT = readers.text(
    "at",
    LONGEST_QUERY,
    Text(
        "Thay cho lat và lon: một địa danh, địa chỉ, hay “vĩ độ, kinh độ”.",
        "Instead of lat and lon: a name, an address, or “latitude, longitude”.",
    ),
)
K = readers.integer("k", 1, MOST, Text("Số địa điểm.", "How many places."), default=10, example=5)


@operation(
    blueprint,
    "/api/nearest",
    summary=Text("Gần nhất", "Nearest places"),
    details=Text(
        "k địa điểm gần nhất theo khoảng cách trên ellipsoid WGS84 (distance_m, mét) kèm góc "
        "phương vị (bearing_deg). Vị trí ngoài Việt Nam cũng được trả lời. Chú ý precision: ghim "
        "ở trung tâm xã cách nơi thật có khi vài ki-lô-mét. Nơi có đường tới thì kèm "
        "travel_distance_m và travel_time_s bằng ô tô; travel_estimated cho biết đó là ước tính "
        "theo khung đường quốc gia.",
        "The k nearest by distance over the WGS84 ellipsoid (distance_m, metres), with the bearing "
        "(bearing_deg). Positions outside Vietnam are answered too. Mind precision: a pin at a "
        "commune's centre may be kilometres from the real place. Where a road leads there, "
        "travel_distance_m and travel_time_s say what it takes by car; travel_estimated, that "
        "they are estimates over the national road skeleton.",
    ),
    parameters=(LAT, LON, AT, K, WITHIN_KM, *FILTERS),
    answers={GEOJSON: collection("NearPlace", position=ref("Position"), travel_estimated=FLAG)},
    examples=(
        "/api/nearest?lat=15.8801&lon=108.338&k=5&kind=outlet",
        "/api/nearest?at=hoi%20an&k=3&lang=en",
        "/api/nearest?at=21.03,105.85&within_km=50&kind=village&craft=pottery",
    ),
    statuses=(200, 304, 400, 404),
)
def nearest(snapshot: Snapshot, values: Values) -> Response:
    """The nearest, in order of distance."""
    at, position = _position(snapshot, values)
    chosen = filtered(snapshot, values)
    within_km = values.get(WITHIN_KM)
    found = _index(snapshot, chosen).query(
        at, values[K], within_m=None if within_km is None else within_km * 1000
    )
    if not len(found.index):
        unmet.nothing_found(snapshot, at, values)
    words, records, rows = language(), snapshot.records, chosen.rows[found.index]
    features = [
        with_more(
            records.feature(row, words),
            {
                "distance_m": round(distance_m, 1),
                "bearing_deg": round(bearing_deg, 1) % 360,
                **travel,
            },
        )
        for row, distance_m, bearing_deg, travel in zip(
            rows.tolist(),
            found.distance_m.tolist(),
            found.bearing_deg.tolist(),
            snapshot.locator.travel(at, rows),
            strict=True,
        )
    ]
    members = {
        "position": position,
        "travel_estimated": snapshot.locator.network.estimated,
        "data_version": snapshot.data_version,
    }
    return respond(Body(features_collection(features, members)), GEOJSON, cache=OWN)


def _index(snapshot: Snapshot, chosen: Filtered) -> PlaceIndex:
    """An index over the chosen places alone: as exact, and faster than passing over the rest."""
    records, rows = snapshot.records, chosen.rows
    return snapshot.keep(
        "index", chosen.key, lambda: PlaceIndex(records.lon[rows], records.lat[rows]), most=32
    )


def _position(snapshot: Snapshot, values: Values) -> tuple[LonLat, dict[str, Any]]:
    """Where to measure from, and what to say about it."""
    lat, lon, text = values.get(LAT), values.get(LON), values.get(AT)
    if text is None:
        if lat is None or lon is None:
            raise RefusedError(
                "missing-parameter",
                Text(
                    "Cần cả lat và lon, hoặc at, ví dụ lat=21.03&lon=105.85 hay at=Hội An.",
                    "Give both lat and lon, or at: lat=21.03&lon=105.85 or at=Hội An.",
                ),
            )
        return LonLat(lon, lat), {"lat": lat, "lon": lon}
    if lat is not None or lon is not None:
        raise RefusedError(
            "contradicting-parameters",
            Text("Gửi at hoặc lat và lon, không gửi cả hai.", "Give at, or lat and lon; not both."),
        )
    try:
        found = snapshot.locator.find(text)
    except InvalidPositionError as error:
        vi = (
            f"at={shown(text)} không phải là vị trí: vĩ độ trước (-90 đến 90), kinh độ sau "
            "(-180 đến 180); có lẽ hai số bị đảo chỗ."
        )
        raise RefusedError(error.code, Text(vi, f"{error}.")) from None
    except PlaceNotFoundError as error:
        unmet.name_not_found()
        vi = f"Không tìm thấy nơi nào tên là {shown(text)}; thử viết cách khác."
        raise RefusedError(error.code, Text(vi, f"{error}."), status=404) from None
    position: dict[str, Any] = {"lat": found.at.lat, "lon": found.at.lon}
    if found.result is not None:
        result = found.result.as_dict(language())
        position |= {name: result[name] for name in ("label", "precision", "units", "candidates")}
    return found.at, position
