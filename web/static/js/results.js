// The list: fetched ready-made from the server, put in place, and read for the map.

/** The places in the list, in order, as the map wants them. */
export function placesIn(section) {
  return [...section.querySelectorAll(".result")].map((item) => {
    const link = item.querySelector("h2 a");
    return {
      id: item.dataset.id,
      kind: item.dataset.kind,
      precision: item.dataset.precision,
      at: [+item.dataset.lat, +item.dataset.lon],
      name: link.textContent.trim(),
      href: link.getAttribute("href"),
      lines: [".what", ".distance"].map((part) => wordsOf(item.querySelector(part))),
    };
  });
}

/** An element's words; its parts parted by a space. */
const wordsOf = (element) =>
  element ? [...element.childNodes].map((node) => node.textContent.trim()).join(" ").trim() : "";

/** The point the list is sorted from, [lat, lon], or null where there is none. */
export function askedIn(section) {
  const found = section.querySelector(".found[data-lat]");
  return found && [+found.dataset.lat, +found.dataset.lon];
}

/** Put new filters in place; what was open stays open, what had the focus keeps it. */
function swap(filters, made) {
  const open = filters.querySelector("details")?.open;
  const focused = filters.contains(document.activeElement) ? document.activeElement : null;
  filters.replaceChildren(...made.childNodes);
  filters.querySelector("details").open = open;
  if (!focused) return;
  const same = focused.name
    ? [...filters.querySelectorAll(`[name="${focused.name}"]`)].find(
        (field) => field.tagName === "SELECT" || field.value === focused.value,
      )
    : null;
  const folded = !open && same?.closest("details");
  (same && !same.disabled && !folded ? same : filters.querySelector(folded ? "summary" : ".on a, summary")).focus({ preventScroll: true });
}

/**
 * Ask the server for a list, and for the filters with what each would leave, and put both in place.
 *
 * @returns {Promise<boolean>} false when a newer question came before the answer
 * @throws {Error} when the server cannot be reached
 */
export function fetcher(section, filters, status) {
  let pending;
  return async (params) => {
    pending?.abort();
    pending = new AbortController();
    section.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(`/results?${params}`, { signal: pending.signal });
      const html = await response.text();
      const page = new DOMParser().parseFromString(html, "text/html");
      section.replaceChildren(...page.querySelector("[data-part=results]").childNodes);
      swap(filters, page.querySelector("[data-part=filters]"));
      document.title = response.headers.get("X-Title")
        ? decodeURIComponent(response.headers.get("X-Title"))
        : document.title;
      status.textContent = section.querySelector("[data-status]")?.dataset.status ?? "";
      section.removeAttribute("aria-busy");
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      section.removeAttribute("aria-busy");
      throw error;
    }
  };
}

/** Keep list and map in step: what is under the pointer or has the focus stands out in both. */
export function inStep(section, pins, { opened }) {
  const idOf = (event) => event.target.closest?.(".result")?.dataset.id;
  for (const name of ["pointerover", "focusin"]) {
    section.addEventListener(name, (event) => pins.light(idOf(event)));
  }
  for (const name of ["pointerleave", "focusout"]) {
    section.addEventListener(name, () => pins.light(null));
  }
  section.addEventListener("click", (event) => {
    const id = idOf(event);
    if (!id || event.target.closest("a, summary, button")) return;
    opened();
    pins.open(id);
  });
  return (id) => {
    for (const item of section.querySelectorAll(".result")) {
      item.classList.toggle("lit", item.dataset.id === id);
      if (item.dataset.id === id) item.scrollIntoView({ block: "nearest" });
    }
  };
}
