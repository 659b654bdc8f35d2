import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import chord
from geo.coordinates import LonLat
from geo.distance import GEOD
from geo.errors import InvalidParameterError, InvalidPositionError
from geo.filters import Filters
from geo.nearest import PlaceIndex
from tests import servers

TRUONG_SA, PHU_QUOC, HA_NOI = LonLat(111.92, 8.64), LonLat(103.97, 10.22), LonLat(105.85, 21.03)


def brute(lon, lat, at, k, mask=None, within_m=None):
    """The oracle: the geodesic to every place, and a stable sort."""
    azimuth, _, metres = GEOD.inv(np.full(lon.size, at[0]), np.full(lon.size, at[1]), lon, lat)
    order = np.argsort(metres, kind="stable")
    if mask is not None:
        order = order[mask[order]]
    if within_m is not None:
        order = order[metres[order] <= within_m]
    order = order[:k]
    return order, metres[order], np.where(metres[order] > 0, azimuth[order] % 360, 0)


def assert_equal(found, expected):
    np.testing.assert_array_equal(found.index, expected[0])
    np.testing.assert_array_equal(found.distance_m, expected[1])
    np.testing.assert_array_equal(found.bearing_deg, expected[2])


def strewn(random, centres, spread):
    """Positions about centres, kept on the globe; as two rows, lon and lat."""
    moved = centres + random.normal(0, 1, centres.shape) * spread
    return np.clip(moved, [[-180], [-90]], [[180], [90]])


@pytest.fixture(scope="module")
def places():
    """500 positions: towns with their shops, many on one spot, islands, and far away."""
    random = np.random.default_rng(22)
    towns = random.uniform([[102.2], [8.6]], [[109.5], [23.3]], (2, 40))
    return np.hstack(
        [
            strewn(random, towns[:, random.integers(40, size=380)], 0.05),
            towns[:, random.integers(40, size=100)],
            strewn(random, np.tile(np.array([TRUONG_SA, PHU_QUOC]).T, 8), 0.01),
            [[180.0, -180.0, 0.0, 2.35], [10.0, 10.0, 90.0, 48.86]],
        ]
    )


@pytest.fixture(scope="module")
def asked(places):
    """10,000 positions: in the country, on places, hairs from them, between two, and far off."""
    random = np.random.default_rng(7)
    one, other, some = (places[:, random.integers(496, size=2_000)] for _ in range(3))
    antipodes = some[:, :500] + [[-180], [0]]
    return np.hstack(
        [
            random.uniform([[102], [6]], [[118], [24]], (2, 3_000)),
            strewn(random, some, 10.0 ** random.integers(-9, 0, 2_000)),
            (one + other) / 2,
            strewn(random, np.tile(np.array([TRUONG_SA, PHU_QUOC]).T, 500), 0.01),
            some[:, :1_000],
            antipodes * [[1], [-1]],
            np.vstack(
                [random.uniform(-180, 180, 496), np.degrees(np.arcsin(random.uniform(-1, 1, 496)))]
            ),
            [[0.0, 106.0, 180.0, -180.0], [90.0, -90.0, 10.0, 10.0]],
        ]
    )


@pytest.mark.parametrize("filtered", [False, True])
def test_query_at_ten_thousand_positions_equals_brute_force(places, asked, filtered):
    assert asked.shape == (2, 10_000)
    random = np.random.default_rng(3)
    index = PlaceIndex(*places)
    counts = 10 ** random.uniform(0, 2.5, 10_000)
    for lon, lat, k in zip(*asked, counts.astype(int).tolist(), strict=True):
        at, options = LonLat(lon, lat), {}
        if filtered:
            # From nearly none that count to nearly all, anywhere or in one part of the country.
            count = random.random(len(index)) < 10 ** random.uniform(-3, 0)
            part = places[random.integers(2)] < random.uniform(8, 112)
            options["mask"] = count & part if random.random() < 0.5 else count
            options["within_m"] = random.choice([None, 0.0, 10 ** random.uniform(0, 7)])
        assert_equal(index.query(at, k, **options), brute(*places, at, k, **options))


@pytest.mark.parametrize(("k", "within_m"), [(1, None), (5, None), (5, 30_000.0), (499, None)])
@pytest.mark.parametrize("share", [1, 0.5, 0.02])
def test_query_many_equals_query_at_each_position(places, asked, k, within_m, share):
    index = PlaceIndex(*places)
    mask = np.random.default_rng(k).random(len(index)) < share
    lon, lat = asked[:, ::20]
    many = index.query_many(lon, lat, k, mask=mask, within_m=within_m)
    assert many.index.shape == (500, min(k, mask.sum()))
    for row, at in enumerate(zip(lon, lat, strict=True)):
        one = index.query(LonLat(*at), k, mask=mask, within_m=within_m)
        held = one.index.size
        np.testing.assert_array_equal(many.index[row, :held], one.index)
        np.testing.assert_array_equal(many.distance_m[row, :held], one.distance_m)
        np.testing.assert_array_equal(many.bearing_deg[row, :held], one.bearing_deg)
        assert (many.index[row, held:] == -1).all()
        assert np.isinf(many.distance_m[row, held:]).all()
        assert np.isnan(many.bearing_deg[row, held:]).all()


def test_query_many_over_several_blocks_equals_one_block(places, asked):
    index = PlaceIndex(*places)
    lon, lat = np.tile(asked, 3)
    whole = index.query_many(lon, lat, 3)
    np.testing.assert_array_equal(whole.index[:10_000], whole.index[20_000:])
    apart = index.query_many(lon[8_000:9_000], lat[8_000:9_000], 3)
    np.testing.assert_array_equal(whole.distance_m[8_000:9_000], apart.distance_m)


POSITIONS = st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))
CLOSE = st.builds(LonLat, st.integers(0, 3).map(float), st.integers(0, 3).map(float))


@given(
    st.lists(st.one_of(POSITIONS, CLOSE), max_size=30),
    st.one_of(POSITIONS, CLOSE),
    st.integers(1, 40),
    st.randoms(use_true_random=False),
)
def test_query_of_any_places_equals_brute_force(spots, at, k, random):
    lon, lat = np.array(spots, float).reshape(-1, 2).T
    mask = np.array([random.random() < 0.7 for _ in spots], bool)
    within_m = random.choice([None, 1e5, 1e7])
    options = {"mask": mask, "within_m": within_m}
    index = PlaceIndex(lon, lat)
    assert_equal(index.query(at, k), brute(lon, lat, at, k))
    assert_equal(index.query(at, k, **options), brute(lon, lat, at, k, **options))


def test_query_orders_by_geodesic_where_the_chord_orders_otherwise():
    # The meridian bends more than the equator: of equal arcs, it has the shorter chord.
    east, north = 1_000_000.0, 1_000_005.0
    spots = np.array([GEOD.fwd(0, 0, 0, north)[:2], GEOD.fwd(0, 0, 90, east)[:2]])
    straight = [
        math.dist(chord.at_position(LonLat(0, 0)), chord.at_position(LonLat(*spot)))
        for spot in spots
    ]
    assert straight[0] < straight[1]
    found = PlaceIndex(*spots.T).query(LonLat(0, 0), 1)
    assert found.index.tolist() == [1]
    assert found.distance_m.tolist() == [pytest.approx(east, abs=1e-6)]


def test_query_of_many_places_on_one_spot_gives_the_first_rows():
    lon, lat = np.full(5_000, 105.8), np.full(5_000, 21.0)
    index = PlaceIndex(np.append(lon, 105.9), np.append(lat, 21.0))
    assert index.query(LonLat(105.7, 21.0), 3).index.tolist() == [0, 1, 2]
    assert index.query_many([105.7, 106.0], [21.0, 21.0], 2).index.tolist() == [[0, 1], [5_000, 0]]


def test_query_of_no_places_finds_nothing():
    index = PlaceIndex([], [])
    assert len(index) == 0
    assert index.query(HA_NOI, 5).index.size == 0
    assert index.query_many([105.0], [21.0], 5).index.shape == (1, 0)
    assert index.query_many([], [], 5).index.shape == (0, 0)


def test_query_of_no_place_that_counts_finds_nothing(places):
    index = PlaceIndex(*places)
    nothing = np.zeros(len(index), bool)
    assert index.query(HA_NOI, 5, mask=nothing).index.size == 0
    assert index.query_many([105.0], [21.0], 5, mask=nothing).distance_m.shape == (1, 0)


def test_query_of_more_than_there_are_gives_all(places):
    index = PlaceIndex(*places)
    found = index.query(HA_NOI, 10**9)
    assert sorted(found.index) == list(range(len(index)))
    assert (np.diff(found.distance_m) >= 0).all()
    assert index.query_many([105.0], [21.0], 10**9).index.shape == (1, len(index))


def test_query_within_a_radius_takes_a_place_exactly_on_it(places):
    index = PlaceIndex(*places)
    third = index.query(HA_NOI, 3).distance_m[2]
    assert index.query(HA_NOI, 9, within_m=third).distance_m[-1] == third
    assert index.query(HA_NOI, 9, within_m=np.nextafter(third, 0)).index.size == 2


@pytest.mark.parametrize("k", [0, -1, 2.5, None, "5", math.nan])
def test_query_of_an_impossible_count_is_refused(places, k):
    index = PlaceIndex(*places)
    with pytest.raises(InvalidParameterError, match="whole number from 1"):
        index.query(HA_NOI, k)
    with pytest.raises(InvalidParameterError, match="whole number from 1"):
        index.query_many([105.0], [21.0], k)


@pytest.mark.parametrize("within_m", [-1, math.nan])
def test_query_within_an_impossible_radius_is_refused(places, within_m):
    with pytest.raises(InvalidParameterError, match="a radius is metres from 0"):
        PlaceIndex(*places).query(HA_NOI, 1, within_m=within_m)


def test_query_with_a_mask_of_another_shape_is_refused(places):
    index = PlaceIndex(*places)
    with pytest.raises(InvalidParameterError, match="it takes 500 booleans"):
        index.query(HA_NOI, 1, mask=np.ones(3, bool))
    with pytest.raises(InvalidParameterError, match="it takes 500 booleans"):
        index.query_many([105.0], [21.0], 1, mask=np.arange(500))


@pytest.mark.parametrize("at", [(math.nan, 21.0), (105.0, math.inf), (21.0, 105.85), (181.0, 0.0)])
def test_query_at_no_position_is_refused(places, at):
    with pytest.raises(InvalidPositionError):
        PlaceIndex(*places).query(LonLat(*at), 1)
    with pytest.raises(InvalidPositionError, match="position 1 of 2 has lat="):
        PlaceIndex(*places).query_many([105.0, at[0]], [21.0, at[1]], 1)


def test_place_index_with_a_row_that_is_no_position_names_it():
    with pytest.raises(InvalidPositionError, match="place 1 of 3 has lat=nan"):
        PlaceIndex([105.0, 106.0, 107.0], [21.0, math.nan, 10.0])
    with pytest.raises(InvalidPositionError, match="the same length"):
        PlaceIndex([105.0, 106.0], [21.0])


def passes(place, conditions):
    """The oracle of the filters: one place at a time."""
    return all(
        (place.kind == "village" and place.category in words)
        if name == "craft"
        else (getattr(place, name) in words)
        for name, words in conditions.items()
    )


def test_query_of_the_real_places_with_their_filters_equals_brute_force(locator, asked):
    random = np.random.default_rng(9)
    spots = locator.places[["lon", "lat"]].to_numpy().T
    known = locator.places.astype(object).where(locator.places.notna(), None)
    places = list(known.itertuples())
    questions = [
        {},
        {"kind": ["outlet"]},
        {"kind": ["outlet", "village"], "precision": ["exact", "street"]},
        {"craft": ["pottery", "silk_weaving"]},
        {"stars": [4, 5]},
        {"stars": [5], "kind": ["destination"]},
        {"evidence": ["direct"], "status": ["open", "unknown"]},
    ]
    masks = []
    for conditions in questions:
        mask = locator.filter.mask(Filters(**conditions))
        np.testing.assert_array_equal(mask, [passes(place, conditions) for place in places])
        masks.append(mask)
    assert sum(mask.any() for mask in masks) >= 6
    for lon, lat in asked[:, ::5].T:
        options = {
            "mask": masks[random.integers(len(masks))],
            "within_m": random.choice([None, 5_000.0, 100_000.0]),
        }
        found = locator.index.query(LonLat(lon, lat), 5, **options)
        assert_equal(found, brute(*spots, (lon, lat), 5, **options))


def test_place_index_keeps_its_places_when_the_caller_changes_theirs():
    lon, lat = np.array([105.0, 108.0]), np.array([21.0, 16.0])
    index = PlaceIndex(lon, lat)
    before = index.query(HA_NOI, 2)
    lon[:], lat[:] = 0, 0
    assert_equal(index.query(HA_NOI, 2), (before.index, before.distance_m, before.bearing_deg))


@pytest.mark.postgis
def test_query_equals_postgis_on_the_spheroid(places, asked):
    psycopg = pytest.importorskip("psycopg")
    index = PlaceIndex(*places)
    ask = """
        with at as (select st_setsrid(st_makepoint(%s, %s), 4326)::geography as point)
        select id, st_distance(geog, point, true) from places, at order by 2, 1 limit 6
    """
    with servers.postgis() as url, psycopg.connect(url) as connection:
        connection.execute("create table places (id integer, geog geography)")
        with connection.cursor().copy("copy places from stdin") as copy:
            for row, (lon, lat) in enumerate(places.T.tolist()):
                copy.write_row((row, f"SRID=4326;POINT({lon!r} {lat!r})"))
        for lon, lat in asked[:, ::100].T.tolist():
            theirs = np.array(connection.execute(ask, (lon, lat)).fetchall(), float)[:, 1]
            ours = index.query(LonLat(lon, lat), 6).distance_m
            np.testing.assert_allclose(ours, theirs, atol=1e-6)
