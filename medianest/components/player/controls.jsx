// The bars over the picture: where one is at the top, what one can do at the foot.

import {
  Controls,
  FullscreenButton,
  MuteButton,
  PiPButton,
  PlayButton,
  SeekButton,
  Time,
  VolumeSlider,
} from "@videojs/react";
import {
  ArrowLeft,
  Keyboard,
  Maximize,
  Minimize,
  Pause,
  PictureInPicture2,
  Play,
  RotateCcw,
  RotateCw,
  SkipForward,
  Volume1,
  Volume2,
  VolumeX,
} from "lucide-react";
import { AudioMenu, ChapterMenu, SettingsMenu, SubtitleMenu } from "./menus.jsx";
import { Timeline } from "./timeline.jsx";
import { useT } from "./words.js";

const LEVELS = { off: VolumeX, low: Volume1, medium: Volume1, high: Volume2 };

export function TopBar({ session, onBack }) {
  const t = useT();
  const { plan } = session;
  return (
    <Controls.Root>
      <Controls.Content className="mn-top">
        <button type="button" className="mn-button" onClick={onBack} aria-label={t("Back")}>
          <ArrowLeft />
        </button>
        <div className="mn-titles">
          <div className="mn-title">{plan?.title}</div>
          <div className="mn-subtitle">{plan?.subtitle}</div>
        </div>
      </Controls.Content>
    </Controls.Root>
  );
}

function Volume() {
  return (
    <div className="mn-volume">
      <MuteButton
        className="mn-button"
        render={(props, state) => {
          const Icon = state.muted ? VolumeX : (LEVELS[state.volumeLevel] ?? Volume2);
          return (
            <button {...props}>
              <Icon />
            </button>
          );
        }}
      />
      <VolumeSlider.Root className="mn-volume-slider">
        <VolumeSlider.Track className="mn-track">
          <VolumeSlider.Fill className="mn-fill" />
        </VolumeSlider.Track>
        <VolumeSlider.Thumb className="mn-thumb" />
      </VolumeSlider.Root>
    </div>
  );
}

const Seek = ({ seconds }) => (
  <SeekButton
    seconds={seconds}
    className="mn-button mn-seek"
    render={(props) => (
      <button {...props}>
        {seconds < 0 ? <RotateCcw /> : <RotateCw />}
        <span aria-hidden="true">{Math.abs(seconds)}</span>
      </button>
    )}
  />
);

export function ControlBar({ session, subtitles, following, onHelp, onStatistics, onStyle }) {
  const t = useT();
  return (
    <Controls.Root>
      <Controls.Backdrop className="mn-backdrop" />
      <Controls.Content className="mn-controls">
        <Timeline plan={session.plan} />
        <Controls.Group className="mn-row">
          <PlayButton
            className="mn-button mn-play"
            render={(props, state) => (
              <button {...props}>{state.paused || state.ended ? <Play fill="currentColor" /> : <Pause fill="currentColor" />}</button>
            )}
          />
          <Seek seconds={-10} />
          <Seek seconds={10} />
          {following.next && (
            <button
              type="button"
              className="mn-button"
              onClick={following.go}
              aria-label={`${t("Next")}: ${following.next.title}`}
              aria-keyshortcuts="n"
            >
              <SkipForward fill="currentColor" />
            </button>
          )}
          <Volume />
          <div className="mn-clock">
            <Time.Value type="current" />
            <span aria-hidden="true">/</span>
            <Time.Value type="duration" toggle />
          </div>
          <span className="mn-space" />
          <ChapterMenu session={session} />
          <SubtitleMenu subtitles={subtitles} onStyle={onStyle} />
          <AudioMenu session={session} />
          <SettingsMenu session={session} onStatistics={onStatistics} />
          <button type="button" className="mn-button mn-wide-only" onClick={onHelp} aria-label={t("Keyboard shortcuts")} aria-keyshortcuts="?">
            <Keyboard />
          </button>
          {session.plan?.method !== "embed" && (
            <PiPButton className="mn-button mn-wide-only" render={(props) => <button {...props}><PictureInPicture2 /></button>} />
          )}
          <FullscreenButton
            className="mn-button"
            render={(props, state) => <button {...props}>{state.fullscreen ? <Minimize /> : <Maximize />}</button>}
          />
        </Controls.Group>
      </Controls.Content>
    </Controls.Root>
  );
}
