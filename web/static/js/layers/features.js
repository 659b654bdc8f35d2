// The features of a page of /ogc, on its map. What to draw stands in the page as GeoJSON
// (#features): the page without a script has it as a table.
(() => {
  "use strict";
  const { locator } = L;
  /** The whole country, Hoàng Sa and Trường Sa with it. */
  const COUNTRY = [[7.8, 102], [23.4, 115.5]];

  locator.Features = locator.Layer.extend({
    onAdd(map) {
      const features = JSON.parse(document.getElementById("features").textContent);
      this.drawn = L.geoJSON(features, {
        // Elements, not the map's canvas: style sheets colour them, by day and by night.
        renderer: L.svg({ padding: 0.5 }),
        interactive: false,
        style: { className: "feature" },
        pointToLayer: ({ properties }, at) =>
          locator.placeMarker({
            at: [at.lat, at.lng],
            kind: properties.kind,
            precision: properties.precision,
            name: properties.name,
            className: "small own",
            still: true,
          }),
      }).addTo(map);
      const bounds = this.drawn.getBounds();
      map.fitBounds(bounds.isValid() ? bounds : COUNTRY, {
        padding: [24, 24],
        maxZoom: 13,
        animate: false,
      });
    },
    onRemove() {
      this.drawn.remove();
    },
  });
})();
