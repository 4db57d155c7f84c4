// What "play this" means for each kind of work: the tracks behind an album, an artist, a playlist; the film itself.

import { get } from "./api.js";

const heard = (card) => card.type === "track" && card.available;

async function tracksOf(card) {
  if (card.type === "track") return [card];
  const { items } = await get(`/media/${card.id}/children`);
  if (card.type === "album") return items.filter(heard);
  const albums = await Promise.all(items.map(tracksOf));
  return albums.flat().filter(heard);
}

const isMusic = (card) => ["track", "album", "artist"].includes(card.type);

/** {tracks, start} for music, {watch} (the id of what to watch) for the rest. `alone`: without the album around it. */
export async function collect(id, { alone = false } = {}) {
  const detail = await get(`/media/${id}`);
  const { card } = detail;
  if (!isMusic(card)) return { watch: detail.next_up?.id ?? card.id };
  if (card.type !== "track" || alone || !card.parent_id) return { tracks: await tracksOf(card), start: 0 };
  const { items } = await get(`/media/${card.parent_id}/children`);
  const tracks = items.filter(heard);
  const start = tracks.findIndex((each) => each.id === card.id);
  return start < 0 ? { tracks: [card], start: 0 } : { tracks, start };
}

/** The places of a playlist one by one, read a stretch at a time: {entry, work}, the work null where none can be played. */
async function* placesOf(id) {
  let cursor = null;
  do {
    const page = await get(`/playlists/${id}${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    for (const { id: entry, media } of page.entries) yield { entry, work: media?.available ? { ...media, entry } : null };
    cursor = page.next_cursor;
  } while (cursor);
}

/** What a playlist plays now, sound and picture alike, and where in it the place `entry` is; 0 without one. */
export async function playlistFrom(id, entry = null) {
  const works = [];
  let start = 0;
  for await (const place of placesOf(id)) {
    if (place.entry === entry) start = works.length;
    if (place.work) works.push(place.work);
  }
  return { works, start: start < works.length ? start : 0 };
}

/** What a playlist plays after its place `entry`, or null. A work may stand in it twice, so its id says nothing. */
export async function playlistAfter(id, entry) {
  let passed = false;
  for await (const place of placesOf(id)) {
    if (passed && place.work) return place.work;
    passed ||= place.entry === entry;
  }
  return null;
}
