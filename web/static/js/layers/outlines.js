// Outlines of units: the base map. The level follows the zoom, the vintage the page's address.
(() => {
  "use strict";
  const { locator } = L;

  /** From which zoom a level is drawn, in each vintage. */
  const LEVELS = {
    "2025-03-01": [[11, "commune"], [8, "district"], [0, "province"]],
    "2025-07-01": [[10, "commune"], [0, "province"]],
  };

  locator.Outlines = locator.Layer.extend({
    options: { vintage: "2025-07-01" },

    onAdd(map) {
      locator.layers.outlines = this;
      const pane = map.createPane("outlines");
      pane.style.zIndex = 220;
      pane.style.pointerEvents = "none";
      this.renderer = L.canvas({ pane: "outlines", padding: 0.4 });
      map.on("moveend", this.refresh, this);
      map.on("locator:places", this.name, this);
      locator.dark.addEventListener("change", () => this.draw());
      if (!this.options.waits) this.refresh();
    },
    onRemove(map) {
      map.off("moveend", this.refresh, this);
      map.off("locator:places", this.name, this);
      this.drawn?.remove();
      this.named?.remove();
    },
    getAttribution() {
      return this.options.attribution;
    },

    /** Draw another vintage from the next move on, or now. */
    setVintage(vintage, now = true) {
      if (!(vintage in LEVELS) || vintage === this.options.vintage) return;
      this.options.vintage = vintage;
      this.address = null;
      if (now) this.refresh();
    },
    level() {
      if (this.options.level) return this.options.level;
      const zoom = this._map.getZoom();
      return LEVELS[this.options.vintage].find(([from]) => zoom >= from)[1];
    },

    async refresh() {
      const level = this.level();
      const address = new URL(
        this.options.url
          .replace("{vintage}", this.options.vintage)
          .replace("{level}", level),
        location.href,
      );
      address.searchParams.set("zoom", Math.round(this._map.getZoom()));
      // All provinces at once below zoom 8: 34 to 63 simple outlines, and no second request.
      if (level !== "province" || this._map.getZoom() >= 8) {
        address.searchParams.set("bbox", locator.cells(this._map));
      }
      if (address.href === this.address) {
        this.name();
        return;
      }
      const topology = await this.load(address);
      if (!topology || !this._map) return;
      this.address = address.href;
      this.topology = topology;
      this.drawnLevel = level;
      this.draw();
      this.name();
    },
    failed() {
      this.address = null;
    },

    draw() {
      if (!this.topology) return;
      const object = Object.values(this.topology.objects)[0];
      const { token } = locator;
      const above = (unit) => unit.properties.province ?? unit.properties.parent ?? unit.id;
      const lines = (filter) => topojson.mesh(this.topology, object, filter);
      const inner = lines((a, b) => a !== b && above(a) === above(b));
      const between = lines((a, b) => a !== b && above(a) !== above(b));
      const shore = lines((a, b) => a === b);
      const options = { pane: "outlines", renderer: this.renderer, interactive: false, smoothFactor: 0 };
      const line = (geometry, color, weight) =>
        L.geoJSON(geometry, { ...options, style: { color: token(color), weight, opacity: 1, fill: false } });
      const provinces = this.drawnLevel === "province";
      // Leaflet draws layers in the order they were made: the land first, its lines over it.
      const layers = [];
      if (this.options.filled) {
        const style = { stroke: false, fillColor: token("--land"), fillOpacity: 1 };
        const land = topojson.merge(this.topology, object.geometries);
        layers.push(L.geoJSON(land, { ...options, style }));
      }
      layers.push(
        line(inner, "--border-inner", 0.8),
        line(between, "--border-outer", provinces ? 0.8 : 1.4),
        line(shore, "--shore", 0.9),
      );
      const own = object.geometries.filter(
        ({ id, properties }) => this.options.code && (properties.code ?? id) === this.options.code,
      );
      if (own.length) layers.push(line(topojson.merge(this.topology, own), "--accent", 2.5));
      const before = this.drawn;
      this.drawn = L.layerGroup(layers).addTo(this._map);
      before?.remove();
    },

    /** Names of the units in the window, as many as have room. */
    name() {
      this.named?.remove();
      if (!this.topology || this.options.filled === false) return;
      const object = Object.values(this.topology.objects)[0];
      const units = object.geometries
        .map(({ properties: { label, short_name, name, lat, lon, area_km2, population } }) => ({
          name: label ?? short_name ?? name,
          at: [lat, lon],
          rank: population ?? area_km2 ?? 0,
        }))
        .filter(({ at }) => Number.isFinite(at[0]) && Number.isFinite(at[1]));
      const style = getComputedStyle(document.body);
      const chosen = locator.namesWithRoom(this._map, units, {
        font: `600 12px ${style.fontFamily}`,
        // A commune is about as large as its name; farther off it would name the next one.
        tries: this.drawnLevel === "province" ? 5 : 1,
        most: this._map.getSize().x < 600 ? 22 : 60,
        taken: this.kept(),
      });
      this.named = L.layerGroup(
        chosen.map((unit) => locator.wordsAt(unit.at, unit.name, `unit ${this.drawnLevel}`, "vi")),
      ).addTo(this._map);
    },
    /** Boxes that names must not cover: the archipelagos' names, clusters and pins. */
    kept() {
      const container = this._map.getContainer();
      const origin = container.getBoundingClientRect();
      const things = container.querySelectorAll(".archipelago span, .cluster, .pin .shape");
      return [...things].map((thing) => {
        const box = thing.getBoundingClientRect();
        return [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top];
      });
    },
  });
})();
