"""The audit log, for administrators: read, filtered, and taken along."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from medianest.api.identity import Asked, SignedIn
from medianest.api.replies import listed, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, HIGHEST_LIMIT, Cursor, Limit, Listing
from medianest.services.account_views import AuditRetentionView, AuditView
from medianest.services.audit import AuditFilter

router = APIRouter(prefix="/admin/audit", tags=["admin"])

Form = Literal["csv", "json"]
_COLUMNS = tuple(AuditView.__dataclass_fields__)
_KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _filter(
    action: Annotated[str, Query(max_length=80, description="`sign_in`; `user.` for the family.")] = "",
    actor: Annotated[str, Query(max_length=200, description="Part of a name, or a person's id.")] = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> AuditFilter:
    return AuditFilter(action, actor, since, until)


Which = Annotated[AuditFilter, Depends(_filter)]


@router.get("", response_model=Listing[AuditView], summary="Who changed what, the newest first")
async def audit(asked: SignedIn, which: Which, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    page = await asked.call(asked.services.audit.list, limit, cursor, which)
    return listed(page.items, page.next_cursor)


@router.get("/export", response_class=StreamingResponse, summary="The same as a file, whole")
async def export(asked: SignedIn, which: Which, format: Form = "csv") -> Response:
    """Read a page at a time, so that a long log holds neither memory nor a connection. Noted in the log itself."""
    await asked.call(asked.services.audit.begin_export, format, which)
    write = _as_csv if format == "csv" else _as_json
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="medianest-audit.{format}"'}
    return StreamingResponse(write(_pages(asked, which)), media_type=_KINDS[format], headers=headers)


class RetentionBody(BaseModel):
    days: int | None = Field(description="From 30 to 3650. Null: for ever.")


@router.get("/retention", response_model=AuditRetentionView, summary="How long the log is kept")
async def retention(asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.audit_retention.get))


@router.put("/retention", response_model=AuditRetentionView, summary="Keep the log for some days, or for ever")
async def set_retention(body: RetentionBody, asked: SignedIn) -> Response:
    """Once a day what is older goes. The log says so itself, and the rest still verifies."""
    return reply(await asked.call(asked.services.audit_retention.set, body.days))


async def _pages(asked: Asked, which: AuditFilter) -> AsyncIterator[tuple[AuditView, ...]]:
    cursor: str | None = None
    while True:
        page = await asked.call(asked.services.audit.list, HIGHEST_LIMIT, cursor, which)
        yield page.items
        cursor = page.next_cursor
        if cursor is None:
            return


async def _as_json(pages: AsyncIterator[tuple[AuditView, ...]]) -> AsyncIterator[bytes]:
    between = b"["
    async for rows in pages:
        for row in rows:
            yield between + orjson.dumps(row, option=orjson.OPT_UTC_Z)
            between = b",\n"
    yield b"]\n" if between != b"[" else b"[]\n"


async def _as_csv(pages: AsyncIterator[tuple[AuditView, ...]]) -> AsyncIterator[bytes]:
    yield _lines([_COLUMNS])
    async for rows in pages:
        yield _lines([_cell(getattr(row, name)) for name in _COLUMNS] for row in rows)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    sink = io.StringIO()
    csv.writer(sink).writerows(rows)
    return sink.getvalue().encode()


def _cell(value: object) -> str:
    """Text that a spreadsheet takes for text: names come from people, and some begin formulas."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = orjson.dumps(value).decode() if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
