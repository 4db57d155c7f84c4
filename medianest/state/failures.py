"""What a failing handler tells the person: our own errors as they are, anything else as a number to quote."""

from __future__ import annotations

import secrets
from typing import Any

import reflex as rx
import structlog

from medianest import routes
from medianest.errors import MediaNestError, NotSignedIn
from medianest.state.notices import Notices

log = structlog.get_logger(__name__)


def tell_failure(error: Exception) -> Any:
    """The application's ``backend_exception_handler``."""
    if isinstance(error, NotSignedIn):
        return rx.redirect(routes.LOGIN)
    if isinstance(error, MediaNestError):
        if error.status >= 500:
            log.warning("refused", code=error.code, detail=error.message)
        return Notices.tell("error", error.message)
    reference = secrets.token_hex(4)
    log.error("unexpected", reference=reference, exc_info=error)
    return Notices.tell("error", f"Something went wrong here. The log has it under {reference}.")
