// The one way to tell the music bar something, for any page: an event on the window. See commands.py for its names.

export const EVENT = "medianest:player";

export function command(name, detail = {}) {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: { ...detail, command: name } }));
}
