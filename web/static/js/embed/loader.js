// Puts the OCOP map where a page asks for it and keeps each frame as high as what is in it.
//
//   <div data-ocop-map="v=1&province=22&lang=vi"></div>
//   <script async src="https://…/embed.js"></script>
//
// The attribute holds the options of /embed/build; a script tag may carry it itself. Needs of a
// page's policy only script-src and frame-src of this site: no inline style, no eval, no globals.
(() => {
  "use strict";
  const own = document.currentScript;
  if (!own) return;
  const site = new URL("embed/map", own.src);
  const NAME = "data-ocop-map";
  const FROM = "ocop-map";
  const frames = new Map(); // frame → the element it stands in

  const make = (host, options) => {
    if (host.dataset.ocopMade) return;
    host.dataset.ocopMade = "true";
    const query = new URLSearchParams(options);
    query.set("v", query.get("v") ?? "1");
    query.set("fit", "content");
    query.set("origin", location.origin);
    const frame = document.createElement("iframe");
    frame.src = `${site}?${query}`;
    frame.title = host.title || host.textContent.trim() || "OCOP";
    frame.loading = "lazy";
    frame.allow = "geolocation";
    frame.allowFullscreen = true;
    // Through the object model: a policy without 'unsafe-inline' refuses style attributes.
    Object.assign(frame.style, { display: "block", width: "100%", border: "0" });
    frame.style.height = `${Number(query.get("height")) || 480}px`;
    frames.set(frame, host);
    host.replaceChildren(frame);
  };

  const look = () => {
    for (const host of document.querySelectorAll(`[${NAME}]:not(script)`)) make(host, host.getAttribute(NAME));
  };

  if (own.hasAttribute(NAME)) {
    const host = document.createElement("div");
    host.title = own.title;
    own.after(host);
    make(host, own.getAttribute(NAME));
    host.removeAttribute("title");
  }
  look();
  // Also what a page puts in later, in one that is still being read as in one that scripts build.
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });

  addEventListener("message", ({ source, origin, data }) => {
    if (origin !== site.origin || data?.from !== FROM || data.v !== 1) return;
    for (const [frame, host] of frames) {
      if (!frame.isConnected) frames.delete(frame);
      else if (frame.contentWindow === source) {
        if (data.type === "height" && data.height > 0) frame.style.height = `${data.height}px`;
        host.dispatchEvent(new CustomEvent(`ocop:${data.type}`, { bubbles: true, detail: data }));
      }
    }
  });

  // The page may ask for a place: element.dispatchEvent(new CustomEvent("ocop:show", {detail: {id}})).
  addEventListener("ocop:show", ({ target, detail }) => {
    for (const [frame, host] of frames) {
      if (host === target) frame.contentWindow.postMessage({ v: 1, type: "show", id: detail.id }, site.origin);
    }
  }, true);
})();
