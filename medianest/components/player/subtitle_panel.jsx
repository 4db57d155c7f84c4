// The panel in which a viewer says how subtitles look, and moves them in time.

import { Minus, Plus, X } from "lucide-react";
import { useLanguage, useT } from "./words.js";

const STEP = 0.5; // seconds at a press of a button; the keys take smaller ones

function Choice({ label, value, options, onChange }) {
  return (
    <label className="mn-field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function SubtitlePanel({ style, onClose }) {
  const t = useT();
  const language = useLanguage() || "en";
  const { looks, delay, change, shift } = style;
  if (!looks) return null;
  const seconds = new Intl.NumberFormat(language, { minimumFractionDigits: 1, signDisplay: "exceptZero" }).format(delay);
  const sizes = [["small", t("Small")], ["medium", t("Medium")], ["large", t("Large")], ["huge", t("Very large")]];
  const colours = [["white", t("White")], ["yellow", t("Yellow")], ["grey", t("Grey")]];
  const backgrounds = [["none", t("Outline alone")], ["shade", t("Shade")], ["solid", t("Black")]];
  const places = [["low", t("At the foot")], ["high", t("A little higher")], ["top", t("At the top")]];
  return (
    <section className="mn-statistics mn-looks" aria-label={t("Look and delay")} data-interactive>
      <header>
        <h2>{t("Look and delay")}</h2>
        <button type="button" className="mn-button" onClick={onClose} aria-label={t("Close")}>
          <X />
        </button>
      </header>
      <Choice label={t("Size")} value={looks.subtitle_size} options={sizes} onChange={(value) => change("subtitle_size", value)} />
      <Choice label={t("Colour")} value={looks.subtitle_color} options={colours} onChange={(value) => change("subtitle_color", value)} />
      <Choice label={t("Background")} value={looks.subtitle_background} options={backgrounds} onChange={(value) => change("subtitle_background", value)} />
      <Choice label={t("Place")} value={looks.subtitle_place} options={places} onChange={(value) => change("subtitle_place", value)} />
      <div className="mn-field" role="group" aria-label={t("Delay")}>
        <span>{t("Delay")}</span>
        <span className="mn-stepper">
          <button type="button" className="mn-button" onClick={() => shift(-STEP)} aria-label={t("Earlier")}>
            <Minus />
          </button>
          <output>{t("{n} s", { n: seconds })}</output>
          <button type="button" className="mn-button" onClick={() => shift(STEP)} aria-label={t("Later")}>
            <Plus />
          </button>
        </span>
      </div>
    </section>
  );
}
