"""What somebody may see, as every statement that reads works is narrowed by it: libraries and maturity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

_HIDDEN, _SHOWN = 100, 0


@dataclass(frozen=True, slots=True)
class Sight:
    """``libraries`` None: every one. ``ceiling``: the highest maturity, in years; None: no limit.

    ``unrated``: whether what has no rating is shown while there is a ceiling.
    """

    libraries: tuple[UUID, ...] | None = None
    ceiling: int | None = None
    unrated: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of ``SEEN``."""
        return {
            "allowed": None if self.libraries is None else list(self.libraries),
            "ceiling": self.ceiling,
            "unrated": _SHOWN if self.unrated else _HIDDEN,
        }


EVERYTHING = Sight()
"""No limit: for the server itself."""

# A work ``m`` that is not too mature; a work that may be seen.
RATED = "(%(ceiling)s::int is null or coalesce(m.maturity, %(unrated)s::int) <= %(ceiling)s::int)"
SEEN = f"(%(allowed)s::uuid[] is null or m.library_id = any(%(allowed)s::uuid[])) and {RATED}"
