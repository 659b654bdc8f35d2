// "Try it": the fields of an operation make an address, and its answer is shown below.

const LONGEST = 20_000;

/** The address that the fields ask; parts in braces are of the path. */
function addressOf(form) {
  let path = form.dataset.path;
  const query = [];
  for (const field of form.elements) {
    if (!field.name || (field.value === "" && !("inPath" in field.dataset))) continue;
    // Commas and semicolons part values: they read better as they are.
    const value = encodeURIComponent(field.value).replace(/%2C/g, ",").replace(/%3B/g, ";");
    if ("inPath" in field.dataset) path = path.replace(`{${field.name}}`, value);
    else query.push(`${field.name}=${value}`);
  }
  return query.length ? `${path}?${query.join("&")}` : path;
}

/** An answer as text: JSON laid out, other text as it is, of a file its size. */
async function readable(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.includes("json")) return JSON.stringify(await response.json(), null, 2);
  if (/^text|xml/.test(type)) return response.text();
  const { size } = await response.blob();
  return `${type}, ${size} B`;
}

function wire(form) {
  const link = form.querySelector("[data-address]");
  const answer = form.querySelector(".answer");
  const status = answer.querySelector("[data-status]");
  const copy = form.querySelector("[data-copy]");
  const base = new URL(link.textContent).origin;
  let asked;

  const show = () => {
    link.href = addressOf(form);
    link.textContent = base + link.getAttribute("href");
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show();
    asked?.abort();
    asked = new AbortController();
    const started = performance.now();
    answer.hidden = false;
    answer.setAttribute("aria-busy", "true");
    let text = "";
    try {
      const response = await fetch(link.href, { signal: asked.signal });
      text = await readable(response);
      const took = Math.round(performance.now() - started);
      status.textContent = `${response.status} · ${response.headers.get("Content-Type")} · ${took} ms`;
    } catch (error) {
      if (error.name === "AbortError") return;
      status.textContent = String(error.message);
    }
    answer.querySelector("code").textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}\n…` : text;
    answer.setAttribute("aria-busy", "false");
  });
  if (navigator.clipboard) {
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.textContent);
      const words = copy.textContent;
      copy.textContent = copy.dataset.copied;
      setTimeout(() => { copy.textContent = words; }, 2_000);
    });
  } else copy.hidden = true;
  show();
  form.hidden = false;
}

document.querySelectorAll(".try").forEach(wire);
