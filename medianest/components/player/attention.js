// Whether somebody still watches: how many titles have begun by themselves, and for how long nobody has touched anything.

export const TITLES = 3;
export const QUIET = 3 * 3600_000; // ms

const KEY = "medianest.attention";

export class Attention {
  constructor(storage, now = Date.now) {
    this.storage = storage;
    this.now = now;
  }

  read() {
    try {
      const kept = JSON.parse(this.storage?.getItem(KEY) ?? "null");
      return kept && Number.isFinite(kept.since) && Number.isInteger(kept.titles) ? kept : this.write(0);
    } catch {
      return this.write(0);
    }
  }

  write(titles, since = this.now()) {
    const state = { titles, since };
    try {
      this.storage?.setItem(KEY, JSON.stringify(state));
    } catch {
      // Without storage only what this page saw counts.
    }
    return state;
  }

  /** A key, a click or a touch. */
  touched() {
    this.write(0);
  }

  /** The next title began by itself. */
  advanced() {
    const { titles, since } = this.read();
    this.write(titles + 1, since);
  }

  /** Whether to ask before the next title begins by itself. */
  doubts() {
    const { titles, since } = this.read();
    return titles >= TITLES || this.now() - since >= QUIET;
  }
}
