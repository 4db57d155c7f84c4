// The music that goes on while people browse: a queue, two decks, and what survives a reload. One for each tab.

import { Deck } from "./deck.js";
import { describe, handle, place, seekActions } from "./media_session.js";
import { recall, remember } from "./memory.js";
import { flush } from "./progress.js";
import * as queues from "./queue.js";
import { ownKey, viewerSettings } from "./viewer.js";

const AHEAD = 20; // seconds before the end at which the next track is made ready
const FAULTS = 3; // tracks in a row that may fail before it stops

class Jukebox {
  constructor() {
    this.state = {
      queue: queues.EMPTY, playing: false, busy: false, failure: null, plan: null,
      volume: recall("music_volume", 1), muted: recall("music_muted", false), shown: false,
    };
    this.listeners = new Set();
    this.decks = [];
    this.faults = 0;
    this.resumeAt = 0;
    this.onpicture = null;
  }

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = () => this.state;

  set(change) {
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
  }

  setQueue(queue) {
    this.set({ queue });
    this.keep();
    this.prepare();
  }

  get deck() {
    return this.decks[0];
  }

  /** Takes the two elements of the bar, once. */
  mount(elements) {
    if (this.decks.length) return;
    this.decks = elements.map((element) => new Deck(element));
    for (const deck of this.decks) {
      deck.onfail = (item, failure) => deck === this.deck && this.failed(item, failure);
      this.listen(deck);
    }
    window.addEventListener("pagehide", () => this.keep());
  }

  listen(deck) {
    const { element } = deck;
    const mine = (react) => () => deck === this.deck && react();
    const tell = (event) => deck.started && deck.reporter?.report(event);
    const on = (name, react) => element.addEventListener(name, mine(react));
    on("playing", () => {
      deck.started = true;
      this.faults = 0;
      this.set({ playing: true, busy: false, failure: null });
      tell("play");
    });
    on("pause", () => {
      if (!element.ended) tell("pause");
      this.set({ playing: false });
      this.keep();
    });
    on("waiting", () => this.set({ busy: true }));
    on("seeked", () => {
      tell("seek");
      place(element);
    });
    on("timeupdate", () => {
      if (!element.paused) deck.reporter?.tick();
      if (element.duration - element.currentTime < AHEAD) this.prepare();
    });
    on("durationchange", () => place(element));
    on("ended", () => {
      tell("ended");
      this.step(false);
    });
  }

  /** Gets the next track ready on the other deck, so that it begins without a gap. */
  prepare() {
    const { queue } = this.state;
    const index = queues.after(queue, false);
    const next = queue.items[index];
    const near = this.deck?.element.duration - this.deck?.element.currentTime < AHEAD;
    if (!near || !next || next.type !== "track" || next.key === queues.current(queue)?.key) return;
    this.decks[1].load(next).catch(() => {});
  }

  async start(index, at = 0) {
    const item = this.state.queue.items[index];
    if (!item) return;
    const queue = { ...this.state.queue, index };
    if (item.type !== "track") {
      this.pause();
      this.set({ queue });
      this.onpicture?.(item, this.playlist);
      return;
    }
    this.set({ queue, busy: true, failure: null, plan: null, shown: true });
    if (this.decks[1].item?.key === item.key) this.decks.reverse();
    else if (this.deck.item?.key === item.key && this.deck.plan) this.deck.element.currentTime = at;
    this.decks[1].element.pause();
    this.decks[1].clear();
    const { deck } = this;
    try {
      await deck.load(item, at);
      if (deck !== this.deck || deck.item !== item) return;
      this.applyVolume();
      this.set({ plan: deck.plan });
      this.announce(item, deck.element);
      await deck.element.play();
    } catch (failure) {
      if (failure.name === "NotAllowedError") this.set({ busy: false, playing: false });
      else if (failure.name !== "AbortError" && deck.item === item) this.failed(item, failure);
    }
    this.keep();
  }

  /** A track that cannot be played is passed over; a server that cannot be reached stops the music where it is. */
  failed(item, failure) {
    this.faults += 1;
    this.resumeAt = this.deck.element.currentTime || 0;
    this.deck.clear();
    const gone = failure.status === 0 || failure.status === 401 || failure.status >= 500;
    this.set({ busy: false, playing: false, failure: { title: item.title, status: failure.status, gone } });
    if (!gone && this.faults < FAULTS) this.step(true);
  }

  step(asked) {
    const index = queues.after(this.state.queue, asked);
    if (index < 0) {
      this.set({ playing: false, busy: false });
      return;
    }
    if (index === this.state.queue.index && this.deck.plan) {
      this.deck.element.currentTime = 0;
      this.deck.element.play().catch(() => {});
    } else this.start(index);
  }

  back() {
    const { queue } = this.state;
    if (this.deck.element.currentTime > 4 || queue.index <= 0) this.seek(0);
    else this.start(queue.index - 1);
  }

  toggle() {
    const { queue, playing } = this.state;
    if (playing) this.pause();
    else if (this.deck.plan && this.deck.item?.key === queues.current(queue)?.key) this.deck.element.play().catch(() => {});
    else this.start(Math.max(0, queue.index), this.resumeAt);
  }

  pause() {
    this.deck?.element.pause();
  }

  seek(seconds) {
    if (this.deck.plan) this.deck.element.currentTime = seconds;
    else this.resumeAt = seconds;
  }

  put(cards, { start = 0, shuffled = this.state.queue.shuffled, playlist = null } = {}) {
    if (!cards.length) return;
    this.playlist = playlist;
    const items = cards.map(queues.item);
    const first = shuffled && start === 0 ? Math.floor(Math.random() * items.length) : start;
    this.setQueue(queues.fill(this.state.queue, items, first, shuffled));
    this.start(this.state.queue.index);
  }

  add(cards, next) {
    const items = cards.map(queues.item);
    const { queue } = this.state;
    if (!queue.items.length) return this.put(cards);
    this.setQueue(next ? queues.insertNext(queue, items) : queues.append(queue, items));
    return undefined;
  }

  remove(key) {
    const playing = queues.current(this.state.queue)?.key === key;
    const going = this.state.playing;
    const queue = queues.remove(this.state.queue, key);
    if (playing) this.deck.clear();
    if (!queue.items.length) return this.clear();
    this.setQueue(queue);
    if (playing && going) this.start(queue.index);
    return undefined;
  }

  clear() {
    this.decks.forEach((deck) => deck.clear());
    this.set({ queue: { ...queues.EMPTY }, playing: false, busy: false, plan: null, shown: false, failure: null });
    this.keep();
  }

  setVolume(volume, muted = false) {
    this.set({ volume, muted });
    remember("music_volume", volume);
    remember("music_muted", muted);
    this.applyVolume();
  }

  applyVolume() {
    this.decks.forEach((deck) => {
      deck.element.volume = Math.max(0, Math.min(1, this.state.volume * (deck.level ?? 1)));
      deck.element.muted = this.state.muted;
    });
  }

  announce(item, element) {
    describe(item);
    handle({
      ...seekActions(element),
      play: () => this.toggle(),
      pause: () => this.pause(),
      previoustrack: () => this.back(),
      nexttrack: () => this.step(true),
    });
  }

  keep() {
    const key = ownKey("queue");
    if (!key) return;
    const { queue } = this.state;
    const position = this.deck?.plan ? this.deck.element.currentTime : this.resumeAt;
    try {
      if (queue.items.length) localStorage.setItem(key, JSON.stringify({ queue, position, playlist: this.playlist }));
      else localStorage.removeItem(key);
    } catch {
      // Without storage the queue lasts as long as the tab.
    }
  }

  /** After a reload the queue is there again, paused at its place. */
  async restore() {
    try {
      await viewerSettings();
      flush();
      const kept = JSON.parse(localStorage.getItem(ownKey("queue")));
      if (!kept?.queue.items.length || this.state.queue.items.length) return;
      this.resumeAt = kept.position;
      this.playlist = kept.playlist;
      this.set({ queue: kept.queue, shown: true });
    } catch {
      // Nobody is signed in, or nothing was kept.
    }
  }
}

export const jukebox = new Jukebox();
