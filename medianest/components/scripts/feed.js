// How lists ask the API: with the session cookie, one answer at a time, late answers dropped.
import { useCallback, useEffect, useRef, useState } from "react";

export async function getJson(url, signal) {
  const answer = await fetch(url, { signal, credentials: "same-origin", headers: { Accept: "application/json" } });
  if (answer.ok) return answer.json();
  let problem = {};
  try {
    problem = await answer.json();
  } catch {
    // Not ours (a proxy's page): the status has to do.
  }
  if (answer.status === 401) window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
  throw new Error(problem.detail || problem.title || `HTTP ${answer.status}`);
}

// Something the person did to a work, told to every list on the page: {id, changes} or {refresh: true}.
export const tell = (detail) => window.dispatchEvent(new CustomEvent("medianest:media", { detail }));

export function useMediaEvents(handler) {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    const onEvent = (event) => latest.current(event.detail);
    window.addEventListener("medianest:media", onEvent);
    return () => window.removeEventListener("medianest:media", onEvent);
  }, []);
}

export function changed(item, { id, changes }) {
  if (!item || item.id !== id) return item;
  return { ...item, ...changes, progress: { ...item.progress, ...changes.progress } };
}

const kept = new Map(); // the last answers, so that going back paints at once
const KEEP = 24;

function keep(url, data) {
  kept.delete(url);
  kept.set(url, data);
  if (kept.size > KEEP) kept.delete(kept.keys().next().value);
}

// One answer: {data, error, retry}. Shows what was known while it asks again.
export function useFeed(url) {
  const [state, setState] = useState({ data: null, error: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!url) return undefined;
    const abort = new AbortController();
    setState({ data: kept.get(url) ?? null, error: null });
    getJson(url, abort.signal).then(
      (data) => {
        keep(url, data);
        setState({ data, error: null });
      },
      (error) => abort.signal.aborted || setState((old) => ({ data: old.data, error })),
    );
    return () => abort.abort();
  }, [url, turn]);
  const retry = useCallback(() => setTurn((old) => old + 1), []);
  useMediaEvents((detail) => detail.refresh && retry());
  return { ...state, retry, setData: (change) => setState((old) => ({ ...old, data: change(old.data) })) };
}

// A long list by cursor: {items, total, error, done, more, retry}.
export function usePages(url, size) {
  const [state, setState] = useState({ url: null, items: [], cursor: null, total: null, error: null, done: false });
  const busy = useRef(null);
  const current = useRef(state);
  current.current = state;

  const load = useCallback(
    async (fresh) => {
      if (!url || (busy.current && !fresh)) return;
      busy.current?.abort();
      const abort = new AbortController();
      busy.current = abort;
      const before = fresh ? { items: [], cursor: null, total: null } : current.current;
      const address = new URL(url, window.location.origin);
      address.searchParams.set("limit", String(size));
      if (before.cursor) address.searchParams.set("cursor", before.cursor);
      try {
        const page = await getJson(address, abort.signal);
        if (abort.signal.aborted) return;
        const items = before.items.concat(page.items);
        const total = page.total ?? before.total;
        const next = { url, items, cursor: page.next_cursor, total, error: null, done: !page.next_cursor };
        keep(`pages:${url}`, next);
        setState(next);
      } catch (error) {
        if (!abort.signal.aborted) setState((old) => ({ ...old, url, error }));
      } finally {
        if (busy.current === abort) busy.current = null;
      }
    },
    [url, size],
  );

  useEffect(() => {
    const known = kept.get(`pages:${url}`);
    if (known) setState(known);
    else {
      setState({ url: null, items: [], cursor: null, total: null, error: null, done: false });
      load(true);
    }
    return () => {
      busy.current?.abort();
      busy.current = null;
    };
  }, [url, load]);

  useMediaEvents((detail) => {
    if (detail.refresh) load(true);
    else setState((old) => {
      const next = { ...old, items: old.items.map((item) => changed(item, detail)) };
      if (old.url) keep(`pages:${old.url}`, next);
      return next;
    });
  });
  const more = useCallback(() => !current.current.done && !current.current.error && load(false), [load]);
  const retry = useCallback(() => load(current.current.items.length === 0), [load]);
  return { ...state, loading: state.url !== url, more, retry };
}
