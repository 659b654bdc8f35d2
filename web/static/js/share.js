// The buttons of "share this page": without a script neither would do anything, so both are hidden.

const actions = document.querySelector(".sharing .actions");
const status = actions.querySelector("[data-copied]");
const address = document.querySelector("link[rel=canonical]").href;

async function share() {
  if (navigator.share) {
    try {
      await navigator.share({ title: document.title, url: address });
    } catch (error) {
      // Who closes the sheet has changed their mind: that is no failure.
      if (error.name !== "AbortError") throw error;
    }
    return;
  }
  await navigator.clipboard.writeText(address);
  status.textContent = status.dataset.copied;
}

const button = actions.querySelector("[data-share]");
// Neither is there on a page that came without encryption.
if (navigator.share || navigator.clipboard) button.addEventListener("click", share);
else button.hidden = true;
actions.querySelector("[data-print]").addEventListener("click", () => window.print());
actions.hidden = false;
