"""What can be done with a work from any tile."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.media import MediaState


class MediaActions(Guarded):
    """The tiles on the page change themselves at once, and this makes it true.

    ``marks`` grows when it has, so that lists which depend on it are asked for again.
    """

    marks: int = 0

    @rx.event
    async def mark(self, media_id: str, watched: bool):
        """Mark a work, or everything beneath it, as watched or not."""
        viewer = await self._viewer()
        services = self._services
        wanted = parse_id(media_id)
        await services.bridge.run("database", lambda: services.progress.mark(viewer, wanted, watched=bool(watched)))
        self.marks += 1
        return await self._shown_again(wanted)

    @rx.event
    async def favour(self, media_id: str, on: bool):
        """Hold a work dear, or no longer."""
        viewer = await self._viewer()
        services = self._services
        wanted = parse_id(media_id)
        change = services.favourites.add if on else services.favourites.remove
        await services.bridge.run("database", change, viewer, wanted)
        return await self._shown_again(wanted)

    async def _shown_again(self, wanted: UUID):
        """The work's own page is drawn by the server, so it is read anew when it shows the work."""
        shown = (await self.get_state(MediaState)).detail
        if shown and (shown.card.id == wanted or any(one.id == wanted for one in shown.children)):
            return MediaState.load
        return None
