// Small choices that a browser remembers for its owner: volume, captions, speed. Never needed, so never fatal.

const PREFIX = "medianest.";

export function recall(name, fallback) {
  try {
    const found = localStorage.getItem(PREFIX + name);
    return found === null ? fallback : JSON.parse(found);
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A full or forbidden storage forgets.
  }
}
