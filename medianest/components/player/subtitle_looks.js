// How subtitles look and when they come: the looks are the viewer's settings, the delay is the file's own on this device.

import { useCallback, useEffect, useState } from "react";
import { call } from "./api.js";
import { arrange, stepped } from "./cues.js";
import { recall, remember } from "./memory.js";
import { viewerSettings } from "./viewer.js";

const FILES = 100; // whose delay is kept; the oldest go
const NAMES = ["subtitle_size", "subtitle_color", "subtitle_background", "subtitle_place"];

function keepDelay(sourceId, delay) {
  const kept = recall("subtitle_delays", []).filter(([id]) => id !== sourceId);
  remember("subtitle_delays", (delay ? [...kept, [sourceId, delay]] : kept).slice(-FILES));
}

export function useSubtitleLooks(video, plan) {
  const [looks, setLooks] = useState(null);
  const [delay, setDelay] = useState(0);

  useEffect(() => {
    viewerSettings().then((settings) => setLooks(Object.fromEntries(NAMES.map((name) => [name, settings[name]]))), () => {});
  }, []);

  useEffect(() => {
    if (plan) setDelay(recall("subtitle_delays", []).find(([id]) => id === plan.source_id)?.[1] ?? 0);
  }, [plan?.source_id]);

  useEffect(() => {
    const element = video.current;
    if (!element || !looks) return undefined;
    const settle = () => {
      for (const track of element.textTracks) {
        if (track.kind !== "subtitles" && track.kind !== "captions") continue;
        for (const cue of track.cues ?? []) arrange(cue, { delay, place: looks.subtitle_place });
      }
    };
    settle();
    // A track's lines arrive when it is first shown; what is heard is the element's own event, which does not rise.
    element.addEventListener("load", settle, { capture: true });
    return () => element.removeEventListener("load", settle, { capture: true });
  }, [plan, delay, looks]);

  const change = useCallback((name, value) => {
    setLooks((old) => ({ ...old, [name]: value }));
    call("PATCH", "/settings", { [name]: value }).then(() => viewerSettings({ fresh: true }), () => {});
  }, []);

  const shift = useCallback(
    (step) => {
      setDelay((old) => {
        const next = step === null ? 0 : stepped(old, step);
        if (plan) keepDelay(plan.source_id, next);
        return next;
      });
    },
    [plan?.source_id],
  );

  return { looks, delay, change, shift };
}
