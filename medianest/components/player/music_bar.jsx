// The bar at the foot of every page: it lives outside of them, so the music goes on while people browse.

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { ListMusic, MicVocal, Music, Volume1, Volume2, VolumeX, X } from "lucide-react";
import "./music.css";
import { clock } from "./clock.js";
import { collect, playlistFrom } from "./collect.js";
import { jukebox } from "./jukebox.js";
import { QueuePanel } from "./queue_panel.jsx";
import * as queues from "./queue.js";
import { EVENT } from "./store.js";
import { Tool, Transport } from "./transport.jsx";
import { useT } from "./words.js";

const QUIET_PAGES = /^\/(watch|login|setup)(\/|$)/;
const HEIGHTS = { wide: "5.25rem", narrow: "4.25rem" };

const useJukebox = () => useSyncExternalStore(jukebox.subscribe, jukebox.snapshot, jukebox.snapshot);

/** What other pages ask for, by the names in commands.py. */
function useCommands() {
  const navigate = useNavigate();
  useEffect(() => {
    jukebox.onpicture = (item, playlist) =>
      navigate(`/watch/${item.id}?from=start${playlist ? `&playlist=${playlist}&entry=${item.entry}` : ""}`);
    const play = async ({ id, shuffle, alone }) => {
      const found = await collect(id, { alone });
      if (found.watch) navigate(`/watch/${found.watch}`);
      else jukebox.put(found.tracks, { start: found.start, shuffled: shuffle ?? false });
    };
    const actions = {
      play,
      play_all: play,
      playlist: async ({ id, entry, shuffle }) => {
        const { works, start } = await playlistFrom(id, entry);
        jukebox.put(works, { start, shuffled: shuffle ?? false, playlist: id });
      },
      enqueue: async ({ id, next }) => {
        const found = await collect(id, { alone: true });
        if (found.tracks) jukebox.add(found.tracks, next ?? false);
      },
      toggle: () => jukebox.toggle(),
      next: () => jukebox.step(true),
      previous: () => jukebox.back(),
      hush: () => jukebox.pause(),
      clear: () => jukebox.clear(),
    };
    const hear = ({ detail }) =>
      Promise.resolve(actions[detail.command]?.(detail)).catch((failure) =>
        jukebox.set({ shown: true, failure: { title: "", status: failure.status ?? 0, gone: !(failure.status >= 400) } }),
      );
    window.addEventListener(EVENT, hear);
    return () => window.removeEventListener(EVENT, hear);
  }, [navigate]);
}

/** The element's time, read as often as it is told. */
function useTime(active) {
  const [time, setTime] = useState({ now: 0, total: 0 });
  useEffect(() => {
    const read = () => {
      const element = jukebox.deck?.element;
      const ready = element && jukebox.deck.plan;
      const item = queues.current(jukebox.state.queue);
      setTime({
        now: ready ? element.currentTime : jukebox.resumeAt,
        total: (ready && Number.isFinite(element.duration) && element.duration) || item?.duration || 0,
      });
    };
    read();
    const timer = setInterval(read, 250);
    return () => clearInterval(timer);
  }, [active]);
  return time;
}

function Scrubber({ time, label }) {
  const [held, setHeld] = useState(null);
  const shown = held ?? time.now;
  const let_go = () => {
    if (held !== null) jukebox.seek(held);
    setHeld(null);
  };
  return (
    <input
      type="range"
      className="mb-range"
      aria-label={label}
      aria-valuetext={`${clock(shown)} / ${clock(time.total)}`}
      min={0}
      max={time.total || 1}
      step={1}
      value={Math.min(shown, time.total || 1)}
      style={{ "--fill": `${time.total ? (shown / time.total) * 100 : 0}%` }}
      onChange={(event) => setHeld(Number(event.target.value))}
      onPointerUp={let_go}
      onKeyUp={let_go}
      onBlur={let_go}
    />
  );
}

function VolumeControl({ state }) {
  const t = useT();
  const level = state.muted ? 0 : state.volume;
  const Icon = level === 0 ? VolumeX : level < 0.5 ? Volume1 : Volume2;
  return (
    <div className="mb-volume">
      <Tool label={state.muted ? t("Unmute") : t("Mute")} icon={Icon} onClick={() => jukebox.setVolume(state.volume || 0.5, !state.muted)} />
      <input
        type="range" className="mb-range" aria-label={t("Volume")} min={0} max={1} step={0.02} value={level}
        style={{ "--fill": `${level * 100}%` }}
        onChange={(event) => jukebox.setVolume(Number(event.target.value))}
      />
    </div>
  );
}

export function NowPlaying({ item, onOpen }) {
  return (
    <div className="mb-now">
      <button type="button" className="mb-cover" style={{ background: item.color ?? undefined }} onClick={onOpen} tabIndex={-1} aria-hidden="true">
        {item.poster_url ? <img src={`${item.poster_url}&width=160`} alt="" /> : <Music />}
      </button>
      <div className="mb-titles" aria-live="polite">
        {item.album_id ? <Link to={`/media/${item.album_id}`} className="mb-title">{item.title}</Link> : <span className="mb-title">{item.title}</span>}
        <span className="mb-artist">{item.artist}</span>
      </div>
    </div>
  );
}

function faultText(t, failure) {
  if (failure.status === 401) return t("You have been signed out. Sign in to go on.");
  if (failure.gone) return t("The server cannot be reached. Press play to try again.");
  return failure.title ? t("{title} could not be played.", { title: failure.title }) : t("This could not be played.");
}

// `known`: somebody is signed in. Before that there is nobody to ask the server about.
export function MusicBar({ known }) {
  const t = useT();
  const state = useJukebox();
  const decks = [useRef(null), useRef(null)];
  const { pathname } = useLocation();
  const [panel, setPanel] = useState(null); // queue, lyrics, or closed
  useCommands();
  useEffect(() => jukebox.mount(decks.map((deck) => deck.current)), []);
  useEffect(() => {
    if (known) jukebox.restore();
  }, [known]);
  const item = queues.current(state.queue) ?? state.queue.items[0];
  const quiet = QUIET_PAGES.test(pathname);
  const visible = state.shown && Boolean(item) && !quiet;
  const time = useTime(item?.key);
  useEffect(() => {
    const wide = window.matchMedia("(min-width: 900px)");
    const size = () =>
      document.documentElement.style.setProperty("--player-bar", visible ? (wide.matches ? HEIGHTS.wide : HEIGHTS.narrow) : "0px");
    size();
    wide.addEventListener("change", size);
    return () => wide.removeEventListener("change", size);
  }, [visible]);
  useEffect(() => {
    if (!visible) setPanel(null);
  }, [visible]);
  const flip = (name) => setPanel((old) => (old === name ? null : name));
  return (
    <aside className="mb-root" aria-label={t("Music player")} hidden={!visible}>
      <audio ref={decks[0]} preload="auto" />
      <audio ref={decks[1]} preload="auto" />
      {visible && panel && <QueuePanel state={state} tab={panel} time={time} onTab={setPanel} onClose={() => setPanel(null)} />}
      {visible && (
        <div className="mb-bar" data-playing={state.playing || undefined}>
          <NowPlaying item={item} onOpen={() => flip("queue")} />
          <div className="mb-middle">
            <Transport state={state} />
            <div className="mb-line">
              <span className="mb-time">{clock(time.now)}</span>
              <Scrubber time={time} label={t("Position")} />
              <span className="mb-time">{clock(time.total)}</span>
            </div>
          </div>
          <div className="mb-tools">
            {state.failure && <span role="status" className="mb-fault">{faultText(t, state.failure)}</span>}
            <Tool label={t("Lyrics")} icon={MicVocal} on={panel === "lyrics"} className="mb-minor" onClick={() => flip("lyrics")} />
            <Tool label={t("Queue")} icon={ListMusic} on={panel === "queue"} onClick={() => flip("queue")} />
            <VolumeControl state={state} />
            <Tool label={t("Stop and close")} icon={X} className="mb-minor" onClick={() => jukebox.clear()} />
          </div>
        </div>
      )}
    </aside>
  );
}
