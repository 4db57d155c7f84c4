"""Short messages to the person at this tab.

A handler cannot return ``rx.toast``: under our policy the browser drops it in silence. It returns
``Notices.tell("success", "Saved.")`` instead, or within a handler ``(await self.get_state(Notices))._say(...)``.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.state.auth import Guarded

LEVELS = ("success", "info", "warning", "error")
_LONGEST = 500
_MOST = 10


class Notices(Guarded):
    """The latest message. ``seq`` grows with each, so that the same text twice is shown twice."""

    text: str = ""
    values: dict[str, Any] = {}
    level: str = "info"
    seq: int = 0

    @rx.event
    async def tell(self, level: str, text: str):
        """Show ``text``, a key of the message catalogue. Anybody may, to themselves alone."""
        self._say(level, text)

    @rx.event
    async def explain(self, text: str, values: dict[str, Any]):
        """Show why something was refused: ``text`` with its ``{names}`` filled in from ``values``."""
        self._say("error", text, {str(name): str(value)[:_LONGEST] for name, value in list(values.items())[:_MOST]})

    def _say(self, level: str, text: str, values: dict[str, Any] | None = None) -> None:
        self.level = level if level in LEVELS else "info"
        self.text, self.values = str(text)[:_LONGEST], values or {}
        self.seq += 1
