// A play queue as a plain value: {items, index, repeat, shuffled}. Every function returns a new one.
// `place` is the item's number in the order it was put in, so that a shuffle can be undone.

export const EMPTY = { items: [], index: -1, repeat: "off", shuffled: false };

let serial = Date.now();

export function item(card) {
  serial += 1;
  return {
    key: `q${serial}`,
    place: serial,
    id: card.id,
    type: card.type,
    entry: card.entry ?? null, // its place in a playlist
    title: card.title,
    artist: card.grandparent_title ?? card.subtitle ?? "",
    album: card.parent_title ?? "",
    album_id: card.parent_id ?? null,
    duration: card.duration ?? 0,
    poster_url: card.poster?.url ?? null,
    color: card.poster?.color ?? null,
  };
}

export const current = (queue) => queue.items[queue.index] ?? null;

function scattered(items) {
  const left = [...items];
  for (let last = left.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [left[last], left[other]] = [left[other], left[last]];
  }
  return left;
}

export function fill(queue, items, start, shuffled) {
  if (!shuffled) return { ...queue, items, index: start, shuffled };
  const first = items[start];
  return { ...queue, items: [first, ...scattered(items.filter((each) => each !== first))], index: 0, shuffled };
}

export function insertNext(queue, items) {
  const at = queue.index + 1;
  return { ...queue, items: [...queue.items.slice(0, at), ...items, ...queue.items.slice(at)] };
}

export const append = (queue, items) => ({ ...queue, items: [...queue.items, ...items] });

export function remove(queue, key) {
  const at = queue.items.findIndex((each) => each.key === key);
  if (at < 0) return queue;
  const items = queue.items.filter((each) => each.key !== key);
  return { ...queue, items, index: at < queue.index ? queue.index - 1 : Math.min(queue.index, items.length - 1) };
}

export function move(queue, from, to) {
  if (to < 0 || to >= queue.items.length || from === to) return queue;
  const items = [...queue.items];
  const playing = current(queue);
  items.splice(to, 0, ...items.splice(from, 1));
  return { ...queue, items, index: items.indexOf(playing) };
}

export function shuffle(queue, on) {
  const playing = current(queue);
  if (!on) {
    const items = [...queue.items].sort((a, b) => a.place - b.place);
    return { ...queue, items, index: items.indexOf(playing), shuffled: false };
  }
  const heard = queue.items.slice(0, queue.index + 1);
  return { ...queue, items: [...heard, ...scattered(queue.items.slice(queue.index + 1))], shuffled: true };
}

export const REPEATS = ["off", "all", "one"];
export const cycle = (queue) => ({ ...queue, repeat: REPEATS[(REPEATS.indexOf(queue.repeat) + 1) % REPEATS.length] });

/** Which index comes after this one: `asked` when a person pressed "next", not when a track ended. -1: none. */
export function after(queue, asked) {
  if (queue.repeat === "one" && !asked) return queue.index;
  if (queue.index + 1 < queue.items.length) return queue.index + 1;
  return queue.repeat === "off" || !queue.items.length ? -1 : 0;
}
