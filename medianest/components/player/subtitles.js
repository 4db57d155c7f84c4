// The chosen subtitles: shown by the browser, remembered by the server for the show or the film.

import { useCallback, useEffect, useState } from "react";
import { rememberTracks } from "./api.js";

export const OFF = "off";

const first = (tracks) => tracks.find((track) => track.selected)?.id ?? OFF;

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
      rememberTracks(plan, { subtitle: id });
    },
    [plan],
  );
  const toggle = useCallback(() => {
    if (!tracks.length) return;
    choose(chosen === OFF ? (tracks.find((track) => !track.forced) ?? tracks[0]).id : OFF);
  }, [chosen, plan, choose]);

  return { tracks, chosen, choose, toggle };
}
