// How lists ask the API: with the session cookie, one answer at a time, late answers dropped.
import { useCallback, useEffect, useRef, useState } from "react";

// Why the API refused: a sentence of the message catalogue, for `said`. Status 0: the server could not be reached.
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.sentence = body.sentences?.detail ?? { text: this.message };
  }
}
// message
const unreachable = { detail: "The server cannot be reached. Try again in a moment." };
// end of messages

export const goToSignIn = () => window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);

// Asked too often, wait as long as the server says and ask again: a fast scroll is no error.
export async function patiently(ask, tries = 3) {
  const answer = await ask();
  if (answer.status !== 429 || tries === 0) return answer;
  const seconds = Math.min(5, Number(answer.headers.get("Retry-After")) || 1);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return patiently(ask, tries - 1);
}

export async function getJson(url, signal) {
  let answer;
  try {
    const headers = { Accept: "application/json" };
    answer = await patiently(() => fetch(url, { signal, credentials: "same-origin", headers }));
  } catch (error) {
    throw signal?.aborted ? error : new Problem(0, unreachable);
  }
  if (answer.ok) return answer.json();
  let problem = {};
  try {
    problem = await answer.json();
  } catch {
    // Not ours (a proxy's page): the status has to do.
  }
  if (answer.status === 401) goToSignIn();
  throw new Problem(answer.status, problem);
}

// Something the person did to a work, told to every list on the page: {id, changes} at once, {marked: true} when the
// server knows that it is watched or is not, {refresh: true} when everything may be different.
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
  const shown = useRef(null);
  useEffect(() => {
    if (!url) return undefined;
    const abort = new AbortController();
    setState((old) => ({ data: shown.current === url ? old.data : (kept.get(url) ?? null), error: null }));
    shown.current = url;
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
