"""The Reflex application: pages, API, lifespan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx

from medianest import services
from medianest.api.app import build_api
from medianest.bootstrap import build
from medianest.config import load_settings
from medianest.pages import register


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Opens the services after the fork: engines and sockets must not cross it."""
    with build(load_settings()) as built, services.use(built):
        api.state.services = built
        yield


api = build_api()
app = rx.App(api_transformer=[api])
app.register_lifespan_task(lifespan)
register(app)
