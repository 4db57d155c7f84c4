// Setting up an authenticator app: what is shown once stays in this page alone.
import { Copy, Download } from "lucide-react";
import { useId, useRef, useState } from "react";
import { faultsOf, send, show, told } from "./forms.jsx";
import { useT } from "./i18n.js";

// A form that sends its fields and hands the answer on. `ask`: the password comes with it.
export function Ask({ action, ask, label, primary, children, onAnswer }) {
  const t = useT();
  const form = useRef(null);
  const sending = useRef(false);
  const [said, setSaid] = useState("");
  const onSubmit = async (event) => {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    setSaid("");
    const { problem, body } = await send(action, "POST", Object.fromEntries(new FormData(form.current)));
    let failed = problem;
    if (!failed) failed = await onAnswer(body, form.current);
    sending.current = false;
    if (!form.current) return;
    show(form.current, faultsOf(failed), t);
    if (failed) setSaid(told(failed, t));
  };
  return (
    <form ref={form} className="fields" onSubmit={onSubmit}>
      {children}
      {ask && <Field name="password" label={t("Your password")} type="password" autoComplete="current-password" required />}
      <button type="submit" className={primary ? "btn primary" : "btn"}>{label}</button>
      <p role="status" className="form-said bad">{said}</p>
    </form>
  );
}

export function Field({ name, label, hint, ...props }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} className="input" aria-describedby={`${id}-about`} {...props} />
      <div id={`${id}-about`}>
        {hint && <p className="hint">{hint}</p>}
        <p className="wrong" hidden data-fault={name} />
      </div>
    </div>
  );
}

function Codes({ codes }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const text = codes.join("\n");
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`MediaNest ${window.location.host}\n\n${text}\n`)}`;
  return (
    <div className="recovery">
      <ol className="codes" aria-label={t("Recovery codes")}>{codes.map((one) => <li key={one}>{one}</li>)}</ol>
      <div className="cluster">
        {navigator.clipboard && <button type="button" className="btn compact" onClick={copy}><Copy size={16} />{copied ? t("Copied") : t("Copy")}</button>}
        <a className="btn compact" href={file} download="medianest-recovery-codes.txt"><Download size={16} />{t("Save as a file")}</a>
      </div>
    </div>
  );
}

export function AppSetup({ begin, confirm, ask }) {
  const t = useT();
  const [made, setMade] = useState(null);
  if (!made) return <Ask action={begin} ask={ask} label={t("Set up an authenticator app")} onAnswer={(body) => void setMade(body)} />;
  return (
    <ol className="steps">
      <li>
        <h4>{t("Scan this with your authenticator app")}</h4>
        <div className="scan">
          <img src={made.qr} alt={t("QR code for the authenticator app")} width="190" height="190" />
          <div className="stack-2">
            <p className="soft">{t("No camera? Type this key into the app instead:")}</p>
            <code className="secret">{made.secret.match(/.{1,4}/g).join(" ")}</code>
            <p><a className="link" href={made.uri}>{t("Open the app on this device")}</a></p>
          </div>
        </div>
      </li>
      <li>
        <h4>{t("Keep these recovery codes")}</h4>
        <p className="soft">{t("Each lets you in once if you lose your phone. They are shown this once.")}</p>
        <Codes codes={made.recovery_codes} />
      </li>
      <li>
        <h4>{t("Type the code that the app shows")}</h4>
        {/* The answer brings a new session cookie, which the page takes up when it is loaded again. */}
        <Ask action={confirm} label={t("Turn on")} primary onAnswer={() => window.location.reload()}>
          <Field name="code" label={t("Code")} inputMode="numeric" autoComplete="one-time-code" required maxLength={9} />
        </Ask>
      </li>
    </ol>
  );
}

export function NewRecoveryCodes({ action, ask, onDone }) {
  const t = useT();
  const [codes, setCodes] = useState(null);
  if (codes) return <Codes codes={codes} />;
  const onAnswer = (body) => {
    setCodes(body.recovery_codes);
    onDone?.();
  };
  return <Ask action={action} ask={ask} label={t("Make new codes")} primary onAnswer={onAnswer} />;
}
