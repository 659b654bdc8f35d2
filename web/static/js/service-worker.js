// Keeps what was last seen, for when there is no network.
//
// The network always goes first, for pages, lists and what the map draws: what is kept is shown only
// when the network cannot answer, and then with the time it was kept at. Files of ours have their
// digest in their address, so a kept one is the same for ever. The worker's own address has a digest
// of all those files: new ones make a new worker, whose cache begins empty.
//
// All of it stays in this browser. Nothing is fetched ahead but the page that says "not kept".

const KEPT = `kept-${new URL(location.href).searchParams.get("v")}`;
const KEPT_AT = "X-Kept-At";
/** By the start of a path, how many answers of its kind are kept; the oldest go first. */
const MOST = [
  ["/static/", 120],
  ["/api/clusters", 30],
  ["/api/units/", 20],
  ["/results", 30],
  ["/", 30],
];
/** Neither is a page, but for what a page is made of. */
const NEVER = /^\/(api\/(?!clusters$|units\/)|embed\b|service-worker\.js|sitemap|robots|openapi)/;

const kindOf = (path) => MOST.find(([start]) => path.startsWith(start));

/** Keep an answer, with the time, in place of an older one; drop the oldest of its kind. */
async function keep(address, response) {
  const url = new URL(address);
  const [start, most] = kindOf(url.pathname);
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  const cache = await caches.open(KEPT);
  await cache.put(address, new Response(response.body, { headers }));
  const same = (await cache.keys()).filter((one) => kindOf(new URL(one.url).pathname)[0] === start);
  await Promise.all(same.slice(0, -most).map((one) => cache.delete(one)));
}

const worthIt = (request, response) =>
  response.ok &&
  !response.redirected &&
  (request.mode !== "navigate" || response.headers.get("Content-Type")?.startsWith("text/html"));

/** A kept page as one that says so: its root has the time, and whether it stands for another. */
async function marked(response, standsIn) {
  const at = response.headers.get(KEPT_AT);
  const html = await response.text();
  const mark = `<html data-kept="${at}"${standsIn ? " data-stands-in" : ""} `;
  return new Response(html.replace("<html ", mark), { headers: response.headers });
}

/** A page's address without where the map looks: that changes nothing in the list. */
function bare(address) {
  const url = new URL(address);
  url.searchParams.delete("map");
  return url.href;
}

/** The page itself, or the last map page in its language with another search, or "not kept". */
async function keptPage(address) {
  const cache = await caches.open(KEPT);
  const kept = (await cache.keys()).map(({ url }) => url).reverse();
  const same = kept.find((url) => bare(url) === bare(address));
  if (same) return marked(await cache.match(same), false);
  const { pathname, searchParams } = new URL(address);
  const language = searchParams.get("lang");
  const inLanguage = (path) => (url) =>
    new URL(url).pathname === path && new URL(url).searchParams.get("lang") === language;
  const alike = pathname === "/" && kept.find(inLanguage("/"));
  if (alike) return marked(await cache.match(alike), true);
  const words = kept.find(inLanguage("/offline")) ?? kept.find((url) => new URL(url).pathname === "/offline");
  return words ? cache.match(words) : Response.error();
}

async function page(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    if (worthIt(event.request, response)) event.waitUntil(keep(event.request.url, response.clone()));
    return response;
  } catch {
    return keptPage(event.request.url);
  }
}

/** Tell the page that asked how old what it gets is; null when it is fresh. */
async function tell({ clientId }, at) {
  (await self.clients.get(clientId))?.postMessage({ kept: at });
}

async function part(event) {
  const { request } = event;
  const list = new URL(request.url).pathname === "/results";
  try {
    const response = await fetch(request);
    if (worthIt(request, response)) event.waitUntil(keep(request.url, response.clone()));
    if (list) event.waitUntil(tell(event, null));
    return response;
  } catch (error) {
    const kept = request.signal.aborted ? null : await (await caches.open(KEPT)).match(request.url);
    if (!kept) throw error;
    event.waitUntil(tell(event, kept.headers.get(KEPT_AT)));
    return kept;
  }
}

async function file(event) {
  const kept = await (await caches.open(KEPT)).match(event.request.url);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (worthIt(event.request, response)) event.waitUntil(keep(event.request.url, response.clone()));
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || NEVER.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/static/") && searchParams.has("v")) event.respondWith(file(event));
  else if (kindOf(pathname)[0] !== "/") event.respondWith(part(event));
});

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const ready = async () => {
    const old = (await caches.keys()).filter((name) => name !== KEPT);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(ready());
});

// A page that came before the worker did names what it is made of: mostly still in the browser's
// own cache, so that little of it crosses the network twice.
self.addEventListener("message", (event) => {
  const { addresses } = event.data;
  const again = async (address) => {
    const url = new URL(address, location.href);
    url.hash = "";
    if (url.origin !== location.origin || NEVER.test(url.pathname)) return;
    const cache = await caches.open(KEPT);
    if (url.searchParams.has("v") && (await cache.match(url.href))) return;
    const response = await fetch(url.href);
    if (response.ok && !response.redirected) await keep(url.href, response);
  };
  const all = Promise.allSettled(addresses.map(again)).then(() => event.ports[0].postMessage(null));
  event.waitUntil(all);
});
