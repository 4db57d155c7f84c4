// Passkeys: only the browser can ask the device. What it answers is checked by the server.
import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { send, told } from "./forms.jsx";
import { useT } from "./i18n.js";
import { Ask, Field } from "./second_factor.jsx";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withId = (one) => ({ ...one, id: bytes(one.id) });

function asJson(credential) {
  const { response } = credential;
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = Object.fromEntries(fields.filter((name) => response[name]).map((name) => [name, text(response[name])]));
  if (response.getTransports) answer.transports = response.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: answer, clientExtensionResults: {} };
}

// message
const SAID = {
  number: "Passkeys do not work at an IP address. Open this server by a name with https, or as http://localhost.",
  clear: "Passkeys need https. (On the server itself http://localhost does, too.)",
  unknown: "This browser knows no passkeys.",
  InvalidStateError: "This device has a passkey for you already.",
  NotAllowedError: "The device made no passkey available, or it took too long.",
  other: "The device could not do this. Try again.",
};
// end of messages

// Why there can be none here; empty where there can.
function obstacle() {
  if (/^[\d.]+$|^\[/.test(window.location.hostname)) return SAID.number;
  if (!window.isSecureContext) return SAID.clear;
  return window.PublicKeyCredential ? "" : SAID.unknown;
}

const problemOf = (error) => ({ detail: SAID[error.name] ?? SAID.other });

function useObstacle() {
  const [found, setFound] = useState(null); // unknown until the page is in a browser
  useEffect(() => setFound(obstacle()), []);
  return found;
}

export function AddPasskey({ options, action, ask }) {
  const t = useT();
  const found = useObstacle();
  if (found === null) return null;
  if (found) return <p className="muted small">{t(found)}</p>;
  const onAnswer = async (given, form) => {
    try {
      const publicKey = { ...given, challenge: bytes(given.challenge), user: withId(given.user), excludeCredentials: given.excludeCredentials.map(withId) };
      const credential = asJson(await navigator.credentials.create({ publicKey }));
      const { problem } = await send(action, "POST", { name: form.elements.name.value, credential });
      // The answer brings a new session cookie, which the page takes up when it is loaded again.
      if (!problem) window.location.reload();
      return problem;
    } catch (error) {
      return problemOf(error);
    }
  };
  return (
    <Ask action={options} ask={ask} label={t("Add a passkey")} onAnswer={onAnswer}>
      <Field name="name" label={t("Name of the passkey")} hint={t("So that you know which device it is on.")} required maxLength={60} autoComplete="off" />
    </Ask>
  );
}

export function PasskeySignIn({ options, action, next }) {
  const t = useT();
  const found = useObstacle();
  const [state, setState] = useState({ busy: false, said: "" });
  if (found === null) return null;
  if (found) return <p className="muted small">{t(found)}</p>;
  const attempt = async () => {
    const { problem, body } = await send(options, "POST", {});
    if (problem) return problem;
    try {
      const publicKey = { ...body, challenge: bytes(body.challenge), allowCredentials: (body.allowCredentials ?? []).map(withId) };
      const credential = asJson(await navigator.credentials.get({ publicKey }));
      const { problem: refused, body: done } = await send(action, "POST", { credential, next });
      if (!refused) window.location.assign(done.location);
      return refused;
    } catch (error) {
      return problemOf(error);
    }
  };
  const onClick = async () => {
    setState({ busy: true, said: "" });
    const problem = await attempt();
    setState({ busy: !problem, said: problem ? told(problem, t) : "" });
  };
  return (
    <div className="stack-2">
      <button type="button" className="btn large" onClick={onClick} disabled={state.busy}><KeyRound size={19} />{t("Sign in with a passkey")}</button>
      <p role="status" className="form-said bad">{state.said}</p>
    </div>
  );
}
