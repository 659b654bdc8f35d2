// Registers the service worker once the page has loaded, and says when what is shown is old.

const root = document.documentElement;
const notice = document.getElementById("offline");
const cameKept = "kept" in root.dataset;
/** When this page came from the server; what is on it is no newer. */
const loaded = root.dataset.kept ?? new Date(performance.timeOrigin).toISOString();

/** Show the notice for what was kept at a time (ISO 8601), or take it away. */
function tell(kept) {
  if (kept) {
    const time = document.createElement("time");
    time.dateTime = kept;
    time.textContent = new Intl.DateTimeFormat(root.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(kept));
    notice.querySelector("span").replaceChildren(time);
    root.dataset.kept = kept;
  } else {
    delete root.dataset.kept;
  }
}

/** What the page is made of, its own address first: the worker keeps it for the next time. */
function parts() {
  const ours = performance.getEntriesByType("resource").map(({ name }) => name);
  const kept = /^\/(static\/|results|api\/(clusters|units\/))/;
  return [
    location.href,
    notice.dataset.page,
    ...ours.filter((name) => name.startsWith(location.origin) && kept.test(new URL(name).pathname)),
  ];
}

/** Have the worker keep this page, when it came from the server before the worker was there. */
async function register() {
  const before = navigator.serviceWorker.controller?.scriptURL;
  await navigator.serviceWorker.register(notice.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  if (active.scriptURL !== before) {
    const { port1, port2 } = new MessageChannel();
    const done = new Promise((resolve) => (port1.onmessage = resolve));
    active.postMessage({ addresses: parts() }, [port2]);
    await done;
  }
  // For tests and for whoever looks with the browser's tools: the page opens without a network now.
  root.dataset.offline = "ready";
}

/** The pages that are kept, newest first, by their titles. */
async function list(into) {
  const found = new Map();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      if (/^\/(static|api|results|offline)\b/.test(pathname)) continue;
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      found.set(pathname + search, page);
    }
  }
  for (const [address, page] of [...found].reverse()) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = page.title;
    link.lang = page.documentElement.lang;
    item.append(link);
    into.append(item);
  }
  into.parentElement.hidden = !found.size;
}

if (cameKept) tell(loaded);
notice.querySelector("button").addEventListener("click", () => location.reload());
const keptPages = document.getElementById("kept-pages");
if (keptPages && "caches" in window) list(keptPages);

window.addEventListener("offline", () => tell(loaded));
// What came fresh and was not replaced by something kept is not old after all.
window.addEventListener("online", () => !cameKept && root.dataset.kept === loaded && tell(null));

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", ({ data }) => tell(data.kept));
  navigator.serviceWorker.startMessages();
  const begin = () => (window.requestIdleCallback ?? setTimeout)(() => register().catch(() => {}));
  // A page that was kept names the worker of its own time, not today's.
  if (cameKept) root.dataset.offline = "ready";
  else if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
}
