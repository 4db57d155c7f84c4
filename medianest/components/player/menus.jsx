// The menus of the control bar: chapters, subtitles, sound, speed, quality and version.

import { useEffect, useState } from "react";
import { Menu, Thumbnail, useMedia, usePlaybackRateOptions } from "@videojs/react";
import { AudioLines, Captions, CaptionsOff, ChartNoAxesColumn, Check, List, Settings, Type } from "lucide-react";
import { clock, trackLabel } from "./clock.js";
import { get, rememberTracks } from "./api.js";
import { methodLabel, rate } from "./reasons.js";
import { OFF } from "./subtitles.js";
import { useLanguage, useT } from "./words.js";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

function Choices({ label, value, options, onChoose }) {
  return (
    <Menu.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
      <Menu.GroupLabel className="mn-menu-label">{label}</Menu.GroupLabel>
      {options.map((option) => (
        <Menu.RadioItem key={option.value} value={option.value} className="mn-menu-item">
          <Check className="mn-menu-check" data-on={option.value === value || undefined} aria-hidden="true" />
          {option.picture}
          <span>{option.label}</span>
          {option.hint && <small>{option.hint}</small>}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function Popup({ label, icon, active, onOpen, children }) {
  return (
    <Menu.Root side="top" align="end" onOpenChange={(open) => open && onOpen?.()}>
      <Menu.Trigger className="mn-button" aria-label={label} data-active={active || undefined} render={<button type="button" />}>
        {icon}
      </Menu.Trigger>
      <Menu.Popup className="mn-menu">
        <Menu.Content className="mn-menu-content">{children}</Menu.Content>
      </Menu.Popup>
    </Menu.Root>
  );
}

export function SubtitleMenu({ subtitles, onStyle }) {
  const t = useT();
  const language = useLanguage();
  const { tracks, chosen, choose } = subtitles;
  if (!tracks.length) return null;
  const flags = (track) =>
    [track.forced && t("Forced"), track.hearing_impaired && t("SDH"), track.external && t("File")].filter(Boolean).join(", ");
  const options = [
    { value: OFF, label: t("Off") },
    ...tracks.map((track) => ({ value: track.id, label: trackLabel(track, language, t("Subtitles")), hint: flags(track) })),
  ];
  return (
    <Popup label={t("Subtitles")} active={chosen !== OFF} icon={chosen === OFF ? <CaptionsOff /> : <Captions />}>
      <Choices label={t("Subtitles")} value={chosen} options={options} onChoose={choose} />
      <Menu.Item className="mn-menu-item" onSelect={onStyle}>
        <Type className="mn-menu-icon" aria-hidden="true" />
        <span>{t("Look and delay")}</span>
      </Menu.Item>
    </Popup>
  );
}

export function AudioMenu({ session }) {
  const t = useT();
  const language = useLanguage();
  const tracks = session.plan?.tracks.audio ?? [];
  if (tracks.length < 2) return null;
  const options = tracks.map((track) => ({
    value: String(track.id),
    label: trackLabel(track, language, t("Sound")),
    hint: track.codec.toUpperCase(),
  }));
  const value = String((tracks.find((track) => track.selected) ?? tracks[0]).id);
  return (
    <Popup label={t("Sound")} icon={<AudioLines />}>
      <Choices
        label={t("Sound")}
        value={value}
        options={options}
        onChoose={(id) => {
          if (id === value) return;
          rememberTracks(session.plan, { audio: Number(id) });
          session.open({ audio: Number(id) });
        }}
      />
    </Popup>
  );
}

export function ChapterMenu({ session }) {
  const t = useT();
  const media = useMedia();
  const chapters = session.plan?.chapters ?? [];
  const [now, setNow] = useState("");
  if (!chapters.length) return null;
  const current = () => setNow(String(chapters.findLastIndex((each) => each.start <= media.currentTime + 0.1)));
  const options = chapters.map((each, index) => ({
    value: String(index),
    label: each.title || `${t("Chapter")} ${index + 1}`,
    hint: clock(each.start),
    picture: session.plan.storyboard_url && (
      <Thumbnail.Root className="mn-menu-picture" time={Math.min(each.start + 1, (each.start + each.end) / 2)}>
        <Thumbnail.Image alt="" loading="lazy" />
      </Thumbnail.Root>
    ),
  }));
  const jump = (index) => {
    media.currentTime = chapters[Number(index)].start;
  };
  return (
    <Popup label={t("Chapters")} icon={<List />} onOpen={current}>
      <Choices label={t("Chapters")} value={now} options={options} onChoose={jump} />
    </Popup>
  );
}

export const versionLabel = (source) => {
  const video = source.streams.find((stream) => stream.kind === "video");
  return [source.edition, video?.height && `${video.height}p`, source.container].filter(Boolean).join(" · ");
};

/** "1080p" for a quality with its bitrate; the first two have names of their own. */
function qualityChoice(t, language, each) {
  const lines = each.height ? `${each.height}p` : "";
  if (each.id === "auto") return { value: each.id, label: t("Automatic") };
  const hint = rate(each.bitrate, language);
  if (each.id === "original") return { value: each.id, label: t("Original"), hint: [lines, hint].filter(Boolean).join(" · ") };
  return { value: each.id, label: lines || `${each.id}p`, hint };
}

export function SettingsMenu({ session, onStatistics }) {
  const t = useT();
  const language = useLanguage();
  const rates = usePlaybackRateOptions();
  const [sources, setSources] = useState([]);
  const { plan } = session;
  useEffect(() => setSources([]), [plan?.media_id]);
  if (!plan) return null;
  const look = () =>
    get(`/media/${plan.media_id}`).then(
      (detail) => setSources(detail.sources.filter((source) => source.state === "available")),
      () => {},
    );
  const speeds = RATES.map((rate) => ({ value: String(rate), label: rate === 1 ? t("Normal") : `${rate}×` }));
  const qualities = plan.qualities.map((each) => qualityChoice(t, language, each));
  const versions = sources.map((source) => ({ value: source.id, label: versionLabel(source), hint: source.file_name }));
  return (
    <Popup label={t("Settings")} icon={<Settings />} onOpen={look}>
      {qualities.length > 1 && (
        <Choices
          label={t("Quality")}
          value={session.quality}
          options={qualities}
          onChoose={session.choose}
        />
      )}
      <Choices label={t("Speed")} value={String(rates?.value ?? 1)} options={speeds} onChoose={(rate) => rates?.setValue(rate)} />
      {versions.length > 1 && (
        <Choices
          label={t("Version")}
          value={plan.source_id}
          options={versions}
          onChoose={(id) => session.open({ source_id: id, audio: null, subtitle: null })}
        />
      )}
      <Menu.Item className="mn-menu-item" onSelect={onStatistics}>
        <ChartNoAxesColumn className="mn-menu-icon" aria-hidden="true" />
        <span>{t("Statistics")}</span>
        <small>S</small>
      </Menu.Item>
      <div className="mn-menu-note">{methodLabel(t, plan.method)}</div>
    </Popup>
  );
}
