"""What a failing handler tells the person: our own errors as they are, anything else as a number to quote."""

from __future__ import annotations

import secrets
from typing import cast

import reflex as rx
import structlog
from reflex.event import EventSpec

from medianest import routes
from medianest.errors import MediaNestError, NotSignedIn
from medianest.state.notices import Notices

log = structlog.get_logger(__name__)


def tell_failure(exception: Exception) -> EventSpec | None:
    """The application's ``backend_exception_handler``; Reflex checks its signature, names included."""
    if isinstance(exception, NotSignedIn):
        return rx.redirect(routes.LOGIN)
    if isinstance(exception, MediaNestError):
        if exception.status >= 500:
            log.warning("refused", code=exception.code, detail=exception.message)
        return _notice(exception.message)
    reference = secrets.token_hex(4)
    log.error("unexpected", reference=reference, exc_info=exception)
    return _notice(f"Something went wrong here. The log has it under {reference}.")


def _notice(text: str) -> EventSpec:
    return cast("EventSpec", Notices.tell("error", text))
