// The virtualised grid: only what is seen is in the document and only what was seen is fetched, in stretches.
import { useCallback, useEffect, useReducer, useRef } from "react";
import { VirtuosoGrid } from "react-virtuoso";
import { changed, getJson, useFeed, useMediaEvents } from "./feed.js";
import { useT } from "./i18n.js";
import { Failed } from "./lists.jsx";

const lists = new Map(); // address -> what is known of that list, so that the way back shows it at once
const KEPT_LISTS = 8;

function listOf(url) {
  const known = lists.get(url) ?? { total: null, pages: new Map(), failed: null, top: 0 };
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
      if (mine.data.total === null) address.searchParams.set("total", "true");
      try {
        const answer = await getJson(address, abort.signal);
        mine.data.pages.set(page, answer.items);
        mine.data.total ??= answer.total ?? answer.items.length;
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
    return () => mine.asked.forEach((abort) => abort.abort());
  }, [load]);
  useMediaEvents((detail) => {
    const { pages } = list.current.data;
    if (detail.refresh) {
      list.current.data.pages = new Map();
      list.current.data.total = null;
      load(0);
    } else pages.forEach((items, page) => pages.set(page, items.map((item) => changed(item, detail))));
    redraw();
  });
  return { data: list.current.data, load };
}

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
  const { total, pages, failed } = data;

  // The window scrolls, so the way back is ours to find: the list is as long as it was before its tiles are there.
  useEffect(() => {
    if (!total) return undefined;
    if (data.top) window.scrollTo(0, data.top);
    const remember = () => { data.top = window.scrollY; };
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [data, total]);

  const onRange = useCallback(
    ({ startIndex, endIndex }) => {
      for (let page = Math.floor(startIndex / pageSize); page <= Math.floor(endIndex / pageSize); page += 1) load(page);
    },
    [load, pageSize],
  );
  const content = (index) => {
    const item = pages.get(Math.floor(index / pageSize))?.[index % pageSize];
    return item ? draw(item, wide) : blank;
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
