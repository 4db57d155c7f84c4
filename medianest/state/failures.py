"""What a failing handler tells the person: our own errors as they are, anything else as a number to quote."""

from __future__ import annotations

import secrets
from typing import cast

import reflex as rx
import structlog
from reflex.event import EventSpec

from medianest import routes
from medianest.errors import UNEXPECTED, MediaNestError, NotSignedIn, Sentence
from medianest.state.notices import Notices

log = structlog.get_logger(__name__)


def tell_failure(exception: Exception) -> EventSpec | None:
    """The application's ``backend_exception_handler``; Reflex checks its signature, names included."""
    if isinstance(exception, NotSignedIn):
        return rx.redirect(routes.LOGIN)
    if isinstance(exception, MediaNestError):
        if exception.status >= 500:
            log.warning("refused", code=exception.code, detail=exception.message)
        return _notice(exception.sentence)
    reference = secrets.token_hex(4)
    log.error("unexpected", reference=reference, exc_info=exception)
    return _notice(Sentence(UNEXPECTED, {"reference": reference}))


def _notice(said: Sentence) -> EventSpec:
    return cast("EventSpec", Notices.explain(said.text, said.values))
