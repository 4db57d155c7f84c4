"""A work's own page."""

from __future__ import annotations

import reflex as rx

from medianest.errors import NotFound
from medianest.services.views import CreditView, MediaDetail, PersonDetail
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id


class MediaState(Guarded):
    """One work with what lies beneath it."""

    detail: MediaDetail | None = None
    missing: bool = False
    cast: list[CreditView] = []
    crew: list[CreditView] = []

    @rx.var
    def title(self) -> str:
        return f"{self.detail.card.title} · MediaNest" if self.detail else "MediaNest"

    @rx.event
    async def load(self):
        """Find the work that the address names."""
        viewer = await self._viewer()
        services = self._services
        try:
            media_id = parse_id(self.media_id)  # pyright: ignore[reportAttributeAccessIssue]  # from the route
            if self.detail and self.detail.card.id != media_id:
                self.detail = None
                yield
            self._show(await services.bridge.run("database", services.browse.detail, viewer, media_id))
        except NotFound:
            self.detail, self.missing = None, True

    def _show(self, detail: MediaDetail) -> None:
        self.detail, self.missing = detail, False
        self.cast = [one for one in detail.credits if one.role in ("actor", "guest")]
        self.crew = [one for one in detail.credits if one.role not in ("actor", "guest")]


class PersonState(Guarded):
    """Somebody's own page."""

    person: PersonDetail | None = None
    missing: bool = False

    @rx.var
    def title(self) -> str:
        return f"{self.person.name} · MediaNest" if self.person else "MediaNest"

    @rx.event
    async def load(self):
        """Find the person that the address names."""
        viewer = await self._viewer()
        services = self._services
        self.person, self.missing = None, False
        try:
            person_id = parse_id(self.person_id)  # pyright: ignore[reportAttributeAccessIssue]  # from the route
            self.person = await services.bridge.run("database", services.browse.person, viewer, person_id)
        except NotFound:
            self.missing = True
