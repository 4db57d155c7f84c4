// The virtualised grid: only what is seen is in the document and only what was seen is fetched, in stretches.
import { memo, useCallback, useEffect, useReducer, useRef } from "react";
import { VirtuosoGrid } from "react-virtuoso";
import { changed, getJson, useFeed, useMediaEvents } from "./feed.js";
import { useT } from "./i18n.js";
import { Failed } from "./lists.jsx";

const lists = new Map(); // address -> what is known of that list, so that the way back shows it at once
const KEPT_LISTS = 8;

// What is watched leaves a list of what is not; a list that is not on the page now is simply forgotten.
const unwatchedOnly = (url) => url.includes("unwatched=true");
if (typeof window !== "undefined") {
  window.addEventListener("medianest:media", ({ detail }) => {
    if (detail.marked) [...lists].forEach(([url, list]) => unwatchedOnly(url) && !list.shown && lists.delete(url));
  });
}

// `before` is drawn where a stretch is being asked for again, so that nothing flickers.
function listOf(url) {
  const known = lists.get(url) ?? { total: null, counted: false, pages: new Map(), before: null, failed: null, top: 0, range: [0, 0], shown: 0 };
  lists.delete(url);
  lists.set(url, known);
  if (lists.size > KEPT_LISTS) lists.delete(lists.keys().next().value);
  return known;
}

function useStretches(url, size) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const list = useRef(null);
  if (!list.current || list.current.url !== url) list.current = { url, asked: new Map(), ...{ data: listOf(url) } };
  const load = useCallback(
    async (page) => {
      const mine = list.current;
      if (mine.data.pages.has(page) || mine.asked.has(page)) return;
      const abort = new AbortController();
      mine.asked.set(page, abort);
      const address = new URL(url, window.location.origin);
      address.searchParams.set("limit", size);
      address.searchParams.set("start", page * size);
      if (!mine.data.counted) address.searchParams.set("total", "true");
      try {
        const answer = await getJson(address, abort.signal);
        mine.data.pages.set(page, answer.items);
        if (!mine.data.counted) mine.data.total = answer.total ?? answer.items.length;
        mine.data.counted = true;
        mine.data.failed = null;
      } catch (error) {
        if (abort.signal.aborted) return;
        mine.data.failed = error;
      } finally {
        mine.asked.delete(page);
      }
      if (list.current === mine) redraw();
    },
    [url, size],
  );
  useEffect(() => {
    load(0);
    const mine = list.current;
    mine.data.shown += 1;
    return () => {
      mine.data.shown -= 1;
      mine.asked.forEach((abort) => abort.abort());
    };
  }, [load]);
  useMediaEvents((detail) => {
    const { pages } = list.current.data;
    if (detail.refresh || (detail.marked && unwatchedOnly(url))) {
      const { data, asked } = list.current;
      asked.forEach((abort) => abort.abort());
      asked.clear();
      Object.assign(data, { pages: new Map(), before: pages, counted: false });
      for (let page = data.range[0]; page <= data.range[1]; page += 1) load(page);
    } else if (detail.id) pages.forEach((items, page) => pages.set(page, items.map((item) => changed(item, detail))));
    redraw();
  });
  return { data: list.current.data, load };
}

// A tile that is there stays as it is while others come and go.
const Tile = memo(({ item, draw, wide }) => draw(item, wide), (old, now) => old.item === now.item && old.wide === now.wide);

function Letters({ url, jump }) {
  const t = useT();
  const { data } = useFeed(url);
  if (!data || data.length < 4) return null;
  return (
    <nav className="az" aria-label={t("Jump to letter")}>
      {data.map(({ letter, start }) => (
        <button type="button" key={letter} onClick={() => jump(start)}>{letter}</button>
      ))}
    </nav>
  );
}

export function MediaGrid({ url, letters, pageSize = 100, wide = false, draw, blank, skeleton, empty }) {
  const t = useT();
  const grid = useRef(null);
  const { data, load } = useStretches(url, pageSize);
  const { total, pages, before, failed } = data;

  // The window scrolls, so the way back is ours to find: the list is as long as it was before its tiles are there.
  useEffect(() => {
    if (!total) return undefined;
    if (data.top) window.scrollTo(0, data.top);
    const remember = () => { data.top = window.scrollY; };
    // First of all listeners: once the list has moved its tiles, the same question costs a layout of the page.
    window.addEventListener("scroll", remember, { passive: true, capture: true });
    return () => window.removeEventListener("scroll", remember, { capture: true });
  }, [data, total]);

  const onRange = useCallback(
    ({ startIndex, endIndex }) => {
      data.range = [Math.floor(startIndex / pageSize), Math.floor(endIndex / pageSize)];
      for (let page = data.range[0]; page <= data.range[1]; page += 1) load(page);
    },
    [data, load, pageSize],
  );
  const content = (index) => {
    const page = Math.floor(index / pageSize);
    const item = (pages.get(page) ?? before?.get(page))?.[index % pageSize];
    return item ? <Tile item={item} draw={draw} wide={wide} /> : blank;
  };
  if (total === null) return failed ? <Failed error={failed} retry={() => load(0)} /> : skeleton;
  if (!total) return empty;
  return (
    <>
      <p className="sr-only" role="status">{t("{n} titles", { n: total }, { one: "{n} title", other: "{n} titles" })}</p>
      <VirtuosoGrid
        ref={grid}
        useWindowScroll
        totalCount={total}
        initialItemCount={Math.min(total, 40)}
        rangeChanged={onRange}
        increaseViewportBy={{ top: 600, bottom: 1200 }}
        listClassName={wide ? "grid wide" : "grid"}
        itemContent={content}
      />
      {letters && <Letters url={letters} jump={(index) => grid.current?.scrollToIndex({ index, align: "start", offset: -140 })} />}
      {failed && <Failed error={failed} retry={() => onRange({ startIndex: 0, endIndex: total - 1 })} />}
    </>
  );
}
