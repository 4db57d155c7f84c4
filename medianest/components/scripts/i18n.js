// The language store: English texts are the keys; another language is one cacheable file.
import { useEffect, useLayoutEffect, useSyncExternalStore } from "react";

function fill(language, message, values) {
  return message.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined || value === null) return whole;
    return typeof value === "number" ? value.toLocaleString(language) : String(value);
  });
}

// A new function for each language, so that whatever depends on it is rendered again.
// `forms` are the English plural forms, for a language that has no entry.
function translator(language, messages) {
  return (text, values = {}, forms = undefined) => {
    const found = messages[text];
    let message = found ?? forms ?? text;
    if (message && typeof message === "object") {
      const form = new Intl.PluralRules(found ? language : "en").select(Number(values.n ?? 0));
      message = message[form] ?? message.other;
    }
    return fill(language, String(message), values);
  };
}

const english = { language: "en", t: translator("en", {}) };
const listeners = new Set();
let state = english;

const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const useStore = () => useSyncExternalStore(subscribe, () => state, () => english);

export const useT = () => useStore().t;
export const useLanguage = () => useStore().language;
// A sentence that the server chose: {text, values}.
export const said = (t, sentence) => t(sentence?.text ?? "", sentence?.values ?? {});
export const translate = (...args) => state.t(...args);

async function messagesOf(language) {
  if (language === "en") return {};
  const early = globalThis.medianestLanguage; // language.js has asked already
  if (early?.wanted === language && early.messages) return early.messages;
  const answer = await fetch(`/locales/${language}.json`);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

async function use(language) {
  const messages = await messagesOf(language);
  state = { language, t: translator(language, messages) };
  document.documentElement.lang = language;
  listeners.forEach((listener) => listener());
}

// What the person chose: kept, so that the next visit begins with it.
export async function setLanguage(language) {
  try {
    await use(language);
  } catch {
    return false; // the texts cannot be had now: the page stays readable as it is
  }
  try {
    localStorage.setItem("language", language);
  } catch {
    // Private windows without storage: the choice lasts for this page.
  }
  return true;
}

const page = () => document.documentElement.dataset;

// Mounted once, outside of the pages: shows what language.js has hidden as soon as it is drawn in its language.
export function LanguageGate() {
  const { language } = useStore();
  useEffect(() => {
    if (language === (window.medianestLanguage?.wanted ?? "en")) delete page().translating;
  }, [language]);
  return null;
}

// The language that the server knows for the person: nothing is painted in another one meanwhile.
export function usePreferredLanguage(known, language) {
  const current = useLanguage();
  useLayoutEffect(() => {
    if (!known || !language || language === current) return;
    page().translating = "";
    setLanguage(language).finally(() => delete page().translating);
    // Only what the server says counts here: the store itself is followed by whoever shows texts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [known, language]);
}

if (typeof window !== "undefined") {
  const wanted = window.medianestLanguage?.wanted ?? "en";
  if (wanted !== "en") use(wanted).catch(() => delete page().translating);
}
