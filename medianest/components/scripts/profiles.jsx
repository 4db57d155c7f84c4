// A shared browser: who is watching? The server knows whom it remembers; the forms are the browser's own.
import { ArrowLeft } from "lucide-react";
import { useEffect, useLayoutEffect, useState } from "react";
import { useT } from "./i18n.js";

// So that a browser which remembers somebody does not show the password's form first.
const HINT = "medianest-profiles";
const hinted = () => { try { return localStorage.getItem(HINT) === "1"; } catch { return false; } };
const hint = (some) => { try { if (some) localStorage.setItem(HINT, "1"); else localStorage.removeItem(HINT); } catch { /* Kept by no browser that forbids it. */ } };
const initial = (name) => [...name.trim()][0]?.toUpperCase() ?? "?";

function Pin({ profile, action, next, fault, onBack }) {
  const t = useT();
  return (
    <form action={action} method="post" className="fields pin-form">
      <span className="avatar profile-face" aria-hidden="true">{initial(profile.display_name)}</span>
      <h1>{profile.display_name}</h1>
      {fault && <p role="alert" className="form-said bad">{fault}</p>}
      <input type="hidden" name="profile" value={profile.id} />
      <input type="hidden" name="next" value={next} />
      <div className="field">
        <label htmlFor="profile-pin">{t("PIN")}</label>
        <input id="profile-pin" name="pin" className="input" type="password" inputMode="numeric" pattern="[0-9]{4,8}" minLength={4} maxLength={8} title={t("4 to 8 digits.")} autoComplete="off" required autoFocus />
      </div>
      <button type="submit" className="btn primary large">{t("Go on")}</button>
      <button type="button" className="btn quiet" onClick={onBack}><ArrowLeft size={18} />{t("Somebody else")}</button>
    </form>
  );
}

function Faces({ profiles, forget, fault, onChoose, onPassword }) {
  const t = useT();
  return (
    <>
      <h1>{t("Who is watching?")}</h1>
      {fault && <p role="alert" className="form-said bad">{fault}</p>}
      <ul className="profiles">
        {profiles.map((one) => (
          <li key={one.id}>
            <button type="button" className="profile" onClick={() => onChoose(one.id)}>
              <span className="avatar profile-face" aria-hidden="true">{initial(one.display_name)}</span>
              <span className="profile-name">{one.display_name}</span>
            </button>
            <form action={forget} method="post">
              <input type="hidden" name="profile" value={one.id} />
              <button type="submit" className="btn quiet compact" aria-label={t("Forget {name} on this browser", { name: one.display_name })}>{t("Forget on this browser")}</button>
            </form>
          </li>
        ))}
      </ul>
      <button type="button" className="btn large" onClick={onPassword}>{t("Sign in with a password")}</button>
    </>
  );
}

export function Profiles({ source, action, forget, next, chosen, fault, done, children }) {
  const t = useT();
  const [profiles, setProfiles] = useState([]);
  const [waiting, setWaiting] = useState(false);
  const [picked, setPicked] = useState(null); // null: as the address says
  const [password, setPassword] = useState(false);
  useLayoutEffect(() => setWaiting(hinted()), []);
  useEffect(() => {
    let gone = false;
    const take = (items) => {
      if (gone) return;
      hint(items.length > 0);
      setProfiles(items);
      setWaiting(false);
    };
    fetch(source, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { items: [] }))
      .then(({ items }) => take(items), () => !gone && setWaiting(false));
    return () => { gone = true; };
  }, [source]);
  if (waiting) return <div className="profiles-wait" aria-busy="true" />;
  // What went wrong with a password is said where it is typed.
  const elsewhere = (fault && !chosen) || done;
  if (profiles.length === 0 || password || (elsewhere && picked === null)) {
    return (
      <>
        {children}
        {profiles.length > 0 && <button type="button" className="btn quiet" onClick={() => { setPassword(false); setPicked(""); }}><ArrowLeft size={18} />{t("Who is watching?")}</button>}
      </>
    );
  }
  const profile = profiles.find((one) => one.id === (picked ?? chosen));
  const said = picked === null || picked === chosen ? fault : "";
  if (profile) return <Pin key={profile.id} profile={profile} action={action} next={next} fault={said} onBack={() => setPicked("")} />;
  return <Faces profiles={profiles} forget={forget} fault={picked === null ? fault : ""} onChoose={setPicked} onPassword={() => setPassword(true)} />;
}
