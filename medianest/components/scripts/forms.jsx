// A form that sends its fields to the API as JSON and says what was wrong where it was wrong.
import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { goToSignIn } from "./feed.js";
import { said, useT } from "./i18n.js";

// What is wrong with each field, as {text, values}.
export const faultsOf = (problem) =>
  problem?.sentences?.errors ?? Object.fromEntries(Object.entries(problem?.errors ?? {}).map(([name, text]) => [name, { text }]));

// What is wrong in all, in the reader's language.
export function told(problem, t) {
  const why = problem.sentences?.detail ?? { text: problem.detail || problem.title };
  return why.text ? said(t, why) : t("That did not work. Try again.");
}

export function show(form, faults, t) {
  form.querySelectorAll("[data-fault]").forEach((place) => {
    const fault = faults[place.dataset.fault];
    place.hidden = !fault;
    place.textContent = fault ? said(t, fault) : "";
    form.elements[place.dataset.fault]?.setAttribute("aria-invalid", fault ? "true" : "false");
  });
  const first = Object.keys(faults).find((name) => form.elements[name]);
  if (first) form.elements[first].focus();
}

// What is sent: a fieldset with `data-list` is a list of what is ticked in it, or null while its `data-every` is; a box
// with `data-flag` is true or false; an empty number is null.
function collected(form) {
  const fields = Object.fromEntries(new FormData(form));
  form.querySelectorAll("[data-list]").forEach((set) => {
    const ticked = [...set.querySelectorAll("input:checked")];
    fields[set.dataset.list] = ticked.some((box) => "every" in box.dataset) ? null : ticked.map((box) => box.value);
  });
  form.querySelectorAll("[data-flag]").forEach((box) => { fields[box.name] = box.checked; });
  form.querySelectorAll("[data-number]").forEach((input) => { if (input.value === "") fields[input.name] = null; });
  return fields;
}

export async function send(action, method, fields) {
  try {
    const answer = await fetch(action, {
      method, credentials: "same-origin", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(fields),
    });
    const body = answer.status === 204 ? null : await answer.json();
    return answer.ok ? { body } : { problem: body };
  } catch {
    // message
    return { problem: { detail: "The server cannot be reached. Try again in a moment." } };
    // end of messages
  }
}

// What the server shows once: it stays in the page alone, and can be selected whole and copied.
function Revealed({ label, value }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(value).then(() => setCopied(true), () => setCopied(false));
  return (
    <div className="field revealed">
      <label htmlFor="revealed">{label}</label>
      <div className="with-button">
        <input id="revealed" className="input" readOnly value={value} onFocus={(event) => event.target.select()} autoFocus spellCheck={false} autoComplete="off" />
        {/* Without https there is no clipboard to write to: the field is selected, and the keyboard copies it. */}
        {navigator.clipboard && (
          <button type="button" className="btn" onClick={copy}>
            {copied ? <Check size={17} /> : <Copy size={17} />}
            {copied ? t("Copied") : t("Copy")}
          </button>
        )}
      </div>
    </div>
  );
}

export function RestForm({ action, method = "POST", done, onDone, reveal, revealLabel, className, children }) {
  const t = useT();
  const form = useRef(null);
  const sending = useRef(false); // two presses of Enter come before the first is rendered
  const [state, setState] = useState({ busy: false, said: "", bad: false, secret: "" });
  useEffect(() => {
    // What was said and shown in a dialog is gone once it is closed.
    const dialog = form.current?.closest("dialog");
    const forget = () => setState({ busy: false, said: "", bad: false, secret: "" });
    dialog?.addEventListener("close", forget);
    return () => dialog?.removeEventListener("close", forget);
  }, []);
  const onSubmit = async (event) => {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    setState({ busy: true, said: "", bad: false, secret: "" });
    const { problem, body } = await send(action, method, collected(form.current));
    sending.current = false;
    if (!form.current) return;
    if (problem?.code === "not_signed_in") goToSignIn();
    show(form.current, faultsOf(problem), t);
    if (problem) {
      setState({ busy: false, said: told(problem, t), bad: true, secret: "" });
      return;
    }
    form.current.reset();
    setState({ busy: false, said: done ?? "", bad: false, secret: reveal ? body?.[reveal] ?? "" : "" });
    onDone?.();
  };
  return (
    <form ref={form} className={className} onSubmit={onSubmit} aria-busy={state.busy}>
      {children}
      <p role="status" className={state.bad ? "form-said bad" : "form-said"}>{state.said}</p>
      {state.secret && <Revealed label={revealLabel} value={state.secret} />}
    </form>
  );
}
