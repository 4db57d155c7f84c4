// Why a title is not played as it is, in sentences, from the offer's codes; and what the ways are called.

const CODECS = { h264: "H.264", hevc: "HEVC", av1: "AV1", vp9: "VP9", vp8: "VP8", mpeg2video: "MPEG-2", mpeg4: "MPEG-4", vc1: "VC-1", aac: "AAC", ac3: "Dolby Digital", eac3: "Dolby Digital Plus", dts: "DTS", truehd: "Dolby TrueHD", flac: "FLAC", opus: "Opus", mp3: "MP3", vorbis: "Vorbis", alac: "ALAC" };
const CONTAINERS = { mov: "MP4", matroska: "Matroska", mpegts: "MPEG-TS", avi: "AVI", asf: "Windows Media", webm: "WebM", ogg: "Ogg" };

export const codecName = (codec) => CODECS[codec] ?? (codec ?? "").toUpperCase();
export const containerName = (container) => CONTAINERS[(container ?? "").split(",")[0]] ?? (container ?? "").toUpperCase();

export function methodLabel(t, method) {
  if (method === "direct") return t("Played as it is");
  if (method === "embed") return t("Played by its owner's player");
  return method === "remux" ? t("Repacked for this browser") : t("Converted for this browser");
}

/** One sentence for each code; `source` is what the title's page says of the file. */
export function explain(t, plan, source) {
  const sound = (plan.tracks.audio.find((track) => track.selected) ?? plan.tracks.audio[0])?.codec;
  const words = {
    container: () => t("This browser does not open {container} files.", { container: containerName(source?.container) || t("such") }),
    video_codec: () => t("This browser does not show {codec} pictures.", { codec: codecName(plan.tracks.video?.codec) }),
    audio_codec: () => t("This browser does not play {codec} sound.", { codec: codecName(sound) }),
    audio_track: () => t("A browser plays only the first sound track of a file, and another was chosen."),
    resolution: () => t("A lower quality was chosen."),
    bitrate: () => t("Its bitrate is above the limit."),
    dolby_vision: () => t("This browser does not show Dolby Vision."),
    asked: () => t("Playing it in a simpler way did not work."),
  };
  return plan.reasons.map((code) => words[code]?.()).filter(Boolean);
}

/** Bits a second for people: "8.2 Mb/s". */
export function rate(bits, language) {
  if (!(bits > 0)) return "";
  const mega = bits >= 1_000_000;
  const figure = new Intl.NumberFormat(language || "en", { maximumFractionDigits: mega && bits < 100_000_000 ? 1 : 0 });
  return mega ? `${figure.format(bits / 1_000_000)} Mb/s` : `${figure.format(bits / 1000)} kb/s`;
}
