from __future__ import annotations

import pytest

from geo.roads.profiles import CAR, CLOSED, KEYS, MOTORBIKE, Profile, seconds_from_text, slowed


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({"highway": "primary"}, True, True),
        ({"highway": "primary", "oneway": "yes"}, True, False),
        ({"highway": "primary", "oneway": "1"}, True, False),
        ({"highway": "primary", "oneway": "-1"}, False, True),
        ({"highway": "primary", "oneway": "reversible"}, False, False),
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway_link"}, True, False),
        ({"highway": "motorway", "oneway": "no"}, True, True),
        ({"highway": "tertiary", "junction": "roundabout"}, True, False),
        ({"highway": "tertiary", "junction": "circular"}, True, False),
        ({"highway": "primary", "access": "no"}, False, False),
        ({"highway": "primary", "access": "private", "motorcar": "yes"}, True, True),
        ({"highway": "primary", "access": "yes", "motor_vehicle": "no"}, False, False),
        ({"highway": "primary", "access": "destination"}, True, True),
        ({"highway": "footway"}, False, False),
        ({"highway": "footway", "access": "yes"}, False, False),
        ({"highway": "construction"}, False, False),
        ({"highway": "pedestrian", "area": "yes", "motorcar": "yes"}, False, False),
        ({"route": "ferry"}, True, True),
        ({"route": "ferry", "motor_vehicle": "no"}, False, False),
        ({"route": "bus"}, False, False),
        ({}, False, False),
    ],
)
def test_use_by_car_is_open_in_the_directions_that_the_tags_say(
    tags: dict[str, str], ahead: bool, back: bool
) -> None:
    use = CAR.use(tags)
    assert (use.forward_kmh > 0, use.backward_kmh > 0) == (ahead, back)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "motorway"},
        {"highway": "motorway_link"},
        {"highway": "trunk", "motorroad": "yes"},
        {"highway": "primary", "motorcycle": "no"},
    ],
)
def test_use_by_motorbike_is_closed_where_a_car_may_go(tags: dict[str, str]) -> None:
    assert MOTORBIKE.use(tags) == CLOSED
    assert CAR.use(tags) != CLOSED


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "path", "motorcycle": "yes"},
        {"highway": "residential", "oneway": "yes", "oneway:motorcycle": "no"},
        {"highway": "residential", "motorcar": "no"},
    ],
)
def test_use_by_motorbike_is_open_where_a_sign_says_so(tags: dict[str, str]) -> None:
    assert MOTORBIKE.use(tags).backward_kmh > 0
    assert CAR.use(tags).backward_kmh == 0


def test_use_of_a_motorway_that_lets_motorbikes_in_by_sign_is_open() -> None:
    assert MOTORBIKE.use({"highway": "motorway", "motorcycle": "yes"}).forward_kmh == 60


@pytest.mark.parametrize("profile", [CAR, MOTORBIKE])
def test_use_of_links_and_tracks_is_slower_than_of_their_roads(profile: Profile) -> None:
    def speed(highway: str, **more: str) -> float:
        return profile.use({"highway": highway, **more}).forward_kmh

    for road in ("trunk", "primary", "secondary", "tertiary"):
        assert 0 < speed(f"{road}_link") < speed(road)
    order = ["trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "track"]
    assert [speed(road) for road in order] == sorted(map(speed, order), reverse=True)
    assert speed("secondary", surface="dirt") == 25


def test_use_of_limits_by_direction_slows_each() -> None:
    use = CAR.use({"highway": "primary", "maxspeed:forward": "30", "maxspeed:backward": "40"})
    assert (use.forward_kmh, use.backward_kmh) == (27, 36)


@pytest.mark.parametrize("limit", ["", "none", "signals", "0", "fast", "50;60"])
def test_slowed_by_a_limit_that_says_nothing_is_not(limit: str) -> None:
    assert slowed(52, limit) == 52


def test_slowed_is_never_faster() -> None:
    assert slowed(25, "120") == 25
    assert slowed(95, "120 km/h") == 95
    assert slowed(95, "80") == 72


@pytest.mark.parametrize("text", ["", "soon", "00:00", "0", "P", "1:2:3:4"])
def test_seconds_from_text_of_no_duration_is_none(text: str) -> None:
    assert seconds_from_text(text) is None


def test_keys_are_all_that_a_profile_looks_at() -> None:
    asked: set[str] = set()

    class Watching(dict[str, str]):
        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            asked.add(key)
            return super().get(key, default)

        def __contains__(self, key: object) -> bool:
            asked.add(str(key))
            return super().__contains__(key)

    for profile in (CAR, MOTORBIKE):
        for tags in ({"highway": "path"}, {"highway": "motorway"}, {"route": "ferry"}):
            profile.use(Watching(tags))
    assert asked == set(KEYS)
