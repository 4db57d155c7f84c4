// Keys, taps and what they flash on the screen. Video.js has the common keys; the rest are ours.

import { useEffect, useRef } from "react";
import { Gesture, Hotkey, SeekIndicator, StatusIndicator, VolumeIndicator } from "@videojs/react";
import { Captions, FastForward, Pause, PictureInPicture2, Play, Rewind, Volume1, Volume2, VolumeX } from "lucide-react";

const HOTKEYS = [
  ["Space", "togglePaused"],
  ["k", "togglePaused"],
  ["m", "toggleMuted"],
  ["f", "toggleFullscreen"],
  ["i", "togglePictureInPicture"],
  ["ArrowLeft", "seekStep", -10],
  ["ArrowRight", "seekStep", 10],
  ["j", "seekStep", -10],
  ["l", "seekStep", 10],
  ["ArrowUp", "volumeStep", 0.05],
  ["ArrowDown", "volumeStep", -0.05],
  ["<", "speedDown"],
  [">", "speedUp"],
  ["0-9", "seekToPercent"],
];

/** For the list behind "?": keys, and what they do as a key of the catalogue. */
export const SHORTCUTS = (t) => [
  ["Space, K", t("Play or pause")],
  ["← →, J L", t("Back or forward 10 seconds")],
  ["↑ ↓", t("Volume")],
  ["0–9", t("Jump to a tenth of the film")],
  ["Page ↑ ↓", t("Chapter before or after")],
  ["M", t("Mute")],
  ["C", t("Subtitles on or off")],
  ["F", t("Fullscreen")],
  ["I", t("Picture in picture")],
  ["< >", t("Slower or faster")],
  ["N", t("Next")],
  ["G H", t("Subtitles earlier or later")],
  ["S", t("Statistics")],
  ["?", t("This list")],
];

export function Inputs({ disabled }) {
  return (
    <>
      {HOTKEYS.map(([keys, action, value]) => (
        <Hotkey key={keys} keys={keys} action={action} value={value} target="document" disabled={disabled} />
      ))}
      <Gesture type="tap" action="togglePaused" pointer="mouse" region="center" disabled={disabled} />
      <Gesture type="tap" action="toggleControls" pointer="touch" disabled={disabled} />
      <Gesture type="doubletap" action="seekStep" value={-10} region="left" pointer="touch" disabled={disabled} />
      <Gesture type="doubletap" action="seekStep" value={10} region="right" pointer="touch" disabled={disabled} />
      <Gesture type="doubletap" action="toggleFullscreen" pointer="mouse" region="center" disabled={disabled} />
    </>
  );
}

const typing = (target) => target?.closest?.("input, textarea, select, [contenteditable=true]");

/** N, C, ? and the chapter keys, anywhere on the page. */
export function useKeys(actions) {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const chapter = (step) => {
      const { chapters, video } = latest.current;
      const now = video.current.currentTime;
      const starts = chapters.map((each) => each.start);
      const target = step > 0 ? starts.find((start) => start > now + 0.5) : starts.findLast((start) => start < now - 2);
      if (target !== undefined || step < 0) video.current.currentTime = target ?? 0;
    };
    const press = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const act = {
        n: () => latest.current.next(),
        c: () => latest.current.subtitles(),
        s: () => latest.current.statistics(),
        g: () => latest.current.earlier(),
        h: () => latest.current.later(),
        "?": () => latest.current.help(),
        PageDown: () => chapter(1),
        PageUp: () => chapter(-1),
      }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

const STATUS = {
  play: Play,
  pause: Pause,
  "captions-on": Captions,
  "captions-off": Captions,
  pip: PictureInPicture2,
  "exit-pip": PictureInPicture2,
};
const LEVELS = { off: VolumeX, low: Volume1, high: Volume2 };

export function Feedback() {
  return (
    <div className="mn-feedback" aria-hidden="true">
      <StatusIndicator.Root
        actions={["togglePaused", "togglePictureInPicture"]}
        render={(props, state) => {
          const Icon = STATUS[state.status] ?? Play;
          return (
            <div {...props} className="mn-flash">
              <Icon size={34} fill="currentColor" strokeWidth={1.5} />
            </div>
          );
        }}
      />
      <VolumeIndicator.Root
        render={(props, state) => {
          const Icon = LEVELS[state.level] ?? Volume2;
          return (
            <div {...props} className="mn-flash mn-flash-wide">
              <Icon size={22} />
              <VolumeIndicator.Fill className="mn-flash-fill">
                <VolumeIndicator.Value />
              </VolumeIndicator.Fill>
            </div>
          );
        }}
      />
      <SeekIndicator.Root
        render={(props, state) => (
          <div {...props} className="mn-flash mn-flash-seek">
            {state.direction === "backward" ? <Rewind size={26} /> : <FastForward size={26} />}
            <SeekIndicator.Value />
          </div>
        )}
      />
    </div>
  );
}
