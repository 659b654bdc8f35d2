// In place of `recent.js` in an embedded map: nothing is remembered in a visitor's browser.

export const recent = () => [];
export const remember = () => {};
export const forget = () => {};
