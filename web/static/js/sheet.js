// On a phone the list is a sheet over the map: low, half or full, by its handle.

const STATES = ["peek", "half", "full"];

/** @returns {{to: (state: string) => void, height: () => number}} */
export function sheet(panel, handle) {
  const narrow = window.matchMedia("(max-width: 52rem)");
  const tell = () => {
    document.body.style.setProperty("--sheet-now", `${panel.offsetHeight}px`);
  };

  const to = (state) => {
    panel.style.removeProperty("height");
    panel.dataset.sheet = state;
    handle.setAttribute("aria-expanded", String(state === "full"));
    tell();
  };

  // A press goes up until the top, then all the way down.
  handle.addEventListener("click", () => {
    if (dragged) return;
    to(STATES[(STATES.indexOf(panel.dataset.sheet) + 1) % STATES.length]);
  });

  let from = null;
  let dragged = false;
  handle.addEventListener("pointerdown", (event) => {
    from = { y: event.clientY, height: panel.offsetHeight };
    dragged = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!from || Math.abs(event.clientY - from.y) < 6) return;
    dragged = true;
    panel.classList.add("dragged");
    const most = window.innerHeight - 72;
    panel.style.height = `${Math.min(Math.max(from.height + from.y - event.clientY, 96), most)}px`;
  });
  const drop = () => {
    if (!from) return;
    from = null;
    panel.classList.remove("dragged");
    if (!dragged) return;
    const share = panel.offsetHeight / window.innerHeight;
    to(share < 0.3 ? "peek" : share < 0.68 ? "half" : "full");
    // The press that ends a drag comes as a click right after; it is not one.
    setTimeout(() => (dragged = false));
  };
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", drop);
  panel.addEventListener("transitionend", tell);
  new ResizeObserver(tell).observe(panel);

  return { to, height: () => (narrow.matches ? panel.offsetHeight : 0), narrow };
}
