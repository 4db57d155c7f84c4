// Openings, recaps and credits: a button that passes over them, or by itself, as the viewer wants it.

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { segmentAt, wayOf } from "./stretches.js";
import { viewerSettings } from "./viewer.js";

export function useSegments(video, session, following) {
  const { plan, phase } = session;
  const [settings, setSettings] = useState(null);
  const [now, setNow] = useState(null);
  const passed = useRef(new Set());
  const segments = plan?.segments ?? [];

  useEffect(() => {
    viewerSettings().then(setSettings, () => {});
    passed.current = new Set();
  }, [plan?.media_id]);

  const skip = useCallback((segment) => {
    passed.current.add(segment.start);
    setNow(null);
    const element = video.current;
    const end = Number.isFinite(element.duration) ? Math.min(segment.end, element.duration - 0.1) : segment.end;
    element.currentTime = Math.max(end, element.currentTime);
  }, []);

  useEffect(() => {
    const element = video.current;
    if (!segments.length || phase !== "ready" || !settings) return undefined;
    const look = () => {
      if (element.seeking) return;
      const found = segmentAt(segments, element.currentTime);
      const way = found && wayOf(found, settings);
      // Once: whoever goes back to it wants to see it.
      if (way === "skip" && !passed.current.has(found.start)) skip(found);
      else setNow(way === "ask" ? found : null);
    };
    element.addEventListener("timeupdate", look);
    element.addEventListener("seeked", look);
    return () => {
      element.removeEventListener("timeupdate", look);
      element.removeEventListener("seeked", look);
    };
  }, [plan, phase, settings]);

  // The card of what comes next says the same and more.
  const shown = now && !(following.card && now.kind === "credits") ? now : null;
  return useMemo(() => ({ now: shown, skip: () => shown && skip(shown) }), [shown]);
}
