// Times and languages as people read them.

const two = (number) => String(number).padStart(2, "0");

/** 754 -> "12:34", 3754 -> "1:02:34". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

// ISO 639-2/B codes that Intl does not know by themselves.
const BIBLIOGRAPHIC = { ger: "de", fre: "fr", dut: "nl", chi: "zh", cze: "cs", gre: "el", rum: "ro", per: "fa" };

/** "ger" -> "German" in the reader's language; what is not known stays as it is. */
export function languageName(code, reader) {
  if (!code || code === "und") return "";
  try {
    return new Intl.DisplayNames([reader || "en"], { type: "language" }).of(BIBLIOGRAPHIC[code] ?? code);
  } catch {
    return code;
  }
}

const LAYOUTS = { 1: "Mono", 2: "Stereo", 6: "5.1", 8: "7.1" };

/** A track's title without the language and layout that many files repeat at its ends: "English (SDH)" -> "SDH". */
function ownTitle(track, reader, layout) {
  const names = [reader, "en", track.language].map((shown) => languageName(track.language, shown));
  const words = [...names, track.language, layout].filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!words.length) return track.title;
  const ends = new RegExp(`^(?:${words.join("|")})(?![\\p{L}\\p{N}])[\\s,:·–-]*|[\\s(\\[,:·–-]*(?<![\\p{L}\\p{N}])(?:${words.join("|")})[)\\]]?$`, "iu");
  let left = (track.title ?? "").trim();
  for (let before = null; before !== left; ) {
    before = left;
    left = left.replace(ends, "").replace(/^[([]([^()[\]]*)[)\]]$/, "$1");
  }
  return left;
}

/** "German · Commentary · Stereo" for a menu. */
export function trackLabel(track, reader, fallback) {
  const layout = track.channels ? (LAYOUTS[track.channels] ?? `${track.channels} ch`) : "";
  const parts = [languageName(track.language, reader), ownTitle(track, reader, layout)].filter(Boolean);
  if (!parts.length) parts.push(fallback);
  if (layout) parts.push(layout);
  return parts.join(" · ");
}
