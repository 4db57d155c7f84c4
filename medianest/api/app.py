"""The HTTP doors as one FastAPI application, mounted around Reflex's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer

from medianest import __version__, routes
from medianest.api import docs, health, session, session_passkeys, session_profiles, session_resets
from medianest.api.errors import add_error_handlers
from medianest.api.identity import PROBLEMS
from medianest.api.rates import Allowances
from medianest.api.v1 import (
    admin_audit,
    admin_demo,
    admin_invitations,
    admin_jobs,
    admin_libraries,
    admin_providers,
    admin_sign_in,
    admin_users,
    admin_webhooks,
    artwork,
    auth,
    factors,
    favourites,
    history,
    home,
    libraries,
    media,
    passkeys,
    people,
    playback,
    playlists,
    profile_pins,
    provider_sign_in,
    search,
    settings,
    storyboards,
    stream,
)

# For the documentation's "Authorize" alone: who asks is decided in identity.py.
_BEARER = HTTPBearer(auto_error=False, description="`access_token` of `POST /auth/login`, or an API key")


def build_api(public_url: str | None = None) -> FastAPI:
    """A new application for each process: Reflex adds its mounts to the object that it is given.

    ``public_url`` is a second origin that writes may come from, besides the one that a request itself names.
    """
    api = FastAPI(
        title="MediaNest",
        version=__version__,
        description="Everything that the pages do. Sign in with `POST /auth/login` and send the access token as "
        "`Authorization: Bearer`. Errors are RFC 9457 problem details with a stable `code`.",
        openapi_url=routes.OPENAPI,
        docs_url=None,
        redoc_url=None,
    )
    api.state.public_url = public_url
    api.state.public_host = urlsplit(public_url).netloc if public_url else None
    api.add_middleware(Allowances)
    add_error_handlers(api)
    api.include_router(session.router)
    api.include_router(session_passkeys.router)
    api.include_router(session_profiles.router)
    api.include_router(session_resets.router)
    api.include_router(docs.router)
    api.include_router(health.router)
    _include_v1(api)
    return api


def _include_v1(api: FastAPI) -> None:
    # Routes are tried in this order: what is asked for most comes first.
    reading = (media, artwork, search, home, libraries, people, playlists, favourites, history, settings)
    entering = (auth, factors, passkeys, profile_pins, provider_sign_in)
    playing = (playback, stream, storyboards)
    managing = (admin_users, admin_invitations, admin_sign_in, admin_audit, admin_libraries, admin_jobs, admin_demo)
    for module in (*reading, *entering, *playing, *managing, admin_providers, admin_webhooks):
        api.include_router(module.router, prefix=routes.API, responses=PROBLEMS, dependencies=[Security(_BEARER)])
