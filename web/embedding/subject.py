"""What an embedded map is of, found in the data: a unit, a place, a route, or the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from shapely import Geometry, get_parts

from geo.coordinates import BBox, LonLat
from geo.errors import UnknownRouteError
from geo.published_routes import PublishedRoute, find
from geo.vintages import UnitKey
from web.embedding.options import AT, MAP, Embed, Q
from web.i18n import Text
from web.published_routes import routes_of
from web.snapshot import Snapshot
from web.wording import gettext

COUNTRY = BBox(102.0, 7.8, 115.5, 23.4)
"""Hoàng Sa and Trường Sa with the mainland, as on the map page."""
FAR_DEG = 0.6
"""Islands farther off than that from the rest of their province would make the rest a dot."""


@dataclass(frozen=True)
class Subject:
    """What is to be seen."""

    title: str
    """What the map is called, for its page and for who cannot see the frame."""
    box: BBox
    large: str
    """The path of the site's own page that shows the same."""
    unit: UnitKey | None = None
    row: int | None = None
    """Of the place in the snapshot's records."""
    route: PublishedRoute | None = None
    missing: tuple[Text, ...] = ()
    """What was asked for and is not there."""


def subject_of(snapshot: Snapshot, embed: Embed) -> Subject:
    """
    What the options name; what is not there is told, and the map is of what remains.

    Needs a request: its language, and the addresses of pages.
    """
    missing: list[Text] = []
    route = _route(snapshot, embed, missing)
    row = _place(snapshot, embed, missing)
    unit = _unit(snapshot, embed, missing)
    lang = embed.given.get("lang")
    if route is not None:
        at = [stop.at for stop in route.placed if stop.at is not None]
        large = url_for("routes.route", route_id=route.id, lang=lang)
        box = _around(at) if at else COUNTRY
        return Subject(route.name, box, large, route=route, missing=tuple(missing))
    if row is not None:
        kind, name = snapshot.records.columns["kind"][row], snapshot.records.columns["name"][row]
        large = url_for(f"pages.{kind}", place_id=snapshot.records.ids[row], lang=lang)
        at = [LonLat(float(snapshot.records.lon[row]), float(snapshot.records.lat[row]))]
        return Subject(str(name), _around(at), large, row=row, missing=tuple(missing))
    large = _larger(embed)
    if unit is None:
        return Subject(_country_title(embed), COUNTRY, large, missing=tuple(missing))
    layer = snapshot.locator.boundaries.layer(unit.vintage, unit.level)
    known = layer.loc[unit.code]
    title = gettext("OCOP in %(place)s", place=known["name"])
    if "coverage" in embed.shows:
        title = gettext("Reach of OCOP outlets in %(place)s", place=known["name"])
    return Subject(title, _main_box(known.geometry), large, unit=unit, missing=tuple(missing))


def _country_title(embed: Embed) -> str:
    if q := embed.values.get(Q):
        return gettext("OCOP near %(place)s", place=q)
    if "coverage" in embed.shows:
        return gettext("Reach of OCOP outlets in Vietnam")
    return gettext("OCOP map of Vietnam")


def _larger(embed: Embed) -> str:
    """The map page, or the dashboard, that shows the same."""
    told: dict[str, Any] = dict(embed.searched().items())
    told["lang"] = embed.given.get("lang")
    if "coverage" in embed.shows:
        kept = ("vintage", "province", "lang", "radius_km", "level", "measure")
        told = {**embed.given, **told, "vintage": str(embed.vintage)}
        return url_for("planner.dashboard", **{name: told.get(name) for name in kept})
    if MAP.name in embed.given and not (embed.values.get(Q) or embed.values.get(AT)):
        told["map"] = embed.given[MAP.name]
    return url_for("pages.home", **told)


def _unit(snapshot: Snapshot, embed: Embed, missing: list[Text]) -> UnitKey | None:
    key = embed.unit
    if key is None:
        return None
    if key.code in snapshot.locator.boundaries.layer(key.vintage, key.level).index:
        return key
    missing.append(
        Text(
            f"{key.level}={key.code}: không có đơn vị mang mã này ở thời điểm {key.vintage}.",
            f"{key.level}={key.code}: there is no unit of that code in {key.vintage}.",
        )
    )
    return None


def _place(snapshot: Snapshot, embed: Embed, missing: list[Text]) -> int | None:
    place_id = embed.given.get("place")
    if place_id is None:
        return None
    row = snapshot.records.row.get(place_id)
    if row is None:
        missing.append(
            Text(
                f"place={place_id}: không có địa điểm mang mã này.",
                f"place={place_id}: there is no place of that id.",
            )
        )
    return row


def _route(snapshot: Snapshot, embed: Embed, missing: list[Text]) -> PublishedRoute | None:
    route_id = embed.given.get("route")
    if route_id is None:
        return None
    try:
        return find(routes_of(snapshot), route_id)
    except UnknownRouteError:
        missing.append(
            Text(
                f"route={route_id}: không có tuyến mang mã này.",
                f"route={route_id}: there is no route of that id.",
            )
        )
        return None


def _around(points: list[LonLat]) -> BBox:
    """The box of points, with a few kilometres around them."""
    lons, lats = [at.lon for at in points], [at.lat for at in points]
    rim = 0.03
    return BBox(min(lons) - rim, min(lats) - rim, max(lons) + rim, max(lats) + rim)


def _main_box(shape: Geometry) -> BBox:
    """The box of a unit's largest part and of what is near it."""
    parts = sorted(get_parts(shape), key=lambda part: part.area, reverse=True)
    near = [part.bounds for part in parts if part.distance(parts[0]) <= FAR_DEG]
    west, south, east, north = zip(*near, strict=True)
    return BBox(min(west), min(south), max(east), max(north))
