// Suggestions while typing: a combobox with a grouped list box, as the ARIA authoring practices
// have it. The focus stays in the field; the option that the arrows are on is named to it.
import { forget, recent, remember } from "locator/recent";

const WAIT_MS = 120;
const LIMIT = 10;
const SHAPES = ["outlet", "village", "destination"];

/** The group a suggestion stands in, by its type and vintage. */
function groupOf({ type, vintage }) {
  if (["province", "district", "commune"].includes(type)) return vintage < L.locator.words.vintage ? "before" : "now";
  if (type === "craft" || type === "product" || type === "address") return type;
  return "place";
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {{choose: (suggestion: object) => void, near?: {offered: () => boolean, take: () => void}, also?: string}} then
 *   `choose` is told the suggestion that was pressed or entered; `also` are the kinds suggested
 *   that are no place
 * @returns {{remember: (search: object) => void}}
 */
export function suggestWhileTyping(input, list, { choose, near, also = "craft,product" }) {
  const { element, shape, say } = L.locator;
  let options = []; // {element, take} in the order of the arrows
  let active = -1;
  let timer;
  let pending;
  let offered = false; // what is open was not asked for by letters

  const close = () => {
    offered = false;
    clearTimeout(timer);
    pending?.abort();
    list.hidden = true;
    list.replaceChildren();
    options = [];
    move(-1);
    input.setAttribute("aria-expanded", "false");
  };

  const move = (to) => {
    active = to;
    for (const [order, option] of options.entries()) {
      option.element.setAttribute("aria-selected", String(order === active));
    }
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", options[active].element.id);
      options[active].element.scrollIntoView({ block: "nearest" });
    }
  };

  /** An option with what its press does; `content` are its nodes. */
  const option = (content, take, className = "") => {
    const made = element("div", className);
    const one = { element: made, take };
    made.id = `suggestion-${options.push(one) - 1}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.append(...content);
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => {
      close();
      take();
    });
    return made;
  };

  const group = (name, members) => {
    const made = element("div", "group");
    made.setAttribute("role", "group");
    const head = element("div", "group-name", say(`group-${name}`));
    head.id = `suggestions-${name}`;
    made.setAttribute("aria-labelledby", head.id);
    made.append(head, ...members);
    return made;
  };

  const suggested = (suggestion) => {
    const words = element("span", "");
    const name = element("span", "");
    if (suggestion.type !== "craft") name.lang = "vi";
    name.append(...marked(suggestion.label, input.value));
    words.append(name);
    if (suggestion.type) words.append(element("small", "", say(`type-${suggestion.type}`)));
    const known = SHAPES.includes(suggestion.type);
    return option(
      known ? [shape(suggestion.type), words] : [words],
      () => {
        const stays = suggestion.type === "craft" || suggestion.type === "product";
        if (!stays) input.value = suggestion.label;
        else input.value = new URLSearchParams(location.search).get("q") ?? "";
        remember(suggestion);
        if (suggestion.type) choose(suggestion);
        else input.form.requestSubmit();
      },
      known ? suggestion.type : "",
    );
  };

  const open = (groups) => {
    list.replaceChildren(...groups);
    list.hidden = !options.length;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    move(-1);
  };

  /** Before anything is typed: around here, and what was looked for lately. */
  const offer = () => {
    options = [];
    const groups = [];
    if (near?.offered()) groups.push(option([element("span", "", say("near-me"))], near.take));
    const kept = recent().filter(({ lat, type }) => also || lat !== undefined || !type);
    if (kept.length) {
      groups.push(
        group("recent", [
          ...kept.map(suggested),
          option([element("span", "", say("forget-recent"))], () => {
            forget();
            input.focus();
          }, "forget"),
        ]),
      );
    }
    open(groups);
    offered = true;
  };

  const nothing = () => {
    open([option([element("span", "", say("no-suggestion"))], () => input.form.requestSubmit(), "none")]);
  };

  const ask = async () => {
    const q = input.value.trim();
    pending?.abort();
    if (!q) {
      offer();
      return;
    }
    pending = new AbortController();
    const query = new URLSearchParams({ q, limit: LIMIT, lang: document.documentElement.lang });
    if (also) query.set("also", also);
    let found;
    try {
      const response = await fetch(`/api/suggest?${query}`, { signal: pending.signal });
      if (!response.ok) return;
      ({ suggestions: found } = await response.json());
    } catch {
      return; // typed on, or no network: the search itself will say so
    }
    if (document.activeElement !== input) return;
    options = [];
    offered = false;
    // Groups in the order of the best of each; within a group best first.
    const grouped = Map.groupBy?.(found, groupOf) ?? grouping(found);
    open([...grouped].map(([name, members]) => group(name, members.map(suggested))));
    if (!found.length) nothing();
  };

  input.addEventListener("input", () => {
    // What was offered before the first letter is no answer to it.
    if (offered) close();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  for (const name of ["focus", "click"]) {
    input.addEventListener(name, () => input.value.trim() || offer());
  }
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      const { take } = options[active];
      close();
      take();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !options.length) {
      event.preventDefault();
      ask();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place before the first and after the last is the field itself.
      move(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    }
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  return { remember };
}

/** What Map.groupBy does, for browsers before 2024. */
function grouping(found) {
  const groups = new Map();
  for (const one of found) {
    const name = groupOf(one);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}

/** Letters compared without marks: đ and d, ộ and o. Keeps one letter for one. */
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

/** The label's text with what was typed in <mark>: as it stands, or word by word. */
function marked(label, typed) {
  const composed = label.normalize("NFC");
  const folded = plain(composed);
  const sought = plain(typed.trim());
  if (!sought || folded.length !== composed.length) return [composed];
  const whole = folded.indexOf(sought);
  const spans = whole < 0 ? wordsIn(folded, sought.split(/[^\p{L}\p{N}]+/u)) : [[whole, whole + sought.length]];
  const parts = [];
  let from = 0;
  for (const [start, end] of spans) {
    parts.push(composed.slice(from, start), L.locator.element("mark", "", composed.slice(start, end)));
    from = end;
  }
  return [...parts, composed.slice(from)];
}

/** Where words of a text begin with the words typed, each once, in order. */
function wordsIn(folded, words) {
  const left = words.filter(Boolean);
  const spans = [];
  for (const { 0: word, index } of folded.matchAll(/[\p{L}\p{N}]+/gu)) {
    const at = left.findIndex((one) => word.startsWith(one));
    if (at < 0) continue;
    spans.push([index, index + left[at].length]);
    left.splice(at, 1);
  }
  return spans;
}
