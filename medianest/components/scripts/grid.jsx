// The virtualised grid: only what is seen is in the document, however many titles there are.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { VirtuosoGrid } from "react-virtuoso";
import { useT } from "./i18n.js";
import { usePages } from "./feed.js";
import { Failed } from "./lists.jsx";

const places = new Map(); // list address -> where the window stood, for the way back

function Letters({ items, jump }) {
  const t = useT();
  const first = useMemo(() => {
    const found = new Map();
    items.forEach((item, index) => {
      const letter = (item.sort_title ?? item.title).normalize("NFD")[0]?.toUpperCase() ?? "#";
      const key = /[A-Z]/.test(letter) ? letter : "#";
      if (!found.has(key)) found.set(key, index);
    });
    return [...found];
  }, [items]);
  if (first.length < 4) return null;
  return (
    <nav className="az" aria-label={t("Jump to letter")}>
      {first.map(([letter, index]) => (
        <button type="button" key={letter} onClick={() => jump(index)}>{letter}</button>
      ))}
    </nav>
  );
}

export function MediaGrid({ url, pageSize = 100, wide = false, letters = false, draw, skeleton, empty, onTotal }) {
  const t = useT();
  const pages = usePages(url, pageSize);
  const grid = useRef(null);
  const { items, total, done, more } = pages;
  useEffect(() => {
    if (total !== null && onTotal) onTotal(total);
  }, [total, onTotal]);

  // The letters need to know every title, so a list in title order is read to its end while nobody waits for it.
  useEffect(() => {
    if (!letters || done || !items.length) return undefined;
    const idle = window.setTimeout(more, 250);
    return () => window.clearTimeout(idle);
  }, [letters, done, items.length, more]);

  useEffect(() => {
    const top = places.get(url);
    if (pages.loading || !top) return;
    places.delete(url);
    requestAnimationFrame(() => window.scrollTo(0, top));
  }, [url, pages.loading]);
  useEffect(() => {
    const remember = () => places.set(url, window.scrollY);
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [url]);

  const content = useCallback((index, item) => draw(item, wide), [draw, wide]);
  const key = useCallback((index, item) => item.id, []);
  if (pages.loading && !pages.error) return skeleton;
  if (pages.error && !items.length) return <Failed error={pages.error} retry={pages.retry} />;
  if (!items.length) return empty;
  return (
    <>
      <VirtuosoGrid
        ref={grid}
        useWindowScroll
        data={items}
        endReached={more}
        increaseViewportBy={{ top: 600, bottom: 1200 }}
        listClassName={wide ? "grid wide" : "grid"}
        itemContent={content}
        computeItemKey={key}
      />
      {letters && <Letters items={items} jump={(index) => grid.current?.scrollToIndex({ index, align: "start", offset: -140 })} />}
      {pages.error && <Failed error={pages.error} retry={pages.retry} />}
      <p className="sr-only" role="status">{done ? t("{n} titles", { n: items.length }) : ""}</p>
    </>
  );
}
