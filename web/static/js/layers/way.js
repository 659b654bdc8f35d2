// A journey: its line a day at a time, its stops by number, and what is worth a stop beside it.
// What to draw stands in the page as JSON (#way): the page without a script has it as a list.
(() => {
  "use strict";
  const { locator } = L;
  /** The whole country, Hoàng Sa and Trường Sa with it. */
  const COUNTRY = [[7.8, 102], [23.4, 115.5]];

  /** Stops at one point, such as the start and end of a round trip, share a mark. */
  const together = (stops) => {
    const found = new Map();
    for (const stop of stops) {
      const key = stop.at.join();
      found.set(key, [...(found.get(key) ?? []), stop]);
    }
    return [...found.values()];
  };

  locator.Way = locator.Layer.extend({
    onAdd(map) {
      locator.layers.way = this;
      this.drawn = L.layerGroup().addTo(map);
      // Lines as elements, not on the map's canvas: style sheets colour them, by day and by night.
      this.renderer = L.svg({ padding: 0.5 });
      this.show(JSON.parse(document.getElementById("way").textContent));
    },
    onRemove() {
      this.drawn.remove();
    },

    /** Draw {lines, stops, along}; `look` moves the map to see all of it. */
    show({ lines, stops, along }, look = true) {
      this.drawn.clearLayers();
      for (const className of ["way-casing", "way-line"]) {
        for (const [day, line] of lines.entries()) {
          L.polyline(line, {
            renderer: this.renderer,
            className: `${className} day-${day % 2}`,
            interactive: false,
          }).addTo(this.drawn);
        }
      }
      for (const place of along) this.beside(place).addTo(this.drawn);
      for (const same of together(stops)) this.mark(same).addTo(this.drawn);
      if (look) this.look(lines, stops);
    },

    look(lines, stops) {
      const bounds = L.latLngBounds([...lines.flat(), ...stops.map(({ at }) => at)]);
      this._map.fitBounds(bounds.isValid() ? bounds : COUNTRY, {
        // Clear of the buttons on the right.
        paddingTopLeft: bounds.isValid() ? [28, 28] : [0, 0],
        paddingBottomRight: bounds.isValid() ? [64, 28] : [0, 0],
        maxZoom: 13,
        animate: false,
      });
    },

    mark(same) {
      const label = same.map((stop) => stop.number).join("·");
      const name = `${label}. ${[...new Set(same.map((stop) => stop.name))].join("; ")}`;
      const marker = L.marker(same[0].at, {
        title: name,
        zIndexOffset: 2000,
        icon: L.divIcon({
          className: "way-stop",
          html: locator.element("span", "", label),
          iconSize: [44, 44],
        }),
      });
      marker.on("add", () => marker.getElement().setAttribute("aria-label", name));
      const { href, lines } = same[0];
      if (href) marker.bindPopup(() => locator.card({ name: same[0].name, href, lines }));
      return marker;
    },

    beside(place) {
      const marker = locator.placeMarker({ ...place, className: "small beside" });
      marker.bindPopup(() => locator.card(place));
      return marker;
    },
  });
})();
