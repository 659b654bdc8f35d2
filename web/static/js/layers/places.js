// Places of the window, gathered into clusters by the server: what comes does not grow with them.
(() => {
  "use strict";
  const { locator } = L;

  /** A marker with a kind's shape; one whose position is only its commune's centre looks hollow. */
  locator.placeMarker = ({ id, at, kind, precision, name, className = "", offset = [0, 0], still = false }) => {
    const icon = locator.element("span", "pin-shape");
    icon.append(locator.shape(kind));
    const about = precision === "exact" || precision === "street" ? "" : "approximate";
    const marker = L.marker(at, {
      title: name,
      riseOnHover: !still,
      interactive: !still,
      keyboard: !still,
      icon: L.divIcon({
        className: `pin ${kind} ${about} ${className}`,
        html: icon,
        iconSize: [44, 44],
        iconAnchor: [22 - offset[0], 22 - offset[1]],
        popupAnchor: [offset[0], offset[1] - 14],
      }),
    });
    // Told to the map, for who wants to know which place a reader chose.
    marker.on("popupopen", () => marker._map.fire("locator:pick", { place: { id, kind, name, precision, at } }));
    marker.on("add", () => {
      marker.getElement().setAttribute("aria-label", name);
      if (still) marker.getElement().setAttribute("role", "img");
    });
    return marker;
  };

  /** What a press on a place shows: its name as a link to its page, and what it is. */
  locator.card = ({ name, href, lines }) => {
    const card = locator.element("div", "card");
    const link = locator.element("a", "card-name", name);
    link.href = href;
    link.lang = "vi";
    card.append(link, ...lines.filter(Boolean).map((line) => locator.element("p", "", line)));
    return card;
  };

  const PATHS = { outlet: "outlets", village: "villages", destination: "destinations" };

  locator.Places = locator.Layer.extend({
    onAdd(map) {
      locator.layers.places = this;
      this.query = new URLSearchParams();
      this.hidden = [];
      this.drawn = L.layerGroup().addTo(map);
      map.on("moveend", this.refresh, this);
      if (!this.options.waits) this.refresh();
    },
    onRemove(map) {
      map.off("moveend", this.refresh, this);
      this.drawn.remove();
    },

    /**
     * Ask for these filters from the next move on, or now, and leave out places {id, at} that
     * stand on the map as results.
     */
    show(query, hidden, now = true) {
      this.query = query;
      this.hidden = hidden;
      this.address = null;
      if (now) this.refresh();
    },

    async refresh() {
      const address = new URL(this.options.url, location.href);
      for (const [name, value] of this.query) address.searchParams.append(name, value);
      address.searchParams.set("zoom", Math.round(this._map.getZoom()));
      address.searchParams.set("bbox", locator.cells(this._map));
      address.searchParams.set("lang", document.documentElement.lang);
      if (address.href === this.address) return;
      const found = await this.load(address);
      if (!found || !this._map) return;
      this.address = address.href;
      const markers = found.features
        .filter((feature) => !this.standsAlready(feature))
        .map((feature) => this.marker(feature));
      this.drawn.clearLayers();
      for (const marker of markers) this.drawn.addLayer(marker);
      this._map.fire("locator:places");
    },
    failed() {
      this.address = null;
    },

    /** Whether all that a symbol stands for is on the map as results. */
    standsAlready({ id, properties: { count, bbox } }) {
      if (count === 1) return this.hidden.some((place) => place.id === id);
      const rim = 1e-6;
      const inside = this.hidden.filter(
        ({ at: [lat, lon] }) =>
          lon >= bbox[0] - rim && lat >= bbox[1] - rim && lon <= bbox[2] + rim && lat <= bbox[3] + rim,
      );
      return inside.length === count;
    },

    marker({ id, geometry, properties }) {
      const [lon, lat] = geometry.coordinates;
      return properties.count > 1
        ? this.cluster([lat, lon], properties)
        : this.place([lat, lon], id ?? properties.id, properties);
    },

    cluster(at, { count, bbox, places }) {
      const name = locator.say("cluster", { count: count.toLocaleString(document.documentElement.lang) });
      const size = Math.round(26 + 7 * Math.log10(count) * 1.6);
      const marker = L.marker(at, {
        title: name,
        icon: L.divIcon({
          className: "cluster",
          html: locator.element("span", "", count > 999 ? `${Math.round(count / 1000)}k` : String(count)),
          iconSize: [size, size],
        }),
      });
      marker.on("add", () => marker.getElement().setAttribute("aria-label", name));
      if (places) {
        // No zoom parts places that stand on one point: their names are shown there.
        marker.bindPopup(() => this.cards(places), { maxHeight: 260 });
        return marker;
      }
      marker.on("click", () => {
        const map = this._map;
        const closer = Math.min(map.getZoom() + 2, map.getMaxZoom());
        if (bbox) {
          const box = [[bbox[1], bbox[0]], [bbox[3], bbox[2]]];
          const zoom = Math.min(Math.max(map.getBoundsZoom(box), map.getZoom() + 1), map.getMaxZoom());
          map.setView(L.latLngBounds(box).getCenter(), zoom);
        } else {
          map.setView(at, closer);
        }
      });
      return marker;
    },

    place(at, id, properties) {
      const marker = locator.placeMarker({ at, ...properties, id, className: "small" });
      marker.bindPopup(() => this.card({ id, ...properties }));
      return marker;
    },

    card({ id, kind, name, precision }) {
      const lines = [locator.say(kind)];
      if (precision !== "exact" && precision !== "street") lines.push(locator.say("approximate"));
      const lang = new URLSearchParams(location.search).get("lang");
      const href = `/${PATHS[kind]}/${encodeURIComponent(id)}${lang ? `?lang=${lang}` : ""}`;
      return locator.card({ name, href, lines });
    },

    cards(places) {
      const all = locator.element("div", "cards");
      all.append(...places.map((place) => this.card(place)));
      return all;
    },
  });
})();
