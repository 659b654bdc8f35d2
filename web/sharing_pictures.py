"""
Pictures of pages for where people share them (Open Graph): a small map, a name and a line below.

Drawn by the server from the same outlines as the page's map, 1200 by 630 pixels. Whatever of the
country a picture shows, Hoàng Sa and Trường Sa are named on it in Vietnamese when they are in view.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from geo.boundaries.display import FULL_ZOOM, TILE_PX
from geo.coordinates import BBox, LonLat
from geo.vintages import CURRENT, Level, UnitKey, Vintage
from web.api.units import unit_layer
from web.lettering import FINER, length, wrapped, write
from web.maps import ARCHIPELAGOS, Pin
from web.snapshot import Snapshot
from web.vendor import land_around

SIZE = (1200, 630)
"""Pixels, as Facebook, Zalo and others crop nothing of."""
MAP_PX = 660
"""Width of the map, on the right."""
MARGIN = 56
FILLED = 0.76
"""How much of the map's width or height a journey takes up."""
ZOOMS = (4.8, 12.0)
COLOURS = {
    "sea": "#dcebf2",
    "abroad": "#eceae3",
    "land": "#f8f6ef",
    "border": "#b3b9ae",
    "unit": "#bfe0cd",
    "unit_border": "#0b6b46",
    "paper": "#ffffff",
    "text": "#16211c",
    "muted": "#53605a",
    "accent": "#0b6b46",
    "label": "#3c5a68",
    "outlet": "#b3401f",
    "village": "#0b6b46",
    "destination": "#35569c",
    "product": "#8a5a00",
    "way": "#b3261e",
}
Points = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """What a picture shows."""

    title: str
    line: str
    """Below the title: what it is and where."""
    site: str
    """The site's name, at the foot."""
    centre: LonLat
    zoom: float
    """As Leaflet counts, between whole numbers too."""
    unit: UnitKey | None = None
    """Drawn out among its neighbours of the same level."""
    pin: Pin | None = None
    way: Points | None = None
    """(n, 2) of longitude, latitude: the line of a journey."""
    stops: Points | None = None
    """(n, 2) of longitude, latitude: where it stops, in order."""


class Projection(NamedTuple):
    """Web Mercator around a centre, in pixels of the finer picture."""

    centre: LonLat
    zoom: float
    left: float
    width: float
    height: float

    def points(self, positions: Points) -> Points:
        """
        (n, 2) of longitude, latitude as (n, 2) pixels from the upper left.

        >>> at = Projection(LonLat(106.0, 16.0), 6, 0.0, 100.0, 80.0)
        >>> at.points(np.array([[106.0, 16.0]])).tolist()
        [[50.0, 40.0]]
        """
        centre = _mercator(np.array([self.centre], dtype=float))[0]
        moved: Points = (_mercator(positions) - centre) * FINER * TILE_PX * 2.0**self.zoom
        moved += self.left + self.width / 2, self.height / 2
        return moved

    def box(self) -> BBox:
        """What of the world is in the picture."""
        world = FINER * TILE_PX * 2.0**self.zoom
        lon, lat = self.centre
        east_west = 180.0 * self.width / world
        # A latitude's degree is drawn longer the farther north: this is enough, not exact.
        north_south = 180.0 * self.height / world
        return BBox(
            max(lon - east_west, -180.0),
            max(lat - north_south, -85.0),
            min(lon + east_west, 180.0),
            min(lat + north_south, 85.0),
        )


def view_of(positions: Points) -> tuple[LonLat, float]:
    """
    The centre and the zoom at which all positions are in the picture's map, with room around them.

    >>> centre, zoom = view_of(np.array([[105.0, 21.0], [107.0, 21.0]]))
    >>> centre, round(zoom, 2)
    (LonLat(lon=106.0, lat=21.0), 8.46)
    """
    world = _mercator(positions)
    low, high = world.min(0), world.max(0)
    x, y = (low + high) / 2
    span = np.maximum(high - low, 1e-9)
    zoom = np.log2(np.min(FILLED * np.array([MAP_PX, SIZE[1]]) / (TILE_PX * span)))
    lat = np.degrees(np.arcsin(np.tanh((0.5 - y) * 2 * np.pi)))
    centre = LonLat(round(float(x - 0.5) * 360, 6), round(float(lat), 6))
    return centre, float(np.clip(zoom, *ZOOMS))


def picture(snapshot: Snapshot, sketch: Sketch) -> bytes:
    """
    The picture as PNG, in a palette of 128 colours: a quarter of the bytes, the same to the eye.

    Raises
    ------
    OSError
        If the typeface is not there: the front-end packages are not installed.
    """
    image = Image.new("RGB", (SIZE[0] * FINER, SIZE[1] * FINER), COLOURS["sea"])
    draw = ImageDraw.Draw(image)
    left = (SIZE[0] - MAP_PX) * FINER
    seen = Projection(sketch.centre, sketch.zoom, left, MAP_PX * FINER, SIZE[1] * FINER)
    _abroad(draw, seen)
    _units(draw, seen, snapshot, sketch)
    _archipelagos(draw, seen)
    if sketch.way is not None and sketch.stops is not None:
        _way(draw, seen, sketch.way, sketch.stops)
    if sketch.pin is not None:
        _pin(draw, seen, sketch.pin)
    _words(draw, sketch, left)
    made = image.resize(SIZE, Image.Resampling.LANCZOS).quantize(128, dither=Image.Dither.NONE)
    file = io.BytesIO()
    made.save(file, "PNG", optimize=True)
    return file.getvalue()


def _mercator(positions: Points) -> Points:
    """Longitude, latitude as parts of the world's width from its upper left."""
    lon, lat = np.asarray(positions, dtype=float).T
    y = 0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi)
    return np.column_stack((lon / 360.0 + 0.5, y))


def _abroad(draw: ImageDraw.ImageDraw, seen: Projection) -> None:
    window = shapely.box(*_wider(seen.box()))
    for shape in land_around():
        for part in shapely.get_parts(shape):
            if part.intersects(window):
                _fill(draw, seen.points(shapely.get_coordinates(part.exterior)), "abroad")


def _units(draw: ImageDraw.ImageDraw, seen: Projection, snapshot: Snapshot, sketch: Sketch) -> None:
    """The units in view, the page's own drawn out."""
    vintage, level = _drawn(sketch)
    layer = unit_layer(snapshot, vintage, level)
    mesh = layer.display.at(min(math.ceil(sketch.zoom) + 1, FULL_ZOOM))
    rows = layer.display.within(_wider(seen.box())).tolist()
    own = layer.row.get(sketch.unit.code) if sketch.unit else None
    # The whole country is itself what such a picture is about.
    usual = "unit" if sketch.zoom < 6 and own is None else "land"
    for row in [*(row for row in rows if row != own), *([] if own is None else [own])]:
        colour, edge, width = (usual, "border", 1) if row != own else ("unit", "unit_border", 3)
        for polygon in mesh.units[row]:
            points = seen.points(mesh.points(polygon[0]))
            _fill(draw, points, colour)
            draw.line(_pairs(points), fill=COLOURS[edge], width=width * FINER, joint="curve")


def _drawn(sketch: Sketch) -> tuple[Vintage, Level]:
    """Which units are drawn: those of the page's own level, else what its zoom can tell apart."""
    if sketch.unit is not None:
        return sketch.unit.vintage, sketch.unit.level
    return CURRENT, Level.COMMUNE if sketch.zoom >= 10 else Level.PROVINCE


def _archipelagos(draw: ImageDraw.ImageDraw, seen: Projection) -> None:
    """Their names, in Vietnamese whatever the page's language, kept inside the map's edges."""
    font = 17
    for label in ARCHIPELAGOS:
        ((x, y),) = seen.points(np.array([label.at], dtype=float))
        if not (seen.left <= x <= seen.left + seen.width and 0 <= y <= seen.height):
            continue
        half = length(label.words, font, 400) / 2
        x = min(max(x, seen.left + half + 8 * FINER), seen.left + seen.width - half - 8 * FINER)
        write(draw, (x - half, y), label.words, font, 400, COLOURS["label"], halo=COLOURS["sea"])


def _pin(draw: ImageDraw.ImageDraw, seen: Projection, pin: Pin) -> None:
    """The place's mark; hollow, as on the map, where the position is an area's centre."""
    ((x, y),) = seen.points(np.array([pin.at], dtype=float))
    outer, inner = 19 * FINER, 14 * FINER
    draw.ellipse((x - outer, y - outer, x + outer, y + outer), fill=COLOURS["paper"])
    hollow = pin.precision not in {"exact", "street"}
    draw.ellipse(
        (x - inner, y - inner, x + inner, y + inner),
        fill=None if hollow else COLOURS[pin.kind],
        outline=COLOURS[pin.kind],
        width=5 * FINER,
    )


def _way(draw: ImageDraw.ImageDraw, seen: Projection, way: Points, stops: Points) -> None:
    """A journey's line, its stops on it, the first of them full."""
    line = _pairs(seen.points(way))
    for colour, width in (("paper", 9), ("way", 5)):
        draw.line(line, fill=COLOURS[colour], width=width * FINER, joint="curve")
    radius = 11 * FINER
    for number, (x, y) in reversed(list(enumerate(_pairs(seen.points(stops))))):
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius),
            fill=COLOURS["paper" if number else "way"],
            outline=COLOURS["way" if number else "paper"],
            width=4 * FINER,
        )


def _words(draw: ImageDraw.ImageDraw, sketch: Sketch, width: int) -> None:
    """The panel on the left: name, line, site."""
    draw.rectangle((0, 0, width, SIZE[1] * FINER), fill=COLOURS["paper"])
    draw.rectangle((0, 0, 12 * FINER, SIZE[1] * FINER), fill=COLOURS["accent"])
    room = width - 2 * MARGIN * FINER
    for size in (56, 46, 38, 32):
        title = list(wrapped(sketch.title, size, 600, room))
        if len(title) <= (3 if size > 38 else 5):
            break
    y = MARGIN * FINER + 0.0
    for text in title[:5]:
        write(draw, (MARGIN * FINER, y), text, size, 600, COLOURS["text"])
        y += 1.25 * size * FINER
    y += 18 * FINER
    for text in list(wrapped(sketch.line, 28, 400, room))[:5]:
        write(draw, (MARGIN * FINER, y), text, 28, 400, COLOURS["muted"])
        y += 1.4 * 28 * FINER
    foot = (SIZE[1] - MARGIN - 26) * FINER
    write(draw, (MARGIN * FINER, foot), sketch.site, 26, 600, COLOURS["accent"])


def _fill(draw: ImageDraw.ImageDraw, points: Points, colour: str) -> None:
    if len(points) >= 3:
        draw.polygon(_pairs(points), fill=COLOURS[colour])


def _pairs(points: Points) -> Sequence[tuple[float, float]]:
    return [(x, y) for x, y in points.tolist()]


def _wider(box: BBox) -> BBox:
    """A tenth of a degree more on each side: borders that only touch the edge are drawn too."""
    return BBox(box.west - 0.1, box.south - 0.1, box.east + 0.1, box.north + 0.1)
