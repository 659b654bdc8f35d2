import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.morton import morton_order


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=50))
def test_morton_order_holds_every_row_once(positions):
    lon, lat = np.array(positions, float).reshape(-1, 2).T
    assert sorted(morton_order(lon, lat)) == list(range(len(positions)))


def test_morton_order_of_the_four_quarters_is_a_z():
    lon, lat = np.array([90.0, -90.0, 90.0, -90.0]), np.array([45.0, 45.0, -45.0, -45.0])
    assert morton_order(lon, lat).tolist() == [3, 2, 1, 0]


def test_morton_order_walks_far_less_than_the_given_order():
    lon, lat = np.random.default_rng(4).uniform([[102], [8]], [[110], [24]], (2, 4_000))
    order = morton_order(lon, lat)

    def walk(rows):
        return np.hypot(np.diff(lon[rows]), np.diff(lat[rows])).sum()

    assert walk(order) < walk(np.arange(4_000)) / 15
