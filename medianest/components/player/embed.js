// A work that only its owner's player may show: that player in a frame, spoken to by messages, with our media element as
// its deputy. The element tells the time, pauses and seeks as if it played itself, so that bars, keys, reports and what
// comes next need not know. The frame's own controls stay in reach and nothing lies over them, as its owner's terms ask.

const SILENCE = 20000; // ms until a frame that says nothing has failed
const CALL_EVERY = 250; // ms between two calls to a frame that has not answered yet
const JUMP = 2.5; // seconds by which time moves when somebody seeks in the frame itself
const ENDED = 0;
const PLAYING = 1;
const PAUSED = 2;
const BUFFERING = 3;
const CUED = 5;

/** What the owner's player says of an error, as this player's codes. */
const ERRORS = { 2: "embed-id", 5: "embed-player", 100: "embed-gone", 101: "embed-forbidden", 150: "embed-forbidden", 153: "embed-referrer" };

const ranges = (end) => ({ length: end > 0 ? 1 : 0, start: () => 0, end: () => end });

function framed(plan, start) {
  const url = new URL(plan.url);
  const asked = { enablejsapi: 1, origin: window.location.origin, rel: 0, playsinline: 1, start: Math.floor(start) };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const frame = document.createElement("iframe");
  frame.src = url.href;
  frame.title = plan.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // Its owner's player refuses to play for a page that does not say where it is.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  return frame;
}

/** Lets `element` speak for what the frame plays; returns how to give it back its own voice. */
function deputise(element, now, tell) {
  const own = {
    currentTime: {
      get: () => now.time,
      set: (seconds) => tell.seek(Math.max(0, seconds)),
    },
    duration: { get: () => now.duration || Number.NaN },
    paused: { get: () => now.paused },
    ended: { get: () => now.ended },
    seeking: { get: () => now.seeking },
    readyState: { get: () => (now.ready ? 4 : 0) },
    buffered: { get: () => ranges(now.duration * now.loaded) },
    seekable: { get: () => ranges(now.duration) },
    volume: { get: () => now.volume, set: tell.volume },
    muted: { get: () => now.muted, set: tell.mute },
    playbackRate: { get: () => now.rate, set: tell.rate },
    play: { value: tell.play },
    pause: { value: tell.pause },
  };
  for (const [name, how] of Object.entries(own)) Object.defineProperty(element, name, { configurable: true, ...how });
  return () => {
    for (const name of Object.keys(own)) delete element[name];
  };
}

export function attachEmbed(element, plan, start, fail) {
  const host = element.parentElement.querySelector(".mn-frame");
  const frame = framed(plan, start);
  const origin = new URL(plan.url).origin;
  const now = {
    time: start, duration: plan.duration || 0, paused: true, ended: false, seeking: false, ready: false, loaded: 0,
    volume: element.volume, muted: element.muted, rate: 1, wanted: false,
  };
  const say = (name) => element.dispatchEvent(new Event(name));
  const post = (message) => frame.contentWindow?.postMessage(JSON.stringify({ id: "medianest", channel: "widget", ...message }), origin);
  const order = (func, ...args) => post({ event: "command", func, args });
  const tell = {
    play: () => {
      now.wanted = true;
      if (now.ready) order("playVideo");
      return Promise.resolve();
    },
    pause: () => {
      now.wanted = false;
      order("pauseVideo");
    },
    seek: (seconds) => {
      now.time = seconds;
      now.ended = false;
      now.seeking = true;
      say("seeking");
      order("seekTo", seconds, true);
    },
    volume: (level) => {
      now.volume = level;
      order("setVolume", Math.round(level * 100));
      say("volumechange");
    },
    mute: (muted) => {
      now.muted = muted;
      order(muted ? "mute" : "unMute");
      say("volumechange");
    },
    rate: (rate) => {
      now.rate = rate;
      order("setPlaybackRate", rate);
      say("ratechange");
    },
  };

  const arrived = () => {
    if (now.ready) return;
    now.ready = true;
    clearInterval(calling);
    clearTimeout(silence);
    for (const name of ["onReady", "onStateChange", "onError"]) order("addEventListener", name);
    order("setVolume", Math.round(now.volume * 100));
    order(now.muted ? "mute" : "unMute");
    for (const name of ["loadedmetadata", "durationchange", "loadeddata", "canplay"]) say(name);
    if (now.wanted) order("playVideo");
  };

  const changed = (state) => {
    if (state === PLAYING && now.paused) {
      now.paused = false;
      now.ended = false;
      say("play");
    }
    if (state === PLAYING) say("playing");
    else if (state === BUFFERING) say("waiting");
    else if ((state === PAUSED || state === CUED) && !now.paused) {
      now.paused = true;
      say("pause");
    } else if (state === ENDED && !now.ended) {
      now.time = now.duration || now.time;
      now.paused = true;
      now.ended = true;
      say("timeupdate");
      say("pause");
      say("ended");
    }
  };

  const moved = (info) => {
    if (info.duration > 0 && info.duration !== now.duration) {
      now.duration = info.duration;
      say("durationchange");
    }
    if (info.videoLoadedFraction >= 0) {
      now.loaded = info.videoLoadedFraction;
      say("progress");
    }
    if (info.volume >= 0 && typeof info.muted === "boolean" && (info.volume / 100 !== now.volume || info.muted !== now.muted)) {
      now.volume = info.volume / 100;
      now.muted = info.muted;
      say("volumechange");
    }
    if (info.playerState !== undefined) changed(info.playerState);
    if (!(info.currentTime >= 0) || now.ended) return;
    const jumped = Math.abs(info.currentTime - now.time) > JUMP * Math.max(1, now.rate);
    if (now.seeking && jumped) return; // still where it was before the seek
    const sought = now.seeking || jumped;
    now.time = info.currentTime;
    now.seeking = false;
    say("timeupdate");
    if (sought) say("seeked");
  };

  const heard = (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow || typeof event.data !== "string") return;
    let message;
    try {
      message = JSON.parse(event.data);
    } catch {
      return;
    }
    if (message === null || typeof message !== "object") return;
    if (message.event === "onError") fail(ERRORS[message.info] ?? "embed-player");
    else if (["initialDelivery", "onReady", "infoDelivery", "onStateChange"].includes(message.event)) {
      arrived();
      if (message.event === "onStateChange") changed(message.info);
      else if (message.info !== null && typeof message.info === "object") moved(message.info);
    }
  };

  const restore = deputise(element, now, tell);
  window.addEventListener("message", heard);
  const calling = setInterval(() => post({ event: "listening" }), CALL_EVERY);
  const silence = setTimeout(() => fail("embed-silent"), SILENCE);
  host.replaceChildren(frame);
  say("loadstart");
  return {
    stop: () => {
      clearInterval(calling);
      clearTimeout(silence);
      window.removeEventListener("message", heard);
      restore();
      host.replaceChildren();
      say("emptied");
    },
  };
}
