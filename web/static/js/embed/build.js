// The builder: a choice is shown at once, as the server writes it for who has no script.

const $ = (id) => document.getElementById(id);
const form = $("options");
const status = $("status");
const preview = $("preview");
let pending;

/** The address of the builder with what the form says; what is empty is not said. */
function addressOf() {
  const fields = new FormData(form);
  const params = new URLSearchParams();
  for (const name of new Set(fields.keys())) {
    const value = fields.getAll(name).filter(Boolean).join(",");
    if (value) params.set(name, value);
  }
  return `${form.getAttribute("action")}?${params.toString().replaceAll("%2C", ",")}`;
}

/** Put a part that came in place of the one there; what had the focus keeps it. */
function swap(part, made) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const open = part.querySelector("details")?.open;
  part.replaceChildren(...made.childNodes);
  if (open) part.querySelector("details").open = true;
  if (!focused) return;
  const same = [...part.querySelectorAll(`[name="${focused.name}"]`)].find(
    (field) => field.type !== "checkbox" || field.value === focused.value,
  );
  (same ?? part.querySelector("select, input"))?.focus({ preventScroll: true });
}

async function build() {
  pending?.abort();
  pending = new AbortController();
  const address = addressOf();
  try {
    const response = await fetch(address, { signal: pending.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of document.querySelectorAll("[data-part]")) {
      swap(part, page.querySelector(`[data-part=${part.dataset.part}]`));
    }
    const made = page.getElementById("preview");
    preview.height = made.getAttribute("height");
    preview.title = made.title;
    if (preview.getAttribute("src") !== made.getAttribute("src")) {
      preview.setAttribute("src", made.getAttribute("src"));
      // In place: back leads out of the builder, not through every choice.
      preview.contentWindow.location.replace(made.getAttribute("src"));
    }
    history.replaceState(null, "", address);
    status.textContent = status.dataset.changed;
    offer();
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

form.addEventListener("change", ({ target }) => {
  // The commune of another province is none of this one.
  const below = { vintage: ["province", "district", "commune"], province: ["district", "commune"], district: ["commune"] };
  for (const name of below[target.name] ?? []) {
    if (form.elements[name]) form.elements[name].value = "";
  }
  build();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  build();
});

/** Buttons that copy, once there is a script to make them work. */
function offer() {
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = $(button.dataset.copies);
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
        status.textContent = status.dataset.copied;
        button.classList.add("done");
        button.firstChild.textContent = status.dataset.copied;
      } catch {
        // No clipboard without https: the line is selected, the keyboard copies it.
        status.textContent = status.dataset.selected;
      }
    });
  }
}
offer();

const widths = document.querySelector(".widths");
widths.hidden = false;
widths.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-width]");
  if (!button) return;
  preview.style.width = button.dataset.width ? `${button.dataset.width}px` : "";
  for (const one of widths.children) one.setAttribute("aria-pressed", String(one === button));
});
document.documentElement.dataset.ready = "true";
