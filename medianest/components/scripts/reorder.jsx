// Rows that can be dragged into another order. What was dropped where is told once; the server's order comes back.
import { useState } from "react";

export function Reorder({ ids = [], enabled, onMove, className, children }) {
  const [from, setFrom] = useState(null);
  const [over, setOver] = useState(null);
  const indexOf = (event) => {
    const row = event.target.closest?.("[data-entry]");
    return row ? ids.indexOf(row.dataset.entry) : -1;
  };
  const mark = (event, index) => {
    event.currentTarget.querySelectorAll("[data-entry]").forEach((row, at) => row.classList.toggle("over", at === index));
    setOver(index);
  };
  const end = (event) => {
    mark(event, null);
    event.currentTarget.querySelectorAll(".dragging").forEach((row) => row.classList.remove("dragging"));
    setFrom(null);
  };
  const handlers = enabled ? {
    onDragStart: (event) => {
      const index = indexOf(event);
      if (index < 0) return;
      setFrom(index);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", ids[index]);
      event.target.closest("[data-entry]").classList.add("dragging");
    },
    onDragOver: (event) => {
      const index = indexOf(event);
      if (from === null || index < 0) return;
      event.preventDefault();
      if (index !== over) mark(event, index);
    },
    onDrop: (event) => {
      event.preventDefault();
      const index = indexOf(event);
      if (from !== null && index >= 0 && index !== from) {
        const before = index > from ? (ids[index + 1] ?? "") : ids[index];
        onMove(ids[from], before);
      }
      end(event);
    },
    onDragEnd: end,
  } : {};
  return <ol className={className} {...handlers}>{children}</ol>;
}
