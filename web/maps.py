"""
Layers to a `folium.Map`: ours is drawn by Leaflet from addresses, with nothing inlined.

Knows neither request nor store. Folium's own links to content networks, its `<style>` blocks and
its viewport that forbids zooming are left out; what remains are three parts a page's template
places, each tag with the page's nonce: links, the map's element, and the script that makes it.
Our layers (`static/js/layers.js`) are Leaflet layers like any other, so Folium's work beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from geo.coordinates import BBox, LonLat
from geo.vintages import UnitKey


class View(NamedTuple):
    """Where a map looks: its centre and Leaflet's zoom."""

    centre: LonLat
    zoom: int


VIETNAM = View(LonLat(107.9, 16.1), 6)
"""The whole country with both archipelagos."""
ZOOMS = (4, 18)
AROUND = BBox(80.0, -22.0, 140.0, 48.0)
"""How far it can be moved: a phone whose lower half is covered still centres the south."""


class Label(NamedTuple):
    """Words at a position."""

    words: str
    at: LonLat


ARCHIPELAGOS: tuple[Label, ...] = (
    Label("Quần đảo Hoàng Sa (Việt Nam)", LonLat(112.0, 16.5)),
    Label("Quần đảo Trường Sa (Việt Nam)", LonLat(113.9, 9.6)),
)
"""On every map, at every zoom, in Vietnamese whatever the page's language."""


class Tiles(NamedTuple):
    """A tile base map: an address with {z}, {x}, {y}, and the words its owner asks for."""

    address: str
    attribution: str


class Pin(NamedTuple):
    """One place on a small map."""

    at: LonLat
    kind: str
    precision: str
    name: str


class Links(NamedTuple):
    """The addresses a map loads from; all are the site's own."""

    scripts: tuple[str, ...]
    """Leaflet, the TopoJSON reader, our layers: in the order they run."""
    styles: tuple[str, ...]
    units: str
    """Outlines: `{vintage}` and `{level}` stand in it."""
    places: str
    """Places and clusters of a box."""
    land: str
    """The land around Vietnam."""


class Parts(NamedTuple):
    """What a template places of a map."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    html: str
    script: str
    """JavaScript, to stand in a `<script type="module">` with the page's nonce."""


class LocatorMap(folium.Map):
    """
    A `folium.Map` without Folium's links, styles and viewport: the page has its own.

    `default_js` and `default_css` are what Folium offers for replacing its links.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}

        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }},
                ...{{ this.options|tojavascript }}
            });
        {% endmacro %}
        """
    )

    def __init__(self, links: Links, view: View, **options: Any) -> None:
        lon, lat = view.centre
        super().__init__(location=(lat, lon), zoom_start=view.zoom, tiles=None, **options)
        # Folium hands these two to its tile layer alone; without tiles they are the map's.
        self.options |= {"minZoom": ZOOMS[0], "maxZoom": ZOOMS[1]}
        # A page has one map; a fixed name keeps its address and its caches stable.
        self._id = "locator"
        self.default_js = [(f"script-{n}", address) for n, address in enumerate(links.scripts)]
        self.default_css = [(f"style-{n}", address) for n, address in enumerate(links.styles)]


class OwnLayer(folium.map.Layer):
    """
    A layer of `static/js/layers.js`: `L.locator.<class_name>` with these options.

    Options are JSON: data become text there, never markup or code.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} =
                new L.locator.{{ this.class_name }}({{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, class_name: str, **options: Any) -> None:
        super().__init__()
        self._name = class_name
        self._id = "layer"
        self.class_name = class_name
        self.options = options


def locator_map(
    links: Links,
    *,
    view: View = VIETNAM,
    tiles: Tiles | None = None,
    attribution: str = "",
    zoom_words: tuple[str, str] = ("+", "-"),
    pins: Sequence[Pin] = (),
    unit: UnitKey | None = None,
    interactive: bool = True,
    waits: bool = False,
    choropleth: str = "",
    more: Sequence[str] = (),
) -> folium.Map:
    """
    The map of outlines, places and labels.

    Parameters
    ----------
    links
        Where scripts and layers come from.
    view
        Where it looks first; the page's address may say otherwise once it runs.
    tiles
        A tile base map under the outlines; without one our own outlines are the base.
    attribution
        HTML for the corner: the outlines are approximate, and whose they are.
    zoom_words
        What the zoom buttons say to who cannot see them: in, out.
    pins
        Places to mark, on a place's own page.
    unit
        A unit to draw out, on its own page: its vintage and level are drawn whatever the zoom.
    interactive
        False on small maps in a page that scrolls: neither the wheel nor one finger moves them.
    waits
        Whether nothing is asked for until the page's script has moved the map to where it looks.
    choropleth
        Where the outlines of units to colour come from, as `Links.units`; the page's script says
        which units and colours. Its script must be among the links.
    more
        Further layers of ours by their class, without options; their scripts must be among the
        links.

    Examples
    --------
    >>> links = Links(("/leaflet.js",), ("/leaflet.css",), "/u/{vintage}/{level}", "/p", "/land")
    >>> parts = parts_of(locator_map(links))
    >>> parts.scripts, parts.html
    (('/leaflet.js',), '<div class="map" id="map_locator"></div>')
    >>> "Quần đảo Hoàng Sa (Việt Nam)" in parts.script.encode().decode("unicode-escape")
    True
    """
    made = LocatorMap(
        links,
        view,
        zoom_control=False,
        prefer_canvas=True,
        max_bounds=True,
        min_lat=AROUND.south,
        max_lat=AROUND.north,
        min_lon=AROUND.west,
        max_lon=AROUND.east,
        max_bounds_viscosity=0.6,
        zoom_snap=0.5,
        world_copy_jump=False,
        scroll_wheel_zoom=interactive,
        dragging=True,
    )
    if tiles is not None:
        base = folium.TileLayer(
            tiles.address,
            attr=tiles.attribution,
            min_zoom=ZOOMS[0],
            max_zoom=ZOOMS[1],
            # Tile servers refuse requests that do not say which site they are for.
            referrer_policy="strict-origin-when-cross-origin",
        )
        base._id = "base"
        base.add_to(made)
    layers = [
        OwnLayer("Land", url=links.land, under_tiles=tiles is not None),
        OwnLayer(
            "Outlines",
            url=links.units,
            attribution=attribution,
            filled=tiles is None,
            waits=waits,
            **({} if unit is None else {k: str(v) for k, v in unit._asdict().items()}),
        ),
        OwnLayer("Labels", labels=[_label(label) for label in ARCHIPELAGOS]),
        OwnLayer("Places", url=links.places, waits=waits),
        OwnLayer("Pins", pins=[_pin(pin) for pin in pins]),
        OwnLayer("Controls", zoom_in=zoom_words[0], zoom_out=zoom_words[1], gentle=not interactive),
    ]
    if choropleth:
        layers.append(OwnLayer("Choropleth", url=choropleth))
    layers += [OwnLayer(name) for name in more]
    for layer in layers:
        layer.add_to(made)
    return made


def parts_of(made: folium.Map) -> Parts:
    """
    The map, rendered, as the parts a template places.

    Folium renders into a figure that would be a page of its own; its links are read from there as
    addresses, so that the template writes the tags.
    """
    figure = made.get_root()
    if not isinstance(figure, Figure):
        raise TypeError(f"the map stands in a {type(figure).__name__}, not in a figure")
    made.render()  # type: ignore[no-untyped-call]
    links: list[Element] = list(figure.header._children.values())
    return Parts(
        scripts=tuple(link.url for link in links if isinstance(link, JavascriptLink)),
        styles=tuple(link.url for link in links if isinstance(link, CssLink)),
        html=figure.html.render().strip(),
        script=figure.script.render().strip(),
    )


@lru_cache(maxsize=256)
def drawn(links: Links, **options: Any) -> Parts:
    """
    The parts of `locator_map(links, **options)`, rendered once for equal options.

    Folium takes some milliseconds; the maps of a site are few and do not change between requests.
    """
    return parts_of(locator_map(links, **options))


def _label(label: Label) -> dict[str, Any]:
    return {"words": label.words, "lat": label.at.lat, "lon": label.at.lon}


def _pin(pin: Pin) -> dict[str, Any]:
    return {
        "lat": pin.at.lat,
        "lon": pin.at.lon,
        "kind": pin.kind,
        "precision": pin.precision,
        "name": pin.name,
    }
