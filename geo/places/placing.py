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

import shapely

from geo.places.names import NEW, OLD, Layers, Named, Successors, UnitReader
from geo.places.report import RowError, said
from geo.places.unit_layer import UnitLayer
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


SURE = 0.75
"""The confidence from which a geocoder's first answer is taken without asking."""


class Geocoder(Protocol):
    """What finds an address: `geo.geocoding.Geocoder`."""

    def geocode(self, query: str, /) -> Sequence[Any]:
        """Results with lat, lon, precision, confidence and units, best first."""


class PlacingError(RowError):
    """A place that cannot be put anywhere, or whose position contradicts its units."""


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
    read_as: str | None = None
    """What its address was read as, when that placed it."""


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
            (vintage, level): UnitLayer(boundaries, vintage, level)
            for vintage in Vintage
            for level in vintage.levels
        }
        self._crosswalk = crosswalk
        self._names = names
        self._geocoder = geocoder

    @property
    def geocoder(self) -> Geocoder | None:
        """What finds addresses."""
        return self._geocoder

    def unit(self, vintage: Vintage, level: Level) -> UnitLayer:
        """The units of one level."""
        return self._units[vintage, level]

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
            return self._by_address(str(record.get("address") or ""))
        if named.district_old is None and named.commune_new is None and record.get("address"):
            return self._by_address_within(named, f"{record['address']}, {record['province']}")
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
                    said(
                        f"tọa độ cách xã gần nhất {metres / 1000:.0f} km",
                        f"the position is {metres / 1000:,.0f} km from the nearest commune",
                    ),
                    said("cho tọa độ ở Việt Nam", "give one in Vietnam"),
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
                km, name = f"{metres / 1000:.1f} km", units.name(code)
                inside = units.name(other) if from_other == 0 else None
                raise PlacingError(
                    "lat, lon",
                    said(
                        f"tọa độ ở ngoài {name} {km}" + (f", trong {inside}" if inside else ""),
                        f"the position is {km} outside {name}"
                        + (f", in {inside}" if inside else ""),
                    ),
                    said("sửa tọa độ hoặc đơn vị", "correct the position or the unit"),
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
    def _new(self) -> UnitLayer:
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
        raise PlacingError(
            "province",
            said("không có gì cho biết ở đâu", "nothing says where it is"),
            said("điền tỉnh hoặc tọa độ", "give a province or a position"),
        )

    def _by_address(self, address: str) -> Placement:
        """By the text of its address alone."""
        results = self._geocoder.geocode(address) if self._geocoder and address else ()
        if not results:
            raise PlacingError(
                "address",
                said(
                    f"không biết nơi nào là {address!r}", f"{address!r} names no place that we know"
                )
                if address
                else said("ô trống", "nothing came"),
                said(
                    "điền tỉnh vào cột riêng, hoặc vĩ độ và kinh độ",
                    "give the province in a column of its own, or lat and lon",
                ),
            )
        if results[0].confidence < SURE:
            options = "; ".join(dict.fromkeys(result.label for result in results[:3]))
            raise PlacingError(
                "address",
                said(f"{address!r} có thể là {options}", f"{address!r} may be {options}"),
                said("ghi cả huyện và tỉnh", "give the district and the province"),
            )
        return self._placed(results[0])

    def _by_address_within(self, named: Named, address: str) -> Placement:
        """In the province named, lower down where its address says so beyond doubt."""
        for result in self._geocoder.geocode(address)[:1] if self._geocoder else ():
            placement = self._placed(result)
            within = (OLD, named.province_old), (NEW, named.province_new)
            if result.confidence >= SURE and all(
                placement.codes[unit_column(vintage, Level.PROVINCE)] in (code, None)
                for vintage, code in within
                if code is not None
            ):
                return placement
        return self._centred(named)

    def _placed(self, result: Any) -> Placement:
        """A geocoder's result with what follows from its units."""
        found = {
            unit_column(Vintage(vintage), Level(level)): code
            for vintage, levels in result.units.items()
            for level, code in levels.items()
        }
        if getattr(result, "candidates", ()):
            found.pop(NEW_COMMUNE, None)  # the likeliest of several: here it stays open
        named = Named(*(found.get(column) for column in Named().codes()))
        named = self._names.with_ancestors(self._names.completed(named))
        candidates: tuple[tuple[str, float], ...] = ()
        if named.commune_old and not named.commune_new:
            candidates = tuple(self._crosswalk.successors(named.commune_old))
        return Placement(
            result.lon, result.lat, str(result.precision), named.codes(), candidates,
            read_as=result.label,
        )  # fmt: skip


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
