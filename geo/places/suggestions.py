"""Where a doubtful row may be: positions to choose from on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from geo.places.layers import address_of
from geo.places.names import NEW
from geo.places.placing import Placer
from geo.vintages import Level

MOST = 5
"""More than that nobody compares."""


class Suggestion(NamedTuple):
    """A position that a row may mean."""

    label: str
    lon: float
    """Degrees, EPSG:4326."""
    lat: float
    precision: str
    """`exact`, `street`, `commune`, `district` or `province`."""
    confidence: float
    """Between 0 and 1; of a commune that an old one was split into, its share of the land."""


def suggestions(
    placer: Placer, record: Mapping[str, Any], candidates: Sequence[tuple[str, float]] = ()
) -> list[Suggestion]:
    """
    Positions for a record, likeliest first within each kind.

    Parameters
    ----------
    placer
        Knows the units; its geocoder is asked for the record's address.
    record
        As `Placer.place` takes it.
    candidates
        The new communes that a split leaves open, with their shares.
    """
    communes = placer.unit(NEW, Level.COMMUNE)
    found = [
        Suggestion(communes.name(code), *communes.centre(code), "commune", share)
        for code, share in candidates
        if code in communes.row
    ]
    address = address_of(record)
    if address and placer.geocoder is not None:
        found += [
            Suggestion(one.label, one.lon, one.lat, str(one.precision), float(one.confidence))
            for one in placer.geocoder.geocode(address)
        ]
    unlike = {(one.label, round(one.lon, 5), round(one.lat, 5)): one for one in reversed(found)}
    return [one for one in found if one in unlike.values()][:MOST]
