// What the frame does in the browser: the fonts, the heading's focus after a navigation, and the "/" key.
import "@fontsource-variable/bricolage-grotesque";
import "@fontsource-variable/inter";
import { useContext, useEffect } from "react";
import { useLocation } from "react-router";
import { ColorModeContext } from "$/utils/context-registry";
import { usePreferredLanguage } from "./i18n.js";

let loaded = false;

function focusHeading(root) {
  const heading = root.querySelector("h1");
  if (!heading) return false;
  const busy = document.activeElement && root.contains(document.activeElement) && document.activeElement !== root;
  if (!busy && !document.querySelector("[autofocus]:focus, #global-search:focus")) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  return true;
}

// The person's own theme and language, once the server has told them: they go from device to device.
export function Preferences({ known, theme, language }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  usePreferredLanguage(known, language);
  useEffect(() => {
    if (known && theme && theme !== rawColorMode) setColorMode(theme);
    // Only what the server says counts here; the mode itself is followed by the provider.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [known, theme]);
  return null;
}

// The router scrolls to a part of the page; the keyboard has to go on from there, too.
function useFragmentFocus() {
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash) document.getElementById(hash.slice(1))?.focus({ preventScroll: true });
  }, [hash, key]);
}

// Mounted with each page. The first page of a document keeps the browser's own focus.
export function PageEffects() {
  useFragmentFocus();
  useEffect(() => {
    const first = !loaded;
    loaded = true;
    const root = document.getElementById("main");
    if (first || !root || focusHeading(root)) return undefined;
    const watcher = new MutationObserver(() => focusHeading(root) && watcher.disconnect());
    watcher.observe(root, { childList: true, subtree: true });
    return () => watcher.disconnect();
  }, []);

  useEffect(() => {
    const onKey = (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest?.("input, textarea, select, [contenteditable], dialog, video")) return;
      const box = document.getElementById("global-search");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return null;
}
