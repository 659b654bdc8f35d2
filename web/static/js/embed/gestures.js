// Gestures that leave the page around the frame its own: the wheel and one finger scroll the page.
// The wheel zooms after a press on the map, or with Ctrl; two fingers move it. A hint says so.

const HINT_MS = 1_400;

/**
 * @param {L.Map} map
 * @param {{hint: HTMLElement, say: (name: string) => string}} with
 * @returns {{free: (free: boolean) => void}} `free(true)` where there is no page to scroll
 */
export function cooperative(map, { hint, say }) {
  const box = map.getContainer();
  let free = false;
  let active = false; // pressed: the wheel is the map's until the pointer leaves
  let timer;

  const tell = (name) => {
    hint.textContent = say(name);
    hint.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => (hint.hidden = true), HINT_MS);
  };
  const silence = () => {
    clearTimeout(timer);
    hint.hidden = true;
  };
  const wheel = (on) => map.scrollWheelZoom[on ? "enable" : "disable"]();
  const activate = (on) => {
    active = on;
    wheel(on || free);
    if (on) silence();
  };

  // Before Leaflet hears of it. Always able to keep the page still: a browser learns of a listener that
  // is, such as Leaflet's, a moment after it is there, and until then the page would scroll as well.
  document.addEventListener(
    "wheel",
    (event) => {
      if (!box.contains(event.target)) return;
      const zooms = free || active || event.ctrlKey || event.metaKey;
      wheel(zooms);
      if (zooms) {
        event.preventDefault();
        silence();
      } else tell("wheel-hint");
    },
    { capture: true, passive: false },
  );
  box.addEventListener(
    "pointerdown",
    ({ pointerType }) => {
      const touch = pointerType === "touch";
      map.dragging[touch && !free ? "disable" : "enable"]();
      if (!touch) activate(true);
    },
    { capture: true, passive: true },
  );
  document.documentElement.addEventListener("mouseleave", () => activate(false));
  window.addEventListener("blur", () => activate(false));
  box.addEventListener("keydown", ({ key }) => key === "Escape" && activate(false));

  let from; // where one finger went down
  box.addEventListener(
    "touchstart",
    ({ touches }) => (from = touches.length === 1 ? [touches[0].clientX, touches[0].clientY] : null),
    { passive: true },
  );
  box.addEventListener(
    "touchmove",
    ({ touches }) => {
      if (free || !from) return;
      if (touches.length > 1) {
        silence();
        return;
      }
      const [x, y] = from;
      // Sideways it is the map that is meant; up and down mostly the page.
      if (Math.hypot(touches[0].clientX - x, touches[0].clientY - y) > 12) tell("touch-hint");
    },
    { passive: true },
  );

  map.scrollWheelZoom.disable();
  return {
    free(now) {
      free = now;
      document.body.classList.toggle("free", now);
      wheel(now || active);
      if (now) map.dragging.enable();
      silence();
    },
  };
}
