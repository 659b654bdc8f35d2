// The places of the list, larger than the others, in step with it; and the point that was asked.
(() => {
  "use strict";
  const { locator } = L;

  /**
   * Pixels to move each pin by, [x, y]: many places are known only by their commune and stand on
   * one point; there they make a ring around it.
   */
  const fanned = (places) => {
    const together = {};
    for (const place of places) (together[place.at.join()] ??= []).push(place);
    const offsets = new Map();
    for (const group of Object.values(together)) {
      const radius = group.length > 1 ? Math.max(16, 5.5 * group.length) : 0;
      for (const [order, place] of group.entries()) {
        const angle = (2 * Math.PI * order) / group.length - Math.PI / 2;
        offsets.set(place, [radius * Math.cos(angle), radius * Math.sin(angle)].map(Math.round));
      }
    }
    return places.map((place) => offsets.get(place));
  };

  locator.Pins = locator.Layer.extend({
    onAdd(map) {
      locator.layers.pins = this;
      this.markers = new Map();
      this.drawn = L.layerGroup().addTo(map);
      this.show(this.options.pins.map((pin) => ({ ...pin, at: [pin.lat, pin.lon] })), null);
    },
    onRemove() {
      this.drawn.remove();
    },

    /**
     * Draw places {id, at, kind, precision, name, href, lines} and the asked point [lat, lon].
     * `onPick(id)` is told of a press.
     */
    show(places, asked, onPick) {
      this.drawn.clearLayers();
      this.markers.clear();
      if (asked) {
        L.marker(asked, {
          interactive: false,
          keyboard: false,
          icon: L.divIcon({ className: "asked", iconSize: [20, 20] }),
          zIndexOffset: -1000,
        }).addTo(this.drawn);
      }
      const beside = fanned(places);
      for (const [order, place] of places.entries()) {
        // The pin of a page's own place leads nowhere: it lets presses through to what is beside it.
        const still = !place.href;
        const marker = locator.placeMarker({ ...place, className: "listed", offset: beside[order], still });
        marker.setZIndexOffset(1000 - order);
        if (place.href) {
          marker.bindPopup(() => locator.card(place), { autoPanPadding: [24, 72] });
          marker.on("click keypress", () => onPick?.(place.id));
        }
        marker.addTo(this.drawn);
        this.markers.set(place.id, marker);
      }
    },

    /** Make one stand out, or none. */
    light(id) {
      for (const [key, marker] of this.markers) {
        marker.getElement()?.classList.toggle("lit", key === id);
        marker.setZIndexOffset(key === id ? 2000 : 0);
      }
    },

    /** Open one's card where it stands, moving the map only when it is out of sight. */
    open(id) {
      this.markers.get(id)?.openPopup();
    },
  });

  locator.Controls = locator.Layer.extend({
    onAdd(map) {
      const { zoomIn, zoomOut, gentle } = this.options;
      L.control.zoom({ position: "bottomright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
      // On a page that scrolls, one finger scrolls the page; two move the map.
      if (gentle && L.Browser.mobile) map.dragging.disable();
    },
    onRemove() {},
  });
})();
