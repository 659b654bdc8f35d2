// The land around Vietnam, without names or borders: for orientation only.
(() => {
  "use strict";
  const { locator } = L;

  locator.Land = locator.Layer.extend({
    async onAdd(map) {
      locator.layers.land = this;
      const pane = map.createPane("land");
      pane.style.zIndex = 210;
      pane.style.pointerEvents = "none";
      if (this.options.underTiles) return;
      const topology = await this.load(this.options.url);
      if (!topology) return;
      const style = () => ({ stroke: false, fillOpacity: 1, fillColor: locator.token("--land-around") });
      this.drawn = L.geoJSON(topojson.feature(topology, topology.objects.land), {
        pane: "land",
        renderer: L.canvas({ pane: "land", padding: 0.5 }),
        interactive: false,
        style,
      }).addTo(map);
      locator.dark.addEventListener("change", () => this.drawn.setStyle(style()));
    },
    onRemove() {
      this.drawn?.remove();
    },
  });
})();
