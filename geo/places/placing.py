"""
Where a place is: its position, how good that is, and its units in both vintages.

Names come first, because the bundled outlines are approximate; a position fills in what the names
leave open, within the units they name. A position far outside the units named is an error in one
of the two, and is asked about instead of resolved. Where an old commune was split among several
new ones and no position decides, the new commune stays open and its candidates are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyproj
import shapely

from geo.places.names import NEW, OLD, Layers, Named, Successors, UnitReader
from geo.text import fold
from geo.vintages import Level, Vintage, unit_column

OLD_COMMUNE, NEW_COMMUNE = unit_column(OLD, Level.COMMUNE), unit_column(NEW, Level.COMMUNE)
STRAY_M = 10_000
"""
How far within another unit than the one it names a position may lie. Border peaks do, a lake or a
park is named for one of its shores, and the bundled outlines of mountain communes are off by up to
8 km; what is meant to be caught is the wrong town.
"""
AT_SEA_M = 30_000
"""
How far off any unit a position may lie: piers, bays and islets do, which the bundled outlines do
not draw; further out it is not in Vietnam.
"""

_TYPE = re.compile(
    r"^(?:thanh pho|tinh|quan|huyen|thi xa|thi tran|phuong|xa|dac khu|tp|tx|tt|q|h|p|x)\b *"
)
_GEOD = pyproj.Geod(ellps="WGS84")


class Geocoder(Protocol):
    """What finds an address: `geo.geocoding.Geocoder`."""

    def geocode(self, query: str) -> Sequence[Any]:
        """Results with lat, lon, precision, confidence and units, best first."""


class PlacingError(ValueError):
    """A place that cannot be put anywhere, or whose position contradicts its units."""

    def __init__(self, column: str, came: str, remedy: str) -> None:
        super().__init__(f"{column}: {came}; {remedy}")
        self.column, self.came, self.remedy = column, came, remedy


class Placement(NamedTuple):
    """Where a place was put."""

    lon: float
    lat: float
    precision: str
    """`exact`, `street`, `commune`, `district` or `province`."""
    codes: dict[str, str | None]
    """Unit codes by column; None where neither names nor position determine one."""
    candidates: tuple[tuple[str, float], ...] = ()
    """The new communes an undecided split leaves, with their shares, largest first."""


class _Units:
    """One level of one vintage, laid out for looking up by code."""

    def __init__(self, boundaries: Layers, vintage: Vintage, level: Level) -> None:
        layer = boundaries.layer(vintage, level)
        self.shapes = layer.geometry.to_numpy()
        self.row = {str(code): row for row, code in enumerate(layer.index)}
        self.codes = layer.index.to_numpy(dtype=str)
        self.lon, self.lat = layer["lon"].to_numpy(float), layer["lat"].to_numpy(float)
        self.names = layer["name"].to_numpy(dtype=str)
        self.children: dict[str, list[str]] = {}
        if level is not Level.PROVINCE:
            for code, parent in layer["parent"].items():
                self.children.setdefault(str(parent), []).append(str(code))
        self.tree = shapely.STRtree(self.shapes)

    def centre(self, code: str) -> tuple[float, float]:
        row = self.row[code]
        return float(self.lon[row]), float(self.lat[row])

    def name(self, code: str) -> str:
        return str(self.names[self.row[code]])

    def nearest(
        self, point: shapely.Point, among: Sequence[str] | None = None
    ) -> tuple[str, float]:
        """The unit that holds the point or lies nearest to it, and its distance in metres."""
        if among is None:
            row = int(self.tree.nearest(point))
        else:
            rows = np.array([self.row[code] for code in among])
            row = int(rows[np.argmin(shapely.distance(self.shapes[rows], point))])
        line = shapely.get_coordinates(shapely.shortest_line(point, self.shapes[row]))
        *_, metres = _GEOD.inv(*line[0], *line[-1])
        return str(self.codes[row]), float(metres)


class Placer:
    """
    Puts places where their names, positions and addresses say.

    Parameters
    ----------
    boundaries, crosswalk
        The units, and what the old communes became.
    names
        Reads unit names; made by `UnitReader(boundaries, crosswalk, gazetteer)`.
    geocoder
        Finds addresses that name no unit in their own cells; None leaves those unplaced.
    """

    def __init__(
        self,
        boundaries: Layers,
        crosswalk: Successors,
        names: UnitReader,
        geocoder: Geocoder | None = None,
    ) -> None:
        self._units = {
            (vintage, level): _Units(boundaries, vintage, level)
            for vintage in Vintage
            for level in vintage.levels
        }
        self._crosswalk = crosswalk
        self._names = names
        self._geocoder = geocoder

    def place(self, record: Mapping[str, Any]) -> Placement:
        """
        Where the place of a record is.

        Parameters
        ----------
        record
            `province`, `district`, `commune`, `commune_2025_07`, `address` (text or None), `lat`,
            `lon` (degrees or None), `precision` (of the position given; exact when unsaid).

        Raises
        ------
        UnitNameError
            If a name is no unit's, or several units' and nothing decides.
        PlacingError
            If nothing says where it is, or its position is far from the units it names.
        """
        named = self._names.read(
            province=record.get("province"),
            district=record.get("district"),
            commune=record.get("commune"),
            commune_2025_07=record.get("commune_2025_07"),
        )
        lon, lat = record.get("lon"), record.get("lat")
        if lon is not None and lat is not None:
            point = shapely.Point(lon, lat)
            codes = self._filled(named, point)
            return Placement(float(lon), float(lat), record.get("precision") or "exact", codes)
        if named.province_new is None:
            return self._geocoded(record)
        return self._centred(named)

    def read_as(self, column: str, written: str, placement: Placement) -> str | None:
        """
        The full name of the unit that a cell's name was read as; None when it is called so.

        Types do not count ("Huyện Việt Yên" is Thị xã Việt Yên), nor which vintage's name it is.
        """
        level = Level.COMMUNE if column == "commune_2025_07" else Level(column)
        names = []
        for vintage in (NEW,) if column == "commune_2025_07" else (OLD, NEW):
            code = placement.codes.get(unit_column(vintage, level))
            if code is not None:
                names.append(self._units[vintage, level].name(code))
        if not names or any(_bare(written) == _bare(name) for name in names):
            return None
        return names[0]

    def _filled(self, named: Named, point: shapely.Point) -> dict[str, str | None]:
        """The codes with what the position decides, once it is known to agree with the names."""
        self._check(named, point)
        old, district = named.commune_old, named.district_old
        communes = self._units[OLD, Level.COMMUNE]
        if old is None:
            among = communes.children[district] if district else self._communes_of(named)
            old, metres = communes.nearest(point, among)
            if metres > AT_SEA_M:
                raise PlacingError(
                    "lat, lon",
                    f"the position is {metres / 1000:,.0f} km from the nearest commune",
                    "give one in Vietnam",
                )
            if named.commune_new and named.commune_new not in self._became(old):
                old = None
        new = named.commune_new
        if new is None and old is not None:
            became = self._became(old)
            new = became[0] if len(became) == 1 else self._new.nearest(point, became)[0]
        codes = named._replace(commune_old=old, commune_new=new)
        return self._names.with_ancestors(codes).codes()

    def _check(self, named: Named, point: shapely.Point) -> None:
        for vintage, level, code in (
            (OLD, Level.COMMUNE, named.commune_old),
            (OLD, Level.DISTRICT, named.district_old),
            (NEW, Level.COMMUNE, named.commune_new),
            (OLD, Level.PROVINCE, named.province_old),
            (NEW, Level.PROVINCE, named.province_new),
        ):
            if code is None:
                continue
            units = self._units[vintage, level]
            _, metres = units.nearest(point, [code])
            if metres <= STRAY_M:
                continue
            other, from_other = units.nearest(point)
            if from_other == 0 or metres > AT_SEA_M:
                raise PlacingError(
                    "lat, lon",
                    f"the position is {metres / 1000:.1f} km outside {units.name(code)}"
                    + (f", in {units.name(other)}" if from_other == 0 else ""),
                    "correct the position or the unit",
                )

    def _communes_of(self, named: Named) -> list[str] | None:
        """The old communes a position is sought among; None for all of them."""
        districts = self._units[OLD, Level.DISTRICT].children
        if named.province_old:
            provinces = [named.province_old]
        elif named.province_new:
            into = self._names.new_province
            provinces = [old for old, new in into.items() if new == named.province_new]
        else:
            return None
        communes = self._units[OLD, Level.COMMUNE].children
        return [
            code
            for province in provinces
            for district in districts[province]
            for code in communes[district]
        ]

    @property
    def _new(self) -> _Units:
        return self._units[NEW, Level.COMMUNE]

    def _became(self, old: str) -> list[str]:
        return [code for code, _ in self._crosswalk.successors(old)]

    def _centred(self, named: Named) -> Placement:
        """At the populated centre of the lowest unit named."""
        named = self._names.with_ancestors(named)
        candidates: tuple[tuple[str, float], ...] = ()
        if named.commune_old and not named.commune_new:
            candidates = tuple(self._crosswalk.successors(named.commune_old))
        for vintage, level, code in (
            (OLD, Level.COMMUNE, named.commune_old),
            (NEW, Level.COMMUNE, named.commune_new),
            (OLD, Level.DISTRICT, named.district_old),
            (OLD, Level.PROVINCE, named.province_old),
            (NEW, Level.PROVINCE, named.province_new),
        ):
            if code is not None:
                lon, lat = self._units[vintage, level].centre(code)
                return Placement(lon, lat, str(level), named.codes(), candidates)
        raise PlacingError("province", "nothing says where it is", "give a province or a position")

    def _geocoded(self, record: Mapping[str, Any]) -> Placement:
        """By the text of its address alone."""
        address = record.get("address")
        results = self._geocoder.geocode(address) if self._geocoder and address else ()
        if not results:
            raise PlacingError(
                "address",
                f"{address!r} names no place that we know" if address else "nothing came",
                "give the province in a column of its own, or lat and lon",
            )
        best = results[0]
        found = {
            unit_column(Vintage(vintage), Level(level)): code
            for vintage, levels in best.units.items()
            for level, code in levels.items()
        }
        codes = {column: found.get(column) for column in Named().codes()}
        candidates: tuple[tuple[str, float], ...] = ()
        old = codes[OLD_COMMUNE]
        if old and not codes[NEW_COMMUNE]:
            candidates = tuple(self._crosswalk.successors(old))
        return Placement(best.lon, best.lat, str(best.precision), codes, candidates)


def _bare(name: str) -> str:
    """A unit's name folded, without the type before it."""
    return _TYPE.sub("", fold(name))


def candidates_text(candidates: Sequence[tuple[str, float]]) -> str | None:
    """
    Candidate communes as one text, largest share first; None when there are none.

    >>> candidates_text([("00577", 0.625), ("00580", 0.375)])
    '00577:0.625 00580:0.375'
    """
    return " ".join(f"{code}:{share:.4g}" for code, share in candidates) or None
