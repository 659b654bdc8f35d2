"""What far is measured by."""

from __future__ import annotations

import pytest

from geo.errors import InvalidParameterError
from geo.travel import By, Radius


@pytest.mark.parametrize(
    ("by", "asked", "said"),
    [
        (
            By.DISTANCE,
            {"radius_min": 30},
            "by distance the radius is radius_m, in metres; one in minutes came",
        ),
        (
            By.ROAD_DISTANCE,
            {"radius_min": 30, "radius_m": 9},
            "is radius_m, in metres; one in minutes came",
        ),
        (By.ROAD_TIME, {"radius_m": 9_000}, "is radius_min, in minutes; one in km came"),
        (By.ROAD_TIME, {}, "is radius_min, in minutes; none came"),
        (By.ROAD_TIME, {"radius_min": 0}, "a radius of 0 minutes came: it is from 1 to 600"),
        (By.ROAD_TIME, {"radius_min": -5}, "a radius of -5 minutes"),
        (By.ROAD_TIME, {"radius_min": 1e6}, r"a radius of 1e\+06 minutes"),
        (By.ROAD_TIME, {"radius_min": float("nan")}, "a radius of nan minutes"),
        (By.ROAD_DISTANCE, {"radius_m": 0}, "a radius of 0 m came"),
    ],
)
def test_radius_of_another_unit_or_none_is_refused(
    by: By, asked: dict[str, float], said: str
) -> None:
    with pytest.raises(InvalidParameterError, match=said):
        Radius.of(by, **asked)


def test_named_by_an_unknown_word_is_refused_with_the_words_there_are() -> None:
    with pytest.raises(InvalidParameterError, match="there are distance, road_distance, road_time"):
        By.named("crow")


@pytest.mark.parametrize("by", By)
def test_own_columns_of_every_measure_are_its_columns(by: By) -> None:
    for other in By:
        assert tuple(map(by.own, other.columns)) == by.columns
        assert by.own(other.nearest) == by.nearest
    assert by.own("population_beyond") == "population_beyond"


@pytest.mark.parametrize(
    ("radius", "said"),
    [
        (Radius.of(By.ROAD_TIME, radius_min=45), {"by": "road_time", "radius_min": 45}),
        (Radius.of(By.DISTANCE, radius_m=7_500), {"by": "distance", "radius_km": 7.5}),
    ],
)
def test_parameters_of_a_radius_ask_it_again(radius: Radius, said: dict[str, object]) -> None:
    assert radius.parameters() == said
