// What plays, how it comes here and why so: figures for whoever wonders, over a corner of the picture.

import { useEffect, useState } from "react";
import { X } from "lucide-react";
import { codecName, containerName, explain, methodLabel, rate } from "./reasons.js";
import { useLanguage, useT } from "./words.js";

const EVERY = 1000; // ms

function ahead(element) {
  const { buffered, currentTime } = element;
  for (let at = 0; at < buffered.length; at += 1) {
    if (buffered.start(at) <= currentTime + 0.1 && buffered.end(at) >= currentTime) return buffered.end(at) - currentTime;
  }
  return 0;
}

function measure(element, engine) {
  const quality = element.getVideoPlaybackQuality?.();
  return {
    width: element.videoWidth,
    height: element.videoHeight,
    ahead: ahead(element),
    dropped: quality?.droppedVideoFrames ?? 0,
    frames: quality?.totalVideoFrames ?? 0,
    ...engine?.figures?.(),
  };
}

function pictureOf(stream, language) {
  if (!stream) return "";
  const hdr = { hdr10: "HDR10", hlg: "HLG", "dolby-vision": "Dolby Vision" }[stream.hdr];
  const size = stream.width && stream.height ? `${stream.width}×${stream.height}` : "";
  const frames = stream.frame_rate ? `${new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(stream.frame_rate)} fps` : "";
  return [codecName(stream.codec), size, frames, hdr].filter(Boolean).join(" · ");
}

const LAYOUTS = { 1: "Mono", 2: "Stereo", 6: "5.1", 8: "7.1" };
const soundOf = (stream) =>
  stream ? [codecName(stream.codec), LAYOUTS[stream.channels] ?? (stream.channels && `${stream.channels} ch`)].filter(Boolean).join(" · ") : "";

function rows(t, language, session, now) {
  const { plan, detail } = session;
  const source = detail?.sources.find((each) => each.id === plan.source_id);
  const chosen = plan.tracks.audio.find((track) => track.selected) ?? plan.tracks.audio[0];
  const direct = plan.method === "direct";
  const shown = now.height ? `${now.width}×${now.height}` : "";
  const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return [
    [t("Way"), methodLabel(t, plan.method)],
    [t("File"), [containerName(source?.container), rate(source?.bitrate, language)].filter(Boolean).join(" · ")],
    [t("Picture in the file"), pictureOf(plan.tracks.video, language)],
    [t("Sound in the file"), soundOf(chosen)],
    [t("Picture shown"), [direct ? "" : codecName(now.video), shown, rate(now.bitrate, language)].filter(Boolean).join(" · ")],
    [t("Sound played"), direct ? "" : codecName(now.audio)],
    [t("Loaded ahead"), t("{n} s", { n: figure.format(now.ahead) })],
    [t("Dropped frames"), now.frames ? t("{done} of {total}", { done: now.dropped, total: now.frames }) : ""],
    [t("Connection"), rate(now.bandwidth, language)],
  ].filter(([, value]) => value);
}

export function Statistics({ video, session, onClose }) {
  const t = useT();
  const language = useLanguage() || "en";
  const [now, setNow] = useState(null);
  useEffect(() => {
    const look = () => setNow(measure(video.current, session.engine()));
    look();
    const timer = setInterval(look, EVERY);
    return () => clearInterval(timer);
  }, [session.plan]);
  if (!now || !session.plan) return null;
  const source = session.detail?.sources.find((each) => each.id === session.plan.source_id);
  const why = explain(t, session.plan, source);
  return (
    <section className="mn-statistics" aria-label={t("Statistics")} data-interactive>
      <header>
        <h2>{t("Statistics")}</h2>
        <button type="button" className="mn-button" onClick={onClose} aria-label={t("Close")}>
          <X />
        </button>
      </header>
      <dl>
        {rows(t, language, session, now).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {why.length > 0 && (
        <>
          <h3>{session.plan.method === "remux" ? t("Why it is repacked") : t("Why it is converted")}</h3>
          <ul>
            {why.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
