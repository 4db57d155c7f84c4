"""What the sign-in page offers besides a password."""

from __future__ import annotations

import reflex as rx

from medianest.services.sign_in_views import OfferView
from medianest.state.auth import Guarded


class SignInState(Guarded):
    """The services that anybody may choose."""

    offers: list[OfferView] = []

    @rx.event
    async def look(self):
        """Read them anew. Whoever opens the page may know them."""
        services = self._services
        self.offers = list(await services.bridge.run("database", services.sign_in_providers.offers))
