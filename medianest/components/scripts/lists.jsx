// Shelves and other lists that fetch themselves. How an item looks is the Python renderer that is passed in.
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { changed, getJson, useFeed, useMediaEvents } from "./feed.js";
import { said, useT } from "./i18n.js";

export function Failed({ error, retry }) {
  const t = useT();
  return (
    <div className="empty" role="alert">
      <h2>{t("This could not be loaded")}</h2>
      <p>{said(t, error.sentence)}</p>
      <button type="button" className="btn" onClick={retry}>{t("Try again")}</button>
    </div>
  );
}

function useArrows() {
  const track = useRef(null);
  const [ends, setEnds] = useState({ start: true, end: true });
  const look = useCallback(() => {
    const node = track.current;
    if (!node) return;
    const start = node.scrollLeft < 8;
    const end = node.scrollLeft + node.clientWidth > node.scrollWidth - 8;
    setEnds((old) => (old.start === start && old.end === end ? old : { start, end }));
  }, []);
  useEffect(() => {
    look();
    const size = new ResizeObserver(look);
    if (track.current) size.observe(track.current);
    return () => size.disconnect();
  }, [look]);
  const turn = (way) => {
    const node = track.current;
    const smooth = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    node.scrollBy({ left: way * node.clientWidth * 0.85, behavior: smooth ? "smooth" : "auto" });
  };
  return { track, ends, look, turn };
}

export function Track({ items, wide, label, draw, heading }) {
  const t = useT();
  const { track, ends, look, turn } = useArrows();
  useEffect(look, [items, look]);
  return (
    <>
      <div className="shelf-head">
        {heading}
        {!(ends.start && ends.end) && (
          <div className="arrows">
            <button type="button" className="icon-btn compact" disabled={ends.start} aria-label={t("Scroll back")} onClick={() => turn(-1)}>
              <ChevronLeft size={20} />
            </button>
            <button type="button" className="icon-btn compact" disabled={ends.end} aria-label={t("Scroll on")} onClick={() => turn(1)}>
              <ChevronRight size={20} />
            </button>
          </div>
        )}
      </div>
      <ul className={wide ? "shelf-track wide" : "shelf-track"} ref={track} onScroll={look} aria-label={label}>
        {items.map((item) => <li key={item.id}>{draw(item)}</li>)}
      </ul>
    </>
  );
}

// A shelf of items that the page already has.
export function Shelf({ items = [], wide = false, label, draw }) {
  const [shown, setShown] = useState(items);
  useEffect(() => setShown(items), [items]);
  useMediaEvents((detail) => detail.id && setShown((old) => old.map((item) => changed(item, detail))));
  if (!shown?.length) return null;
  return (
    <section className="shelf" aria-label={label}>
      <Track items={shown} wide={wide} label={label} draw={draw} heading={<h2>{label}</h2>} />
    </section>
  );
}

// The home page: rows from one address. `hero` draws the first item that has a backdrop.
export function HomeFeed({ url, draw, hero, heading, skeleton, empty }) {
  const feed = useFeed(url);
  useMediaEvents((detail) => {
    if (detail.marked) feed.retry(); // it may belong in another row now, or the one after it in this
    if (!detail.id) return;
    feed.setData((data) => data && { ...data, rows: favoured(rowsOf(data), detail).map((row) => ({ ...row, items: row.items.map((item) => changed(item, detail)) })) });
  });
  if (!feed.data) return feed.error ? <Failed error={feed.error} retry={feed.retry} /> : skeleton;
  const rows = rowsOf(feed.data).filter((row) => row.items.length);
  if (!rows.length) return empty;
  const all = rows.flatMap((row) => row.items);
  const star = all.find((item) => item.backdrop) ?? all.find((item) => item.poster) ?? all[0];
  return (
    <>
      {hero(star)}
      {rows.map((row) => {
        const wide = row.kind === "continue" || row.kind === "next_up" || row.items.every((item) => item.type === "video" || item.type === "episode");
        return (
          <section className="shelf" key={`${row.kind}:${row.library_id ?? row.title}`}>
            <Track items={row.items} wide={wide} label={row.title} heading={heading(row)} draw={(item) => draw(item, wide)} />
          </section>
        );
      })}
    </>
  );
}

// The shelf of favourites follows a heart at once: what is new stands first, what is taken away leaves.
function favoured(rows, { id, item, changes }) {
  if (changes?.favourite === undefined) return rows;
  const old = rows.find((row) => row.kind === "favourites");
  const rest = (old?.items ?? []).filter((each) => each.id !== id);
  const shelf = { kind: "favourites", title: "Favourites", library_id: null, ...old, items: changes.favourite ? [item, ...rest] : rest };
  if (old) return rows.map((row) => (row === old ? shelf : row));
  const at = rows.findIndex((row) => row.kind !== "continue" && row.kind !== "next_up");
  return at < 0 ? [...rows, shelf] : [...rows.slice(0, at), shelf, ...rows.slice(at)];
}

const rowsOf = (data) => (Array.isArray(data) ? data : (data.rows ?? data.items ?? []));

// The page of all results: what is asked stands in the address.
export function SearchResults({ url, draw, person, heading, people, skeleton, start, empty }) {
  const t = useT();
  const [query] = useSearchParams();
  const text = (query.get("q") ?? "").trim();
  const feed = useFeed(text ? `${url}?q=${encodeURIComponent(text)}&limit=40` : null);
  useMediaEvents((detail) => detail.id && feed.setData((data) => data && {
    ...data, groups: data.groups.map((group) => ({ ...group, items: group.items.map((item) => changed(item, detail)) })),
  }));
  if (!text) return start;
  if (!feed.data) return feed.error ? <Failed error={feed.error} retry={feed.retry} /> : skeleton;
  const groups = feed.data.groups.filter((group) => group.items.length);
  const found = feed.data.people ?? [];
  if (!groups.length && !found.length) return empty;
  const count = groups.reduce((sum, group) => sum + group.items.length, found.length);
  return (
    <>
      <p className="sr-only" role="status">{t("{n} results", { n: count }, { one: "{n} result", other: "{n} results" })}</p>
      {groups.map((group) => (
        <section className="shelf" key={group.type}>
          <Track items={group.items} wide={WIDE.has(group.type)} label={group.type} heading={heading(group)} draw={(item) => draw(item, WIDE.has(item.type))} />
        </section>
      ))}
      {found.length > 0 && (
        <section className="shelf">
          <Track items={found} label="people" heading={people} draw={person} />
        </section>
      )}
    </>
  );
}

const WIDE = new Set(["episode", "video"]);

// A list by cursor that goes on when its end comes into sight.
export function PagedList({ url, draw, skeleton, empty }) {
  const t = useT();
  const [state, setState] = useState({ items: null, cursor: null, error: null, busy: false });
  const end = useRef(null);
  const load = useCallback(async (before, signal) => {
    setState((old) => ({ ...old, busy: true, error: null }));
    try {
      const page = await getJson(before ? `${url}?cursor=${encodeURIComponent(before)}` : url, signal);
      if (signal?.aborted) return;
      setState((old) => ({ items: before ? [...(old.items ?? []), ...page.items] : page.items, cursor: page.next_cursor, error: null, busy: false }));
    } catch (error) {
      if (!signal?.aborted) setState((old) => ({ ...old, error, busy: false }));
    }
  }, [url]);
  useEffect(() => {
    const abort = new AbortController();
    load(null, abort.signal);
    return () => abort.abort();
  }, [load]);
  useMediaEvents((detail) => detail.refresh && load(null));
  useEffect(() => {
    if (!end.current || !state.cursor || state.busy || state.error) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && load(state.cursor), { rootMargin: "600px" });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [state, load]);
  if (!state.items) return state.error ? <Failed error={state.error} retry={() => load(null)} /> : skeleton;
  if (!state.items.length) return empty;
  return (
    <>
      <ul className="rows">{state.items.map((item) => <li key={item.id}>{draw(item)}</li>)}</ul>
      {state.error && <Failed error={state.error} retry={() => load(state.cursor)} />}
      <div ref={end} role="status">{state.busy && <span className="sr-only">{t("Loading")}</span>}</div>
    </>
  );
}
