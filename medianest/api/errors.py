"""What went wrong, as RFC 9457 problem details: the one place where errors become status codes."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from medianest.errors import UNEXPECTED, Invalid, MediaNestError, NotSignedIn, Sentence

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
# For what Starlette itself refuses; everything of ours carries its own code.
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


def problem(
    status: int,
    code: str,
    detail: str | Sentence,
    *,
    errors: Mapping[str, Sentence] | None = None,
    headers: dict[str, str] | None = None,
    **more: object,
) -> Response:
    """A problem as JSON. ``code`` is stable; ``detail`` is for people; ``errors`` has a sentence for each field.

    Both are English. Where something was filled in, ``sentences`` has the keys of the message catalogue and the values,
    so that a page can say it in its reader's language.
    """
    title = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Problem"
    faults = errors or {}
    told = {
        "type": f"urn:medianest:problem:{code}",
        "title": title,
        "status": status,
        "detail": str(detail),
        "code": code,
        "errors": {name: str(fault) for name, fault in faults.items()},
    }
    said = detail if isinstance(detail, Sentence) else Sentence(detail)
    if any(one.values for one in (said, *faults.values())):
        more["sentences"] = {"detail": said, "errors": faults}
    return Response(
        orjson.dumps({**told, **more}),
        status,
        {"cache-control": "no-store", **(headers or {})},
        MEDIA_TYPE,
    )


def problem_of(error: MediaNestError) -> Response:
    """``error`` as its problem; also for doors that are plain ASGI."""
    headers: dict[str, str] = {}
    more: dict[str, object] = {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["retry-after"] = str(math.ceil(retry_after))
    if isinstance(error, NotSignedIn):
        headers["www-authenticate"] = "Bearer"
    for name in ("reason", "mfa_token", "expires_in", "quality"):
        value = getattr(error, name, None)
        if value is not None:
            more[name] = value
    if error.status >= 500:
        log.warning("refused", code=error.code, detail=error.message)
    faults = error.faults if isinstance(error, Invalid) else None
    return problem(error.status, error.code, error.sentence, errors=faults, headers=headers, **more)


async def _ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, MediaNestError)  # noqa: S101
    return problem_of(error)


async def _validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    # Where and why, and never the value: it may be a password.
    faults = {".".join(str(part) for part in fault["loc"][1:]) or "body": _fault(fault) for fault in error.errors()}
    return problem(422, "invalid", Sentence("Some of what was sent cannot be used."), errors=faults)


def _fault(fault: Mapping[str, Any]) -> Sentence:
    """What pydantic found, in a sentence of ours where people see it in a form; in its own words for programs."""
    bounds = fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            return Sentence("This is needed.")
        case "string_too_long":
            return Sentence("Use at most {most} characters.", {"most": bounds["max_length"]})
        case "string_too_short":
            return Sentence("Use at least {least} characters.", {"least": bounds["min_length"]})
    return Sentence(fault["msg"])


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = _CODES.get(error.status_code, "refused")
    return problem(error.status_code, code, str(error.detail), headers=dict(error.headers or {}))


async def _unknown(request: Request, error: Exception) -> Response:
    return unexpected(request.url.path, error)


def unexpected(path: str, error: Exception) -> Response:
    """A fault of ours: the person gets a number to quote, the log gets everything else."""
    reference = secrets.token_hex(4)
    log.error("unexpected", reference=reference, path=path, exc_info=error)
    return problem(500, "internal", Sentence(UNEXPECTED, {"reference": reference}), reference=reference)


def add_error_handlers(api: FastAPI) -> None:
    api.add_exception_handler(MediaNestError, _ours)
    api.add_exception_handler(RequestValidationError, _validation)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _unknown)
