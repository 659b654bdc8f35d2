// The published routes as lines, each with its name; one under the pointer stands out.
(() => {
  "use strict";
  const { locator } = L;

  locator.Routes = locator.Layer.extend({
    onAdd(map) {
      locator.layers.routes = this;
      this.drawn = L.layerGroup().addTo(map);
      // Lines as elements, not on the map's canvas: style sheets colour them, by day and by night.
      this.renderer = L.svg({ padding: 0.5 });
    },
    onRemove() {
      this.drawn.remove();
    },

    /** Draw routes {name, href, note, line}; those without a line are in the list alone. */
    show(routes) {
      this.drawn.clearLayers();
      const drawn = routes.filter(({ line }) => line.length);
      const layers = (className, interactive) =>
        drawn.map(({ line }) =>
          L.polyline(line, { renderer: this.renderer, className, interactive, smoothFactor: 0 }).addTo(this.drawn),
        );
      layers("way-casing thin", false);
      layers("way-line thin", false);
      // A finger is wider than a line.
      for (const [order, hit] of layers("route-line-hit", true).entries()) {
        const { name, href, note } = drawn[order];
        hit.bindPopup(() => locator.card({ name, href, lines: [note] }));
      }
    },
  });
})();
