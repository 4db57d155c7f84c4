"""Webhooks: which there are, what the chosen one was told, and which one a form is about.

They are added and changed by forms that ask the API itself: a secret never enters this state.
"""

from __future__ import annotations

import reflex as rx

from medianest.services.webhooks.views import DeliveryView, WebhookView
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices

MOST = 50


class AdminWebhooksState(Guarded):
    """The page of the administration."""

    webhooks: list[WebhookView] = []
    ready: bool = False
    chosen: WebhookView | None = None
    forms: int = 0  # each form for a change is a new one, which begins with what is there
    testing: str = ""
    deliveries: list[DeliveryView] = []
    more: str = ""
    told: bool = False

    @rx.event
    async def load(self):
        """Read them anew."""
        viewer = await self._viewer()
        services = self._services
        self.webhooks = list(await services.bridge.run("database", services.webhooks.list, viewer))
        self.ready = True

    @rx.event
    async def choose(self, webhook_id: str):
        """The one that a form or a question is about."""
        await self._viewer()
        self.chosen, self.forms = self._one(webhook_id), self.forms + 1

    @rx.event
    async def show(self, webhook_id: str):
        """The log of one."""
        await self._viewer()
        self.chosen = self._one(webhook_id)
        self.deliveries, self.more, self.told = [], "", False
        yield
        await self._read()

    @rx.event
    async def show_more(self):
        """The next page of the log."""
        await self._viewer()
        if self.more:
            await self._read(self.more)

    @rx.event
    async def look_again(self):
        """The log as it is now."""
        await self._viewer()
        await self._read()
        return AdminWebhooksState.load

    @rx.event
    async def test(self, webhook_id: str):
        """Send a test message, and say how it went."""
        viewer = await self._viewer()
        self.testing = webhook_id
        yield
        services = self._services
        wanted = parse_id(webhook_id)
        try:
            found = await services.bridge.run("providers", services.deliveries.test, viewer, wanted)
        finally:
            self.testing = ""
        if found.state == "delivered":
            yield Notices.tell("success", "The test message has arrived.")
        else:
            yield Notices.tell("error", found.reason)
        yield AdminWebhooksState.load

    @rx.event
    async def enable(self, webhook_id: str, enabled: bool):
        """Pause one, or go on."""
        viewer = await self._viewer()
        services = self._services
        wanted = parse_id(webhook_id)
        await services.bridge.run("database", services.webhooks.enable, viewer, wanted, bool(enabled))
        return AdminWebhooksState.load

    @rx.event
    async def again(self, delivery_id: str):
        """Deliver an event once more."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.deliveries.redeliver, viewer, parse_id(delivery_id))
        await self._read()
        return [AdminWebhooksState.load, Notices.tell("success", "It is sent again.")]

    @rx.event
    async def remove(self):
        """Take the chosen one away."""
        viewer = await self._viewer()
        if self.chosen is None:
            return None
        services = self._services
        await services.bridge.run("database", services.webhooks.remove, viewer, self.chosen.id)
        self.chosen = None
        return [AdminWebhooksState.load, Notices.tell("success", "The webhook is removed.")]

    def _one(self, webhook_id: str) -> WebhookView | None:
        return next((one for one in self.webhooks if str(one.id) == webhook_id), None)

    async def _read(self, cursor: str = "") -> None:
        viewer = await self._viewer()
        if self.chosen is None:
            return
        services = self._services
        found = await services.bridge.run(
            "database", services.deliveries.list, viewer, self.chosen.id, MOST, cursor or None
        )
        self.deliveries = [*self.deliveries, *found.items] if cursor else list(found.items)
        self.more, self.told = found.next_cursor or "", True
