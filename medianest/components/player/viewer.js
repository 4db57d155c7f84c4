// Who is watching, as far as the player needs it: their choices, and a mark that keeps two people's leavings apart.

import { get } from "./api.js";

let asked = null;
let mark = "";

function hash(text) {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return value.toString(36);
}

/** The viewer's settings; `fresh` asks again, since they may have been changed on another page. */
export function viewerSettings({ fresh = false } = {}) {
  if (!asked || fresh) {
    asked = get("/settings").then((settings) => {
      mark = hash(settings.email);
      return settings;
    });
    asked.catch(() => {
      asked = null;
    });
  }
  return asked;
}

/** Names a place in storage for this viewer alone. Empty until their settings are known. */
export const ownKey = (name) => (mark ? `medianest.${name}.${mark}` : "");
