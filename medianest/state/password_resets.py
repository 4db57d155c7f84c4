"""What a visitor who has lost their password is told: whether a mail can be sent, whether their link still works."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.state.auth import AuthState, Guarded

_BEFORE = routes.NEW_PASSWORD.partition("[")[0]


class PasswordResetState(Guarded):
    """Display only: the doors that take the form look again."""

    by_mail: bool = False
    works: bool = False
    link: str = ""
    ready: bool = False

    @rx.event
    async def look(self):
        """For the sign-in page and the one that asks for a mail."""
        auth = await self.get_state(AuthState)
        auth._look_at_connection()
        self.by_mail = self._services.password_resets.by_mail

    @rx.event
    async def enter(self):
        """First of ``on_load`` on the page of a link."""
        auth = await self.get_state(AuthState)
        auth._look_at_connection()
        path = self.router.url.path
        self.link = path.removeprefix(_BEFORE).strip("/")[:200] if path.startswith(_BEFORE) else ""
        services = self._services
        self.works = await services.bridge.run("database", services.password_resets.look, self.link)
        self.ready = True
