// The map page: its address decides what is listed and drawn; what the reader does changes it.

import { nearMe } from "locator/near";
import { askedIn, fetcher, inStep, placesIn } from "locator/results";
import { sheet } from "locator/sheet";
import { addressOf, fillForm, filtersOf, searchOf, searchOfForm, viewOf } from "locator/state";
import { suggestWhileTyping } from "locator/suggest";

const { map, layers, say, words } = L.locator;
const $ = (id) => document.getElementById(id);
const form = $("search");
const input = $("q");
const section = $("results");
const trouble = $("trouble");
const defaults = { kinds: words.kinds };
const panel = sheet($("panel"), $("handle"));
const show = fetcher(section, $("filters"), $("status"));
const lightInList = inStep(section, layers.pins, { opened: () => panel.narrow.matches && panel.to("half") });

const current = () => new URLSearchParams(location.search);
let moving = false; // we move the map, not the reader

/** Move the map ourselves: such a move does not belong in the address. */
function look(move) {
  moving = true;
  map.once("moveend", () => (moving = false));
  move();
}

/** Show the asked point and the places nearest to it, or all the places, clear of the sheet. */
function fit(places, asked) {
  const shown = asked ? [asked, ...places.slice(0, 6).map(({ at }) => at)] : places.map(({ at }) => at);
  const bounds = L.latLngBounds(shown);
  const phone = panel.narrow.matches;
  look(() =>
    map.fitBounds(bounds, {
      paddingTopLeft: [40, phone ? 84 : 40],
      paddingBottomRight: [40, phone ? panel.height() + 24 : 40],
      maxZoom: 14,
      animate: false,
    }),
  );
}

/** The whole country, Hoàng Sa and Trường Sa with it. */
function country() {
  const phone = panel.narrow.matches;
  const box = [[7.8, 102], [23.4, 115.5]];
  look(() =>
    map.fitBounds(box, {
      paddingTopLeft: [8, phone ? 64 : 8],
      paddingBottomRight: [8, phone ? panel.height() : 8],
      animate: false,
    }),
  );
}

/** Draw what the list says. */
function draw({ keepView = false } = {}) {
  const places = placesIn(section);
  const asked = askedIn(section);
  document.body.classList.toggle("searching", Boolean(section.querySelector(".found")));
  layers.pins.show(places, asked, lightInList);
  const filters = filtersOf(current());
  if (!filters.has("kind")) filters.set("kind", defaults.kinds.join(","));
  layers.places.show(filters, places, keepView);
  if (keepView) return;
  const view = viewOf(current());
  if (view) look(() => map.setView(view.at, view.zoom, { animate: false }));
  else if (asked || places.length) fit(places, asked);
  else country();
}

function complain(message) {
  const notice = L.locator.element("div", "notice", message);
  notice.setAttribute("role", "alert");
  trouble.replaceChildren(notice);
}

/** List what these parameters ask for, without touching the history. */
async function list(params, options = {}) {
  trouble.replaceChildren();
  try {
    if (!(await show(searchOf(params)))) return;
  } catch {
    complain(say("no-network"));
    return;
  }
  draw(options);
}

/** Before a place's page: note where the reader was, for who comes back. */
function leave(id) {
  const left = { id, top: $("scroller").scrollTop, sheet: $("panel").dataset.sheet };
  history.replaceState({ ...history.state, left }, "");
}

/** Back from a place's page: the list as it was left, the focus on the place. */
function comeBack() {
  const { left } = history.state ?? {};
  if (!left) return;
  panel.to(left.sheet);
  $("scroller").scrollTop = left.top;
  section.querySelector(`[data-id="${CSS.escape(left.id)}"] h2 a`)?.focus({ preventScroll: true });
}

/** A new question: into the history, then on the page. */
async function ask(params, options) {
  const address = addressOf(params);
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
  fillForm(form, params, defaults);
  await list(params, options);
  $("scroller").scrollTop = 0;
}

/** The form's filters with another place. */
function elsewhere(place) {
  const params = searchOfForm(form, defaults);
  for (const name of ["q", "at", "k"]) params.delete(name);
  for (const [name, value] of Object.entries(place)) params.set(name, value);
  for (const name of ["vintage"]) if (current().get(name)) params.set(name, current().get(name));
  return params;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  input.blur();
  if (panel.narrow.matches) panel.to("half");
  const q = input.value.trim();
  if (q) suggestions.remember({ label: q });
  ask(elsewhere(q ? { q } : {}));
});

$("filters").addEventListener("change", ({ target }) => {
  // Unfolded they fill most of the sheet: make room for what they leave.
  if (panel.narrow.matches) target.closest("details")?.removeAttribute("open");
  const { q, at } = Object.fromEntries(current());
  const params = elsewhere({ ...(q && { q }), ...(at && { at }) });
  if (target.name === "province") params.delete("district");
  if (target.name === "province" || target.name === "district") params.delete("commune");
  ask(params, { keepView: !at && !q && target.name === "kind" });
});

const suggestions = suggestWhileTyping(input, $("suggestions"), {
  near: { offered: () => !$("near").hidden && !untold, take: () => $("near").click() },
  choose: (suggestion) => {
    const { type, id, label, lat, lon } = suggestion;
    if (type === "product") {
      const lang = current().get("lang");
      location.assign(`/products/${encodeURIComponent(id)}${lang ? `?lang=${lang}` : ""}`);
      return;
    }
    if (panel.narrow.matches) panel.to("half");
    if (type === "craft") {
      // What villages make, around the point that was asked, or everywhere.
      const { q, at } = Object.fromEntries(current());
      const params = elsewhere({ ...(q && { q }), ...(at && { at }), craft: id });
      for (const name of ["kind", "category", "evidence"]) params.delete(name);
      ask(params);
    } else {
      ask(elsewhere({ q: label, at: `${lat.toFixed(5)},${lon.toFixed(5)}` }));
    }
  },
});

let untold = false; // where the reader is was asked and not told: the button stays, to try again
nearMe($("near"), {
  found: (at) => {
    untold = false;
    ask(elsewhere({ at }));
  },
  failed: (message) => {
    untold = true;
    complain(message);
    input.focus();
  },
});

map.on("click", ({ latlng }) => {
  const at = latlng.wrap();
  ask(elsewhere({ at: `${at.lat.toFixed(4)},${at.lng.toFixed(4)}` }), { keepView: true });
});

map.on("moveend", () => {
  if (moving) return;
  const params = current();
  const { lat, lng } = map.getCenter();
  params.set("map", `${Math.round(map.getZoom())}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
  history.replaceState(history.state, "", addressOf(params));
});
map.on("dragstart", () => panel.narrow.matches && panel.to("peek"));

$("vintages").addEventListener("change", ({ target }) => {
  const params = current();
  if (target.value === words.vintage) params.delete("vintage");
  else params.set("vintage", target.value);
  history.replaceState(history.state, "", addressOf(params));
  layers.outlines.setVintage(target.value);
  if (!["province", "district", "commune"].some((name) => params.has(name))) {
    list(params, { keepView: true });
    return;
  }
  // Units of the other vintage have other codes.
  for (const name of ["province", "district", "commune"]) params.delete(name);
  ask(params);
});

// Links of the list and the filters that only ask another question stay on this page.
$("scroller").addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || link.origin !== location.origin) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const item = link.closest(".result");
  if (item) leave(item.dataset.id);
  if (link.pathname !== "/") return;
  event.preventDefault();
  const params = new URLSearchParams(link.search);
  if (!("more" in link.dataset)) {
    ask(params);
    return;
  }
  const before = section.querySelectorAll(".result").length;
  const top = $("scroller").scrollTop;
  history.replaceState(history.state, "", addressOf(params));
  await list(params, { keepView: true });
  $("scroller").scrollTop = top;
  section.querySelectorAll(".result h2 a")[before]?.focus({ preventScroll: true });
});

window.addEventListener("popstate", () => {
  const params = current();
  fillForm(form, params, defaults);
  layers.outlines.setVintage(params.get("vintage") ?? words.vintage, false);
  list(params);
});

layers.outlines.setVintage(current().get("vintage") ?? words.vintage, false);
draw();
// Without a network a page may stand in for one with another search, whose list may have been kept.
if ("standsIn" in document.documentElement.dataset) {
  fillForm(form, current(), defaults);
  await list(current());
}
comeBack();
// For tests and for whoever looks with the browser's tools: the page reacts from here on.
document.documentElement.dataset.ready = "true";
