// The list of routes: a choice is asked for as soon as it is made.

const form = document.querySelector("[data-submits]");
form.querySelector("[type=submit]").hidden = true;
form.addEventListener("change", () => {
  // An address names only what is chosen.
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  form.submit();
});
// Back from a route, the form may come as it was left.
window.addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});
