"""Playlists: one's own and those that others share."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from medianest import routes
from medianest.errors import Invalid, NotFound, Sentence
from medianest.services.views import PlaylistCard, PlaylistDetail, PlaylistEntry
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices
from medianest.state.paging import PAGE, Paged


class PlaylistsState(Paged, Guarded):
    """All lists that one may see; also what the "add to playlist" dialog offers."""

    playlists: list[PlaylistCard] = []
    faults: dict[str, Sentence] = {}
    wanted_id: str = ""
    wanted_title: str = ""

    @rx.event
    async def want(self, media_id: str, title: str):
        """Remember what is to be added while the dialog asks where to."""
        self.wanted_id, self.wanted_title = str(parse_id(media_id)), title[:200]
        await self.load()

    @rx.event
    async def add_to(self, playlist_id: str):
        """Put what was wanted at the end of a list."""
        viewer = await self._viewer()
        services = self._services
        added = await services.bridge.run(
            "database", services.playlists.add, viewer, parse_id(playlist_id), [parse_id(self.wanted_id)]
        )
        if not added.added:
            return Notices.tell("info", "There was nothing to add.")
        return Notices.tell("success", "Added to the playlist.")

    @rx.event
    async def create(self, form: dict[str, str]):
        """Make a list, with what was wanted in it if the dialog made it."""
        viewer = await self._viewer()
        services = self._services
        first = [UUID(self.wanted_id)] if form.get("with_wanted") and self.wanted_id else []
        visibility = "public" if form.get("public") else "private"
        name, description = str(form.get("name", "")), str(form.get("description", ""))
        try:
            made = await services.bridge.run(
                "database", services.playlists.create, viewer, name, description, visibility, first
            )
        except Invalid as problem:
            self.faults = problem.faults or {"name": problem.sentence}
            return Notices.explain(problem.sentence.text, problem.sentence.values)
        self.faults = {}
        if first:
            return Notices.tell("success", "The playlist is made.")
        return rx.redirect(routes.playlist(made.id))

    async def _read(self, cursor: str | None) -> None:
        viewer = await self._viewer()
        services = self._services
        page = await services.bridge.run("database", services.playlists.list, viewer, PAGE, cursor)
        self.playlists = self._grown(self.playlists, page, cursor)


class PlaylistState(Guarded):
    """One list with its entries."""

    card: PlaylistCard | None = None
    entries: list[PlaylistEntry] = []
    more: str = ""
    missing: bool = False

    @rx.var
    def title(self) -> str:
        return f"{self.card.name} · MediaNest" if self.card else "MediaNest"

    @rx.event
    async def load(self):
        """Find the list that the address names."""
        try:
            await self._read()
            self.missing = False
        except NotFound:
            self.card, self.entries, self.missing = None, [], True

    @rx.event
    async def next(self):
        """More entries."""
        if self.more:
            await self._read(self.more)

    @rx.event
    async def move(self, entry_id: str, before: str):
        """Put an entry before another; before nothing is the end."""
        viewer = await self._viewer()
        card = self._mine()
        services = self._services
        target = parse_id(before) if before else None
        await services.bridge.run("database", services.playlists.move, viewer, card.id, parse_id(entry_id), target)
        await self._again()

    @rx.event
    async def step(self, index: int, way: int):
        """Move the entry at a place up or down by one: for the keyboard."""
        ids = [str(entry.id) for entry in self.entries]
        if not 0 <= index < len(ids) or not 0 <= index + way < len(ids):
            return
        before = index + way if way < 0 else index + way + 1
        await self.move(ids[index], ids[before] if before < len(ids) else await self._after_shown())

    @rx.event
    async def remove(self, entry_id: str):
        """Take an entry out; the work itself stays."""
        viewer = await self._viewer()
        card = self._mine()
        services = self._services
        await services.bridge.run("database", services.playlists.remove, viewer, card.id, [parse_id(entry_id)])
        await self._again()

    @rx.event
    async def change(self, form: dict[str, str]):
        """Rename, describe, share or keep to oneself."""
        viewer = await self._viewer()
        card = self._mine()
        services = self._services
        await services.bridge.run(
            "database",
            lambda: services.playlists.change(
                viewer,
                card.id,
                name=str(form.get("name", "")),
                description=str(form.get("description", "")),
                visibility="public" if form.get("public") else "private",
            ),
        )
        await self._again()

    @rx.event
    async def delete(self):
        """Throw the list away; its works stay."""
        viewer = await self._viewer()
        card = self._mine()
        services = self._services
        await services.bridge.run("database", services.playlists.delete, viewer, card.id)
        self.card, self.entries = None, []
        return [Notices.tell("success", "The playlist is deleted."), rx.redirect(routes.PLAYLISTS)]

    def _mine(self) -> PlaylistCard:
        if self.card is None:
            raise NotFound("There is no such playlist.")
        return self.card

    async def _after_shown(self) -> str:
        """The entry that follows the last one shown, when the list goes on."""
        if not self.more:
            return ""
        shown = len(self.entries)
        await self._read(self.more)
        return str(self.entries[shown].id) if len(self.entries) > shown else ""

    async def _again(self) -> None:
        """Read as much as was shown before."""
        wanted = len(self.entries)
        await self._read()
        while self.more and len(self.entries) < wanted:
            await self._read(self.more)

    async def _read(self, cursor: str | None = None) -> None:
        viewer = await self._viewer()
        services = self._services
        playlist_id = parse_id(self.playlist_id)  # pyright: ignore[reportAttributeAccessIssue]  # from the route
        found: PlaylistDetail = await services.bridge.run(
            "database", services.playlists.get, viewer, playlist_id, PAGE, cursor
        )
        self.card = found.card
        self.entries = [*(self.entries if cursor else []), *found.entries]
        self.more = found.next_cursor or ""
