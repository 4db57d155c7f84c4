"""What the frame around every page shows: the libraries."""

from __future__ import annotations

import reflex as rx

from medianest.services.views import LibraryCard
from medianest.state.auth import Guarded


class NavState(Guarded):
    """The sidebar."""

    libraries: list[LibraryCard] = []

    @rx.event
    async def load(self):
        """On every page: the libraries may have changed meanwhile, and asking is cheap."""
        viewer = await self._viewer_or_nobody()
        if viewer.role == "nobody":
            return
        services = self._services
        found = await services.bridge.run("database", services.browse.libraries, viewer)
        if list(found) != self.libraries:
            self.libraries = list(found)
