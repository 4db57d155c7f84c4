// Lyrics with times ([mm:ss.xx] before each line) become lines to follow; others stay a text.

const STAMP = /\[(\d+):(\d{1,2}(?:[.:]\d+)?)\]/g;

/** [{at: seconds | null, text}] in the order of time. */
export function parseLyrics(text) {
  const lines = [];
  let timed = false;
  for (const raw of (text ?? "").split(/\r?\n/)) {
    const stamps = [...raw.matchAll(STAMP)];
    const words = raw.replace(STAMP, "").replace(/^\[[a-z]+:.*\]$/i, "").replace(/<\d+:\d+(?:\.\d+)?>/g, "").trim();
    for (const [, minutes, seconds] of stamps) {
      timed = true;
      lines.push({ at: Number(minutes) * 60 + Number.parseFloat(seconds.replace(":", ".")), text: words });
    }
    if (!stamps.length && (words || !timed)) lines.push({ at: null, text: words });
  }
  if (!timed) return lines;
  return lines.filter((line) => line.at !== null).sort((a, b) => a.at - b.at);
}

export const lineAt = (lines, seconds) => lines.findLastIndex((line) => line.at !== null && line.at <= seconds + 0.2);
