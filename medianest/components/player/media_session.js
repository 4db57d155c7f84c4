// What the lock screen, the headset and the keyboard's media keys see and do.

import { useEffect } from "react";

const artwork = (url) =>
  url ? [512, 256].map((size) => ({ src: `${url}${url.includes("?") ? "&" : "?"}width=${size}`, sizes: `${size}x${size}` })) : [];

export function describe(work) {
  if (!navigator.mediaSession || !work) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: work.title,
    artist: work.artist ?? work.subtitle ?? "",
    album: work.album ?? "",
    artwork: artwork(work.poster_url),
  });
}

export function handle(actions) {
  if (!navigator.mediaSession) return () => {};
  const names = Object.keys(actions);
  const set = (name, action) => {
    try {
      navigator.mediaSession.setActionHandler(name, action);
    } catch {
      // An action that this browser does not know.
    }
  };
  for (const name of names) set(name, actions[name]);
  return () => names.forEach((name) => set(name, null));
}

export function place(element) {
  if (!navigator.mediaSession?.setPositionState || !Number.isFinite(element.duration)) return;
  navigator.mediaSession.setPositionState({
    duration: element.duration,
    playbackRate: element.playbackRate || 1,
    position: Math.min(element.currentTime, element.duration),
  });
}

export function seekActions(element) {
  const by = (step) => {
    element.currentTime = Math.max(0, Math.min(element.duration || 0, element.currentTime + step));
  };
  return {
    play: () => element.play(),
    pause: () => element.pause(),
    seekbackward: (details) => by(-(details.seekOffset || 10)),
    seekforward: (details) => by(details.seekOffset || 10),
    seekto: (details) => {
      element.currentTime = details.seekTime;
    },
  };
}

export function useMediaSession(video, work, { next }) {
  useEffect(() => {
    const element = video.current;
    if (!element || !work) return undefined;
    describe(work);
    const drop = handle({ ...seekActions(element), nexttrack: next });
    const tell = () => place(element);
    const events = ["durationchange", "seeked", "ratechange", "play", "pause"];
    events.forEach((name) => element.addEventListener(name, tell));
    return () => {
      events.forEach((name) => element.removeEventListener(name, tell));
      drop();
      if (navigator.mediaSession) navigator.mediaSession.metadata = null;
    };
  }, [work, next]);
}
