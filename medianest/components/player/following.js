// What comes after: the next episode, or the next place of a playlist. Near the end a card counts down to it.

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Attention } from "./attention.js";
import { playlistAfter } from "./collect.js";
import { command } from "./store.js";
import { creditsFrom } from "./stretches.js";
import { viewerSettings } from "./viewer.js";

const attention = new Attention(globalThis.sessionStorage);
const COUNTDOWN = 10; // seconds
const SOUNDS = new Set(["track"]);

export function useFollowing(video, session, { playlist, entry }) {
  const navigate = useNavigate();
  const { plan, phase } = session;
  const [queued, setQueued] = useState(null);
  const [left, setLeft] = useState(null);
  const [cancelled, setCancelled] = useState(false);
  const [automatic, setAutomatic] = useState(false);
  const [asks, setAsks] = useState(true); // whether this viewer wants to be asked
  const [asking, setAsking] = useState(false);
  const [whole, setWhole] = useState(false); // who leaves credits alone wants to see them
  const timer = useRef(null);
  const next = playlist ? queued : (plan?.next ?? null);

  useEffect(() => {
    if (!playlist || !plan) return;
    playlistAfter(playlist, entry).then(setQueued, () => setQueued(null));
  }, [playlist, entry, plan?.media_id]);

  useEffect(() => {
    const keep = (settings) => {
      setAutomatic(settings.autoplay_next);
      setAsks(settings.still_watching);
      setWhole(settings.credits === "none");
    };
    viewerSettings({ fresh: true }).then(keep, () => {});
  }, [plan?.media_id]);

  useEffect(() => {
    const touched = () => attention.touched();
    const signs = ["pointerdown", "keydown", "touchstart", "wheel"];
    signs.forEach((sign) => document.addEventListener(sign, touched, { capture: true, passive: true }));
    return () => signs.forEach((sign) => document.removeEventListener(sign, touched, { capture: true }));
  }, []);

  const go = useCallback(() => {
    if (!next) return;
    clearInterval(timer.current);
    const suffix = playlist ? `&playlist=${playlist}&entry=${next.entry}` : "";
    if (SOUNDS.has(next.type)) {
      command("playlist", { id: playlist, entry: next.entry });
      navigate(`/playlists/${playlist}`, { replace: true });
    } else navigate(`/watch/${next.id}?from=start${suffix}`, { replace: true });
  }, [next, playlist]);

  useEffect(() => {
    const element = video.current;
    if (!next || phase !== "ready") return undefined;
    const credits = whole ? null : creditsFrom(plan.segments ?? [], plan.duration);
    const near = () => {
      const remains = element.duration - element.currentTime;
      const early = Math.min(COUNTDOWN, element.duration * 0.05);
      const over = credits !== null && element.currentTime >= credits;
      if (!element.seeking && (element.ended || remains <= early || over)) setLeft((old) => old ?? COUNTDOWN);
      else if (remains > early + 1 && !over) setLeft(null);
    };
    element.addEventListener("timeupdate", near);
    element.addEventListener("ended", near);
    return () => {
      element.removeEventListener("timeupdate", near);
      element.removeEventListener("ended", near);
    };
  }, [next, phase, whole]);

  const showing = next !== null && left !== null && !cancelled;
  useEffect(() => {
    if (!showing || !automatic) return undefined;
    timer.current = setInterval(() => {
      if (!video.current.paused || video.current.ended) setLeft((old) => Math.max(0, old - 1));
    }, 1000);
    return () => clearInterval(timer.current);
  }, [showing, automatic]);
  useEffect(() => {
    if (left !== 0 || !showing || !automatic) return;
    if (asks && attention.doubts()) {
      video.current.pause();
      setAsking(true);
      return;
    }
    attention.advanced();
    go();
  }, [left]);

  return useMemo(
    () => ({ next, go, card: showing, left, automatic, asking, cancel: () => setCancelled(true) }),
    [next, go, showing, left, automatic, asking],
  );
}
