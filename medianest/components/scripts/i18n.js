// The language store: English texts are the keys; another language is one cacheable file.
import { useSyncExternalStore } from "react";

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
export const translate = (...args) => state.t(...args);

export async function setLanguage(language) {
  let messages = {};
  if (language !== "en") {
    const answer = await fetch(`/locales/${language}.json`);
    if (!answer.ok) return false;
    messages = await answer.json();
  }
  state = { language, t: translator(language, messages) };
  document.documentElement.lang = language;
  try {
    localStorage.setItem("language", language);
  } catch {
    // Private windows without storage: the choice lasts for this page.
  }
  listeners.forEach((listener) => listener());
  return true;
}

if (typeof window !== "undefined") {
  window.medianestSetLanguage = setLanguage;
  try {
    const wanted = localStorage.getItem("language");
    if (wanted && wanted !== "en") setLanguage(wanted);
  } catch {
    // as above
  }
}
