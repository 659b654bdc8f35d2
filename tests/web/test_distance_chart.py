"""The chart's lines are where its numbers say."""

from __future__ import annotations

import pytest
from flask import Flask

from geo.travel import By, Radius
from web.distance_chart import HEIGHT, WIDTH, chart_of

CURVE = [(0.0, 0.0), (5_000.0, 0.5), (20_000.0, 0.98), (400_000.0, 1.0)]


def points(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def test_chart_of_a_curve_stays_in_its_box_and_never_falls(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        chart = chart_of(CURVE, radius=Radius(By.DISTANCE, 10_000))
    assert chart is not None
    line = points(chart.line)
    assert all(chart.left <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in line)
    assert line == sorted(line, key=lambda point: point[0])
    assert [y for _, y in line] == sorted((y for _, y in line), reverse=True)
    # One island's people far off do not press the rest together: 20 km is the axis's end.
    assert line[-1][0] == chart.right
    assert [tick.words for tick in chart.across] == ["0", "5", "10", "15", "20"]
    # Halfway along the axis, where the tick of 10 km is.
    assert chart.radius_x == chart.across[2].at
    assert chart.radius_words == "10 km"


def test_chart_of_a_radius_beyond_the_curve_has_room_for_it(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        chart = chart_of(CURVE, radius=Radius(By.DISTANCE, 100_000))
    assert chart is not None
    assert chart.left < chart.radius_x < chart.right
    assert chart.radius_end


@pytest.mark.parametrize("curve", [[], [(0.0, 0.0)]])
def test_chart_of_nothing_is_none(curve: list[tuple[float, float]]) -> None:
    assert chart_of(curve, radius=Radius(By.DISTANCE, 10_000)) is None
