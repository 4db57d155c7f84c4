"""Whether films get small pictures over the scrub bar, as administrators choose it."""

from __future__ import annotations

import reflex as rx

from medianest.state.auth import Guarded


class StoryboardsState(Guarded):
    """``on`` is what the switch shows."""

    on: bool = True

    @rx.event
    async def load(self):
        """Read it anew."""
        viewer = await self._viewer()
        services = self._services
        self.on = await services.bridge.run("database", services.storyboards.switched_on, viewer)

    @rx.event
    async def switch(self, on: bool):
        """Have them made, or no more; switched on, what is missing is made in the background."""
        viewer = await self._viewer()
        services = self._services
        self.on = await services.bridge.run("database", services.storyboards.switch, viewer, bool(on))
        if self.on:
            await services.bridge.run("database", services.storyboard_jobs.request)
