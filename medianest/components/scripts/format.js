// Numbers, times and sizes in the reader's language.
import { useLanguage } from "./i18n.js";

const unit = (language, value, name, digits = 0) =>
  new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits }).format(value);

// The region whose way of writing dates the browser asks for, when it speaks the language that was chosen.
const regional = (language) => navigator.languages?.find((one) => one.split("-")[0] === language) ?? language;

export function useFormat() {
  const chosen = useLanguage();
  const language = typeof navigator === "undefined" ? chosen : regional(chosen);
  return {
    // 6720 -> "1 hr 52 min"
    length(seconds) {
      if (!seconds) return "";
      const minutes = Math.round(seconds / 60);
      if (minutes < 1) return unit(language, Math.round(seconds), "second");
      const hours = Math.floor(minutes / 60);
      const rest = minutes % 60;
      return [hours && unit(language, hours, "hour"), rest && unit(language, rest, "minute")].filter(Boolean).join(" ");
    },
    // 225 -> "3:45"
    clock(seconds) {
      const whole = Math.max(0, Math.round(seconds ?? 0));
      const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
      if (!parts[0]) parts.shift();
      return parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
    },
    size(bytes) {
      const names = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
      let step = 0;
      let value = bytes ?? 0;
      for (; value >= 1000 && step < names.length - 1; step += 1) value /= 1000;
      return unit(language, value, names[step], value < 10 && step ? 1 : 0);
    },
    bitrate(bits) {
      return bits ? `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bits / 1e6)} Mbit/s` : "";
    },
    day(moment) {
      return moment ? new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(moment)) : "";
    },
    moment(moment) {
      return moment ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment)) : "";
    },
    ago(moment) {
      if (!moment) return "";
      const seconds = (new Date(moment).getTime() - Date.now()) / 1000;
      const steps = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
      const [name, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
      return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(seconds / length), name);
    },
    language(code) {
      if (!code) return "";
      try {
        return new Intl.DisplayNames(language, { type: "language" }).of(code);
      } catch {
        return code;
      }
    },
    number(value) {
      return new Intl.NumberFormat(language).format(value ?? 0);
    },
  };
}
