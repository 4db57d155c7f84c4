"""Who is at the other end of the websocket.

Every state of ours derives from ``Guarded`` and begins its handlers with ``viewer = await self._viewer()``. The browser
sends the session's cookie when the websocket opens; nothing else that it sends says who it is.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

import reflex as rx

from medianest import routes
from medianest.services import Services, current
from medianest.services.sessions import COOKIE
from medianest.services.viewer import Viewer, plain_address

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_FRESH_SECONDS = 0.5  # one event asks once; a background task that lives on asks again


@dataclass(frozen=True, slots=True)
class _Answer:
    cookie: str
    at: float
    viewer: Viewer


_answer: ContextVar[_Answer | None] = ContextVar("viewer_of_this_event", default=None)


def session_cookie(header: str) -> str:
    """The session's token in a Cookie header; empty without one."""
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


async def viewer_behind(cookie_header: str, address: str, *, anew: bool = False) -> Viewer:
    """Who holds the cookie of this websocket, or nobody.

    Asked in Redis ``anew`` before each event (``state/binding.py``); its handler is given the same answer.
    """
    cookie, known_address = session_cookie(cookie_header), plain_address(address)
    if not cookie:
        return Viewer.nobody(known_address)
    known = _answer.get()
    if not anew and known and known.cookie == cookie and time.monotonic() - known.at < _FRESH_SECONDS:
        return known.viewer
    services = current()
    viewer = await services.bridge.run("sessions", services.sessions.viewer_of_cookie, cookie, known_address)
    _answer.set(_Answer(cookie, time.monotonic(), viewer))
    return viewer


class Guarded(rx.State):
    """The base of every state: knows which session it belongs to (``state/binding.py`` keeps that) and who asks."""

    # The session whose data this state holds; None before its first event, "nobody" without a session.
    _bound: str | None = None

    async def _viewer_or_nobody(self, *, anew: bool = False) -> Viewer:
        return await viewer_behind(self.router.headers.cookie, self.router.session.client_ip, anew=anew)

    async def _viewer(self) -> Viewer:
        """Who asks. A background handler asks again each time it enters ``async with self``.

        Raises:
            NotSignedIn: nobody, or the session has ended meanwhile.
        """
        viewer = await self._viewer_or_nobody()
        viewer.require_signed_in()
        return viewer

    @property
    def _services(self) -> Services:
        return current()


class AuthState(Guarded):
    """What pages show of the person who is signed in. Display only: no handler decides by these."""

    signed_in: bool = False
    in_clear: bool = False  # the page came without https from another machine: anyone on the way can read the password
    is_admin: bool = False
    role: str = ""
    may_download: bool = False
    email: str = ""
    display_name: str = ""
    theme: str = "dark"
    language: str = "en"
    autoplay_next: bool = True
    audio_language: str = ""
    subtitle_language: str = ""

    _read_at: float = 0  # when the settings were read, as time.time(): a restart on another machine must not mislead it

    @rx.event
    async def check(self):
        """First of ``on_load`` on every guarded page: go to the setup or the sign-in page, or say who is here."""
        return await self._admit()

    async def _admit(self):
        viewer = await self._viewer_or_nobody()
        if viewer.role == "nobody":
            self.reset()
            return rx.redirect(await self._way_in())
        self.role, self.is_admin, self.display_name = viewer.role, viewer.is_admin, viewer.name
        self.may_download = viewer.may_download
        if not self.signed_in or time.time() - self._read_at > 60:
            await self._read(viewer)
        self.signed_in = True
        return None

    @rx.event
    async def check_admin(self):
        """``check`` for the administration's pages: everybody else goes home. The services refuse them anyway."""
        away = await self._admit()
        return away or (None if self.is_admin else rx.redirect(routes.HOME))

    @rx.event
    async def enter_login(self):
        """First of ``on_load`` on the sign-in page: whoever is signed in goes on, a new server goes to its setup."""
        self._look_at_connection()
        viewer = await self._viewer_or_nobody()
        if viewer.role != "nobody":
            return rx.redirect(routes.local(self.router.url.query_parameters.get("next", "")))
        return rx.redirect(routes.SETUP) if await self._setup_needed() else None

    @rx.event
    async def enter_setup(self):
        """First of ``on_load`` on the setup page: open while nobody is there, and then to administrators alone."""
        self._look_at_connection()
        if await self._setup_needed():
            return None
        away = await self._admit()
        return away or (None if self.is_admin else rx.redirect(routes.HOME))

    def _look_at_connection(self) -> None:
        address = urlsplit(str(self.router.url))
        self.in_clear = address.scheme == "http" and address.hostname not in _THIS_MACHINE

    async def _read(self, viewer: Viewer) -> None:
        services = self._services
        settings = await services.bridge.run("database", services.settings.get, viewer)
        self.email, self.display_name = settings.email, settings.display_name
        self.theme, self.language = settings.theme, settings.language
        self.autoplay_next = settings.autoplay_next
        self.audio_language, self.subtitle_language = settings.audio_language, settings.subtitle_language
        self._read_at = time.time()

    async def _setup_needed(self) -> bool:
        services = self._services
        return await services.bridge.run("database", services.setup.needed)

    async def _way_in(self) -> str:
        if await self._setup_needed():
            return routes.SETUP
        return routes.login(self.router.url.path)
