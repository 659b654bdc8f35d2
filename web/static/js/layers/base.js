// L.locator: our layers beside Leaflet's own. web/maps.py adds them to a folium map.
//
// A classic script, like Leaflet and its plug-ins: Folium's generated code looks for `L`.
(() => {
  "use strict";

  const words = document.getElementById("words");

  const locator = {
    /** The page's map, once it is made. */
    map: null,
    /** Our layers on it by name: land, outlines, labels, places, pins. */
    layers: {},
    /** The page's words for what scripts say, in its language. */
    words: words ? JSON.parse(words.textContent) : {},
    calm: window.matchMedia("(prefers-reduced-motion: reduce)"),
    dark: window.matchMedia("(prefers-color-scheme: dark)"),
    /** A design token's value, such as "--land". */
    token: (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim(),
  };

  L.Map.addInitHook(function () {
    locator.map = this;
    this.attributionControl.setPrefix(false);
  });

  /** A layer that fetches what its window shows, drops what came too late, and keeps the last. */
  locator.Layer = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
    },
    /** JSON from an address of ours; null when a newer request has replaced this one. */
    async load(address) {
      this.pending?.abort();
      this.pending = new AbortController();
      try {
        const response = await fetch(address, { signal: this.pending.signal });
        if (!response.ok) {
          await response.body?.cancel();
          throw new Error(`${response.status} for ${address}`);
        }
        return await response.json();
      } catch (error) {
        if (error.name === "AbortError") return null;
        // The map stays as it was; the next move asks again.
        this.failed?.(error);
        return null;
      }
    },
  });

  /** An element with a class and text; text from data is never markup. */
  locator.element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  /** A kind's shape from the sprite in the page. */
  locator.shape = (kind) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "shape");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#shape-${kind}`);
    svg.append(use);
    return svg;
  };

  /** "{name} …" filled from values. */
  locator.say = (name, values = {}) =>
    (locator.words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

  /**
   * The window's box widened to whole cells, so that small moves ask for what is already cached:
   * "west,south,east,north".
   */
  locator.cells = (map) => {
    const size = 360 / 2 ** (map.getZoom() + 1);
    const bounds = map.getBounds();
    const low = (degrees) => Math.floor(degrees / size) * size;
    const high = (degrees) => Math.ceil(degrees / size) * size;
    return [
      Math.max(low(bounds.getWest()), -180),
      Math.max(low(bounds.getSouth()), -90),
      Math.min(high(bounds.getEast()), 180),
      Math.min(high(bounds.getNorth()), 90),
    ].map((degrees) => +degrees.toFixed(5)).join(",");
  };

  L.locator = locator;
})();
