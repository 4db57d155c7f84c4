"""One's own history: forgetting is all that a page does with it; its rows come over REST."""

from __future__ import annotations

import reflex as rx

from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices


class HistoryState(Guarded):
    """``changes`` grows with what was forgotten, so that the list is asked for again."""

    changes: int = 0

    @rx.event
    async def forget(self, entry_id: str):
        """Forget one play."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.history.forget, viewer, parse_id(entry_id))
        self.changes += 1

    @rx.event
    async def clear(self):
        """Forget every play."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.history.clear, viewer)
        self.changes += 1
        return Notices.tell("success", "Your history is empty.")
