import math

import numpy as np
import pytest
from pyproj import Geod

from geo import distance
from geo.coordinates import LonLat

HA_NOI, CA_MAU = LonLat(105.8542, 21.0285), LonLat(105.1524, 9.1769)


def test_between_and_inverse_give_the_geodesic_both_ways():
    azimuth, back, metres = Geod(ellps="WGS84").inv(*HA_NOI, *CA_MAU)
    assert distance.between(HA_NOI, CA_MAU) == metres
    assert distance.between(CA_MAU, HA_NOI) == pytest.approx(metres, abs=1e-7)
    there = distance.inverse(*HA_NOI, np.array([CA_MAU.lon]), np.array([CA_MAU.lat]))
    assert [part.item() for part in there] == [metres, azimuth % 360]
    back_again = distance.inverse(*CA_MAU, np.array([HA_NOI.lon]), np.array([HA_NOI.lat]))
    assert back_again[1].item() == pytest.approx(back % 360)


def test_between_along_a_meridian_is_the_length_of_the_ellipse():
    # A quarter of the ellipse, by the complete elliptic integral: another road than Karney's.
    from scipy.special import ellipe

    quarter = distance.GEOD.a * ellipe(distance.GEOD.es)
    assert distance.between(LonLat(107, 0), LonLat(107, 90)) == pytest.approx(quarter, abs=1e-6)


@pytest.mark.parametrize(
    ("step", "bearing"),
    [((0, 1), 0), ((1, 0), 90), ((0, -1), 180), ((-1, 0), 270), ((-1e-300, 1), 0)],
)
def test_inverse_to_each_quarter_gives_a_bearing_from_north_clockwise(step, bearing):
    _, found = distance.inverse(0.0, 0.0, np.array([float(step[0])]), np.array([float(step[1])]))
    assert found.item() == pytest.approx(bearing, abs=1e-9)
    assert 0 <= found.item() < 360


def test_inverse_to_the_same_position_is_no_distance_and_bearing_zero():
    assert [part.item() for part in distance.inverse(*HA_NOI, *np.array([HA_NOI]).T)] == [0, 0]


def test_inverse_of_a_grid_keeps_its_shape():
    lon, lat = np.meshgrid([105.0, 106.0, 107.0], [10.0, 20.0])
    metres, bearings = distance.inverse(lon[:, :1], lat[:, :1], lon, lat)
    assert metres.shape == bearings.shape == (2, 3)
    assert metres[0, 2] == distance.between(LonLat(105, 10), LonLat(107, 10))
    assert math.isclose(metres[1, 0], 0)
