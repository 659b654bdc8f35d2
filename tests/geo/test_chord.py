import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Transformer

from geo import chord, distance
from geo.coordinates import LonLat

GLOBE = st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))
STEPS = st.floats(-1, 1).map(lambda share: share**5 * 5)
"""Degrees: mostly far below one, so that near places are tried as hard as far ones."""


def chord_between(one, other):
    return math.dist(chord.at_position(one), chord.at_position(other))


@given(GLOBE)
def test_at_position_is_where_proj_puts_it(position):
    proj = Transformer.from_crs("EPSG:4326", "EPSG:4978", always_xy=True)
    expected = proj.transform(position.lon, position.lat, 0)
    assert math.dist(chord.at_position(position), expected) < 1e-8
    many = chord.at_positions(np.array([position.lon]), np.array([position.lat]))
    assert math.dist(many[0], expected) < 1e-8


def holds(at, one, other):
    """The bound, for the one of the two that is nearer by geodesic."""
    if distance.between(at, one) > distance.between(at, other):
        one, other = other, one
    return chord_between(at, one) <= chord.reach(chord_between(at, other))


@given(GLOBE, GLOBE, GLOBE)
@example(LonLat(0, 0), LonLat(180, 0), LonLat(0, 90))
@example(LonLat(0, 0), LonLat(180, 1e-9), LonLat(-180, 0))
@example(LonLat(106, 10), LonLat(-74, -10), LonLat(-74, -9.5))
@example(LonLat(0, 90), LonLat(50, -90), LonLat(-120, -90))
def test_reach_anywhere_on_the_globe_holds(at, one, other):
    assert holds(at, one, other)


@given(GLOBE, STEPS, STEPS, STEPS, STEPS)
@example(LonLat(0, 0), 1.0, 0.0, 0.0, 1.0066)
def test_reach_at_short_distances_holds(at, east, north, more_east, more_north):
    def step(lon, lat):
        return LonLat((at.lon + lon + 180) % 360 - 180, min(max(at.lat + lat, -90), 90))

    assert holds(at, step(east, north), step(more_east, more_north))


def test_reach_is_tight_where_it_is_needed():
    # Along the equator's meridian the surface bends the most: there the bound is nearly met.
    for metres in (1e3, 1e4, 1e5, 1e6):
        end = distance.GEOD.fwd(0, 0, 0, metres)
        straight = chord_between(LonLat(0, 0), LonLat(end[0], end[1]))
        excess = metres - straight
        assert excess <= chord.reach(straight) - straight <= 2 * excess + 2 * chord.ROUNDING


def test_reach_of_numbers_and_of_arrays_agree_and_grow():
    chords = np.concatenate([[0.0], np.geomspace(1e-6, 2 * chord.A, 2_000), [np.inf]])
    many = chord.reach(chords)
    assert [chord.reach(float(one)) for one in chords] == many.tolist()
    assert (np.diff(many) > 0).all()
    assert (many >= chords).all()


@pytest.mark.parametrize("lat", [0.0, 10.0, 45.0, 90.0])
@pytest.mark.parametrize("metres", [1e2, 1e4, 1e6, 5e6, 1e7, 1.5e7, 1.9e7])
def test_reach_around_a_ring_of_one_geodesic_holds_and_is_needed(lat, metres):
    bearings = np.arange(0.0, 360.0)
    lon, lats, _ = distance.GEOD.fwd(
        np.zeros(360), np.full(360, lat), bearings, np.full(360, metres)
    )
    centre = chord.at_position(LonLat(0, lat))
    chords = np.linalg.norm(chord.at_positions(lon, lats) - centre, axis=1)
    assert chords.max() <= chord.reach(float(chords.min()))
    if lat == 0.0 and 1e6 <= metres < 1.9e7:
        # On the sphere all of them would be equal.
        assert chords.max() > chords.min() + 10
