"""
Unit names in a table's cells to unit codes, of whichever vintage they are.

Rows written before July 2025 name a district; rows written since do not. Provinces that merged
kept one of their names with a wider outline, so "Gia Lai" may mean either, and the units named
under it decide. Nothing is picked where two units answer: the row is refused and asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple, Protocol

from geopandas import GeoDataFrame

from geo.places.report import RowError, said
from geo.text import fold
from geo.vintages import Level, Vintage, unit_column

_LEVELS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}
OLD, NEW = Vintage.V2025_03, Vintage.V2025_07


class UnitMatcher(Protocol):
    """What knows the names of units: `geo.gazetteer.Gazetteer`."""

    def match_unit(
        self, vintage: Vintage, level: Level, name: str, *, within: str | None = None
    ) -> list[str]:
        """The codes of the units of that name, within the unit of that code."""


class Layers(Protocol):
    """What holds the units: `geo.boundaries.Boundaries`."""

    def layer(self, vintage: Vintage, level: Level) -> GeoDataFrame:
        """The units of a level, indexed by code, with name, parent, province, lon and lat."""


class Successors(Protocol):
    """What carries the old communes to the new: `geo.crosswalk.Crosswalk`."""

    def successors(self, old_code: str) -> list[tuple[str, float]]:
        """The communes an old one became, with its shares in them, largest first."""


class UnitNameError(RowError):
    """A name no unit has, or that several have."""


class Named(NamedTuple):
    """The units a row names, by their columns (`geo.vintages.UNIT_COLUMNS`); None where silent."""

    province_old: str | None = None
    district_old: str | None = None
    commune_old: str | None = None
    province_new: str | None = None
    commune_new: str | None = None

    def codes(self) -> dict[str, str | None]:
        """By unit column."""
        return {
            unit_column(OLD, Level.PROVINCE): self.province_old,
            unit_column(OLD, Level.DISTRICT): self.district_old,
            unit_column(OLD, Level.COMMUNE): self.commune_old,
            unit_column(NEW, Level.PROVINCE): self.province_new,
            unit_column(NEW, Level.COMMUNE): self.commune_new,
        }


class UnitReader:
    """Reads the unit names of a row."""

    def __init__(self, boundaries: Layers, crosswalk: Successors, matcher: UnitMatcher) -> None:
        self._matcher = matcher
        self._read_before: dict[tuple[str | None, ...], Named] = {}
        self._names = {
            (vintage, level): boundaries.layer(vintage, level)["name"]
            for vintage in Vintage
            for level in vintage.levels
        }
        communes = boundaries.layer(OLD, Level.COMMUNE)
        self._district_of: Mapping[str, str] = communes["parent"].to_dict()
        self._parent = {
            Level.DISTRICT: boundaries.layer(OLD, Level.DISTRICT)["parent"],
            Level.COMMUNE: communes["parent"],
        }
        self._new_parent = boundaries.layer(NEW, Level.COMMUNE)["parent"]
        self._became = {
            str(code): [new for new, _ in crosswalk.successors(str(code))]
            for code in communes.index
        }
        self._came_from: dict[str, list[str]] = {}
        for old, news in self._became.items():
            for new in news:
                self._came_from.setdefault(new, []).append(old)
        # A province went into its successor whole: one commune of each tells where.
        self.new_province: dict[str, str] = {
            str(province): str(self._new_parent[self._became[str(code)][0]])
            for code, province in communes["province"].drop_duplicates().items()
        }
        self._only_commune = {
            str(district): str(group.index[0])
            for district, group in communes.groupby("parent")
            if len(group) == 1
        }

    def read(
        self,
        *,
        province: str | None = None,
        district: str | None = None,
        commune: str | None = None,
        commune_2025_07: str | None = None,
    ) -> Named:
        """
        The units those cells name.

        Raises
        ------
        UnitNameError
            If a name is no unit's, or several units' and nothing decides.
        """
        cells = (province, district, commune, commune_2025_07)
        # A table names the same few units over and over.
        if cells not in self._read_before:
            self._read_before[cells] = self._read(*cells)
        return self._read_before[cells]

    def _read(
        self,
        province: str | None,
        district: str | None,
        commune: str | None,
        commune_2025_07: str | None,
    ) -> Named:
        if not province:
            if district or commune or commune_2025_07:
                raise UnitNameError(
                    "province",
                    said(
                        "ô trống dù có đơn vị cấp dưới", "it is blank though lower units are named"
                    ),
                    said("điền tỉnh", "give the province"),
                )
            return Named()
        old, new, scope = self._provinces(province)
        named = Named(province_old=old, province_new=new)
        if district:
            named = self._with_district(named, scope, district)
        if commune:
            named = self._with_commune(named, scope, commune)
        if commune_2025_07:
            named = self._with_new_commune(named, commune_2025_07)
        return self.completed(named)

    def _provinces(self, name: str) -> tuple[str | None, str, list[str]]:
        """The old and the new province so called, and the old ones it may mean, likeliest first."""
        olds = self._match(OLD, Level.PROVINCE, name)
        news = self._match(NEW, Level.PROVINCE, name)
        if not olds and not news:
            raise self._unknown("province", name, self._names[NEW, Level.PROVINCE])
        new = news[0] if news else self.new_province[olds[0]]
        merged = [old for old, into in self.new_province.items() if into == new]
        scope = list(dict.fromkeys([*olds, *merged]))
        # A name that only the wider province has says nothing about which old one is meant.
        return (olds[0] if olds else merged[0] if len(merged) == 1 else None), new, scope

    def _with_district(self, named: Named, scope: list[str], name: str) -> Named:
        for province in scope:
            found = self._match(OLD, Level.DISTRICT, name, province)
            if len(found) > 1:
                raise self._ambiguous("district", name, found, OLD, Level.DISTRICT)
            if found:
                return named._replace(province_old=province, district_old=found[0])
        parents = self._parent[Level.DISTRICT]
        within = self._names[OLD, Level.DISTRICT][parents.isin(scope)]
        raise self._unknown("district", name, within)

    def _with_commune(self, named: Named, scope: list[str], name: str) -> Named:
        """A commune of the district named; without one, of the new province or the old."""
        news = self._match(NEW, Level.COMMUNE, name, named.province_new)
        if named.district_old:
            olds = self._match(OLD, Level.COMMUNE, name, named.district_old)
            if len(olds) == 1:
                return named._replace(commune_old=olds[0])
            if olds:
                raise self._ambiguous("commune", name, olds, OLD, Level.COMMUNE)
            # Written after the reform, the district left in: its commune is a new one there.
            news = [new for new in news if self._reaches(named.district_old, new)]
            if len(news) == 1:
                return named._replace(commune_new=news[0])
            within = self._parent[Level.COMMUNE] == named.district_old
            raise self._unknown("commune", name, self._names[OLD, Level.COMMUNE][within])
        if len(news) == 1:
            old = named.province_old if len(scope) == 1 else None
            return named._replace(province_old=old, commune_new=news[0])
        for province in scope:
            olds = self._match(OLD, Level.COMMUNE, name, province)
            if len(olds) == 1:
                return named._replace(
                    province_old=province,
                    district_old=self._district_of[olds[0]],
                    commune_old=olds[0],
                )
            if olds:
                raise self._ambiguous("commune", name, olds, OLD, Level.COMMUNE)
        if news:
            raise self._ambiguous("commune", name, news, NEW, Level.COMMUNE)
        within = self._new_parent == named.province_new
        raise self._unknown("commune", name, self._names[NEW, Level.COMMUNE][within])

    def _with_new_commune(self, named: Named, name: str) -> Named:
        found = self._match(NEW, Level.COMMUNE, name, named.province_new)
        if len(found) != 1:
            column = "commune_2025_07"
            if found:
                raise self._ambiguous(column, name, found, NEW, Level.COMMUNE)
            within = self._new_parent == named.province_new
            raise self._unknown(column, name, self._names[NEW, Level.COMMUNE][within])
        if named.commune_old:
            became = self._became[named.commune_old]
            if found[0] not in became:
                names = ", ".join(self._names[NEW, Level.COMMUNE][became])
                raise UnitNameError(
                    "commune_2025_07",
                    said(
                        f"gặp {name!r}, nhưng xã đã ghi nay là {names}",
                        f"{name!r} came, but the commune named became {names}",
                    ),
                    said("sửa một trong hai", "correct one of the two"),
                )
        return named._replace(commune_new=found[0])

    def completed(self, named: Named) -> Named:
        """With what follows: an island district's own commune, the only units one came from."""
        if named.district_old and not named.commune_old:
            named = named._replace(commune_old=self._only_commune.get(named.district_old))
        if named.commune_old and not named.commune_new:
            became = self._became[named.commune_old]
            if len(became) == 1:
                named = named._replace(commune_new=became[0])
        if named.commune_new and not named.commune_old:
            came_from = self._came_from[named.commune_new]
            districts = {self._district_of[old] for old in came_from}
            if named.district_old is None and len(districts) == 1:
                named = named._replace(district_old=districts.pop())
            if len(came_from) == 1 and len(self._became[came_from[0]]) == 1:
                named = named._replace(commune_old=came_from[0])
            provinces = {
                self.parent(OLD, Level.DISTRICT, self._district_of[old]) for old in came_from
            }
            if named.province_old is None and len(provinces) == 1:
                named = named._replace(province_old=provinces.pop())
        return named

    def with_ancestors(self, named: Named) -> Named:
        """With the units above the communes that are known."""
        if named.commune_old:
            district = self.parent(OLD, Level.COMMUNE, named.commune_old)
            province = self.parent(OLD, Level.DISTRICT, district)
            named = named._replace(district_old=district, province_old=province)
            named = named._replace(province_new=self.new_province[province])
        if named.commune_new and not named.province_new:
            named = named._replace(province_new=self.parent(NEW, Level.COMMUNE, named.commune_new))
        return named

    def parent(self, vintage: Vintage, level: Level, code: str) -> str:
        """The code of the unit one level above."""
        return str(self._new_parent[code] if vintage is NEW else self._parent[level][code])

    def _reaches(self, district: str, new_commune: str) -> bool:
        return any(self._district_of[old] == district for old in self._came_from[new_commune])

    def _match(
        self, vintage: Vintage, level: Level, name: str, within: str | None = None
    ) -> list[str]:
        return self._matcher.match_unit(vintage, level, name, within=within)

    def _ambiguous(
        self, column: str, name: str, codes: list[str], vintage: Vintage, level: Level
    ) -> UnitNameError:
        names = self._names[vintage, level]
        options = ", ".join(
            f"{names[code]} ({self._above(vintage, level, code)})" for code in codes
        )
        return UnitNameError(
            column,
            said(
                f"{name!r} là tên của {len(codes)} đơn vị: {options}",
                f"{name!r} names {len(codes)} units: {options}",
            ),
            said("ghi cả đơn vị cấp trên", "name the unit above it too"),
        )

    def _above(self, vintage: Vintage, level: Level, code: str) -> str:
        if vintage is NEW:
            return str(self._names[NEW, Level.PROVINCE][self._new_parent[code]])
        upper = Level.PROVINCE if level is Level.DISTRICT else Level.DISTRICT
        return str(self._names[OLD, upper][self.parent(vintage, level, code)])

    @staticmethod
    def _unknown(column: str, name: str, known: Iterable[str]) -> UnitNameError:
        folded = {fold(each): str(each) for each in known}
        close = get_close_matches(fold(name), folded, n=3, cutoff=0.5)
        options = ", ".join(folded[each] for each in close)
        level = column.split("_")[0]
        return UnitNameError(
            column,
            said(f"không có {_LEVELS[level]} nào tên {name!r}", f"no {level} is called {name!r}"),
            said(f"thử {options or 'tên khác'}", f"try {options or 'another name'}"),
        )
