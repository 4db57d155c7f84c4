// One stay on the watch page: asks for a plan, attaches it, falls back when it shows nothing, reports the position.

import { useCallback, useEffect, useRef, useState } from "react";
import { Failure, get, post } from "./api.js";
import { deny, deviceProfile } from "./device_profile.js";
import { attach } from "./engine.js";
import { flush, Reporter } from "./progress.js";
import { viewerSettings } from "./viewer.js";

const RETRIES = [1000, 2000, 4000, 8000, 15000]; // a server that restarts is waited for
const STEPS = ["direct", "remux", "transcode"];

/** Where a resume prompt makes sense: past the titles, before the end; short clips count by their length. */
export function worthResuming(position, duration) {
  if (!(duration > 0)) return false;
  return position >= Math.min(60, Math.max(2, duration * 0.05)) && position < duration * 0.9;
}

/** What to ask for after `failed`: the next gentler way, then another file, then nothing. */
function nextWay(plan, detail, tried) {
  const step = plan.method === "embed" ? null : STEPS[STEPS.indexOf(plan.method) + 1];
  if (step) return { source_id: plan.source_id, least: step };
  const other = (detail?.sources ?? []).find((source) => source.state === "available" && !tried.has(source.id));
  return other ? { source_id: other.id, least: null } : null;
}

/** What to ask for when nothing comes from a source any more: whatever else the server finds best. */
function elsewhere(detail, broken) {
  const left = (detail?.sources ?? []).some((source) => source.state === "available" && !broken.has(source.id));
  return left && broken.size ? { source_id: undefined, least: null, without: [...broken] } : null;
}

async function ask(mediaId, wish) {
  const { least, ...rest } = wish;
  const profile = { ...(await deviceProfile()) };
  rest.quality ??= await viewerSettings().then((settings) => settings.quality, () => "auto");
  if (least) profile.files = [];
  return post(`/media/${mediaId}/playback`, { ...rest, ...(least ? { force: least } : {}), profile });
}

const codecsOf = (detail, plan, kind) =>
  (detail?.sources.find((source) => source.id === plan.source_id)?.streams ?? [])
    .filter((stream) => stream.kind === kind)
    .map((stream) => stream.codec);

/** Which level of the playlist that is played a quality is: -1 for all of them, null when it is not in it. */
function levelOf(here, plan, quality) {
  const auto = plan?.qualities.find((each) => each.selected)?.id === "auto";
  const levels = here.engine?.levels?.() ?? [];
  if (!auto || levels.length < 2) return null;
  if (quality === "auto") return -1;
  const wanted = plan.qualities.find((each) => each.id === quality)?.level;
  return levels.find((level) => level.height === wanted)?.index ?? null;
}

export function usePlaySession(mediaId, element, { from, at, source }) {
  const [state, setState] = useState({ phase: "loading", plan: null, detail: null, failure: null, quality: "auto", resumeAt: 0 });
  const live = useRef({ engine: null, reporter: null, wish: source ? { source_id: source } : {}, tried: new Set(), broken: new Set(), generation: 0, lost: 0, begun: 0, asking: false, before: null });

  const set = useCallback((change) => setState((old) => ({ ...old, ...change })), []);

  const leave = useCallback(() => {
    const here = live.current;
    here.generation += 1;
    here.engine?.stop();
    here.engine = null;
  }, []);

  /** Waits a little longer each time; false when it has been long enough to say so. */
  const again = useCallback((start) => {
    const here = live.current;
    if (here.lost >= RETRIES.length) return false;
    const turn = here.generation;
    setTimeout(() => turn === here.generation && here.open({}, { start }), RETRIES[here.lost]);
    here.lost += 1;
    set({ phase: "loading" });
    return true;
  }, []);

  const open = useCallback(
    async (change = {}, { start, play = true } = {}) => {
      const here = live.current;
      const video = element.current;
      const went = video && video.readyState > 0 ? video.currentTime : null;
      const rate = video?.playbackRate ?? 1;
      const stood = went !== null && video.paused && !video.ended; // who had paused finds it paused
      if (went) here.reporter?.report("time");
      leave();
      const turn = here.generation;
      here.wish = { ...here.wish, ...change };
      set({ phase: "loading", failure: null });
      try {
        const wanted = start ?? went;
        const wish = { ...here.wish, ...(wanted === null ? {} : { start: wanted }) };
        const [plan, detail] = await Promise.all([
          ask(mediaId, wish),
          here.detail ?? get(`/media/${mediaId}`),
        ]);
        if (turn !== here.generation) return;
        here.detail = detail;
        here.tried.add(plan.source_id);
        const saved = worthResuming(plan.position, plan.duration) ? plan.position : 0;
        const begin = wanted ?? (from === "start" ? 0 : at ?? saved);
        const prompt = here.asking || (wanted === null && from === null && at === null && saved > 0);
        here.asking = prompt;
        here.begun = begin;
        // One stay is one play, whichever track, version or quality it goes through.
        here.reporter ??= new Reporter(mediaId, plan.play_id, () =>
          video.readyState > 0
            ? { position: video.currentTime, duration: Number.isFinite(video.duration) ? video.duration : plan.duration }
            : null,
        );
        here.reporter.about = { source_id: plan.source_id, method: plan.method };
        const engine = await attach(video, plan, begin, (code, status) => failed(plan, code, status));
        if (turn !== here.generation) return engine.stop();
        here.engine = engine;
        video.playbackRate = rate;
        const quality = plan.qualities.find((each) => each.selected)?.id ?? "auto";
        set({ phase: prompt ? "prompt" : "ready", plan, detail, quality, resumeAt: saved || begin });
        if (!prompt && play && !stood) video.play().catch(() => {});
      } catch (error) {
        if (turn !== here.generation) return;
        if (!(error instanceof Failure)) throw error;
        const other = error.code === "source_unavailable" && !here.wish.without ? elsewhere(here.detail, here.broken) : null;
        if (other) return here.open(other, { start: start ?? went ?? undefined });
        const passing = error.code !== "source_unavailable" && (error.status === 0 || error.status >= 500);
        if (error.status === 0 && here.before) {
          here.wish = { ...here.wish, ...here.before }; // no source was broken: this server is away
          here.broken.clear();
        }
        if (passing && again(start ?? went ?? undefined)) return;
        set({ phase: "error", detail: here.detail ?? null, failure: { code: error.code, status: error.status, text: error.message } });
      }
    },
    [mediaId, from, at],
  );

  const failed = useCallback(
    async (plan, code, status) => {
      const here = live.current;
      const video = element.current;
      const position = video.currentTime || here.begun || 0;
      if (code === "no-picture") await deny(codecsOf(here.detail, plan, "video").filter((name) => name !== "h264"));
      if (code === "no-sound") await deny(codecsOf(here.detail, plan, "audio").filter((name) => name !== "aac"));
      const way = status === 401 || status === 403 ? null : nextWay(plan, here.detail, here.tried);
      here.broken.add(plan.source_id);
      if (code === "network" && (status === 0 || status >= 500)) {
        leave();
        const other = elsewhere(here.detail, here.broken);
        if (other) {
          const { source_id, least } = here.wish;
          here.before ??= { source_id, least, without: undefined };
          return open(other, { start: position });
        }
        here.broken.clear();
        if (again(position)) return;
      }
      if (code === "network" || !way) {
        leave();
        set({ phase: "error", plan, failure: { code, status, text: "" } });
        return;
      }
      open(way, { start: position });
    },
    [open],
  );

  useEffect(() => {
    const here = live.current;
    here.open = open;
    flush();
    open();
    return () => {
      here.reporter?.close();
      here.reporter = null;
      leave();
    };
  }, [open]);

  useEffect(() => {
    const video = element.current;
    const tell = (event) => () => live.current.reporter?.report(event);
    const heard = {
      timeupdate: () => !video.paused && live.current.reporter?.tick(),
      playing: () => {
        live.current.lost = 0;
        tell("play")();
      },
      pause: tell("pause"),
      seeked: tell("seek"),
      ended: tell("ended"),
    };
    for (const [name, react] of Object.entries(heard)) video.addEventListener(name, react);
    return () => {
      for (const [name, react] of Object.entries(heard)) video.removeEventListener(name, react);
    };
  }, [mediaId]);

  const begin = useCallback((position) => {
    const video = element.current;
    live.current.asking = false;
    if (Math.abs(video.currentTime - position) > 0.5) video.currentTime = position;
    set({ phase: "ready" });
    video.play().catch(() => {});
  }, []);

  /** Another quality: within the same playlist where it holds it, without a break; else by asking anew. */
  const choose = useCallback(
    (quality) => {
      const here = live.current;
      const id = levelOf(here, state.plan, quality);
      if (id === null) return open({ quality });
      here.engine.choose(id);
      here.wish = { ...here.wish, quality };
      set({ quality });
    },
    [open, state.plan],
  );

  return { ...state, open, begin, choose, engine: () => live.current.engine };
}
