// What the page shows, as its address says it: shared links and the back button need nothing else.

/** Named as the API names them, so that what is listed and what is drawn are asked for alike. */
const FILTERS = ["kind", "category", "craft", "stars", "open", "evidence", "precision", "province", "district", "commune"];
const SEARCH = ["q", "at", ...FILTERS, "within_km", "k"];
const KEPT = ["lang", "vintage"];

/** The parameters of an address that a search is made of. */
export function searchOf(params) {
  const found = new URLSearchParams();
  for (const name of [...SEARCH, ...KEPT]) {
    // A form sends a box ticked twice as two values; an address is shorter with one.
    const value = params.getAll(name).filter(Boolean).join(",");
    if (value) found.set(name, value);
  }
  return found;
}

/** The filters alone, as the API takes them for what the map shows. */
export function filtersOf(params) {
  const found = new URLSearchParams();
  for (const name of FILTERS) {
    const value = params.getAll(name).filter(Boolean).join(",");
    if (value) found.set(name, value);
  }
  // The codes of units are of a vintage.
  if (params.get("vintage") && ["province", "district", "commune"].some((name) => found.has(name))) {
    found.set("vintage", params.get("vintage"));
  }
  return found;
}

/** The map's view in an address, `map=zoom/lat/lon`, or null. */
export function viewOf(params) {
  const match = /^(\d{1,2})\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(params.get("map") ?? "");
  return match && { zoom: +match[1], at: [+match[2], +match[3]] };
}

/** An address of this page with these parameters; commas and slashes stay readable. */
export function addressOf(params) {
  const query = params.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
  return query ? `/?${query}` : "/";
}

/** Put what an address says into the search form. */
export function fillForm(form, params, defaults) {
  const kinds = params.get("kind")?.split(",") ?? defaults.kinds;
  for (const field of form.elements) {
    if (field.name === "kind") field.checked = kinds.includes(field.value);
    else if (field.type === "checkbox") field.checked = params.has(field.name);
    else if (field.name === "q" || field.tagName === "SELECT") field.value = params.get(field.name) ?? "";
  }
}

/** The search that the form's fields say, without what is as always. */
export function searchOfForm(form, defaults) {
  const params = searchOf(new URLSearchParams(new FormData(form)));
  const kinds = params.get("kind")?.split(",") ?? [];
  const usual = kinds.length === defaults.kinds.length && defaults.kinds.every((kind) => kinds.includes(kind));
  if (usual || !kinds.length) params.delete("kind");
  return params;
}
