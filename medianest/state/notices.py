"""Short messages to the person at this tab.

A handler cannot return ``rx.toast``: under our policy the browser drops it in silence. It returns
``Notices.tell("success", "Saved.")`` instead, or within a handler ``(await self.get_state(Notices))._say(...)``.
"""

from __future__ import annotations

import reflex as rx

from medianest.state.auth import Guarded

LEVELS = ("success", "info", "warning", "error")
_LONGEST = 500


class Notices(Guarded):
    """The latest message. ``seq`` grows with each, so that the same text twice is shown twice."""

    text: str = ""
    level: str = "info"
    seq: int = 0

    @rx.event
    async def tell(self, level: str, text: str):
        """Show ``text``, a key of the message catalogue. Anybody may, to themselves alone."""
        self._say(level, text)

    def _say(self, level: str, text: str) -> None:
        self.level = level if level in LEVELS else "info"
        self.text = str(text)[:_LONGEST]
        self.seq += 1
