"""How long the audit log is kept, as administrators choose it."""

from __future__ import annotations

import reflex as rx

from medianest.errors import Invalid
from medianest.state.auth import Guarded
from medianest.state.notices import Notices

FOREVER = "0"


class AuditRetentionState(Guarded):
    """``days`` is the choice's value; ``FOREVER`` while nothing is taken away."""

    days: str = FOREVER

    @rx.event
    async def load(self):
        """Read it anew."""
        viewer = await self._viewer()
        services = self._services
        kept = await services.bridge.run("database", services.audit_retention.get, viewer)
        self.days = FOREVER if kept.days is None else str(kept.days)

    @rx.event
    async def keep(self, days: str):
        """Keep the log for so many days from now on."""
        viewer = await self._viewer()
        services = self._services
        try:
            wanted = int(days) or None
        except ValueError as problem:
            raise Invalid("The audit log cannot be kept like this.") from problem
        await services.bridge.run("database", services.audit_retention.set, viewer, wanted)
        self.days = str(days)
        return Notices.tell("success", "Saved.")
