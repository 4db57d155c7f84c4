// One menu for all tiles of a page, in the top layer beside the button that opened it; and native dialogs by id.
import { useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { tell } from "./feed.js";
import { useT } from "./i18n.js";

export const openMenu = (event, item) => {
  event.preventDefault();
  event.stopPropagation();
  window.dispatchEvent(new CustomEvent("medianest:menu", { detail: { item, button: event.currentTarget } }));
};

export const openDialog = (id) => document.getElementById(id)?.showModal();
export const closeDialog = (id) => document.getElementById(id)?.close();

export function MenuButton({ item, label, className, children }) {
  return (
    <button type="button" className={className} aria-haspopup="menu" aria-label={label} onClick={(event) => openMenu(event, item)}>
      {children}
    </button>
  );
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.right - size.width, window.innerWidth - size.width - 8));
  const below = at.bottom + 6;
  const top = below + size.height > window.innerHeight - 8 ? Math.max(8, at.top - size.height - 6) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

function step(menu, way) {
  const all = [...menu.querySelectorAll("[role=menuitem]")];
  const next = all.indexOf(document.activeElement) + way;
  all[(next + all.length) % all.length]?.focus();
}

// Tells the lists of the page once the server has taken a mark: which of them a work stands in may depend on it.
function useMarks(marks) {
  const known = useRef(marks);
  useEffect(() => {
    if (known.current === marks) return;
    known.current = marks;
    tell({ marked: true });
  }, [marks]);
}

export function MediaMenu({ draw, marks }) {
  const t = useT();
  useMarks(marks);
  const menu = useRef(null);
  const [open, setOpen] = useState(null);
  const location = useLocation();
  useEffect(() => {
    const onOpen = (event) => setOpen(event.detail);
    window.addEventListener("medianest:menu", onOpen);
    return () => window.removeEventListener("medianest:menu", onOpen);
  }, []);
  useEffect(() => setOpen(null), [location.key]);
  useEffect(() => {
    const node = menu.current;
    if (!open || !node) return;
    if (!node.matches(":popover-open")) node.showPopover();
    place(node, open.button);
    node.querySelector("[role=menuitem]")?.focus();
  }, [open]);
  const onKey = (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) {
      event.preventDefault();
      step(menu.current, way);
    }
    if (event.key === "Tab") menu.current.hidePopover();
  };
  const onToggle = (event) => {
    if (event.newState !== "closed" || !open) return;
    const button = open.button;
    setOpen(null);
    if (document.activeElement === document.body || menu.current?.contains(document.activeElement)) button?.focus();
  };
  return (
    <div
      ref={menu} className="menu" role="menu" popover="auto" aria-label={t("Actions")} onKeyDown={onKey} onToggle={onToggle}
      onClick={(event) => event.target.closest("[role=menuitem]") && menu.current.hidePopover()}
    >
      {open && draw(open.item)}
    </div>
  );
}
