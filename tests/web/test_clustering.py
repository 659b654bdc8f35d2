import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.clustering import APART_PX, LAST_CLUSTERED_ZOOM, TILE_PX, cluster, mercator, unmercator


def places(count, seed=7):
    random = np.random.default_rng(seed)
    return mercator(random.uniform(102, 118, count), random.uniform(7, 24, count))


@given(st.integers(0, 300), st.integers(0, 22), st.integers(0, 5))
def test_cluster_puts_every_place_in_one_cluster(count, zoom, seed):
    x, y = places(count, seed)
    found = cluster(x, y, zoom)
    assert sorted(found.members.tolist()) == list(range(count))
    assert found.sizes.sum() == count
    assert found.start[-1] == count


@pytest.mark.parametrize("zoom", [4, 7, 11, LAST_CLUSTERED_ZOOM, 18])
def test_cluster_stands_at_the_mean_of_its_places(zoom):
    x, y = places(3000)
    found = cluster(x, y, zoom)
    for one in range(0, len(found.sizes), 37):
        members = found.of(one)
        assert len(members) == found.sizes[one]
        assert found.x[one] == pytest.approx(x[members].mean(), abs=1e-12)
        assert found.y[one] == pytest.approx(y[members].mean(), abs=1e-12)


def test_cluster_does_not_depend_on_the_order_of_places():
    x, y = places(2000)
    order = np.random.default_rng(1).permutation(len(x))
    plain, shuffled = cluster(x, y, 8), cluster(x[order], y[order], 8)
    np.testing.assert_allclose(plain.x, shuffled.x, atol=1e-12)
    assert plain.sizes.tolist() == shuffled.sizes.tolist()
    for one in range(0, len(plain.sizes), 11):
        assert set(plain.of(one)) == set(order[shuffled.of(one)])


def test_cluster_beyond_the_last_zoom_keeps_only_one_position_together():
    x, y = places(500)
    x, y = np.append(x, x[:3]), np.append(y, y[:3])
    found = cluster(x, y, LAST_CLUSTERED_ZOOM + 1)
    assert sorted(found.sizes.tolist()) == [1] * 497 + [2] * 3


def test_cluster_of_many_places_leaves_few_symbols_on_a_screen():
    x, y = places(20_000)
    assert len(cluster(x, y, 6).sizes) < 200
    centres = cluster(x, y, 6)
    gaps = np.hypot(
        centres.x[:, None] - centres.x[None, :], centres.y[:, None] - centres.y[None, :]
    )
    np.fill_diagonal(gaps, np.inf)
    # Taking in neighbours moves a centre a little: nine in ten still stand apart.
    apart = gaps.min(axis=1) * TILE_PX * 2**6
    assert np.quantile(apart, 0.1) > APART_PX / 2


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_unmercator_undoes_mercator(lon, lat):
    back = unmercator(*mercator(np.array([lon]), np.array([lat])))
    assert (back[0][0], back[1][0]) == (pytest.approx(lon, abs=1e-9), pytest.approx(lat, abs=1e-9))
