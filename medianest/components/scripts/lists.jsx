// Shelves and other lists that fetch themselves. How an item looks is the Python renderer that is passed in.
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { changed, useFeed, useMediaEvents } from "./feed.js";
import { useT } from "./i18n.js";

export function Failed({ error, retry }) {
  const t = useT();
  return (
    <div className="empty" role="alert">
      <h2>{t("This could not be loaded")}</h2>
      <p>{t(error.message)}</p>
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
    if (!detail.id) return;
    feed.setData((data) => data && { ...data, rows: rowsOf(data).map((row) => ({ ...row, items: row.items.map((item) => changed(item, detail)) })) });
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

const rowsOf = (data) => (Array.isArray(data) ? data : (data.rows ?? data.items ?? []));
