"""One's own settings and devices."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.errors import Invalid, Sentence
from medianest.services.account_views import SessionView, SettingsView
from medianest.services.settings import CHOICES
from medianest.state.auth import AuthState, Guarded
from medianest.state.libraries import parse_id
from medianest.state.notices import Notices

_SWITCHES = ("autoplay_next", "still_watching")
_TEXTS = ("display_name", "language", "audio_language", "subtitle_language", *CHOICES)


class SettingsState(Guarded):
    """What the settings page shows. Each change is kept at once."""

    settings: SettingsView | None = None
    sessions: list[SessionView] = []
    faults: dict[str, Sentence] = {}

    @rx.event
    async def load(self):
        """Read everything anew."""
        viewer = await self._viewer()
        services = self._services
        self.settings = await services.bridge.run("database", services.settings.get, viewer)
        await self._read_sessions()

    @rx.event
    async def save(self, name: str, value: str):
        """Keep one choice."""
        if name in _TEXTS:
            await self._change({name: value})

    @rx.event
    async def switch(self, name: str, on: bool):
        """Keep one switch."""
        if name in _SWITCHES:
            await self._change({name: bool(on)})

    @rx.event
    async def rename(self, form: dict[str, Any]):
        """Keep the display name."""
        await self._change({"display_name": str(form.get("display_name", ""))})
        if not self.faults:
            return Notices.tell("success", "Saved.")
        return None

    @rx.event
    async def end_session(self, session_id: str):
        """Sign a device out; what it plays stops."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.sessions.end, viewer, parse_id(session_id))
        await self._read_sessions()
        return Notices.tell("success", "The device is signed out.")

    async def _change(self, changes: dict[str, Any]) -> None:
        viewer = await self._viewer()
        services = self._services
        try:
            self.settings = await services.bridge.run("database", services.settings.change, viewer, changes)
            self.faults = {}
        except Invalid as problem:
            self.faults = problem.faults or dict.fromkeys(changes, problem.sentence)
            return
        auth = await self.get_state(AuthState)
        await auth._read(viewer)

    async def _read_sessions(self) -> None:
        viewer = await self._viewer()
        services = self._services
        self.sessions = list(await services.bridge.run("database", services.sessions.of, viewer))
