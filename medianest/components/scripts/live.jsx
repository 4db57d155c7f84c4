// News of jobs while they happen, over one connection for the whole page; and bars that show them.
import { useEffect, useReducer, useRef } from "react";
import { tell } from "./feed.js";
import { useT } from "./i18n.js";

const news = new Map(); // subject (library id, or the job's kind) -> the latest news
const listeners = new Set();
let source = null;

function open(url) {
  source = new EventSource(url);
  source.onmessage = (event) => {
    const one = JSON.parse(event.data);
    news.set(one.library_id ?? one.kind, one);
    listeners.forEach((listener) => listener(one));
  };
}

function useNews(url, onNews) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const latest = useRef(onNews);
  latest.current = onNews;
  useEffect(() => {
    if (!url) return undefined;
    const listener = (one) => {
      redraw();
      latest.current?.(one);
    };
    listeners.add(listener);
    if (!source) open(url);
    return () => {
      listeners.delete(listener);
      if (!listeners.size) {
        source?.close();
        source = null;
        news.clear();
      }
    };
  }, [url]);
}

const active = (one) => one && (one.state === "running" || one.state === "queued");

// How far the job about `subject` is. `known` is what the server said when the page was loaded.
export function JobBar({ url, subject, known, onEnd, words }) {
  const t = useT();
  useNews(url, (one) => {
    if ((one.library_id ?? one.kind) === subject && !active(one)) onEnd?.();
  });
  const live = news.get(subject);
  const one = live ?? (known ? { ...known.progress, state: known.state, error: known.error } : null);
  if (!active(one)) return null;
  const share = one.total ? Math.min(1, (one.done ?? 0) / one.total) : null;
  const text = one.state === "queued" ? t("Waiting for its turn") : (words?.[one.phase] ? t(words[one.phase]) : t("Working"));
  return (
    <div className="job-bar">
      <div className="between small">
        <span>{text}{one.note ? ` · ${one.note}` : ""}</span>
        <span className="num muted">{one.total ? `${one.done ?? 0} / ${one.total}` : (one.found || "")}</span>
      </div>
      <div
        className={share === null ? "bar busy" : "bar"} role="progressbar" aria-label={text}
        aria-valuemin={0} aria-valuemax={100} aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      >
        <span style={share === null ? undefined : { width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

// Calls back when any job begins or ends, so that a list of jobs can be read again.
export function JobWatch({ url, onChange }) {
  const states = useRef(new Map());
  useNews(url, (one) => {
    if (states.current.get(one.id) !== one.state) {
      states.current.set(one.id, one.state);
      onChange?.();
    }
  });
  return null;
}

const AWAY = 60_000; // milliseconds out of sight after which a list may be out of date
const CHANGING = ["scan", "sync", "artwork"]; // kinds of jobs after which lists look different

// The lists of a page are read again when they may have changed: when a job has ended that changes libraries (`url` is
// for those who may know of jobs), and when somebody comes back to a tab that was out of sight for a while.
export function LibraryWatch({ url }) {
  useNews(url, (one) => {
    if (!active(one) && CHANGING.includes(one.kind)) tell({ refresh: true });
  });
  useEffect(() => {
    let left = null;
    const look = () => {
      if (document.hidden) left = Date.now();
      else if (left && Date.now() - left > AWAY) tell({ refresh: true });
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return null;
}
