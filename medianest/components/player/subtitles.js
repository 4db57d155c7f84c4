// The chosen subtitles: shown by the browser, remembered by language, off by a word.

import { useCallback, useEffect, useState } from "react";
import { recall, remember } from "./memory.js";

export const OFF = "off";

function first(tracks) {
  const kept = recall("subtitles", null); // language, "off", or nothing chosen yet
  if (kept === OFF) return (tracks.find((track) => track.forced && track.url) ?? {}).id ?? OFF;
  const wanted = tracks.find((track) => track.url && kept && track.language === kept && !track.forced);
  const told = tracks.find((track) => track.url && (track.selected || track.forced));
  return (wanted ?? told ?? {}).id ?? OFF;
}

export function useSubtitles(video, plan) {
  const tracks = (plan?.tracks.subtitles ?? []).filter((track) => track.url);
  const [chosen, setChosen] = useState(OFF);

  useEffect(() => {
    if (plan) setChosen((old) => (tracks.some((track) => track.id === old) ? old : first(tracks)));
  }, [plan]);

  useEffect(() => {
    const list = video.current?.textTracks;
    if (!list) return undefined;
    const show = () => {
      for (const track of list) {
        if (track.kind === "subtitles" || track.kind === "captions") {
          track.mode = track.id === chosen ? "showing" : "disabled";
        }
      }
    };
    show();
    list.addEventListener("addtrack", show);
    return () => list.removeEventListener("addtrack", show);
  }, [chosen, plan]);

  const choose = useCallback(
    (id) => {
      setChosen(id);
      remember("subtitles", id === OFF ? OFF : (tracks.find((track) => track.id === id)?.language ?? "und"));
    },
    [plan],
  );
  const toggle = useCallback(() => {
    if (!tracks.length) return;
    choose(chosen === OFF ? (tracks.find((track) => !track.forced) ?? tracks[0]).id : OFF);
  }, [chosen, plan, choose]);

  return { tracks, chosen, choose, toggle };
}
