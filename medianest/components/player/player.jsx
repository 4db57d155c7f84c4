// The watch page: Video.js 10's store and parts, dressed by player.css, fed by session.js.

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { BufferingIndicator, Container, createPlayer, I18nProvider, StatusAnnouncer } from "@videojs/react";
import { Video, videoFeatures } from "@videojs/react/video";
import "@fontsource-variable/bricolage-grotesque";
import "@fontsource-variable/inter";
import "./player.css";
import { ControlBar, TopBar } from "./controls.jsx";
import { Feedback, Inputs, useKeys } from "./inputs.jsx";
import { useMediaSession } from "./media_session.js";
import { useFollowing } from "./following.js";
import { ErrorPanel, NextCard, ResumePrompt, ShortcutList, SkipButton, StillWatching } from "./overlays.jsx";
import { recall, remember } from "./memory.js";
import { useSegments } from "./segments.js";
import { usePlaySession } from "./session.js";
import { Statistics } from "./statistics.jsx";
import { command } from "./store.js";
import { useSubtitleLooks } from "./subtitle_looks.js";
import { SubtitlePanel } from "./subtitle_panel.jsx";
import { useSubtitles } from "./subtitles.js";
import { Storyboard } from "./timeline.jsx";
import { useLanguage, useT } from "./words.js";

const { Player } = createPlayer({ features: videoFeatures });

/** `?t=` is a place in seconds, `?from=start` answers the resume prompt beforehand, `?source=` chooses a version. */
function useWish() {
  const [query] = useSearchParams();
  const at = Number.parseFloat(query.get("t"));
  return {
    from: query.get("from"),
    at: Number.isFinite(at) && at >= 0 ? at : null,
    source: query.get("source"),
    playlist: query.get("playlist"),
    entry: query.get("entry"),
  };
}

function useVolume(video, ready) {
  useEffect(() => {
    const element = video.current;
    const kept = recall("volume", { level: 1, muted: false });
    element.volume = kept.level;
    element.muted = kept.muted;
    const keep = () => remember("volume", { level: element.volume, muted: element.muted });
    element.addEventListener("volumechange", keep);
    return () => element.removeEventListener("volumechange", keep);
  }, [ready]);
}

function Theatre({ mediaId, home, login }) {
  const t = useT();
  const video = useRef(null);
  const stage = useRef(null);
  const navigate = useNavigate();
  const wish = useWish();
  const session = usePlaySession(mediaId, video, wish);
  const { plan, phase } = session;
  const subtitles = useSubtitles(video, plan, session.open);
  const style = useSubtitleLooks(video, plan);
  const [styling, setStyling] = useState(false);
  const following = useFollowing(video, session, wish);
  const segments = useSegments(video, session, following);
  const [help, setHelp] = useState(false);
  const [figures, setFigures] = useState(false);
  useVolume(video, mediaId);

  useEffect(() => command("hush"), []); // the music bar falls silent while a film is on
  useEffect(() => {
    if (plan) document.title = `${plan.title} · MediaNest`;
  }, [plan]);

  const leave = useCallback(() => {
    if (document.fullscreenElement) document.exitFullscreen();
    if (window.history.state?.idx > 0) navigate(-1);
    else navigate(home.replace("[media_id]", mediaId), { replace: true });
  }, [mediaId]);

  useKeys({
    next: following.go,
    subtitles: subtitles.toggle,
    help: () => setHelp((open) => !open),
    earlier: () => style.shift(-0.1),
    later: () => style.shift(0.1),
    statistics: () => setFigures((open) => !open),
    chapters: plan?.chapters ?? [],
    video,
  });
  useMediaSession(video, plan, { next: following.next ? following.go : null });

  const tracks = useMemo(() => (plan?.tracks.subtitles ?? []).filter((track) => track.url), [plan]);
  return (
    <Container
      ref={stage}
      className="mn-player always-dark"
      data-phase={phase}
      data-method={plan?.method ?? ""}
      data-cue-size={style.looks?.subtitle_size}
      data-cue-color={style.looks?.subtitle_color}
      data-cue-place={style.looks?.subtitle_place}
      data-cue-background={style.looks?.subtitle_background}
      data-audio-only={plan?.audio_only || undefined}
      aria-label={t("Video player")}
    >
      <h1 className="mn-hidden">{plan?.title ?? t("Video player")}</h1>
      {plan?.audio_only && plan.poster_url && <img className="mn-cover" src={plan.poster_url} alt="" />}
      <Video ref={video} className="mn-video" playsInline preload="auto">
        {tracks.map((track) => (
          <track
            key={`${plan.source_id}-${track.id}`}
            id={track.id}
            kind="subtitles"
            src={track.url}
            srcLang={track.language ?? "und"}
            label={track.title ?? track.language ?? t("Subtitles")}
          />
        ))}
        <Storyboard plan={plan} />
      </Video>
      <div className="mn-frame" data-interactive />
      <BufferingIndicator
        delay={400}
        render={(props, state) => (
          <div {...props} className="mn-buffering" data-visible={state.visible || phase === "loading" || undefined}>
            <div className="mn-spinner" role="status" aria-label={t("Loading")} />
          </div>
        )}
      />
      <Inputs disabled={phase === "prompt" || phase === "error" || help || following.asking} />
      <Feedback />
      <StatusAnnouncer className="mn-hidden" />
      <TopBar session={session} onBack={leave} />
      <ControlBar
        session={session}
        subtitles={subtitles}
        following={following}
        onHelp={() => setHelp(true)}
        onStatistics={() => setFigures((open) => !open)}
        onStyle={() => setStyling(true)}
      />
      {styling && <SubtitlePanel style={style} onClose={() => setStyling(false)} />}
      {figures && !styling && <Statistics video={video} session={session} onClose={() => setFigures(false)} />}
      {phase === "prompt" && <ResumePrompt session={session} />}
      {phase === "error" && <ErrorPanel session={session} onBack={leave} login={login} />}
      {following.card && !following.asking && <NextCard following={following} />}
      <SkipButton segments={segments} />
      {following.asking && <StillWatching following={following} onBack={leave} />}
      {help && <ShortcutList onClose={() => setHelp(false)} />}
    </Container>
  );
}

export function WatchPlayer({ home, login }) {
  const { media_id: mediaId } = useParams();
  const [query] = useSearchParams();
  const language = useLanguage();
  if (!mediaId) return null;
  // The next place of a playlist may hold the same work again.
  return (
    <I18nProvider locale={language || "en"}>
      <Player key={`${mediaId}-${query.get("entry")}`}>
        <Theatre mediaId={mediaId} home={home} login={login} />
      </Player>
    </I18nProvider>
  );
}
