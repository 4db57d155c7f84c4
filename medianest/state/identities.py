"""One's own accounts at other services."""

from __future__ import annotations

import reflex as rx

from medianest.services.sign_in_views import IdentityView, OfferView
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices


class IdentitiesState(Guarded):
    """What the settings page shows of them."""

    identities: list[IdentityView] = []
    offers: list[OfferView] = []
    link_key: str = ""

    @rx.event
    async def load(self):
        """Read them anew."""
        viewer = await self._viewer()
        services = self._services
        self.identities = list(await services.bridge.run("database", services.identities.of, viewer))
        self.offers = list(await services.bridge.run("database", services.sign_in_providers.offers))
        self.link_key = services.provider_sign_in.link_key(viewer)

    @rx.event
    async def make_primary(self, identity_id: str):
        """The one that stands first."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.identities.make_primary, viewer, parse_id(identity_id))
        return IdentitiesState.load

    @rx.event
    async def unlink(self, identity_id: str):
        """Sign in with it no more."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.identities.unlink, viewer, parse_id(identity_id))
        return [IdentitiesState.load, Notices.tell("success", "The account is not linked any more.")]
