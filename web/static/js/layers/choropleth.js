// Units coloured by a measure; provinces whose data is incomplete are hatched over their colours.
(() => {
  "use strict";
  const { locator } = L;

  /** The zoom whose outlines are drawn: finer where there is less of them. */
  const detail = (province, level) => (province ? 10 : level === "province" ? 7 : 8);

  locator.Choropleth = locator.Layer.extend({
    onAdd(map) {
      locator.layers.choropleth = this;
      map.createPane("choropleth").style.zIndex = 230;
      const over = map.createPane("hatching");
      over.style.zIndex = 240;
      over.style.pointerEvents = "none";
      this.renderer = L.canvas({ pane: "choropleth", padding: 0.3 });
      // Only SVG has patterns; a province is one path there, whatever it is divided into.
      this.hatching = L.svg({ pane: "hatching", padding: 0.3 });
      locator.dark.addEventListener("change", () => this.drawn && this.restyle());
    },
    onRemove() {
      for (const layer of [this.drawn, this.borders, this.hatched]) layer?.remove();
    },

    /**
     * Colour units as figures say: {vintage, level, province, units: {code: [ramp, value]}, low}.
     * `wordsOf(value)` says a value; `onPick(code)` is told of a press on a unit.
     *
     * @returns {Promise<boolean>} false when newer figures came before these were drawn
     */
    async show(figures, { wordsOf, onPick }) {
      const { vintage, level, province } = figures;
      this.figures = figures;
      this.wordsOf = wordsOf;
      this.onPick = onPick;
      const key = [vintage, level, province].join();
      if (key !== this.key) {
        const address = new URL(
          this.options.url.replace("{vintage}", vintage).replace("{level}", level),
          location.href,
        );
        address.searchParams.set("zoom", detail(province, level));
        if (province) address.searchParams.set("province", province);
        const topology = await this.load(address);
        if (!topology || this.figures !== figures) return false;
        this.key = key;
        this.build(topology);
      } else {
        this.restyle();
      }
      this.hatch();
      return true;
    },

    build(topology) {
      this.drawn?.remove();
      this.borders?.remove();
      this.palette();
      this.topology = topology;
      const object = Object.values(topology.objects)[0];
      this.object = object;
      this.byCode = new Map();
      this.drawn = L.geoJSON(topojson.feature(topology, object), {
        pane: "choropleth",
        renderer: this.renderer,
        smoothFactor: 0.5,
        style: (unit) => this.styleOf(unit),
        onEachFeature: (unit, layer) => this.byCode.set(unit.id, layer),
      });
      this.drawn.bindTooltip(({ feature }) => this.wordsAt(feature), { sticky: true, direction: "top" });
      this.drawn.on("click", ({ layer }) => this.onPick?.(layer.feature.id));
      const of = ({ id, properties }) => properties.province ?? id;
      this.borders = L.geoJSON(
        topojson.mesh(topology, object, (a, b) => a === b || of(a) !== of(b)),
        { pane: "hatching", renderer: this.hatching, interactive: false, style: () => this.borderStyle() },
      );
      this.drawn.addTo(this._map);
      this.borders.addTo(this._map);
    },

    /** Design tokens, each read once a drawing: once a unit would take a second for communes. */
    palette() {
      const names = ["--land", "--ramp-none", "--ramp-line", "--border-outer", "--focus"];
      for (let step = 0; step < 6; step += 1) names.push(`--ramp-${step}`);
      this.tokens = Object.fromEntries(names.map((name) => [name, locator.token(name)]));
    },
    styleOf({ id }) {
      const figure = this.figures.units[id];
      const fill = !figure ? "--land" : figure[0] < 0 ? "--ramp-none" : `--ramp-${figure[0]}`;
      return {
        weight: 0.5,
        color: this.tokens["--ramp-line"],
        opacity: 1,
        fillColor: this.tokens[fill],
        fillOpacity: 1,
      };
    },
    borderStyle() {
      return { weight: 1, color: this.tokens["--border-outer"], opacity: 1, fill: false };
    },
    restyle() {
      this.palette();
      this.drawn.setStyle((unit) => this.styleOf(unit));
      this.borders.setStyle(this.borderStyle());
      this.lit = null;
    },

    /** One path for each province whose data is incomplete. */
    hatch() {
      this.hatched?.remove();
      const low = new Set(this.figures.low);
      const inside = this.object.geometries.filter(({ id, properties }) => low.has(properties.province ?? id));
      if (!inside.length) return;
      this.hatched = L.geoJSON(topojson.merge(this.topology, inside), {
        pane: "hatching",
        renderer: this.hatching,
        interactive: false,
        style: { stroke: false, fillColor: "url(#hatch)", fillOpacity: 1 },
      }).addTo(this._map);
    },

    wordsAt({ id, properties }) {
      const words = locator.element("span", "");
      const name = locator.element("b", "", properties.name);
      name.lang = "vi";
      const figure = this.figures.units[id];
      words.append(name, ` ${figure ? this.wordsOf(figure[1]) : ""}`);
      return words;
    },

    /** Make one unit stand out, or none. */
    light(code) {
      const before = this.byCode?.get(this.lit);
      if (before) before.setStyle(this.styleOf(before.feature));
      const layer = this.byCode?.get(code);
      this.lit = layer ? code : null;
      layer?.setStyle({ weight: 3, color: this.tokens["--focus"] }).bringToFront();
    },

    /** The box of the units where people live: a few islands far off would make the rest a dot. */
    lived() {
      const layers = this.drawn.getLayers();
      const peopled = layers.filter(({ feature }) => feature.properties.population >= 1000);
      const bounds = L.latLngBounds([]);
      for (const layer of peopled.length ? peopled : layers) bounds.extend(layer.getBounds());
      return bounds;
    },
  });
})();
