"""People with access: who they are, what they may, whether they still may."""

from __future__ import annotations

import reflex as rx

from medianest.services.account_views import UserView
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices
from medianest.state.paging import PAGE, Paged

ROLES = ("user", "child", "admin")


class AdminUsersState(Paged, Guarded):
    """Everybody, by e-mail address."""

    users: list[UserView] = []

    @rx.event
    async def set_role(self, user_id: str, role: str):
        """Give somebody another role, which counts at once."""
        await self._change(user_id, role, None)

    @rx.event
    async def set_disabled(self, user_id: str, disabled: bool):
        """Shut somebody out at once, or let them in again."""
        await self._change(user_id, None, bool(disabled))
        if disabled:
            return Notices.tell("success", "The account is disabled.")
        return Notices.tell("success", "The account is enabled.")

    async def _read(self, cursor: str | None) -> None:
        viewer = await self._viewer()
        services = self._services
        page = await services.bridge.run("database", services.accounts.list, viewer, PAGE, cursor)
        self.users = self._grown(self.users, page, cursor)

    async def _change(self, user_id: str, role: str | None, disabled: bool | None) -> None:
        viewer = await self._viewer()
        services = self._services
        changed = await services.bridge.run(
            "database",
            lambda: services.accounts.change(viewer, parse_id(user_id), role=role, disabled=disabled),
        )
        self.users = [changed if one.id == changed.id else one for one in self.users]
