// The buttons that both the bar and its panel have.

import { LoaderCircle, Pause, Play, Repeat, Repeat1, Shuffle, SkipBack, SkipForward } from "lucide-react";
import { jukebox } from "./jukebox.js";
import * as queues from "./queue.js";
import { useT } from "./words.js";

export const Tool = ({ label, icon: Icon, on, className = "", ...rest }) => (
  <button type="button" className={`mb-tool ${className}`} aria-label={label} data-on={on || undefined} aria-pressed={on} {...rest}>
    <Icon />
  </button>
);

export function Transport({ state }) {
  const t = useT();
  const { queue, playing, busy } = state;
  const repeats = { off: t("Repeat: off"), all: t("Repeat: all"), one: t("Repeat: this track") };
  return (
    <div className="mb-transport">
      <Tool label={t("Shuffle")} icon={Shuffle} on={queue.shuffled} className="mb-minor" onClick={() => jukebox.setQueue(queues.shuffle(queue, !queue.shuffled))} />
      <Tool label={t("Previous track")} icon={SkipBack} className="mb-filled mb-minor" onClick={() => jukebox.back()} />
      <button type="button" className="mb-play" aria-label={playing ? t("Pause") : t("Play")} onClick={() => jukebox.toggle()}>
        {busy ? <LoaderCircle className="mb-turn" /> : playing ? <Pause fill="currentColor" /> : <Play fill="currentColor" />}
      </button>
      <Tool label={t("Next track")} icon={SkipForward} className="mb-filled" onClick={() => jukebox.step(true)} />
      <Tool label={repeats[queue.repeat]} icon={queue.repeat === "one" ? Repeat1 : Repeat} on={queue.repeat !== "off"} className="mb-minor" onClick={() => jukebox.setQueue(queues.cycle(queue))} />
    </div>
  );
}
