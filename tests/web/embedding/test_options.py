from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from geo.vintages import Level, UnitKey, Vintage
from web.embedding.options import GROUPS, OPTIONS, read_options

DOCUMENT = Path(__file__).parents[3] / "docs" / "embedding.md"

VERSION_1 = {
    *("v", "vintage", "province", "district", "commune", "place", "route", "q", "at", "map"),
    *("kind", "category", "craft", "stars", "evidence", "precision"),
    *("show", "radius_km", "level", "measure", "lang", "theme", "accent", "height"),
    *("fit", "origin"),
}
"""What pages out there carry: nothing may ever go from here."""


def read(**given):
    return read_options(MultiDict(given))


def test_options_of_version_1_are_all_there():
    assert set(OPTIONS) >= VERSION_1


def test_options_each_say_what_they_are_in_both_languages_with_an_example_that_reads():
    for option in OPTIONS.values():
        assert option.about.vi
        assert option.about.en
        assert option.example is not None, option.name
        option.read(option.name, str(option.example))


def test_options_default_vintage_is_a_date_and_not_what_is_current():
    assert read().vintage is Vintage.V2025_07
    assert OPTIONS["vintage"].default == "2025-07-01"


def test_read_options_of_a_query_gives_the_same_again():
    told = {
        "province": "22", "vintage": "2025-03-01", "district": "193", "kind": "outlet,village",
        "show": "search,list", "accent": "#FFCC00", "height": "600", "lang": "en", "theme": "dark",
        "q": "Hạ Long & đảo", "map": "9/20.95/107.07",
    }  # fmt: skip
    embed = read(**told)
    again = read_options(MultiDict(pair.split("=", 1) for pair in embed.query().split("&")))
    assert embed.problems == ()
    assert again.unit == embed.unit == UnitKey(Vintage.V2025_03, Level.DISTRICT, "193")
    assert embed.query().startswith("v=1&")
    assert "accent=FFCC00" in embed.query()
    assert embed.accent == "#ffcc00"


def test_query_of_a_unit_says_its_vintage_though_it_is_the_default():
    assert read(province="22").query() == "v=1&vintage=2025-07-01&province=22"


def test_query_leaves_defaults_out():
    assert read(height="480", theme="light", fit="frame", v="1").query() == "v=1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("v", "2"), ("province", "1"), ("height", "90"), ("accent", "red"), ("map", "9/1"),
        ("map", "99/20/107"), ("at", "here"), ("show", "weather"), ("origin", "evil"),
        ("place", "<script>"), ("theme", "pink"), ("radius_km", "nan"), ("measure", "x"),
    ],
)  # fmt: skip
def test_read_options_of_what_cannot_be_read_is_told_and_left_out(name, value):
    embed = read(**{name: value, "lang": "vi"})
    assert len(embed.problems) == 1
    assert name in embed.problems[0].en
    assert name not in embed.given
    assert embed.given["lang"] == "vi"


def test_read_options_lets_strangers_pass():
    assert read(utm_source="x", fbclid="y").problems == ()


def test_read_options_of_a_district_after_the_reform_says_what_would_do():
    embed = read(district="018")
    assert "vintage=2025-03-01" in embed.problems[0].en
    assert embed.unit is None


def test_read_options_of_boxes_ticked_twice_joins_them():
    embed = read_options(MultiDict([("show", "search"), ("show", "list"), ("kind", "")]))
    assert embed.shows == ("search", "list")


def test_document_for_webmasters_has_every_option_as_it_is_declared():
    rows = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            rows[cells[0].strip("`")] = cells[1:]
    declared = [option for group in GROUPS.values() for option in group]
    assert list(rows) == [option.name for option in declared]
    for option in declared:
        default = (
            ""
            if option.default is None
            else f"`{option.default:g}`"
            if isinstance(option.default, float)
            else f"`{option.default}`"
        )
        assert rows[option.name] == [
            f"`{option.example}`",
            default,
            f"{option.about.vi} / {option.about.en}",
        ]
