// What this browser can decode, measured once and kept: the server decides by it, because several codecs "play" in
// silence or without a picture and raise no error. Names are libav's; ":10" is ten bits a sample. What is sent are the
// MIME types with one codec each that the element (`files`) and Media Source Extensions (`streams`) take.

const KEY = "medianest.profile";
const VERSION = 1;

const VIDEO = {
  h264: "avc1.640028",
  "h264:10": "avc1.6e0028",
  hevc: "hvc1.1.6.L120.90",
  "hevc:10": "hvc1.2.4.L120.90",
  av1: "av01.0.08M.08",
  "av1:10": "av01.0.08M.10",
  vp8: "vp8",
  vp9: "vp09.00.40.08",
  "vp9:10": "vp09.02.40.10",
  mpeg4: "mp4v.20.9",
  theora: "theora",
};
const AUDIO = {
  aac: "mp4a.40.2",
  mp3: "mp3",
  opus: "opus",
  flac: "flac",
  vorbis: "vorbis",
  ac3: "ac-3",
  eac3: "ec-3",
  dts: "dtsc",
  alac: "alac",
};
const FILMS = ["video/mp4", "video/webm", "video/x-matroska", "video/quicktime", "video/ogg"];
// Containers that hold sound alone, and the codecs to ask about in each; "" asks about the container itself.
const SOUNDS = {
  "audio/mpeg": ["", "mp3"],
  "audio/flac": ["", "flac"],
  "audio/aac": ["", "mp4a.40.2"],
  "audio/mp4": ["mp4a.40.2", "mp4a.40.5", "mp3", "opus", "flac", "alac", "ac-3", "ec-3"],
  "audio/ogg": ["opus", "vorbis", "flac"],
  "audio/webm": ["opus", "vorbis"],
  "audio/x-matroska": ["aac", "mp4a.40.2", "opus", "flac", "mp3", "vorbis"],
  "audio/wav": ["", "1"],
};

// Chromium says "probably" to these without a decoder behind them; a measured picture is asked for instead.
const DOUBTFUL = new Set(["hevc", "hevc:10", "mpeg4", "theora"]);

const typed = (mime, codec) => (codec ? `${mime}; codecs="${codec}"` : mime);

async function decodes(mime, codec, kind) {
  if (!navigator.mediaCapabilities) return false;
  const video = { contentType: typed(mime, codec), width: 1920, height: 1080, bitrate: 8e6, framerate: 24 };
  try {
    return (await navigator.mediaCapabilities.decodingInfo({ type: kind, video })).supported;
  } catch {
    return false;
  }
}

async function pictures(mime, denied, takes, kind) {
  const found = [];
  for (const [name, codec] of Object.entries(VIDEO)) {
    const type = typed(mime, codec);
    if (denied.includes(name) || !takes(type)) continue;
    if (DOUBTFUL.has(name) && !(await decodes(mime, codec, kind))) continue;
    found.push(type);
  }
  return found;
}

const sounds = (mime, denied, takes) =>
  Object.entries(AUDIO)
    .filter(([name, codec]) => !denied.includes(name) && takes(typed(mime, codec)))
    .map(([, codec]) => typed(mime, codec));

async function streams(denied) {
  const Source = window.ManagedMediaSource || window.MediaSource;
  if (!Source) return [];
  const takes = (type) => Source.isTypeSupported(type);
  return [
    ...(await pictures("video/mp4", denied, takes, "media-source")),
    ...sounds("video/mp4", denied, takes),
    ...sounds("audio/mp4", denied, takes),
  ];
}

async function measure(denied) {
  const element = document.createElement("video");
  const takes = (type) => element.canPlayType(type) !== "";
  const files = [];
  for (const mime of FILMS) {
    if (takes(mime)) files.push(...(await pictures(mime, denied, takes, "file")), ...sounds(mime, denied, takes));
  }
  const refused = denied.map((name) => AUDIO[name]).filter(Boolean);
  for (const [mime, codecs] of Object.entries(SOUNDS)) {
    const types = codecs.filter((codec) => !refused.includes(codec)).map((codec) => typed(mime, codec));
    files.push(...types.filter(takes));
  }
  return { files, streams: await streams(denied), native_hls: takes("application/vnd.apple.mpegurl") };
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return found && found.version === VERSION && found.agent === navigator.userAgent ? found : null;
  } catch {
    return null;
  }
}

function keep(profile, denied) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, agent: navigator.userAgent, denied, profile }));
  } catch {
    // A full or forbidden storage only means measuring again.
  }
}

let measured = null;

/** The profile of this browser: measured at the first call, then taken from storage until the browser changes. */
export function deviceProfile() {
  if (!measured) {
    const stored = kept();
    measured = stored
      ? Promise.resolve(stored.profile)
      : measure([]).then((profile) => {
          keep(profile, []);
          return profile;
        });
  }
  return measured;
}

/** A codec that was claimed and showed nothing is not claimed again. */
export async function deny(codecs) {
  const denied = [...new Set([...(kept()?.denied ?? []), ...codecs])];
  measured = measure(denied).then((profile) => {
    keep(profile, denied);
    return profile;
  });
  await measured;
}
