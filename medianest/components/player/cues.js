// Where and when lines of subtitles stand: moved in time against the sound, and on the picture. Lines that say
// themselves where they belong (a sign, a speaker) stay there.

const PLACES = { low: null, high: 78, top: 6 }; // percent of the picture's height; null: as the browser does

const own = new WeakMap(); // what a line said before we moved it

function told(cue) {
  if (!own.has(cue)) own.set(cue, { start: cue.startTime, end: cue.endTime, placed: cue.line !== "auto", snap: cue.snapToLines });
  return own.get(cue);
}

/** Moves a line by `delay` seconds (later when above zero) and to a place. */
export function arrange(cue, { delay, place }) {
  const { start, end, placed, snap } = told(cue);
  const begins = Math.max(0, start + delay);
  const ends = Math.max(begins, end + delay);
  // In this order no moment has an end before its beginning, which a browser would refuse.
  if (begins > cue.endTime) {
    cue.endTime = ends;
    cue.startTime = begins;
  } else {
    cue.startTime = begins;
    cue.endTime = ends;
  }
  if (placed) return;
  const line = PLACES[place] ?? null;
  cue.snapToLines = line === null ? snap : false;
  cue.line = line ?? "auto";
}

/** The next delay after a step, in tenths of a second and within reason. */
export function stepped(delay, step) {
  return Math.max(-60, Math.min(60, Math.round((delay + step) * 10) / 10));
}
