"""The Reflex application: pages, API, lifespan."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from starlette.types import ASGIApp, Receive, Scope, Send

from medianest import logs, routes, services
from medianest.api.app import build_api
from medianest.api.headers import outermost
from medianest.api.media_bytes import MediaBytes
from medianest.api.metrics import measured
from medianest.bootstrap import build
from medianest.components.i18n import LANGUAGE_WRAP
from medianest.components.layout import STYLESHEETS, head
from medianest.components.notices import notices
from medianest.components.player.music import MUSIC_WRAP
from medianest.config import load_settings
from medianest.pages import register
from medianest.state.binding import SessionBinding
from medianest.state.failures import tell_failure

settings = load_settings()


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Opens the services after the fork: engines and sockets must not cross it."""
    logs.configure(settings.log_level)
    with build(settings) as built, services.use(built):
        api.state.services = built
        yield


api = build_api(settings.public_url)
app = rx.App(
    api_transformer=api,
    stylesheets=STYLESHEETS,
    head_components=head(),
    html_lang="en",
    toaster=None,  # notices are ours
    backend_exception_handler=tell_failure,
    extra_app_wraps={(-2, "Notices"): lambda _: rx.fragment(notices()), **MUSIC_WRAP, **LANGUAGE_WRAP},
)
app.add_middleware(SessionBinding(), index=0)
app.register_lifespan_task(lifespan)
register(app)


def asgi() -> ASGIApp:
    """What a web worker serves. Everything that leaves it, pages and files included, is under one policy."""
    built = get_web_dir() / "build" / "csp.json"
    hashes = json.loads(built.read_text()) if built.exists() else ()
    pages = app()

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        """The API knows no Reflex: what is meant for it need not pass through Reflex's layers."""
        to_api = scope["type"] == "http" and scope["path"].startswith(f"{routes.API}/")
        await (api if to_api else pages)(scope, receive, send)

    inner = measured(MediaBytes(either, api))
    return outermost(inner, hashes, settings.public_url, settings.trusted_proxies, settings.frames)
