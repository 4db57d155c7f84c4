import { useCallback, useEffect, useState } from "react";

const MOST = 4;
const SECONDS = { error: 12, warning: 8 };

// Shows each message of the server once. `seq` grows with every message of the tab and outlives a reload, so the last
// one shown is kept beside it. The region stands in the page from the start: screen readers announce what enters it.
export function NoticeList({ seq, level, text, dismiss }) {
  const [shown, setShown] = useState([]);
  const remove = useCallback((id) => setShown((now) => now.filter((one) => one.id !== id)), []);
  useEffect(() => {
    if (!seq || !text) return;
    if (Number(sessionStorage.getItem("medianest-notice")) === seq) return;
    sessionStorage.setItem("medianest-notice", String(seq));
    setShown((now) => [...now, { id: seq, level, text }].slice(-MOST));
    setTimeout(() => remove(seq), 1000 * (SECONDS[level] || 5));
  }, [seq]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <div key={one.id} className={`toast ${one.level}`}>
          <span>{one.text}</span>
          <button type="button" className="toast-close" aria-label={dismiss} onClick={() => remove(one.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
