// A service that never says by itself that a person has agreed is asked about it, through our server, until it has.
import { useEffect, useState } from "react";
import { useT } from "./i18n.js";

const EVERY = 2000; // milliseconds
const STILL = new Set([429, 502, 503, 504]); // ours or a proxy's trouble, not the end

export function PinWait({ doors, fallback }) {
  const t = useT();
  const [url, setUrl] = useState("");
  useEffect(() => {
    const asked = new URLSearchParams(window.location.search);
    const provider = asked.get("provider") ?? "";
    const state = encodeURIComponent(asked.get("state") ?? "");
    if (!/^[a-z0-9-]{1,32}$/.test(provider) || !state) {
      window.location.replace(fallback);
      return undefined;
    }
    let timer = 0;
    let gone = false;
    // The end, good or bad, is told by the door that browsers come back to.
    const leave = () => window.location.replace(`${doors}/${provider}/callback?state=${state}`);
    const ask = async () => {
      try {
        const answer = await fetch(`${doors}/${provider}/waiting?state=${state}`, { credentials: "same-origin" });
        if (gone) return;
        if (answer.ok) {
          const told = await answer.json();
          if (!told.url) return leave();
          setUrl(told.url);
        } else if (!STILL.has(answer.status)) return leave();
      } catch {
        // Away for a moment: ask again.
      }
      if (!gone) timer = window.setTimeout(ask, EVERY);
    };
    ask();
    return () => {
      gone = true;
      window.clearTimeout(timer);
    };
  }, [doors, fallback]);
  return url ? (
    <a className="btn primary large" href={url} target="_blank" rel="noopener noreferrer">{t("Open Plex")}</a>
  ) : (
    <span className="btn large" aria-busy="true">{t("One moment …")}</span>
  );
}
