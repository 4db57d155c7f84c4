"""The audit log, as administrators read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import reflex as rx

from medianest import routes
from medianest.errors import Invalid, Sentence
from medianest.services.account_views import AuditView
from medianest.services.audit import AuditFilter
from medianest.state.auth import Guarded
from medianest.state.paging import Paged

_PAGE = 50
_LAST_YEAR = 9998  # so that there is a day after it
_DAYS = ("since", "until")
_TEXTS = ("action", "actor", *_DAYS)


class AdminAuditState(Paged, Guarded):
    """Rows that fit what was chosen, the newest first. Days are those of UTC."""

    rows: list[AuditView] = []
    changes: dict[int, str] = {}
    actions: list[str] = []
    action: str = ""
    actor: str = ""
    since: str = ""
    until: str = ""
    faults: dict[str, Sentence] = {}

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
        """Narrow the list. A day that cannot be is said under its field, and narrows nothing."""
        await self._viewer()
        if name not in _TEXTS:
            return
        value = "".join(letter for letter in str(value)[:200] if letter.isprintable()).strip()
        try:
            _day(value if name in _DAYS else "")
        except Invalid as problem:
            self.faults = {**self.faults, name: problem.sentence}
            return
        self.faults = {key: fault for key, fault in self.faults.items() if key != name}
        setattr(self, name, value)
        await self._read(None)

    async def _read(self, cursor: str | None) -> None:
        viewer = await self._viewer()
        services = self._services
        page = await services.bridge.run("database", services.audit.list, viewer, _PAGE, cursor, self._filter())
        self.rows = self._grown(self.rows, page, cursor)
        kept = self.changes if cursor else {}
        self.changes = {**kept, **{row.id: _change(row) for row in page.items}}

    def _filter(self) -> AuditFilter:
        until = _day(self.until)
        return AuditFilter(self.action, self.actor, _day(self.since), until + timedelta(days=1) if until else None)

    def _export(self, form: str) -> str:
        return f"{routes.API_AUDIT_EXPORT}?{urlencode({'format': form, **self._filter().said()})}"


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        day = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError as problem:
        raise Invalid("This is not a day.") from problem
    if day.year > _LAST_YEAR:
        raise Invalid("This is not a day.")
    return day


def _change(row: AuditView) -> str:
    """What changed, as short as it can be told: ``role: user → admin``; what came or went as it was."""
    before, after = row.before or {}, row.after or {}
    parts = []
    for name in sorted({*before, *after}):
        told = [_told(side[name]) for side in (before, after) if name in side]
        if len(told) == 1 or told[0] != told[1]:
            parts.append(f"{name}: {' → '.join(told)}")
    return "; ".join(parts)


def _told(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
