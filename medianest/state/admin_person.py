"""One person, as an administrator looks at them: what they may, and where they are signed in."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from medianest.services.account_views import SessionView, UserView
from medianest.services.rights_views import RightsView
from medianest.services.views import LibraryCard
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices


class AdminPersonState(Guarded):
    """What the dialogs of the page of people are about. Changes are sent by forms that ask the API itself."""

    person: UserView | None = None
    rights: RightsView | None = None
    may_see: list[str] = []  # ids of libraries; empty while it is every one
    most: str = ""  # the limit of maturity as the form's value; empty for none
    libraries: list[LibraryCard] = []
    sessions: list[SessionView] = []
    version: int = 0  # grows with each reading, so that the form begins anew

    @rx.event
    async def choose(self, user_id: str):
        """The person that a dialog is about."""
        await self._read(parse_id(user_id))

    @rx.event
    async def saved(self):
        """After the form was taken."""
        await self._viewer()
        if self.person is not None:
            await self._read(self.person.id)
        return Notices.tell("success", "Saved.")

    @rx.event
    async def end_session(self, session_id: str):
        """Sign one of the person's devices out; what it plays stops."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.sessions.end, viewer, parse_id(session_id))
        if self.person is not None:
            await self._read(self.person.id)
        return Notices.tell("success", "The device is signed out.")

    async def _read(self, user_id: UUID) -> None:
        viewer = await self._viewer()
        services = self._services
        run = services.bridge.run
        self.person = await run("database", services.accounts.get, viewer, user_id)
        rights = await run("database", services.rights.get, viewer, user_id)
        self.rights, self.may_see = rights, [str(one) for one in rights.library_ids or ()]
        self.most = "" if rights.max_rating is None else str(rights.max_rating)
        self.libraries = list(await run("database", services.browse.libraries, viewer))
        self.sessions = list(await run("database", services.sessions.of, viewer, user_id))
        self.version += 1
