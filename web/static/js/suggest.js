// Suggestions while typing: a combobox with a list box, as the ARIA authoring practices have it.

const WAIT_MS = 120;

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {(suggestion: object) => void} choose called with the suggestion pressed or entered
 */
export function suggestWhileTyping(input, list, choose) {
  const { element, shape, say } = L.locator;
  let shown = [];
  let active = -1;
  let timer;
  let pending;

  const close = () => {
    clearTimeout(timer);
    pending?.abort();
    list.hidden = true;
    list.replaceChildren();
    shown = [];
    move(-1);
    input.setAttribute("aria-expanded", "false");
  };

  const move = (to) => {
    active = to;
    for (const [order, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(order === active));
    }
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    }
  };

  const take = (order) => {
    const suggestion = shown[order];
    close();
    input.value = suggestion.label;
    choose(suggestion);
  };

  const option = (suggestion, order) => {
    const made = document.createElement("li");
    made.id = `suggestion-${order}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    const kinds = ["outlet", "village", "destination"];
    if (kinds.includes(suggestion.type)) {
      made.className = suggestion.type;
      made.append(shape(suggestion.type));
    }
    const words = element("span", "");
    const name = element("span", "");
    name.lang = "vi";
    name.append(...marked(suggestion.label, input.value));
    words.append(name, element("small", "", say(`type-${suggestion.type}`)));
    made.append(words);
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => take(order));
    return made;
  };

  const ask = async () => {
    const q = input.value.trim();
    if (!q) {
      close();
      return;
    }
    pending?.abort();
    pending = new AbortController();
    const query = new URLSearchParams({ q, limit: 8, lang: document.documentElement.lang });
    try {
      const response = await fetch(`/api/suggest?${query}`, { signal: pending.signal });
      if (!response.ok) return;
      ({ suggestions: shown } = await response.json());
    } catch {
      return; // typed on, or no network: the search itself will say so
    }
    if (document.activeElement !== input) return;
    list.replaceChildren(...shown.map(option));
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    move(-1);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(active);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && shown.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place before the first and after the last is the field itself.
      move(((active + 1 + step + shown.length + 1) % (shown.length + 1)) - 1);
    }
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
}

/** Letters compared without marks: đ and d, ộ and o. */
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

/** The label's text with the part that was typed in <mark>. */
function marked(label, typed) {
  const composed = label.normalize("NFC");
  const from = plain(composed).indexOf(plain(typed.trim()));
  // Folding keeps one letter for one, so places in the folded text are places in the label.
  if (from < 0 || !typed.trim()) return [composed];
  const to = from + plain(typed.trim()).length;
  return [
    composed.slice(0, from),
    L.locator.element("mark", "", composed.slice(from, to)),
    composed.slice(to),
  ];
}
