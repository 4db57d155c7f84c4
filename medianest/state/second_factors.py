"""What secures one's own sign-in. Secrets and codes never enter this state: forms ask the API itself."""

from __future__ import annotations

import reflex as rx

from medianest.services.factor_views import FactorsView
from medianest.state.auth import Guarded


class SecondFactorsState(Guarded):
    """What the settings page shows of it."""

    factors: FactorsView | None = None

    @rx.event
    async def load(self):
        """Read it anew."""
        viewer = await self._viewer()
        services = self._services
        self.factors = await services.bridge.run("database", services.second_factors.of, viewer)
