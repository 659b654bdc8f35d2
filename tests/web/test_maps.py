from __future__ import annotations

import re

import folium
import pytest

from geo.coordinates import LonLat
from geo.vintages import Level, UnitKey, Vintage
from web.maps import ARCHIPELAGOS, Links, Pin, Tiles, View, locator_map, parts_of

LINKS = Links(
    scripts=("/static/leaflet.js", "/static/layers.js"),
    styles=("/static/leaflet.css",),
    units="/api/units/{vintage}/{level}?f=topojson",
    places="/api/clusters",
    land="/static/land.topojson",
)


def plain(script: str) -> str:
    """The script with its \\u escapes written out."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), script)


def test_parts_of_a_map_link_only_what_was_given() -> None:
    parts = parts_of(locator_map(LINKS))
    assert parts.scripts == LINKS.scripts
    assert parts.styles == LINKS.styles
    assert "://" not in parts.html + parts.script


def test_parts_of_a_map_inline_neither_styles_nor_scripts_nor_handlers() -> None:
    html = parts_of(locator_map(LINKS)).html
    assert not re.search(r"<(script|style|meta|link)|\sstyle=|\son\w+=", html)


def test_locator_map_has_its_layers_by_address_and_stays_small() -> None:
    script = parts_of(locator_map(LINKS)).script
    assert '"/api/units/{vintage}/{level}?f=topojson"' in script
    assert '"/api/clusters"' in script
    assert len(script) < 4_000


@pytest.mark.parametrize("words", [("Zoom in", "Zoom out"), ("Phóng to", "Thu nhỏ")])
def test_locator_map_in_any_language_names_both_archipelagos_in_vietnamese(
    words: tuple[str, str],
) -> None:
    script = plain(parts_of(locator_map(LINKS, zoom_words=words)).script)
    assert "Quần đảo Hoàng Sa (Việt Nam)" in script
    assert "Quần đảo Trường Sa (Việt Nam)" in script
    assert all(label.words in script for label in ARCHIPELAGOS)


def test_locator_map_without_tiles_asks_for_none() -> None:
    assert "tileLayer" not in parts_of(locator_map(LINKS)).script


def test_locator_map_with_tiles_says_whose_they_are_and_which_site_asks() -> None:
    tiles = Tiles("https://tile.example.org/{z}/{x}/{y}.png", "© Example")
    script = plain(parts_of(locator_map(LINKS, tiles=tiles)).script)
    assert "https://tile.example.org/{z}/{x}/{y}.png" in script
    assert "© Example" in script
    assert '"referrerPolicy": "strict-origin-when-cross-origin"' in script
    assert '"filled": false' in script


def test_locator_map_with_a_hostile_name_keeps_it_text() -> None:
    name = "</script><script>alert(1)</script>'\"&"
    script = parts_of(
        locator_map(LINKS, pins=[Pin(LonLat(105.8, 21.0), "outlet", "exact", name)])
    ).script
    assert "<" not in script
    assert ">" not in script.replace("=>", "")


def test_locator_map_of_a_unit_draws_that_unit_at_its_level() -> None:
    unit = UnitKey(Vintage.V2025_03, Level.DISTRICT, "018")
    script = parts_of(locator_map(LINKS, unit=unit)).script
    assert '"vintage": "2025-03-01"' in script
    assert '"level": "district"' in script
    assert '"code": "018"' in script


def test_locator_map_looks_where_it_is_told() -> None:
    made = locator_map(LINKS, view=View(LonLat(108.3, 15.9), 12))
    assert isinstance(made, folium.Map)
    script = parts_of(made).script
    assert "center: [15.9, 108.3]" in script
    assert '"zoom": 12' in script


def test_parts_of_two_maps_are_equal() -> None:
    assert parts_of(locator_map(LINKS)) == parts_of(locator_map(LINKS))
