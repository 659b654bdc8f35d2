// The embedded map: draws what its address asks for, and lists what is searched, in its frame.

import { cooperative } from "embed/gestures";
import { host } from "embed/host";
import { nearMe } from "locator/near";
import { askedIn, inStep, placesIn } from "locator/results";
import { suggestWhileTyping } from "locator/suggest";

const { map, layers, say, element } = L.locator;
const $ = (id) => document.getElementById(id);
const state = JSON.parse($("embed").textContent);
const section = $("results");
const listing = section.classList.contains("beside-map");
const large = $("large");
const full = $("full");

const gestures = cooperative(map, { hint: $("hint"), say });
const page = host({ told: state.origin, show, measure });

/** Everything that a search finds: shown in the list, or on the map alone. */
function found() {
  const asked = askedIn(section);
  // Without a list, a search still marks what it found; without a search, only the place asked for.
  return { asked, places: listing || asked ? placesIn(section) : state.pins };
}

let own = state.view; // where to look, as the address says, until something is searched
/** Draw what the list says, and look at it. */
function draw() {
  const { asked, places } = found();
  // A place that the address or the page around names is there also where the list has it not.
  const pins = [...state.pins.filter(({ id }) => !places.some((place) => place.id === id)), ...places];
  document.body.classList.toggle("searching", Boolean(asked));
  layers.pins.show(pins, state.pins.length && !listing ? null : asked, lightInList);
  layers.places.show(new URLSearchParams(state.places), pins, false);
  look(asked, pins);
}

const lightInList = inStep(section, layers.pins, { opened: () => {} });

/** Where the map looks: as asked, else at what was found, else at all that it is of. */
function look(asked, pins) {
  const padding = { paddingTopLeft: [24, 56], paddingBottomRight: [24, 24], maxZoom: 14, animate: false };
  if (own) map.setView([own[1], own[2]], own[0], { animate: false });
  else if (asked && pins.length) map.fitBounds(L.latLngBounds([asked, ...pins.slice(0, 6).map(({ at }) => at)]), padding);
  else map.fitBounds(state.box, { animate: false, padding: [8, 8] });
}

/** What was asked, with a search in place of another: also the address, for who reloads. */
async function search(changes) {
  const address = new URL(location.href);
  for (const name of ["q", "at", "place", "route", "map"]) address.searchParams.delete(name);
  for (const [name, value] of Object.entries(changes)) address.searchParams.set(name, value);
  own = null;
  section.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address);
    const made = new DOMParser().parseFromString(await response.text(), "text/html");
    section.replaceChildren(...made.getElementById("results").childNodes);
    state.pins = [];
    state.box = JSON.parse(made.getElementById("embed").textContent).box;
    large.href = made.getElementById("large").getAttribute("href");
    // In place: the back button is the page's around the frame.
    history.replaceState(null, "", address);
    trouble(listing ? null : section.querySelector(".notice[role=alert]")?.textContent);
    $("status").textContent = section.querySelector("[data-status]")?.dataset.status ?? "";
    draw();
  } catch {
    trouble(say("no-network"));
  }
  section.removeAttribute("aria-busy");
}

function trouble(words) {
  const notice = words ? [element("div", "notice", words)] : [];
  for (const one of notice) one.setAttribute("role", "alert");
  $("trouble").replaceChildren(...notice);
}

const form = $("search");
if (form) {
  const input = $("q");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    input.blur();
    const q = input.value.trim();
    search(q ? { q } : {});
  });
  suggestWhileTyping(input, $("suggestions"), {
    also: "",
    near: () => $("near").click(),
    choose: ({ label, lat, lon }) => search({ q: label, at: `${lat.toFixed(5)},${lon.toFixed(5)}` }),
  });
  nearMe($("near"), { found: (at) => search({ at }), failed: trouble });
}

// The large map begins where this one looks.
const largeHref = () => {
  const address = new URL(large.getAttribute("href"), location.href);
  if (address.pathname !== "/") return;
  const { lat, lng } = map.getCenter();
  address.searchParams.set("map", `${Math.round(map.getZoom())}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
  large.setAttribute("href", address.pathname + address.search.replaceAll("%2C", ",").replaceAll("%2F", "/"));
};
map.on("moveend", largeHref);

// Full screen, where the page around lets the frame and the browser can.
if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    const on = Boolean(document.fullscreenElement);
    gestures.free(on);
    full.setAttribute("aria-label", say(on ? "leave-full" : "enter-full"));
    full.title = full.getAttribute("aria-label");
  });
}
new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());

/** Tell the page around which place was chosen: its popup opened, or its name was pressed. */
map.on("locator:pick", ({ place }) => page.say("select", { place }));
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.(".cards .card-name");
  const id = link && decodeURIComponent(new URL(link.href).pathname.split("/").at(-1));
  if (id) page.say("select", { place: { id, name: link.textContent, href: link.href } });
});

/** Show a place that the page around names: its pin, if it is listed, else a search for it. */
async function show(id) {
  if (layers.pins.markers.has(id)) {
    layers.pins.open(id);
    return;
  }
  const address = new URL(location.href);
  for (const name of ["q", "at", "route", "map"]) address.searchParams.delete(name);
  address.searchParams.set("place", id);
  const response = await fetch(address);
  if (!response.ok) return;
  const made = new DOMParser().parseFromString(await response.text(), "text/html");
  const other = JSON.parse(made.getElementById("embed").textContent);
  section.replaceChildren(...made.getElementById("results").childNodes);
  Object.assign(state, { pins: other.pins, box: other.box });
  own = null;
  draw();
  layers.pins.open(id);
}

let told;
/** Tell the page around how high all of this is. */
function measure() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (height === told) return;
  told = height;
  page.say("height", { height });
}

if (state.vintage !== layers.outlines.options.vintage) layers.outlines.setVintage(state.vintage, false);
if (state.routes.length) layers.routes.show(state.routes);
if (state.figures) {
  layers.places.show(new URLSearchParams(state.places), [], false);
  map.fitBounds(state.box, { animate: false, padding: [8, 8] });
  await layers.choropleth.show(state.figures, { wordsOf: (words) => words });
} else if (layers.way) {
  layers.places.show(new URLSearchParams(state.places), [], false);
  map.fire("moveend");
} else {
  draw();
}
largeHref();
new ResizeObserver(measure).observe(document.body);
measure();
page.say("ready", { title: document.title });
// For tests and for whoever looks with the browser's tools: the page reacts from here on.
document.documentElement.dataset.ready = "true";
