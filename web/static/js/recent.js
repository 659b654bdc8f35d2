// Recent searches: kept in this browser alone, forgotten by one press.

const KEY = "recent-searches";
const MOST = 6;

/** The searches, newest first; none where the browser keeps nothing. */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(({ label } = {}) => typeof label === "string") : [];
  } catch {
    return []; // storage is off, or holds what somebody else wrote
  }
}

/** Put a search first. Positions of "near me" never come here: they have no name. */
export function remember({ label, type, id, lat, lon }) {
  const kept = recent().filter((one) => one.label !== label);
  try {
    localStorage.setItem(KEY, JSON.stringify([{ label, type, id, lat, lon }, ...kept].slice(0, MOST)));
  } catch {
    // Storage is off: the search works without it.
  }
}

/** Forget them, and the pages that the service worker keeps: those have the searches in their addresses. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
  if ("caches" in window) caches.keys().then((names) => names.forEach((name) => caches.delete(name)));
}
