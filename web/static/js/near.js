// "Near me": asks the browser where it is; when that fails, says so and offers the search instead.

/**
 * @param {HTMLButtonElement} button
 * @param {{found: (at: string) => void, failed: (words: string) => void}} then
 */
export function nearMe(button, { found, failed }) {
  const { say } = L.locator;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Browsers know no position on a page that came unencrypted.
    if (!("geolocation" in navigator) || !window.isSecureContext) {
      failed(say("near-unavailable"));
      return;
    }
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    const done = () => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        done();
        // Four decimals are 11 m: enough to find a shop, no more than that in the address.
        found(`${latitude.toFixed(4)},${longitude.toFixed(4)}`);
      },
      (error) => {
        done();
        failed(say(error.code === error.PERMISSION_DENIED ? "near-refused" : "near-failed"));
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  });
}
