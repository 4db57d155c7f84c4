"""Whether this process can do its work now. Anybody may ask; the answer names parts, never addresses or errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

log = structlog.get_logger(__name__)


class Health:
    """Asks each part. A check answers True, or False, or fails, which is False with its reason in the log."""

    def __init__(self, checks: Mapping[str, Callable[[], bool]]) -> None:
        self._checks = checks

    def ready(self) -> dict[str, bool]:
        """Each part's name and whether it serves."""
        return {name: self._ask(name, check) for name, check in self._checks.items()}

    def _ask(self, name: str, check: Callable[[], bool]) -> bool:
        try:
            return check()
        except Exception as problem:  # noqa: BLE001 - whatever it is, the part does not serve
            log.warning("not ready", part=name, reason=str(problem))
            return False
