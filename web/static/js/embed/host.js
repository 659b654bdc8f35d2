// What is said to the page around the frame, and what is heard from it: messages of version 1.
//
// A message to a page names the origin it is for, so a page that took another's place does not get
// it. Where nobody says who embeds, what a visitor chose is not told; that the map is there and how
// high it is may be known to anybody.

const VERSION = 1;
const FROM = "ocop-map";

/**
 * The origin of the page around this one: what the browser says, else what the options say, else
 * where the visitor came from; null when nobody says.
 */
function originOfHost(told) {
  const says = location.ancestorOrigins?.[0];
  if (says) return says === "null" ? null : says;
  if (told) return told;
  try {
    return new URL(document.referrer).origin;
  } catch {
    return null;
  }
}

/**
 * @param {{told: string | null, show: (id: string) => void, measure: () => void}} hears
 *   `told` is the origin in the options; `show` is asked to show a place, `measure` to say the height
 * @returns {{say: (type: string, content?: object) => void}}
 */
export function host({ told, show, measure }) {
  const framed = window.parent !== window;
  const origin = framed ? originOfHost(told) : null;

  window.addEventListener("message", ({ source, origin: from, data }) => {
    if (!framed || source !== window.parent || (origin && from !== origin)) return;
    if (data?.v !== VERSION) return;
    if (data.type === "show" && typeof data.id === "string") show(data.id);
    if (data.type === "measure") measure();
  });

  // WordPress gives frames it discovered a secret, and hears of heights in its own way.
  const secret = /^#\?secret=([A-Za-z0-9]+)$/.exec(location.hash)?.[1];

  return {
    say(type, content = {}) {
      if (!framed) return;
      const harmless = type !== "select";
      if (!origin && !harmless) return;
      window.parent.postMessage({ from: FROM, v: VERSION, type, ...content }, origin ?? "*");
      if (secret && type === "height") {
        window.parent.postMessage({ message: "height", value: content.height, secret }, origin ?? "*");
      }
    },
  };
}
