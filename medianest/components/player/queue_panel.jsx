// What plays next and what is sung, over the bar.

import { useEffect, useMemo, useRef, useState } from "react";
import { ChevronDown, ChevronUp, Clapperboard, GripVertical, Trash2, X } from "lucide-react";
import { get } from "./api.js";
import { clock } from "./clock.js";
import { jukebox } from "./jukebox.js";
import { lineAt, parseLyrics } from "./lyrics.js";
import * as queues from "./queue.js";
import { Transport } from "./transport.jsx";
import { useT } from "./words.js";

function Row({ item, index, state, drag }) {
  const t = useT();
  const { queue } = state;
  const playing = index === queue.index;
  return (
    <li
      className="mq-row"
      data-playing={playing || undefined}
      data-over={drag.over === index || undefined}
      draggable
      onDragStart={() => drag.begin(index)}
      onDragOver={(event) => drag.hover(event, index)}
      onDrop={() => drag.drop(index)}
      onDragEnd={drag.end}
    >
      <GripVertical className="mq-grip" aria-hidden="true" />
      <button type="button" className="mq-main" onClick={() => jukebox.start(index)} aria-current={playing || undefined}>
        {item.type !== "track" && <Clapperboard size={16} aria-hidden="true" />}
        <span className="mq-title">{item.title}</span>
        <span className="mq-artist">{item.artist}</span>
      </button>
      <span className="mq-length">{clock(item.duration)}</span>
      <button type="button" className="mq-tool" aria-label={t("Move {title} up", { title: item.title })} disabled={index === 0} onClick={() => jukebox.setQueue(queues.move(queue, index, index - 1))}>
        <ChevronUp />
      </button>
      <button type="button" className="mq-tool" aria-label={t("Move {title} down", { title: item.title })} disabled={index === queue.items.length - 1} onClick={() => jukebox.setQueue(queues.move(queue, index, index + 1))}>
        <ChevronDown />
      </button>
      <button type="button" className="mq-tool" aria-label={t("Remove {title}", { title: item.title })} onClick={() => jukebox.remove(item.key)}>
        <X />
      </button>
    </li>
  );
}

function Queue({ state }) {
  const t = useT();
  const [from, setFrom] = useState(null);
  const [over, setOver] = useState(null);
  const end = () => {
    setFrom(null);
    setOver(null);
  };
  const drag = {
    over,
    begin: setFrom,
    end,
    hover: (event, index) => {
      event.preventDefault();
      setOver(index);
    },
    drop: (index) => {
      if (from !== null) jukebox.setQueue(queues.move(state.queue, from, index));
      end();
    },
  };
  const { items, index } = state.queue;
  // A queue of thousands is shown around the track that plays; the rest is counted.
  const first = Math.max(0, index - 50);
  const shown = items.slice(first, first + 300);
  const left = items.length - first - shown.length;
  return (
    <>
      <ol className="mq-list">
        {shown.map((item, offset) => (
          <Row key={item.key} item={item} index={first + offset} state={state} drag={drag} />
        ))}
      </ol>
      {left > 0 && <p className="mq-empty">{t("and {n} more", { n: left })}</p>}
    </>
  );
}

function useLyrics(item) {
  const [found, setFound] = useState({ id: null, lines: [] });
  useEffect(() => {
    let gone = false;
    get(`/media/${item.id}`).then(
      (detail) => gone || setFound({ id: item.id, lines: parseLyrics(detail.lyrics) }),
      () => gone || setFound({ id: item.id, lines: [] }),
    );
    return () => {
      gone = true;
    };
  }, [item.id]);
  return found.id === item.id ? found.lines : null;
}

function Lyrics({ item, time }) {
  const t = useT();
  const lines = useLyrics(item);
  const active = useMemo(() => (lines ? lineAt(lines, time.now) : -1), [lines, time.now]);
  const line = useRef(null);
  useEffect(() => {
    line.current?.scrollIntoView({ block: "center", behavior: "smooth" });
  }, [active]);
  if (lines === null) return <p className="mq-empty">{t("Loading")}</p>;
  if (!lines.some((each) => each.text)) return <p className="mq-empty">{t("There are no lyrics for this track.")}</p>;
  return (
    <div className="mq-lyrics">
      {lines.map((each, index) =>
        each.at === null ? (
          <p key={index}>{each.text || "\u00a0"}</p>
        ) : (
          <button key={index} type="button" ref={index === active ? line : null} data-active={index === active || undefined} onClick={() => jukebox.seek(each.at)}>
            {each.text || "♪"}
          </button>
        ),
      )}
    </div>
  );
}

export function QueuePanel({ state, tab, time, onTab, onClose }) {
  const t = useT();
  const panel = useRef(null);
  const item = queues.current(state.queue) ?? state.queue.items[0];
  useEffect(() => {
    const press = (event) => event.key === "Escape" && onClose();
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [onClose]);
  useEffect(() => {
    panel.current?.querySelector("[data-playing]")?.scrollIntoView({ block: "center" });
  }, [tab]);
  return (
    <section ref={panel} className="mq-panel" aria-label={tab === "queue" ? t("Queue") : t("Lyrics")}>
      <header className="mq-head">
        <div className="mq-tabs">
          <button type="button" aria-pressed={tab === "queue"} onClick={() => onTab("queue")}>
            {t("Queue")}
          </button>
          <button type="button" aria-pressed={tab === "lyrics"} onClick={() => onTab("lyrics")}>
            {t("Lyrics")}
          </button>
        </div>
        {tab === "queue" && (
          <button type="button" className="mq-tool" aria-label={t("Clear the queue")} onClick={() => jukebox.clear()}>
            <Trash2 />
          </button>
        )}
        <button type="button" className="mq-tool" aria-label={t("Close")} onClick={onClose}>
          <X />
        </button>
      </header>
      <div className="mq-transport">
        <Transport state={state} />
      </div>
      <div className="mq-body">{tab === "queue" ? <Queue state={state} /> : <Lyrics item={item} time={time} />}</div>
    </section>
  );
}
