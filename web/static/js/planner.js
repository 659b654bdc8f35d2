// The dashboard: its controls and its address say the same; the server writes every part of it.

const { map, layers, say } = L.locator;
const $ = (id) => document.getElementById(id);
const form = $("controls");
const lang = document.documentElement.lang;
/** Parameters that no control of the form has: links and the map set them. */
const BESIDE = ["also", "sort", "order", "far_sort", "far_order"];

const current = () => new URLSearchParams(location.search);
const addressOf = (params) => {
  const query = params.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");
  return query ? `/coverage?${query}` : "/coverage";
};

/** What the controls say, with what the address has beside them. */
function asked() {
  const fields = new FormData(form);
  const params = new URLSearchParams();
  for (const name of new Set(fields.keys())) {
    const value = fields.getAll(name).filter((each) => each && typeof each === "string").join(",");
    if (value) params.set(name, value);
  }
  for (const name of BESIDE) {
    const value = current().get(name);
    if (value) params.set(name, value);
  }
  return params;
}

/** How to ask for these figures: with the reader's own table, which no address carries, if one is chosen. */
function request(signal) {
  const [file] = form.elements.demand.files;
  if (!file) return { signal };
  const body = new FormData();
  body.append("demand", file);
  return { signal, method: "POST", body };
}

/** Put what an address says into the controls. */
function fill(params) {
  for (const field of form.elements) {
    if (!field.name || !params.has(field.name)) {
      if (["q", "province", "sites", "candidates", "spread"].includes(field.name)) field.value = "";
      if (field.name === "objective") field.value = "mclp";
      if (field.name === "without" || field.name === "far") field.checked = false;
      continue;
    }
    const values = params.get(field.name).split(",");
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = params.get(field.name);
  }
}

const number = (value, options) => new Intl.NumberFormat(lang, options).format(value);
const per100k = (value) => say("per-100k", { count: number(value, { maximumFractionDigits: 2 }) });
const SAID = {
  share_beyond: (value) => number(value, { style: "percent", maximumFractionDigits: 1 }),
  outlets: (value) => say("outlets", { count: number(value) }),
  outlets_per_100k: per100k,
  accessibility_2sfca: per100k,
};
/** A number of a measure in words: of a distance in kilometres, of a time in minutes, of another as it is. */
function said(measure, value) {
  if (measure.endsWith("_min")) return say("minutes", { count: number(value, { maximumFractionDigits: 0 }) });
  if (measure.endsWith("_m")) return `${number(value / 1000, { maximumFractionDigits: 1 })} km`;
  return (SAID[measure] ?? number)(value);
}

const rowOf = (code) => document.querySelector(`.table tr[data-code="${CSS.escape(code)}"]`);

/** A unit pressed on the map: its row, if it is listed, comes into sight beside. */
function pick(code) {
  for (const row of document.querySelectorAll(".table tr.lit")) row.classList.remove("lit");
  const row = rowOf(code);
  layers.choropleth.light(code);
  if (!row) return;
  row.classList.add("lit");
  const box = row.closest(".table");
  box.scrollTop = row.offsetTop - box.clientHeight / 2;
}

/** What a site serves: a circle as the crow flies; by road, where no circle tells, spokes to the communes. */
function drawService(at, radius, served, group) {
  const how = { className: "service", renderer: svg, interactive: false };
  if (radius !== null) L.circle(at, { ...how, radius }).addTo(group);
  else L.polyline(served.map((to) => [at, to]), { ...how, className: "service spokes" }).addTo(group);
}

const trials = L.layerGroup().addTo(map);
const svg = L.svg(); // the map draws on canvases, which no style sheet reaches
let shown; // what the map is fitted to

/** The map, as the figures in the page say. */
async function draw() {
  const figures = JSON.parse($("figures").textContent);
  layers.outlines.setVintage(figures.vintage, false);
  const done = await layers.choropleth.show(figures, {
    wordsOf: (value) => (value === null ? say("nobody") : said(figures.measure, value)),
    onPick: (code) => $("trying").checked || pick(code),
  });
  if (!done) return;
  trials.clearLayers();
  for (const [order, at] of figures.tried.entries()) {
    drawService(at, figures.radius_m, figures.served?.[order], trials);
    L.marker(at, {
      title: say("tried"),
      alt: say("tried"),
      keyboard: false,
      interactive: false,
      icon: L.divIcon({ className: "tried", iconSize: [18, 18] }),
    }).addTo(trials);
  }
  drawFar(figures.far, figures.province ? 18 : 13);
  const places = new URLSearchParams(figures.places);
  const view = [figures.vintage, figures.province].join();
  const moves = view !== shown;
  layers.places.show(places, [], !moves);
  if (!moves) return;
  shown = view;
  const country = [[8.3, 102], [23.45, 116.8]]; // with the names of both archipelagos
  // Clear of the legend and the buttons, which lie over the map's lower corners where there is room.
  const narrow = window.matchMedia("(max-width: 60rem)").matches;
  map.fitBounds(figures.province ? layers.choropleth.lived() : country, {
    animate: false,
    paddingTopLeft: [narrow ? 0 : 190, 0],
    paddingBottomRight: [narrow ? 0 : 60, 0],
  });
}

const far = L.layerGroup().addTo(map);
/** Those without an outlet within reach that are to be seen: [lat, lon, kind, name, address, distance]. */
function drawFar(points, size) {
  far.clearLayers();
  for (const [lat, lon, kind, name, address, distance] of points) {
    const shape = document.querySelector(`.unserved fieldset svg.${kind}`).cloneNode(true);
    const icon = L.divIcon({ className: "far-mark", html: shape, iconSize: [size, size] });
    const words = L.locator.element("span", "");
    const title = L.locator.element(address ? "a" : "b", "", name);
    if (address) title.href = address;
    title.lang = "vi";
    words.append(title, L.locator.element("br"), say("far", { distance }));
    L.marker([lat, lon], { keyboard: false, icon, zIndexOffset: -500 }).bindPopup(words).addTo(far);
  }
}

const proposals = L.layerGroup().addTo(map);
/** The proposed sites in the page, numbered as in its list, each with what it would serve. */
function drawSites() {
  proposals.clearLayers();
  const sites = JSON.parse($("sites")?.textContent ?? '{"at": []}');
  const radius = JSON.parse($("figures").textContent).radius_m;
  for (const [order, at] of sites.at.entries()) {
    drawService(at, radius, sites.served?.[order], proposals);
    const number = L.locator.element("span", "", String(order + 1));
    const icon = L.divIcon({ className: "site", html: number, iconSize: [26, 26] });
    L.marker(at, { keyboard: false, interactive: false, icon, zIndexOffset: 1000 - order }).addTo(proposals);
  }
}

let solving;
/** Have sites proposed for these parameters: apart from the figures, for it may take seconds. */
async function propose(params) {
  const part = document.querySelector("[data-part=sites]");
  solving?.abort();
  part.replaceChildren();
  drawSites();
  if (!params.get("sites") && params.get("objective") !== "lscp") return;
  solving = new AbortController();
  part.append(L.locator.element("p", "muted", say("working")));
  part.setAttribute("aria-busy", "true");
  try {
    const address = addressOf(params).replace("/coverage", "/coverage/sites");
    const response = await fetch(address, request(solving.signal));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = response.ok ? page.querySelector("[data-part]") : page.querySelector(".error p:not(.muted)");
    part.replaceChildren(...found.childNodes);
  } catch (error) {
    if (error.name === "AbortError") return;
    part.replaceChildren(L.locator.element("p", "notice", say("no-network")));
  }
  part.removeAttribute("aria-busy");
  drawSites();
}

let pending;
/** Ask for the figures of these parameters and put every part in its place. */
async function show(params, { replace = false, keep = true } = {}) {
  const address = addressOf(params);
  if (address !== location.pathname + location.search) {
    history[replace ? "replaceState" : "pushState"](null, "", address);
  }
  pending?.abort();
  pending = new AbortController();
  const main = $("content");
  main.setAttribute("aria-busy", "true");
  let page;
  try {
    const response = await fetch(address.replace("/coverage", "/coverage/figures"), request(pending.signal));
    page = new DOMParser().parseFromString(await response.text(), "text/html");
    const problem = response.ok ? null : page.querySelector(".error p:not(.muted)");
    if (problem) throw new Error(problem.textContent);
  } catch (error) {
    if (error.name === "AbortError") return;
    main.removeAttribute("aria-busy");
    const words = error instanceof TypeError ? say("no-network") : error.message;
    const notice = L.locator.element("div", "notice", words);
    notice.setAttribute("role", "alert");
    $("trouble").replaceChildren(notice);
    return;
  }
  $("trouble").replaceChildren();
  const focused = document.activeElement?.id;
  const scrolled = document.querySelector(".table")?.scrollTop ?? 0;
  for (const part of page.querySelectorAll("[data-part]")) {
    document.querySelector(`[data-part="${part.dataset.part}"]`).replaceChildren(...part.childNodes);
  }
  if (focused && document.activeElement?.id !== focused) $(focused)?.focus({ preventScroll: true });
  if (keep) document.querySelector(".table").scrollTop = scrolled;
  $("status").textContent = $("headline").textContent;
  await draw();
  main.removeAttribute("aria-busy");
  propose(params);
}

// The hidden fields are for forms sent without scripts; here the address has them.
for (const name of BESIDE) form.querySelector(`input[type=hidden][name=${name}]`)?.remove();

let typing;
const soon = () => {
  clearTimeout(typing);
  typing = setTimeout(() => form.reportValidity() && show(asked(), { replace: true, keep: false }), 160);
};
const TYPED = ["radius_km", "radius_min", "q", "sites", "candidates"].filter((name) => form.elements[name]);
for (const name of TYPED) form.elements[name].addEventListener("input", soon);
document.addEventListener("change", ({ target }) => {
  if (target.form !== form || TYPED.includes(target.name)) return;
  // Another vintage has other provinces and levels, another way to measure other units and measures: the whole page
  // is another.
  if ("whole" in target.dataset) location.assign(addressOf(asked()));
  else show(asked(), { keep: false });
});
form.addEventListener("submit", (event) => {
  // The buttons of files send the chosen table to the API themselves.
  if (event.submitter?.formAction.includes("/api/")) return;
  event.preventDefault();
  clearTimeout(typing);
  show(asked(), { keep: false });
});

// Links of the parts that only ask otherwise stay on this page.
$("content").addEventListener("click", (event) => {
  const link = event.target.closest("[data-part] a");
  // A link within the page only scrolls.
  if (!link || link.hash || link.origin !== location.origin || link.pathname !== "/coverage") return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const params = new URLSearchParams(link.search);
  fill(params);
  show(params, { replace: link.id.startsWith("more"), keep: link.id !== "" && !link.id.startsWith("sort") });
});

for (const name of ["pointerover", "focusin"]) {
  document.querySelector(".ranked").addEventListener(name, ({ target }) => {
    const code = target.closest?.("tr")?.dataset.code;
    if (code && code !== layers.choropleth.lit) layers.choropleth.light(code);
  });
}

map.on("click", ({ latlng }) => {
  if (!$("trying").checked) return;
  const params = current();
  const at = latlng.wrap();
  const tried = (params.get("also") ?? "").split(";").filter(Boolean);
  params.set("also", [...tried, `${at.lat.toFixed(4)},${at.lng.toFixed(4)}`].slice(-50).join(";"));
  show(params);
});

window.addEventListener("popstate", () => {
  const params = current();
  for (const field of form.querySelectorAll("[data-whole]")) {
    if ((params.get(field.name) ?? field.value) === field.value) continue;
    location.reload();
    return;
  }
  fill(params);
  show(params);
});

/** Once the map is about to be seen, or printed: on a phone it lies below, and is a second's work. */
const sight = new Promise((resolve) => {
  new IntersectionObserver(([{ isIntersecting }], watcher) => {
    if (!isIntersecting) return;
    watcher.disconnect();
    resolve();
  }).observe(map.getContainer());
  window.addEventListener("beforeprint", resolve, { once: true });
});

document.querySelector(".trying").hidden = false;
$("print").hidden = false;
$("print").addEventListener("click", () => window.print());
sight.then(async () => {
  await draw();
  drawSites();
  // For tests: the map is drawn from here on.
  document.documentElement.dataset.drawn = "true";
});
// For tests and for whoever looks with the browser's tools: the page reacts from here on.
document.documentElement.dataset.ready = "true";
