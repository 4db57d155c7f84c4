// Before anything is painted: which language this browser reads, so that no page shows itself in another one first.
// The page stays hidden until i18n.js has the texts; once the scripts have come, three seconds are the most that may take.
// Before that a page can only be looked at: on a slow line it would stand there in English and change under the eyes.
(() => {
  const page = document.documentElement;
  let wanted = null;
  try {
    wanted = localStorage.getItem("language");
  } catch {
    // Private windows without storage.
  }
  const offered = document.currentScript.dataset.languages.split(" ");
  wanted = [wanted, ...navigator.languages.map((one) => one.split("-")[0])].find((one) => offered.includes(one)) ?? "en";
  window.medianestLanguage = { wanted };
  if (wanted === "en") return;
  page.lang = wanted;
  page.dataset.translating = "";
  window.medianestLanguage.messages = fetch(`/locales/${wanted}.json`).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)));
  window.medianestLanguage.messages.catch(() => delete page.dataset.translating);
  addEventListener("load", () => setTimeout(() => delete page.dataset.translating, 3000));
})();
