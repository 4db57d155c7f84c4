// The search box of the header: results as you type, arrows to choose, Enter for the page of all results.
import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { getJson } from "./feed.js";
import { said, useT } from "./i18n.js";

function useResults(api, text) {
  const [state, setState] = useState({ query: "", data: null, error: null });
  useEffect(() => {
    const query = text.trim();
    if (!query) {
      setState({ query: "", data: null, error: null });
      return undefined;
    }
    const abort = new AbortController();
    const wait = setTimeout(() => {
      getJson(`${api}?q=${encodeURIComponent(query)}&limit=6`, abort.signal).then(
        (data) => setState({ query, data, error: null }),
        (error) => abort.signal.aborted || setState({ query, data: null, error }),
      );
    }, 120);
    return () => {
      clearTimeout(wait);
      abort.abort();
    };
  }, [api, text]);
  return state;
}

export function SearchBox({ api, page, hit, person }) {
  const t = useT();
  const id = useId();
  const go = useNavigate();
  const place = useLocation();
  const [query] = useSearchParams();
  const onPage = place.pathname.replace(/\/$/, "") === page;
  const [text, setText] = useState(onPage ? (query.get("q") ?? "") : "");
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const box = useRef(null);
  const found = useResults(api, open && !onPage ? text : "");
  const groups = found.data?.groups ?? [];
  const people = found.data?.people ?? [];
  const hits = [
    ...groups.flatMap((group) => group.items.map((item) => ({ key: item.id, to: `/media/${item.id}`, node: hit(item) }))),
    ...people.map((one) => ({ key: one.id, to: `/person/${one.id}`, node: person(one) })),
  ].slice(0, 12);
  const shown = open && !onPage && Boolean(found.query);

  useEffect(() => setChosen(-1), [found.query]);
  useEffect(() => {
    const away = (event) => box.current?.contains(event.target) || setOpen(false);
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, []);
  useEffect(() => {
    if (!onPage) return undefined;
    const wait = setTimeout(() => {
      if (text.trim() !== (query.get("q") ?? "")) go(`${page}?q=${encodeURIComponent(text.trim())}`, { replace: true, preventScrollReset: true });
    }, 200);
    return () => clearTimeout(wait);
    // Only typing changes the address, not the other way round.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);

  const submit = (event) => {
    event.preventDefault();
    if (shown && chosen >= 0 && hits[chosen]) go(hits[chosen].to);
    else go(`${page}?q=${encodeURIComponent(text.trim())}`);
    setOpen(false);
  };
  const onKey = (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way && hits.length) {
      event.preventDefault();
      setChosen((old) => (old + way + hits.length + 1) % (hits.length + 1) === hits.length ? -1 : (old + way + hits.length + 1) % (hits.length + 1));
    }
    if (event.key === "Escape") {
      setOpen(false);
      if (!shown) event.target.blur();
    }
  };
  return (
    <form className="search" role="search" ref={box} onSubmit={submit}>
      <div className="search-field">
        <Search size={18} aria-hidden="true" />
        <input
          id="global-search" type="search" name="q" autoComplete="off" spellCheck="false" enterKeyHint="search"
          placeholder={t("Search")} aria-label={t("Search your library")} role="combobox" aria-autocomplete="list"
          aria-expanded={shown} aria-controls={`${id}-hits`} aria-activedescendant={chosen >= 0 && shown ? `${id}-${chosen}` : undefined}
          value={text} onChange={(event) => { setText(event.target.value); setOpen(true); }} onFocus={() => setOpen(true)} onKeyDown={onKey}
        />
        {!text && <kbd aria-hidden="true">/</kbd>}
      </div>
      <div className="search-panel" hidden={!shown}>
        <div id={`${id}-hits`} role="listbox" aria-label={t("Results")}>
          {hits.map((one, index) => (
            <div
              key={one.key} id={`${id}-${index}`} className="hit" role="option" aria-selected={index === chosen}
              onPointerMove={() => setChosen(index)} onClick={() => { setOpen(false); go(one.to); }}
            >
              {one.node}
            </div>
          ))}
        </div>
        {found.error && <p className="hit-note soft" role="alert">{said(t, found.error.sentence)}</p>}
        {found.data && !hits.length && <p className="hit-note soft" role="status">{t("Nothing found for “{query}”", { query: found.query })}</p>}
      </div>
    </form>
  );
}
