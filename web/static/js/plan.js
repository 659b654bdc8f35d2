// The planner: whatever is changed makes another address of this page; the server writes every
// part of it, and this puts the parts in place. Without it the form does the same by going there.

import { suggestWhileTyping } from "locator/suggest";

const { map, layers, say } = L.locator;
const $ = (id) => document.getElementById(id);
const form = $("plan");
const input = $("add");
const status = $("status");
let pending;

/** The form's fields as an address says them; empty ones, and what goes without saying, left out. */
function asked(more = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (!value || name === "add" || name === "do") continue;
    params.set(name, params.has(name) ? `${params.get(name)},${value}` : value);
  }
  const kinds = form.querySelectorAll("[name=kind]");
  if ([...kinds].every((box) => box.checked)) params.delete("kind");
  for (const field of form.elements) {
    if (field.name !== "kind" && params.get(field.name) === usual(field)) params.delete(field.name);
  }
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  return params;
}

/** What a field holds when nobody has said anything. */
const USUAL = { hours: "6", stay: "60", by: "duration", within: "15", unit: "min" };
const usual = (field) => USUAL[field.name];

/** Go to an address of this page without leaving it. */
async function go(address, { push = true, look = true } = {}) {
  pending?.abort();
  pending = new AbortController();
  $("outcome").setAttribute("aria-busy", "true");
  let response, text;
  try {
    response = await fetch(address, { signal: pending.signal });
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") return false;
    $("outcome").removeAttribute("aria-busy");
    status.textContent = say("no-network");
    return false;
  }
  // The other answer's style sheet has a nonce of its own, which this page's policy would refuse.
  const unstyled = text.replace(/<style[^]*?<\/style>/g, "");
  const page = new DOMParser().parseFromString(unstyled, "text/html");
  if (!page.getElementById("outcome")) {
    // A value that no plan can have: its own page says what would do.
    location.assign(address);
    return false;
  }
  for (const part of page.querySelectorAll("[data-part]")) $(part.id).replaceWith(document.adoptNode(part));
  $("way").textContent = page.getElementById("way").textContent;
  layers.way.show(JSON.parse($("way").textContent), look);
  document.title = page.title;
  // A press on a button was answered with the address that says the same.
  const { pathname, search } = new URL(response.url);
  if (push) history.pushState(null, "", pathname + search);
  return true;
}

const change = (more, options) => go(`/plan?${readable(asked(more))}`, options);
const readable = (params) => params.toString().replaceAll("%2C", ",").replaceAll("%3B", ";").replaceAll("%3A", ":");

/** Where a stop is now, said; and the focus on its button, or the next that can be pressed. */
function follow(stop, what) {
  const rows = [...document.querySelectorAll(".stop-list li")];
  const row = rows.find((each) => each.dataset.stop === stop);
  if (!row) {
    status.textContent = say("taken-out");
    (document.querySelector(".stop-list [value^=drop]") ?? input).focus();
    return;
  }
  const name = row.dataset.name;
  status.textContent = say("moved", { name, number: rows.indexOf(row) + 1, count: rows.length });
  const button = row.querySelector(`[value^="${what}"]:not(:disabled)`) ?? row.querySelector("button[name]:not(:disabled)");
  button.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.name === "do") {
    const row = submitter.closest("li")?.dataset.stop;
    const what = submitter.value.split("-")[0];
    if ((await change({ do: submitter.value })) && row) follow(row, what);
  } else if (input.value.trim()) {
    await add(input.value.trim());
  } else {
    await change();
  }
});

async function add(text) {
  input.value = "";
  if (await change({ add: text })) input.focus();
}

form.addEventListener("change", ({ target }) => {
  if (target !== input && form.reportValidity()) change({}, { look: target.name === "round" });
});

suggestWhileTyping(input, $("suggestions"), {
  also: "",
  choose: ({ type, id, label, lat, lon }) => {
    const ours = ["outlet", "village", "destination"].includes(type);
    add(ours ? id : `${lon.toFixed(5)},${lat.toFixed(5)},${label.replaceAll(";", " ")}`);
  },
});

map.on("click", ({ latlng }) => {
  const at = latlng.wrap();
  change({ add: `${at.lng.toFixed(5)},${at.lat.toFixed(5)},` }, { look: false });
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-change]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (await go(link.href, { look: false })) $("outcome").focus({ preventScroll: true });
});

window.addEventListener("popstate", () => location.reload());

// Dragging by the grip, with a mouse, a pen or a finger: the row follows, the others make room.
let lifted = null;
document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button) return;
  event.preventDefault();
  lifted = grip.closest("li");
  lifted.classList.add("lifted");
  grip.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", ({ clientY }) => {
  if (!lifted) return;
  const rows = [...lifted.parentElement.children];
  const own = rows.indexOf(lifted);
  const middle = (row) => {
    const { top, height } = row.getBoundingClientRect();
    return top + height / 2;
  };
  if (own > 0 && clientY < middle(rows[own - 1])) rows[own - 1].before(lifted);
  else if (own < rows.length - 1 && clientY > middle(rows[own + 1])) rows[own + 1].after(lifted);
});
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, async () => {
    if (!lifted) return;
    const row = lifted;
    lifted = null;
    row.classList.remove("lifted");
    const stops = [...row.parentElement.children].map((each) => each.dataset.stop).join(";");
    const before = form.querySelector("[name=stops]").value;
    if (stops !== before && (await change({ stops }))) follow(row.dataset.stop, "up");
  });
}

document.documentElement.dataset.ready = "true";
