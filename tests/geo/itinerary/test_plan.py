"""Journeys over the real network."""

from __future__ import annotations

import time as clock
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
import pytest

from geo import published_routes
from geo.coordinates import LonLat
from geo.errors import InvalidParameterError, NoRouteError, OffNetworkError
from geo.filters import Filters
from geo.itinerary import (
    MOST_STOPS,
    Options,
    Stop,
    departure_from_text,
    plan,
    stop_from_text,
    stops_of_route,
)
from geo.locator import Locator
from geo.opening import TIMEZONE, State
from geo.roads.graph import RoadGraph
from geo.routing import Network

EIGHT = datetime(2026, 11, 25, 8, tzinfo=TIMEZONE)
HA_NOI = Stop("Hà Nội", LonLat(105.85, 21.03))
NINH_BINH = Stop("Ninh Bình", LonLat(105.975, 20.254))
HA_LONG = Stop("Hạ Long", LonLat(107.05, 20.96))
HUE = Stop("Huế", LonLat(107.59, 16.46))
TEN = [
    *("Hà Nội", "Bát Tràng", "Hạ Long", "Ninh Bình", "Hải Phòng"),
    *("Nam Định", "Thái Bình", "Bắc Ninh", "Hải Dương", "Hưng Yên"),
]


def test_plan_times_add_up_over_days_and_nights(locator: Locator) -> None:
    journey = plan(locator, [HA_NOI, HA_LONG, NINH_BINH, HUE], Options(depart=EIGHT))
    assert journey.estimated is locator.network.estimated
    assert len(journey.legs) == len(journey.visits) - 1 == 3
    assert journey.duration_s == pytest.approx(sum(leg.path.duration_s for leg in journey.legs))
    assert [leg for day in journey.days for leg in day.legs] == [0, 1, 2]
    for here, leg, there in zip(journey.visits, journey.legs, journey.visits[1:], strict=False):
        assert here.depart == leg.depart
        assert leg.arrive == there.arrive
        assert (leg.arrive - leg.depart).total_seconds() == pytest.approx(leg.duration_s, abs=1e-5)
        if here.night:
            assert here.depart.time() == EIGHT.time()
            assert here.depart.date() > here.arrive.date()
    assert len(journey.days) > 1
    assert sum(visit.night for visit in journey.visits) == len(journey.days) - 1
    for day in journey.days:
        assert day.over_limit == (day.drive_s > 6 * 3600)
        assert not day.over_limit or len(day.legs) == 1


def test_plan_in_so_many_days_has_them(locator: Locator) -> None:
    stops = [HA_NOI, HA_LONG, NINH_BINH, HUE]
    assert len(plan(locator, stops, Options(depart=EIGHT, days=1)).days) == 1
    assert len(plan(locator, stops, Options(depart=EIGHT, days=3)).days) == 3


def test_plan_optimised_never_takes_longer_and_keeps_the_ends(locator: Locator) -> None:
    stops = [stop_from_text(locator, text) for text in TEN]
    given = plan(locator, stops, Options(depart=EIGHT))
    better = plan(locator, stops, Options(depart=EIGHT, optimise=True))
    assert better.duration_s < given.duration_s
    numbers = [visit.number for visit in better.visits]
    assert sorted(numbers) == list(range(10))
    assert (numbers[0], numbers[-1]) == (0, 9)
    free = plan(locator, stops, Options(depart=EIGHT, optimise=True, fixed_end=False))
    assert free.duration_s <= better.duration_s + 1
    round_trip = plan(locator, stops, Options(depart=EIGHT, optimise=True, round_trip=True))
    assert round_trip.visits[0].number == round_trip.visits[-1].number == 0
    assert len(round_trip.visits) == 11


def test_plan_optimised_goes_first_where_the_doors_shut_early(locator: Locator) -> None:
    near = Stop("Bát Tràng", LonLat(105.91, 20.98))
    far = Stop("Hạ Long", HA_LONG.at)
    options = Options(depart=EIGHT, optimise=True, fixed_end=False)
    assert [visit.stop.name for visit in plan(locator, [HA_NOI, far, near], options).visits] == [
        "Hà Nội",
        "Bát Tràng",
        "Hạ Long",
    ]
    early = replace(far, opening_hours="08:00-10:45")
    journey = plan(locator, [HA_NOI, early, near], options)
    assert [visit.stop.name for visit in journey.visits] == ["Hà Nội", "Hạ Long", "Bát Tràng"]
    assert journey.visits[1].opening is State.OPEN
    assert journey.hours_met


def test_plan_waits_for_doors_and_says_when_they_stay_shut(locator: Locator) -> None:
    later = replace(NINH_BINH, opening_hours="13:00-17:00")
    visit = plan(locator, [HA_NOI, later, HUE], Options(depart=EIGHT)).visits[1]
    assert visit.opening is State.OPEN
    assert (visit.arrive + timedelta(seconds=visit.wait_s)).time() == time(13)
    shut = plan(locator, [HA_NOI, replace(NINH_BINH, opening_hours="off"), HUE])
    assert shut.visits[1].opening is State.CLOSED
    assert not shut.hours_met
    unread = plan(locator, [HA_NOI, replace(NINH_BINH, opening_hours="???"), HUE])
    assert unread.visits[1].opening is State.UNKNOWN
    assert unread.hours_met


def test_plan_cuts_the_days_with_the_wait_for_doors(locator: Locator) -> None:
    """From 8:00 to Ninh Bình, on to Hạ Long by 20:00: not when Ninh Bình opens at 17:00."""
    stops = [HA_NOI, NINH_BINH, HA_LONG]
    assert len(plan(locator, stops, Options(depart=EIGHT, drive_limit_s=9 * 3600.0)).days) == 1
    stops[1] = replace(NINH_BINH, opening_hours="17:00-19:00")
    journey = plan(locator, stops, Options(depart=EIGHT, drive_limit_s=9 * 3600.0))
    assert len(journey.days) == 2
    assert journey.visits[1].night
    assert journey.visits[1].opening is State.OPEN
    assert journey.days[1].depart == EIGHT + timedelta(days=1)


def test_plan_asks_the_doors_of_the_day_of_departure(locator: Locator) -> None:
    """25 November 2026 is a Wednesday."""
    stops = [HA_NOI, replace(NINH_BINH, opening_hours="Mo-We 07:00-18:00"), HUE]
    for later, state in ((0, State.OPEN), (1, State.CLOSED), (5, State.OPEN)):
        depart = EIGHT + timedelta(days=later)
        assert plan(locator, stops, Options(depart=depart)).visits[1].opening is state


def test_plan_with_a_corridor_lists_places_that_pass_the_filters(locator: Locator) -> None:
    options = Options(depart=EIGHT, corridor_m=5_000, filters=Filters(kind="outlet"))
    journey = plan(locator, [HA_NOI, HA_LONG], options)
    assert journey.places
    for place in journey.places:
        assert locator.place(place.place_id)["kind"] == "outlet"
        assert locator.place(place.place_id)["name"] == place.name
        assert place.offset_m <= 5_000
        assert place.arrive >= journey.legs[place.leg].depart
    assert not plan(locator, [HA_NOI, HA_LONG], replace(options, corridor_m=None)).places
    shut = plan(locator, [HA_NOI, HA_LONG], replace(options, open_only=True))
    assert all(place.opening is State.OPEN for place in shut.places)


def test_plan_of_ten_stops_with_a_corridor_takes_at_most_400_ms(locator: Locator) -> None:
    locator.ready()
    stops = [stop_from_text(locator, text) for text in TEN]
    options = Options(depart=EIGHT, corridor_m=5_000, optimise=True)
    times = []
    for _ in range(5):
        begin = clock.perf_counter()
        plan(locator, stops, options)
        times.append(clock.perf_counter() - begin)
    assert min(times) <= 0.4


def test_plan_of_every_published_route_keeps_its_stops(locator: Locator) -> None:
    for route in published_routes.read(locator.routes).values():
        stops = stops_of_route(locator, route)
        journey = plan(locator, stops, Options(depart=EIGHT, days=route.days))
        assert [visit.stop.name for visit in journey.visits] == [s.name for s in route.placed]
        assert journey.distance_m > 0
        assert route.days is None or len(journey.days) <= route.days


@pytest.mark.parametrize(
    ("stops", "error", "says"),
    [
        ([HA_NOI], InvalidParameterError, "1 stop came"),
        ([], InvalidParameterError, "0 stops came"),
        ([HA_NOI, HA_NOI, HUE], InvalidParameterError, "stops 1 and 2 are the same place"),
        ([HA_NOI, Stop("biển", LonLat(108.5, 18.5))], OffNetworkError, "at sea or over the border"),
        ([HA_NOI, Stop("Lào", LonLat(102.6, 17.97))], OffNetworkError, "at sea or over the border"),
        ([HA_NOI, Stop("Song Tử Tây", LonLat(114.33, 11.43))], OffNetworkError, "km from any road"),
    ],
)
def test_plan_of_stops_that_make_no_journey_says_why(
    locator: Locator, stops: list[Stop], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        plan(locator, stops)


def test_plan_of_more_stops_than_there_may_be_says_how_many(locator: Locator) -> None:
    many = [Stop(str(n), LonLat(105.5 + n / 50, 20.9)) for n in range(MOST_STOPS + 1)]
    with pytest.raises(InvalidParameterError, match="26 stops came; a journey has 2 to 25"):
        plan(locator, many)


def _without_ferries(graph: RoadGraph) -> RoadGraph:
    """The roads alone, straight."""
    kept = ~graph.ferry
    columns = ("source", "target", "length_m", "duration_s", "ferry", "accessible", "name")
    return replace(
        graph,
        **{column: getattr(graph, column)[kept] for column in columns},
        shape_start=np.zeros(int(kept.sum()) + 1, np.int64),
        shape_lon=np.zeros(0),
        shape_lat=np.zeros(0),
    )


@pytest.mark.parametrize("optimise", [False, True])
def test_plan_to_an_island_without_a_ferry_has_no_route(locator: Locator, optimise: bool) -> None:
    dry = _without_ferries(locator.network.graph)
    marooned = Locator.__new__(Locator)
    marooned.__dict__.update(locator.__dict__)
    marooned.__dict__["networks"] = {"car": Network(dry, locator.land)}
    phu_quoc = Stop("Phú Quốc", LonLat(103.96, 10.22))
    with pytest.raises(NoRouteError, match="no road or ferry"):
        plan(marooned, [HA_NOI, HUE, phu_quoc], Options(optimise=optimise))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"depart": datetime(2026, 1, 1)}, "no time zone"),
        ({"corridor_m": -1.0}, "corridor_m=-1"),
        ({"stay_s": float("nan")}, "stay_s=nan"),
        ({"drive_limit_s": 0.0}, "drive_limit_s=0"),
        ({"days": 0}, "days=0"),
    ],
)
def test_options_that_cannot_be_are_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidParameterError, match=says):
        Options(**wrong)


@pytest.mark.parametrize("text", ["", "8:00", "2026-02-31T08:00", "2026-12-01T24:61", "2026-12-01"])
def test_departure_from_text_of_no_moment_says_how_one_is_written(text: str) -> None:
    with pytest.raises(InvalidParameterError, match="2026-12-01T08:00"):
        departure_from_text(text)


def test_stop_from_text_takes_an_id_a_position_or_a_name(locator: Locator) -> None:
    village = stop_from_text(locator, "v-ha-noi-lang-gom-bat-trang")
    assert village.place_id == "v-ha-noi-lang-gom-bat-trang"
    assert stop_from_text(locator, "21.03, 105.85").at == LonLat(105.85, 21.03)
    assert "Hội An" in stop_from_text(locator, "Hội An").name
    with pytest.raises(InvalidParameterError, match="empty"):
        stop_from_text(locator, "  ")
