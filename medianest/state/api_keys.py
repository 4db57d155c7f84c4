"""One's own API keys. They are made by a form that asks the API itself: a key never enters this state."""

from __future__ import annotations

import reflex as rx

from medianest.services.account_views import ApiKeyView
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices


class ApiKeysState(Guarded):
    """What the settings page shows of them."""

    keys: list[ApiKeyView] = []

    @rx.event
    async def load(self):
        """Read them anew."""
        viewer = await self._viewer()
        services = self._services
        self.keys = list(await services.bridge.run("database", services.api_keys.of, viewer))

    @rx.event
    async def remove(self, key_id: str):
        """Take a key back; what it plays stops."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.api_keys.remove, viewer, parse_id(key_id))
        self.keys = list(await services.bridge.run("database", services.api_keys.of, viewer))
        return Notices.tell("success", "The API key is removed.")
