"""Addresses and names to positions, offline, as a `geopy` geocoder."""

from __future__ import annotations

import math
import re
from copy import copy
from typing import Any, Protocol

from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.geocoders.base import Geocoder as GeopyGeocoder
from geopy.point import Point

from geo.addresses.hierarchy import Successors
from geo.addresses.mentions import WEIGHT
from geo.addresses.reader import Address, AddressReader
from geo.addresses.readings import Reading
from geo.coordinates import LonLat, lonlat_from_text
from geo.errors import InvalidParameterError
from geo.gazetteer import Gazetteer
from geo.geocoding.centres import Layers, likely_positions
from geo.geocoding.placenames import PlaceFinder
from geo.geocoding.resolving import Locates, Resolution, Resolver
from geo.geocoding.results import Result
from geo.text import nfc
from geo.vintages import CURRENT, Level, UnitKey, layer_from_text

LONGEST_QUERY = 1_000
"""Characters; the longest address people write has some 250."""
CLOSE = 1.0
"""Score within which a reading stands beside the best one as another result."""
NEARLY, GUESSED = 3, 0.6
"""How many suggestions stand in for a text that names nothing, and their confidence together."""
CONTRADICTED = 0.7
"""What is left of the confidence for each unit written that the answer does not lie in."""

_POSITION = re.compile(
    r"[(\[]?\s*(?P<lat>\d{1,2}\.\d{3,})\s*[,;\s]\s*(?P<lon>1\d{2}\.\d{3,})\s*[)\]]?"
)


class Boundaries(Locates, Layers, Protocol):
    """What is asked of `geo.boundaries.Boundaries`."""


class Geocoder(GeopyGeocoder):  # type: ignore[misc]
    """
    Finds addresses of either vintage, units and places by what the project's own data say.

    It asks nobody: `timeout` is taken for the sake of `geopy`'s interface. Unlike `geopy`'s own,
    it gives a list unless asked for exactly one, because an address often means several.

    Parameters
    ----------
    gazetteer
        The names.
    boundaries
        The units around a position.
    crosswalk
        What each old commune became.
    """

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries, crosswalk: Successors) -> None:
        super().__init__()
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._units = gazetteer.units
        self._reader = AddressReader(gazetteer.names, gazetteer.units, crosswalk)
        self._resolver = Resolver(
            gazetteer.units,
            self._reader.hierarchy,
            boundaries,
            likely_positions(boundaries, crosswalk),
        )
        self._places = PlaceFinder(gazetteer)

    def with_gazetteer(self, gazetteer: Gazetteer) -> Geocoder:
        """The same for a gazetteer that has the same units with other places."""
        other = copy(self)
        other._gazetteer = gazetteer
        other._places = PlaceFinder(gazetteer)
        return other

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = False,
        timeout: Any = DEFAULT_SENTINEL,
        near: LonLat | None = None,
        limit: int = 5,
    ) -> Any:
        """
        Where the text may be, best first.

        Parameters
        ----------
        query
            An address, the name of a unit or of a place, or "lat, lon". A position written after
            an address counts as `near`.
        exactly_one
            As in `geopy`: the best result alone, or None.
        near
            A position the address is known to have, which decides among the parts of a split
            commune.
        limit
            At most so many results.

        Returns
        -------
        list[Result] | Result | None
            Nothing found is an empty list.

        Raises
        ------
        InvalidPositionError
            If the text is two numbers but no position.
        InvalidParameterError
            If the text is longer than `LONGEST_QUERY`.
        """
        results = self._find(query, near, limit)
        return (results[0] if results else None) if exactly_one else results

    def reverse(
        self, query: Any, *, exactly_one: bool = False, timeout: Any = DEFAULT_SENTINEL
    ) -> Any:
        """
        The units around a position, as one result; none outside Vietnam.

        Parameters
        ----------
        query
            A `LonLat`, or whatever `geopy` takes for a point, latitude first.
        """
        if isinstance(query, LonLat):
            at = query
        else:
            point = Point(query)
            at = LonLat(point.longitude, point.latitude)
        results = self._around(LonLat.checked(*at))
        return (results[0] if results else None) if exactly_one else results

    def _find(self, query: str, near: LonLat | None, limit: int) -> list[Result]:
        if len(query) > LONGEST_QUERY:
            raise InvalidParameterError(
                f"an address of {len(query)} characters: give at most {LONGEST_QUERY}"
            )
        text = nfc(query)
        if (at := lonlat_from_text(text)) is not None:
            return self._around(at)
        if (written := _POSITION.search(text)) is not None:
            near = near or LonLat.checked(float(written["lon"]), float(written["lat"]))
            text = text[: written.start()] + text[written.end() :]
        address = self._reader.read(text)
        found = [*self._places.named(address), *self._of_units(address, near)]
        if not found:
            found = self._nearly(text)
        distinct = {(result.label, result.lat, result.lon): result for result in reversed(found)}
        return list(reversed(distinct.values()))[:limit]

    def _around(self, at: LonLat) -> list[Result]:
        units = self._boundaries.locate(at)
        commune = units.get(str(CURRENT), {}).get("commune")
        if commune is None:
            return []
        unit = self._units.get(CURRENT, Level.COMMUNE, commune)
        label, label_en = self._units.label(unit), self._units.label(unit, "en")
        return [Result(label, label_en, at, precision="exact", confidence=1.0, units=units)]

    def _of_units(self, address: Address, near: LonLat | None) -> list[Result]:
        """The units that the address can mean, with what the other readings leave of each."""
        if not address.readings:
            return []
        best = address.readings[0].score
        close = [reading for reading in address.readings if reading.score > best - CLOSE]
        weights = [math.exp(2 * (reading.score - best)) for reading in close]
        resolved = [self._resolver.resolve(reading, near) for reading in close]
        found = []
        for reading, weight, mine in zip(close, weights, resolved, strict=True):
            rivals = sum(
                other for other, its in zip(weights, resolved, strict=True) if mine.excludes(its)
            )
            sure = weight / (weight + rivals) * mine.share * _agreement(address, reading)
            found.append(self._result(mine, sure))
        return found

    def _nearly(self, text: str) -> list[Result]:
        """What the gazetteer suggests for a text that names nothing whole."""
        found = []
        for suggestion in self._gazetteer.suggest(text, NEARLY):
            sure = GUESSED / NEARLY
            if suggestion.id is not None:
                found.append(self._places.result(suggestion.id, sure))
            elif suggestion.code is not None:
                key = layer_from_text(str(suggestion.vintage), suggestion.type)
                position = self._units.index[UnitKey(*key, suggestion.code)]
                found.append(self._result(self._resolver.resolve_unit(position), sure))
        return found

    def _result(self, resolution: Resolution, confidence: float) -> Result:
        unit = resolution.unit
        return Result(
            self._units.label(unit),
            self._units.label(unit, "en"),
            self._resolver.position(unit),
            precision=str(unit.level),
            confidence=confidence,
            units=resolution.units,
            candidates=resolution.candidates,
        )


def _agreement(address: Address, reading: Reading) -> float:
    """From 0 to 1: how well what is written agrees with what the reading takes it for."""
    sure = [mention.weight / WEIGHT[mention.name.level] for mention in reading.mentions]
    covered = {at for mention in reading.mentions for at in range(mention.start, mention.end)}
    meant = {mention.unit for mention in reading.mentions}
    by_start: dict[int, list[int]] = {}
    for mention in address.mentions:
        if mention.typed and covered.isdisjoint(range(mention.start, mention.end)):
            by_start.setdefault(mention.start, []).append(mention.unit)
    contradictions = sum(meant.isdisjoint(units) for units in by_start.values())
    alone = 1.0 if len(reading.mentions) > 1 or reading.mentions[0].typed else 0.9
    return sum(sure) / len(sure) * alone * CONTRADICTED ** min(contradictions, 3)
