// Names on the map. The archipelagos' names are always there; units' names give way to each other.
(() => {
  "use strict";
  const { locator } = L;

  /** Words centred on a position; not a marker: nothing to press, nothing in the tab order. */
  locator.wordsAt = (at, words, className, lang) => {
    const text = locator.element("span", "", words);
    if (lang) text.lang = lang;
    return L.marker(at, {
      pane: "names",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({ className: `name ${className}`, html: text, iconSize: null }),
    });
  };

  locator.Labels = locator.Layer.extend({
    onAdd(map) {
      locator.layers.labels = this;
      map.createPane("names").style.zIndex = 450;
      this.drawn = L.layerGroup(
        this.options.labels.map(({ words, lat, lon }) =>
          locator.wordsAt([lat, lon], words, "archipelago", "vi"),
        ),
      ).addTo(map);
    },
    onRemove() {
      this.drawn?.remove();
    },
  });

  const measure = document.createElement("canvas").getContext("2d");

  /** Where a name may stand: on its unit's centre, else below or above what is there. */
  const OFFSETS = [0, 24, -24, 34, -34];

  /**
   * Of units {name, at, rank}, those whose names have room, the greatest rank first, each where it
   * has room. Boxes are in pixels of the window; `taken` holds boxes nobody may cover.
   */
  locator.namesWithRoom = (map, units, { font, most, tries, taken = [] }) => {
    measure.font = font;
    const size = map.getSize();
    const boxes = [...taken];
    const chosen = [];
    for (const unit of [...units].sort((a, b) => b.rank - a.rank)) {
      if (chosen.length >= most) break;
      const { x, y } = map.latLngToContainerPoint(unit.at);
      if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
      const half = measure.measureText(unit.name).width / 2 + 4;
      const spot = OFFSETS.slice(0, tries)
        .map((down) => [x - half, y + down - 9, x + half, y + down + 9])
        .find((box) =>
          boxes.every(
            (other) =>
              box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3],
          ),
        );
      if (!spot) continue;
      boxes.push(spot);
      chosen.push({ ...unit, at: map.containerPointToLatLng([x, (spot[1] + spot[3]) / 2]) });
    }
    return chosen;
  };
})();
