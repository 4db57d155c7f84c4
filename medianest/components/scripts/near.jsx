// A tile's buttons are there once somebody comes near it: by pointer, by focus, or on a touch screen, which knows no
// "near". A page of a hundred tiles is drawn in half the time without three hundred buttons that nobody looks at.
import { createContext, useContext, useState } from "react";

const Near = createContext(true);
const touch = typeof window !== "undefined" && window.matchMedia("(hover: none)").matches;

export function Approachable({ className, children }) {
  const [near, setNear] = useState(touch);
  const come = near ? undefined : () => setNear(true);
  return (
    <article className={className} onPointerEnter={come} onFocus={come}>
      <Near.Provider value={near}>{children}</Near.Provider>
    </article>
  );
}

export function WhenNear({ children }) {
  return useContext(Near) ? children : null;
}
