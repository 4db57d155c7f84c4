"""What a browser may see of a person's rights, and of what is played now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RightsView:
    """What a person may. ``library_ids`` None: every library. ``max_rating`` is an age in years.

    Administrators see every library and every title whatever stands here.
    """

    user_id: UUID
    library_ids: tuple[UUID, ...] | None
    max_rating: int | None
    shows_unrated: bool
    may_download: bool
    may_transcode: bool
    stream_limit: int | None
    has_pin: bool
