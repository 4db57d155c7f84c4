// Brings a plan's URL into a media element: by itself where the browser can, through hls.js for HLS. Watches for what
// raises no error: a picture that never comes, sound that is never decoded.

import { attachEmbed } from "./embed.js";

const TRAP_AFTER = 4; // seconds of running time without one decoded frame or audio byte
const RECOVERIES = 2;

// What codecs in a playlist begin with, and what libav calls them.
const PICTURES = { avc1: "h264", hvc1: "hevc", hev1: "hevc", av01: "av1", vp09: "vp9", vp08: "vp8" };
const SOUNDS = { mp4a: "aac", opus: "opus", Opus: "opus", fLaC: "flac", flac: "flac", "ac-3": "ac3", "ec-3": "eac3" };

const isHls = (plan) => /\.m3u8(\?|$)/.test(plan.url);

const absolute = (url) => new URL(url, window.location.href).href;

async function attachHls(element, plan, start, fail) {
  const { default: Hls } = await import("hls.js");
  if (!Hls.isSupported()) {
    if (element.canPlayType("application/vnd.apple.mpegurl")) return attachDirect(element, plan, start);
    fail("no-engine");
    return { stop: () => {} };
  }
  // A first segment may have to be transcoded: the server answers when it is there, and 503 while it is too busy.
  const patient = {
    default: {
      maxTimeToFirstByteMs: 30000,
      maxLoadTimeMs: 120000,
      timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
      errorRetry: { maxNumRetry: 8, retryDelayMs: 500, maxRetryDelayMs: 8000 },
    },
  };
  const hls = new Hls({
    startPosition: start > 0 ? start : 0,
    backBufferLength: 30,
    maxBufferLength: 30,
    fragLoadPolicy: patient,
    playlistLoadPolicy: patient,
    manifestLoadPolicy: patient,
  });
  // Where the server says to begin, and not at the lowest quality because nothing has been measured yet.
  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    hls.startLevel = hls.firstLevel;
  });
  let recoveries = 0;
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && recoveries < RECOVERIES) {
      recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    fail(data.type === Hls.ErrorTypes.NETWORK_ERROR ? "network" : "decode", data.response?.code ?? 0);
  });
  hls.loadSource(absolute(plan.url));
  hls.attachMedia(element);
  return {
    stop: () => hls.destroy(),
    levels: () => hls.levels.map((level, index) => ({ index, height: level.height, bitrate: level.bitrate })),
    choose: (index) => {
      hls.nextLevel = index; // -1 leaves it to the network
    },
    figures: () => {
      const level = hls.levels[hls.currentLevel] ?? hls.levels[0];
      const codec = (text, known) => Object.entries(known).find(([begin]) => (text ?? "").startsWith(begin))?.[1];
      return {
        video: codec(level?.videoCodec, PICTURES),
        audio: codec(level?.audioCodec, SOUNDS),
        bitrate: level?.bitrate,
        bandwidth: hls.bandwidthEstimate,
      };
    },
  };
}

function attachDirect(element, plan, start) {
  const seek = () => {
    if (start > 0) element.currentTime = start;
  };
  element.addEventListener("loadedmetadata", seek, { once: true });
  element.src = absolute(plan.url);
  element.load();
  return {
    stop: () => {
      element.removeEventListener("loadedmetadata", seek);
      element.removeAttribute("src");
      element.load();
    },
  };
}

/** Calls `trapped("picture" | "sound")` once when time runs and nothing comes out. Returns how to stop watching. */
export function watchForTraps(element, tracks, trapped) {
  let run = 0;
  let last = null;
  const look = () => {
    const now = element.currentTime;
    const step = last === null ? 0 : now - last;
    last = now;
    // Hidden tabs do not decode pictures, and a seek is no running time.
    if (element.paused || element.seeking || document.hidden || step <= 0 || step > 2) return;
    run += step / (element.playbackRate || 1);
    const short = element.duration > 0 && element.duration < TRAP_AFTER + 1;
    if (run < (short ? element.duration / 2 : TRAP_AFTER)) return;
    const frames = element.getVideoPlaybackQuality?.().totalVideoFrames;
    if (tracks.video && (frames === 0 || element.videoWidth === 0)) done("picture");
    else if (tracks.audio.length && element.webkitAudioDecodedByteCount === 0) done("sound");
    else done(null);
  };
  const stop = () => element.removeEventListener("timeupdate", look);
  const done = (what) => {
    stop();
    if (what) trapped(what);
  };
  element.addEventListener("timeupdate", look);
  return stop;
}

/** Attaches a plan at `start` seconds. `fail(code, status)` is called at most once, for what cannot be mended here. */
export async function attach(element, plan, start, fail) {
  let over = false;
  const once = (code, status = 0) => {
    if (!over) {
      over = true;
      fail(code, status);
    }
  };
  const onError = () => {
    const code = element.error?.code;
    if (code === 2) once("network");
    else if (code === 3) once("decode");
    else if (code === 4) once("unsupported");
  };
  if (plan.method === "embed") {
    const frame = attachEmbed(element, plan, start, once);
    return {
      ...frame,
      stop: () => {
        over = true;
        frame.stop();
      },
    };
  }
  element.addEventListener("error", onError);
  const engine = isHls(plan) ? await attachHls(element, plan, start, once) : attachDirect(element, plan, start);
  const unwatch = watchForTraps(element, plan.tracks, (what) => once(`no-${what}`));
  return {
    ...engine,
    stop: () => {
      over = true;
      unwatch();
      element.removeEventListener("error", onError);
      engine.stop();
    },
  };
}
