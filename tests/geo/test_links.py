from urllib.parse import parse_qs, urlsplit

import pytest

from geo.coordinates import LonLat
from geo.links import directions

CAN_THO, HA_NOI = LonLat(105.7469, 10.0452), LonLat(105.8542, 21.0285)


@pytest.mark.parametrize(
    ("map_name", "host", "to", "start"),
    [
        ("google_maps", "www.google.com", "destination", "origin"),
        ("apple_maps", "maps.apple.com", "daddr", "saddr"),
        ("openstreetmap", "www.openstreetmap.org", "to", "from"),
    ],
)
def test_directions_give_latitude_then_longitude(map_name, host, to, start):
    parts = urlsplit(directions(CAN_THO, start=HA_NOI)[map_name])
    assert (parts.scheme, parts.netloc) == ("https", host)
    asked = parse_qs(parts.query)
    assert asked[to] == ["10.0452,105.7469"]
    assert asked[start] == ["21.0285,105.8542"]
    assert start not in parse_qs(urlsplit(directions(CAN_THO)[map_name]).query)


@pytest.mark.parametrize(
    ("position", "written"),
    [
        (LonLat(105, 20), "20.0%2C105.0"),
        (LonLat(0.00001, -8.5), "-8.5%2C0.00001"),
        (LonLat(111.9234567, 8.6447654), "8.644765%2C111.923457"),
    ],
)
def test_directions_write_plain_decimals_escaped(position, written):
    assert directions(position)["openstreetmap"].endswith(f"?to={written}")
