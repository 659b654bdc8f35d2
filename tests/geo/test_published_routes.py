"""The published routes, as they are and with rows gone wrong."""

from __future__ import annotations

import pytest

from geo import published_routes
from geo.errors import UnknownRouteError
from geo.locator import Locator
from geo.places.vocabularies import ROUTE_THEMES
from geo.vintages import CURRENT, Level


def test_read_of_the_layer_has_every_route_and_stop(locator: Locator) -> None:
    table = locator.routes
    routes = published_routes.read(table)
    assert list(routes) == list(dict.fromkeys(table["route_id"]))
    assert sum(len(route.stops) for route in routes.values()) == len(table)
    provinces = set(locator.boundaries.layer(CURRENT, Level.PROVINCE).index)
    for route in routes.values():
        assert route.theme in ROUTE_THEMES
        assert route.days is None or 1 <= route.days <= 30
        assert route.provinces
        assert set(route.provinces) <= provinces
        rows = table[table["route_id"] == route.id].sort_values("seq")
        assert [stop.name for stop in route.stops] == rows["stop_name"].tolist()
        for stop in route.placed:
            assert stop.place_id is None or locator.place(stop.place_id)["id"] == stop.place_id
    assert any(route.days is None for route in routes.values())


def test_read_of_rows_out_of_order_puts_stops_in_order(locator: Locator) -> None:
    backwards = published_routes.read(locator.routes.iloc[::-1])
    forwards = published_routes.read(locator.routes)
    assert backwards == forwards


def test_read_of_a_stop_without_a_position_lists_it_as_missing(locator: Locator) -> None:
    table = locator.routes.copy()
    table.loc[1, ["lon", "lat"]] = None
    route = published_routes.read(table)[table["route_id"][1]]
    assert [stop.name for stop in route.missing] == [table["stop_name"][1]]
    assert len(route.placed) == len(route.stops) - 1
    faults = published_routes.check([route], locator.network)
    assert any("was not found" in fault.what for fault in faults)


def test_find_of_an_unknown_route_says_so(locator: Locator) -> None:
    routes = published_routes.read(locator.routes)
    assert published_routes.find(routes, next(iter(routes))).stops
    with pytest.raises(UnknownRouteError, match="'no-such'"):
        published_routes.find(routes, "no-such")


def test_check_of_the_published_routes_finds_stops_and_roads_for_all(locator: Locator) -> None:
    faults = published_routes.check(published_routes.read(locator.routes).values(), locator.network)
    winding = [fault for fault in faults if "by road for" in fault.what]
    assert faults == winding, "only windings, where a stop stands at a coarse centre"
    assert len(faults) <= 2


@pytest.mark.parametrize(
    ("lon", "lat", "what"),
    [(108.2, 16.06, "h of driving"), (112.0, 13.0, "km from any road")],
)
def test_check_of_a_stop_put_elsewhere_finds_the_leg(
    locator: Locator, lon: float, lat: float, what: str
) -> None:
    table = locator.routes.copy()
    row = table.index[table["route_id"] == "ha-giang-4n3d"][1]
    table.loc[row, ["lon", "lat"]] = lon, lat
    route = published_routes.read(table)["ha-giang-4n3d"]
    assert any(what in fault.what for fault in published_routes.check([route], locator.network))


def test_check_of_the_same_place_twice_in_a_row_says_so(locator: Locator) -> None:
    table = locator.routes.copy()
    table.loc[1, ["place_id", "lon", "lat"]] = table.loc[0, ["place_id", "lon", "lat"]]
    route = published_routes.read(table)[table["route_id"][0]]
    assert any(
        "twice in a row" in fault.what for fault in published_routes.check([route], locator.network)
    )
