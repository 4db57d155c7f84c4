"""Sign-in providers: what there is, what a test of one says, and which one a form is about.

They are added and changed by forms that ask the API itself: a client secret never enters this state.
"""

from __future__ import annotations

import reflex as rx

from medianest.services.sign_in_views import FindingView, SignInProviderView
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices

_KINDS = ("google", "github", "plex", "oidc")


class AdminSignInState(Guarded):
    """The page of the administration."""

    providers: list[SignInProviderView] = []
    ready: bool = False
    kind: str = ""
    chosen: SignInProviderView | None = None
    tested: str = ""
    testing: str = ""
    findings: list[FindingView] = []

    @rx.event
    async def load(self):
        """Read them anew."""
        viewer = await self._viewer()
        services = self._services
        self.providers = list(await services.bridge.run("database", services.sign_in_providers.list, viewer))
        self.ready = True

    @rx.event
    async def begin(self, kind: str):
        """A form for a new one of this kind."""
        await self._viewer()
        self.chosen, self.kind = None, kind if kind in _KINDS else "oidc"

    @rx.event
    async def choose(self, slug: str):
        """The one that a form or a question is about."""
        await self._viewer()
        self.chosen = next((one for one in self.providers if one.slug == slug), None)
        self.kind = self.chosen.kind if self.chosen else ""

    @rx.event
    async def test(self, slug: str):
        """Try one, and show what is found."""
        viewer = await self._viewer()
        self.testing, self.tested, self.findings = slug, "", []
        yield
        services = self._services
        try:
            found = await services.bridge.run("providers", services.sign_in_providers.test, viewer, slug)
            self.tested, self.findings = slug, list(found)
        finally:
            self.testing = ""

    @rx.event
    async def enable(self, provider_id: str, enabled: bool):
        """Offer one on the sign-in page, or offer it no more."""
        viewer = await self._viewer()
        services = self._services
        wanted = parse_id(provider_id)
        await services.bridge.run("database", services.sign_in_providers.enable, viewer, wanted, bool(enabled))
        return AdminSignInState.load

    @rx.event
    async def remove(self):
        """Take the chosen one away."""
        viewer = await self._viewer()
        if self.chosen is None or self.chosen.id is None:
            return None
        services = self._services
        await services.bridge.run("database", services.sign_in_providers.remove, viewer, self.chosen.id)
        self.chosen = None
        return [AdminSignInState.load, Notices.tell("success", "The sign-in provider is removed.")]
