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

/** The entries of a playlist that can be played now, sound and picture alike. */
export async function playlistWorks(id) {
  const { entries } = await get(`/playlists/${id}`);
  return entries.filter((entry) => entry.media?.available).map((entry) => ({ ...entry.media, entry: entry.id }));
}

/** Where a list stands: at the place `entry`, since a work may be in it twice, else at the work `id`; -1 without. */
export const placeIn = (works, { entry, id }) =>
  works.findIndex((each) => (entry ? each.entry === entry : each.id === id));
