"""What a playlist may be called, how long it may grow, and what its cursors may say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from medianest.errors import Conflict, Invalid

MOST_ENTRIES = 10_000  # in one list
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2000
VISIBILITIES = ("private", "public")


def fits(size: int) -> None:
    if size > MOST_ENTRIES:
        raise Conflict("A playlist holds at most {most} titles.", most=MOST_ENTRIES)


def remembered(row: Sequence[Any]) -> str:
    """A card row's title with its show or artist in front."""
    return f"{row[11]} · {row[2]}" if row[11] else row[2]


def checked(name: str, description: str, visibility: str) -> tuple[str, str, str]:
    name, description = " ".join(name.split()), description.strip()
    wrong: dict[str, str] = {}
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        wrong["name"] = f"from 1 to {LONGEST_NAME} characters"
    if len(description) > LONGEST_DESCRIPTION or "\0" in description:
        wrong["description"] = f"at most {LONGEST_DESCRIPTION} characters"
    if visibility not in VISIBILITIES:
        wrong["visibility"] = "private or public"
    if wrong:
        raise Invalid("This playlist cannot be kept like this.", wrong)
    return name, description, visibility


def text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise _refused()
    return value


def number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= MOST_ENTRIES * 10:
        raise _refused()
    return value


def uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise _refused() from None


def _refused() -> Invalid:
    return Invalid("This cursor belongs to another list.", {"cursor": "Take next_cursor as it was given."})
