"""The audit log, as administrators read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import reflex as rx

from medianest import routes
from medianest.errors import Invalid
from medianest.services.account_views import AuditView
from medianest.services.audit import AuditFilter
from medianest.state.auth import Guarded

_PAGE = 50
_TEXTS = ("action", "actor", "since", "until")


class AdminAuditState(Guarded):
    """Rows that fit what was chosen, the newest first. Days are those of UTC."""

    rows: list[AuditView] = []
    changes: dict[int, str] = {}
    actions: list[str] = []
    action: str = ""
    actor: str = ""
    since: str = ""
    until: str = ""
    more: str = ""
    ready: bool = False

    @rx.var
    def csv_address(self) -> str:
        return self._export("csv")

    @rx.var
    def json_address(self) -> str:
        return self._export("json")

    @rx.event
    async def load(self):
        """Read the first of them anew."""
        viewer = await self._viewer()
        services = self._services
        self.actions = list(await services.bridge.run("database", services.audit.actions, viewer))
        await self._read(None)

    @rx.event
    async def choose(self, name: str, value: str):
        """Narrow the list."""
        await self._viewer()
        if name in _TEXTS:
            setattr(self, name, str(value)[:200])
            await self._read(None)

    @rx.event
    async def narrow(self, form: dict[str, Any]):
        """Narrow the list by the name that was typed."""
        await self._viewer()
        self.actor = str(form.get("actor", ""))[:200].strip()
        await self._read(None)

    @rx.event
    async def next(self):
        """More of them."""
        await self._viewer()
        if self.more:
            await self._read(self.more)

    async def _read(self, cursor: str | None) -> None:
        viewer = await self._viewer()
        services = self._services
        page = await services.bridge.run("database", services.audit.list, viewer, _PAGE, cursor, self._filter())
        self.rows = [*self.rows, *page.items] if cursor else list(page.items)
        kept = self.changes if cursor else {}
        self.changes = {**kept, **{row.id: _change(row) for row in page.items}}
        self.more, self.ready = page.next_cursor or "", True

    def _filter(self) -> AuditFilter:
        until = _day(self.until)
        return AuditFilter(self.action, self.actor, _day(self.since), until + timedelta(days=1) if until else None)

    def _export(self, form: str) -> str:
        try:
            chosen = self._filter().said()
        except Invalid:
            chosen = {}
        return f"{routes.API_AUDIT_EXPORT}?{urlencode({'format': form, **chosen})}"


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError as problem:
        raise Invalid("This is not a day.") from problem


def _change(row: AuditView) -> str:
    """What changed, as short as it can be told: ``role: user > admin``."""
    before, after = row.before or {}, row.after or {}
    parts = []
    for name in sorted({*before, *after}):
        was, becomes = before.get(name), after.get(name)
        if was != becomes:
            parts.append(f"{name}: {_told(was)} → {_told(becomes)}" if name in before else f"{name}: {_told(becomes)}")
    return "; ".join(parts)


def _told(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
