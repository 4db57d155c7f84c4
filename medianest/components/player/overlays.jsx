// What stands over the picture and asks: go on where you were, what went wrong, what comes next, which keys there are.

import { useEffect, useRef } from "react";
import { ArrowLeft, Files, Gauge, LogIn, Play, RotateCcw, RefreshCw, SkipForward, Wand2, X } from "lucide-react";
import { clock } from "./clock.js";
import { SHORTCUTS } from "./inputs.jsx";
import { versionLabel } from "./menus.jsx";
import { useT } from "./words.js";

function useFocus() {
  const first = useRef(null);
  useEffect(() => {
    first.current?.focus({ preventScroll: true });
  }, []);
  return first;
}

export function ResumePrompt({ session }) {
  const t = useT();
  const focus = useFocus();
  const { resumeAt, begin, plan } = session;
  return (
    <div className="mn-panel" role="dialog" aria-modal="true" aria-label={t("Go on watching?")} data-interactive>
      {plan && (
        <div className="mn-asked">
          <h2>{plan.title}</h2>
          {plan.subtitle && <p>{plan.subtitle}</p>}
        </div>
      )}
      <button ref={focus} type="button" className="mn-action mn-primary" onClick={() => begin(resumeAt)}>
        <Play size={20} fill="currentColor" aria-hidden="true" />
        {t("Resume at {time}", { time: clock(resumeAt) })}
      </button>
      <button type="button" className="mn-action" onClick={() => begin(0)}>
        <RotateCcw size={20} aria-hidden="true" />
        {t("Start over")}
      </button>
    </div>
  );
}

/** What another site's own player says of a work that only it may show. */
function embedded(t, code) {
  const said = {
    "embed-gone": t("Its owner has removed this video or made it private."),
    "embed-forbidden": t("Its owner does not allow this video to be played outside of their own site."),
    "embed-referrer": t("The other site's player does not learn who asks. Open MediaNest by its own address, without a program in between that takes the referrer away."),
    "embed-silent": t("The other site's player does not answer. Your network or your browser may keep it out."),
  };
  return said[code] ?? t("The other site's player cannot play this video.");
}

function sentence(t, failure) {
  if (failure.status === 401) return t("You have been signed out. Sign in to go on.");
  if (failure.status === 403 || failure.status === 404) return t("This title is gone, or you may not see it.");
  if (failure.code.startsWith("embed-")) return embedded(t, failure.code);
  if (failure.code === "source_unavailable") return t("Its file cannot be reached now. The disk or the server that holds it may be away.");
  if (failure.status === 503) return t("The server is busy. Try again in a moment.");
  if (failure.code === "unreachable" || failure.code === "network") {
    return t("The server cannot be reached. Your place is kept; playing goes on when it is back.");
  }
  if (failure.text) return t(failure.text);
  return t("This file could not be played, not even after converting it. It may be damaged.");
}

/** The next quality below the one that failed: less to convert, less to carry. */
function gentler(plan, quality) {
  const sized = (plan?.qualities ?? []).filter((each) => each.height && each.id !== "original");
  const tried = sized.find((each) => each.id === quality)?.height ?? plan?.tracks.video?.height ?? Infinity;
  return sized.find((each) => each.height < tried && each.height <= 720) ?? null;
}

export function ErrorPanel({ session, onBack, login }) {
  const t = useT();
  const focus = useFocus();
  const { failure, plan, detail, open } = session;
  const others = (detail?.sources ?? []).filter((source) => source.state === "available" && source.id !== plan?.source_id);
  const lower = gentler(plan, session.quality);
  return (
    <div className="mn-panel mn-error" role="alertdialog" aria-modal="true" aria-labelledby="mn-error-title" data-interactive>
      <h2 id="mn-error-title">{t("This does not play")}</h2>
      <p>{sentence(t, failure)}</p>
      <div className="mn-actions">
        {failure.status === 401 ? (
          // A document load: the page's websocket has to take the new session's cookie.
          <a className="mn-action mn-primary" href={`${login}?next=${encodeURIComponent(window.location.pathname)}`}>
            <LogIn size={18} aria-hidden="true" />
            {t("Sign in")}
          </a>
        ) : (
          <button ref={focus} type="button" className="mn-action mn-primary" onClick={() => open({ least: null })}>
            <RefreshCw size={18} aria-hidden="true" />
            {t("Try again")}
          </button>
        )}
        {plan && plan.method !== "transcode" && plan.method !== "embed" && (
          <button type="button" className="mn-action" onClick={() => open({ least: "transcode" })}>
            <Wand2 size={18} aria-hidden="true" />
            {t("Convert it")}
          </button>
        )}
        {lower && (
          <button type="button" className="mn-action" onClick={() => open({ quality: lower.id, least: null })}>
            <Gauge size={18} aria-hidden="true" />
            {t("Play in {quality}", { quality: `${lower.height}p` })}
          </button>
        )}
        {others.slice(0, 3).map((source) => (
          <button key={source.id} type="button" className="mn-action" onClick={() => open({ source_id: source.id, least: null })}>
            <Files size={18} aria-hidden="true" />
            {t("Play {version}", { version: versionLabel(source) || source.file_name })}
          </button>
        ))}
        <button type="button" className="mn-action" onClick={onBack}>
          <ArrowLeft size={18} aria-hidden="true" />
          {t("Back")}
        </button>
      </div>
    </div>
  );
}

export function NextCard({ following }) {
  const t = useT();
  const { next, left, automatic, go, cancel } = following;
  return (
    <section className="mn-next" aria-label={t("Up next")} data-interactive>
      {(next.backdrop ?? next.poster) && <img src={`${(next.backdrop ?? next.poster).url}&width=480`} alt="" />}
      <div className="mn-next-text">
        <small>{automatic ? t("Up next in {n} s", { n: left }) : t("Up next")}</small>
        <strong>{next.title}</strong>
        <span>{next.subtitle}</span>
        <div className="mn-actions">
          <button type="button" className="mn-action mn-primary" onClick={go}>
            <Play size={16} fill="currentColor" aria-hidden="true" />
            {t("Play now")}
          </button>
          <button type="button" className="mn-action" onClick={cancel}>
            {t("Cancel")}
          </button>
        </div>
      </div>
    </section>
  );
}

export function SkipButton({ segments }) {
  const t = useT();
  const { now, skip } = segments;
  if (!now) return null;
  const words = { intro: t("Skip the opening"), recap: t("Skip the recap"), credits: t("Skip the credits"), preview: t("Skip the preview") };
  return (
    <button type="button" className="mn-action mn-skip" onClick={skip} data-interactive>
      {words[now.kind]}
      <SkipForward size={18} fill="currentColor" aria-hidden="true" />
    </button>
  );
}

export function StillWatching({ following, onBack }) {
  const t = useT();
  const focus = useFocus();
  return (
    <div className="mn-panel" role="dialog" aria-modal="true" aria-labelledby="mn-still-title" data-interactive>
      <h2 id="mn-still-title">{t("Are you still watching?")}</h2>
      <p>{t("Next is {title}.", { title: following.next.title })}</p>
      <div className="mn-actions">
        <button ref={focus} type="button" className="mn-action mn-primary" onClick={following.go}>
          <Play size={18} fill="currentColor" aria-hidden="true" />
          {t("Go on")}
        </button>
        <button type="button" className="mn-action" onClick={onBack}>
          <ArrowLeft size={18} aria-hidden="true" />
          {t("Back")}
        </button>
      </div>
    </div>
  );
}

export function ShortcutList({ onClose }) {
  const t = useT();
  const focus = useFocus();
  useEffect(() => {
    const press = (event) => event.key === "Escape" && onClose();
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [onClose]);
  return (
    <div className="mn-panel mn-help" role="dialog" aria-modal="true" aria-labelledby="mn-help-title" data-interactive>
      <header>
        <h2 id="mn-help-title">{t("Keyboard shortcuts")}</h2>
        <button ref={focus} type="button" className="mn-button" onClick={onClose} aria-label={t("Close")}>
          <X />
        </button>
      </header>
      <dl>
        {SHORTCUTS(t).map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
