"""The places along a journey's way, each with when one would come there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from geo.coordinates import LonLat
from geo.corridor import Corridor, along
from geo.itinerary import doors
from geo.itinerary.journey import Along, Leg
from geo.itinerary.options import Options
from geo.locator import Locator
from geo.opening import State


def places_beside(
    locator: Locator, stops: Sequence[LonLat], legs: Sequence[Leg], options: Options
) -> tuple[Along, ...]:
    """
    The places along the way that pass the filters, in the order of travel.

    Parameters
    ----------
    stops
        Where each leg begins, and where the last ends.
    """
    paths = [leg.path for leg in legs]
    rows = np.arange(len(locator.places))
    if options.filters is not None:
        rows = np.flatnonzero(locator.filter.mask(options.filters))
    found: Corridor = along(
        locator.network,
        stops,
        locator.tied.take(rows),
        by=options.by,
        within_m=options.corridor_m,
        within_s=options.corridor_s,
        paths=paths,
    )
    starts = np.concatenate([[0.0], np.cumsum([path.duration_s for path in paths])])
    places = locator.places
    texts = {name: places[name].to_numpy(object) for name in ("id", "name", "opening_hours")}
    listed = []
    for nth, row in enumerate(rows[found.place].tolist()):
        at, leg = (
            LonLat(float(places["lon"].iat[row]), float(places["lat"].iat[row])),
            found.leg[nth],
        )
        driven = float(found.arrival_s[nth] - starts[leg])
        arrive = legs[leg].depart + timedelta(seconds=driven)
        hours = texts["opening_hours"][row]
        state = doors.state(hours if isinstance(hours, str) else None, at, arrive)
        if options.open_only and state is not State.OPEN:
            continue
        listed.append(
            Along(
                row=row,
                place_id=texts["id"][row],
                name=texts["name"][row],
                at=at,
                leg=int(leg),
                leaves=LonLat(float(found.leaves_lon[nth]), float(found.leaves_lat[nth])),
                offset_m=float(found.offset_m[nth]),
                detour_m=max(0.0, float(found.detour_m[nth])),
                detour_s=max(0.0, float(found.detour_s[nth])),
                arrive=arrive,
                opening=state,
            )
        )
    return tuple(listed)
