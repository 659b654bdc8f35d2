import pytest
from coloraide import Color

from web.embedding.theme import GROUNDS, LEAST, night_declarations, readable, style_sheet, tokens


def luminance(colour):
    """Relative luminance by WCAG's own formula."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def ratio(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


COLOURS = [
    *("#000000", "#ffffff", "#ff0000", "#ffff00", "#00ff00", "#0000ff", "#808080", "#0a6a4b"),
    *(f"#{seed * 2_654_435_761 % 2**24:06x}" for seed in range(1, 41)),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", COLOURS)
def test_readable_stands_out_from_every_ground_by_wcags_formula(colour, scheme):
    found = readable(colour, scheme)
    for ground in (*(tokens(scheme)[name] for name in GROUNDS), found.soft):
        assert ratio(found.accent, ground) >= LEAST
    assert ratio(found.accent, found.on_accent) >= LEAST


@pytest.mark.parametrize("colour", COLOURS)
def test_readable_changes_only_what_it_must_and_keeps_the_hue(colour):
    found = readable(colour, "light")
    if not found.changed:
        assert found.accent == colour
        return
    before, after = (Color(each).convert("oklch") for each in (colour, found.accent))
    assert after["lightness"] < before["lightness"]
    if before["chroma"] > 0.05 and after["chroma"] > 0.05:
        turned = abs(before["hue"] - after["hue"]) % 360
        assert min(turned, 360 - turned) < 12


def test_tokens_by_night_are_those_of_the_style_sheet():
    assert tokens("light")["--paper"] == "#ffffff"
    assert tokens("dark")["--paper"] == "#131d19"
    assert "--paper:#131d19;" in night_declarations("base")
    assert "--way-0:" in night_declarations("base", "routes")


def test_style_sheet_follows_the_reader_only_where_it_is_asked_to():
    assert style_sheet("auto", None, "base") == ""
    assert "prefers-color-scheme" in style_sheet("auto", "#ffcc00", "base")
    light = style_sheet("light", None, "base")
    assert light == ":root{color-scheme:light;}"
    assert "color-scheme:dark" in style_sheet("dark", None, "base")
