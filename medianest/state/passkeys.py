"""One's own passkeys."""

from __future__ import annotations

import reflex as rx

from medianest.services.factor_views import PasskeyView
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id


class PasskeysState(Guarded):
    """What the settings page shows of them. They are made, named and removed by forms that ask the API itself."""

    passkeys: list[PasskeyView] = []
    chosen: PasskeyView | None = None

    @rx.event
    async def load(self):
        """Read them anew."""
        viewer = await self._viewer()
        services = self._services
        self.passkeys = list(await services.bridge.run("database", services.passkeys.of, viewer))

    @rx.event
    async def choose(self, passkey_id: str):
        """The passkey that a dialog is about; one of the person's own."""
        await self._viewer()
        wanted = parse_id(passkey_id)
        self.chosen = next((one for one in self.passkeys if one.id == wanted), None)
