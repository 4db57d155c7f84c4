"""The ways in: what administrators see of them, and what a visitor with a link, or without one, is told."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.services.invitation_views import InvitationView, RegistrationView
from medianest.services.views import LibraryCard
from medianest.state.auth import AuthState, Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices


class AdminInvitationsState(Guarded):
    """Invitations and open registration. A new link is made by a form that asks the API itself."""

    invitations: list[InvitationView] = []
    registration: RegistrationView | None = None
    newcomers_see: list[str] = []  # ids of libraries; empty while it is every one
    libraries: list[LibraryCard] = []
    names: dict[str, str] = {}

    @rx.event
    async def load(self):
        """Read everything anew."""
        viewer = await self._viewer()
        services = self._services
        self.invitations = list(await services.bridge.run("database", services.invitations.list, viewer))
        self._show(await services.bridge.run("database", services.invitations.registration, viewer))
        self.libraries = list(await services.bridge.run("database", services.browse.libraries, viewer))
        self.names = {str(one.id): one.name for one in self.libraries}

    @rx.event
    async def remove(self, invitation_id: str):
        """Take an invitation back."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.invitations.remove, viewer, parse_id(invitation_id))
        self.invitations = list(await services.bridge.run("database", services.invitations.list, viewer))
        return Notices.tell("success", "The invitation is removed.")

    @rx.event
    async def open_registration(self, on: bool):
        """Let anybody make an account, or nobody; what newcomers see stays as it was chosen."""
        viewer = await self._viewer()
        services = self._services
        kept = await services.bridge.run("database", services.invitations.registration, viewer)
        changed = await services.bridge.run(
            "database",
            lambda: services.invitations.set_registration(viewer, open=bool(on), library_ids=kept.library_ids),
        )
        self._show(changed)

    def _show(self, registration: RegistrationView) -> None:
        self.registration = registration
        self.newcomers_see = [str(one) for one in registration.library_ids or ()]


class RegistrationState(Guarded):
    """What the page of a visitor shows: whether this link, or the visit alone, lets them in."""

    allowed: bool = False
    invited: bool = False
    token: str = ""
    ready: bool = False

    @rx.event
    async def enter(self):
        """First of ``on_load`` on the page. Whoever is signed in already has no use for it."""
        viewer = await self._viewer_or_nobody()
        if viewer.role != "nobody":
            return rx.redirect(routes.HOME)
        auth = await self.get_state(AuthState)
        auth._look_at_connection()
        path = self.router.url.path
        self.token = path.removeprefix(routes.REGISTER).strip("/")[:200] if path.startswith(routes.REGISTER) else ""
        services = self._services
        way = await services.bridge.run("database", services.invitations.look, self.token)
        self.allowed, self.invited, self.ready = way.allowed, way.invited, True
        return None

    @rx.event
    async def look(self):
        """For the sign-in page: whether it may send strangers to the page where they make an account."""
        services = self._services
        way = await services.bridge.run("database", services.invitations.look)
        self.allowed, self.invited = way.allowed, way.invited
