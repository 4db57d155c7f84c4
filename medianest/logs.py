"""Structured logs: one line of JSON for each event, or a readable one at a terminal; with the request's id, and no
secrets."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A value under a name that holds one of these never reaches a log, whoever put it there.
_SECRET = ("password", "token", "cookie", "authorization", "secret", "setup_code")


def without_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: hides what could open a door."""
    for name in event:
        if any(word in name.lower() for word in _SECRET):
            event[name] = "[hidden]"
    return event


def configure(level: str = "INFO") -> None:
    """Send structlog and the standard library's loggers through the same processors to standard error.

    At a terminal lines are for people; anywhere else they are JSON for a collector.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secrets,
    ]
    final: list[structlog.typing.Processor] = (
        # Plain tracebacks: the pretty ones print local variables, a password among them.
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # It announces its plugins and its dialect at every look at the schema.
    logging.getLogger("alembic").setLevel(logging.WARNING)
