// What to do with an opening, a recap or credits, and when the film itself is over. Arithmetic alone.

const EARLY = 0.5; // seconds before its end in which there is nothing left to pass over
const AT_END = 20; // seconds: credits that reach this near to the end of the file are its end

/** "none", "ask" or "skip" for a stretch, from the viewer's settings. */
export const wayOf = (segment, settings) =>
  (segment.kind === "credits" || segment.kind === "preview" ? settings?.credits : settings?.intros) ?? "ask";

export const segmentAt = (segments, seconds) =>
  segments.find((each) => seconds >= each.start && seconds < each.end - EARLY) ?? null;

/** Where the credits begin after which nothing but a preview comes; null when nothing says so. */
export function creditsFrom(segments, duration) {
  const last = segments.filter((each) => each.kind === "credits").at(-1);
  if (!last) return null;
  const after = segments.filter((each) => each.start >= last.end - 1);
  const end = after.reduce((far, each) => (each.start <= far + 1 ? Math.max(far, each.end) : far), last.end);
  return duration - end <= AT_END ? last.start : null;
}
