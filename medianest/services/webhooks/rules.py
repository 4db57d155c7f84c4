"""What a webhook may be, and how long a delivery that failed waits. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from medianest.errors import Invalid
from medianest.services.events import TYPES

LONGEST_NAME = 80
LONGEST_ADDRESS = 2000
MOST = 50  # webhooks
# Seconds before the second try, the third and so on: the schedule that Standard Webhooks recommends, three days in all.
PAUSES = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
TRIES = len(PAUSES) + 1
_JITTER = 0.2
# message
_FAULTS = {
    "name": "Write 1 to {most} letters.",
    "address": "Write an address that begins with https:// or http://.",
    "password": "Leave name and password out of the address: the signature says who sends.",
    "fragment": "Leave out everything from the # on.",
    "events": "Choose what it is told of.",
}
# end of messages
_LONGEST_WISH = 24 * 3600  # that a receiver's Retry-After is heeded for


@dataclass(frozen=True, slots=True)
class Wanted:
    """A webhook as somebody wants it."""

    name: str
    url: str
    events: tuple[str, ...]


def checked(wanted: Wanted) -> Wanted:
    """The same, tidied.

    Raises:
        Invalid: with a sentence for each field that cannot be used.
    """
    name, url = " ".join(wanted.name.split()), wanted.url.strip()
    wrong = {}
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        wrong["name"] = _FAULTS["name"]
    if fault := _fault(url):
        wrong["url"] = fault
    if not wanted.events or not set(wanted.events) <= set(TYPES):
        wrong["events"] = _FAULTS["events"]
    if wrong:
        raise Invalid("This webhook cannot be used.", wrong, most=LONGEST_NAME)
    return replace(wanted, name=name, url=url, events=tuple(type for type in TYPES if type in wanted.events))


def origin(url: str) -> str:
    """What of an address may be shown and logged: no path, where chat services keep their secrets."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def pause(attempt: int, wished: float = 0, chance: Callable[[], float] = random.random) -> float | None:
    """Seconds to wait after try ``attempt`` (from 1) failed; None when it was the last.

    Tries spread by a fifth to both sides, so that a receiver that comes back is not met by all of them at once.
    ``wished`` is what the receiver asks for, and is heeded up to a day.
    """
    if attempt >= TRIES:
        return None
    seconds = PAUSES[attempt - 1] * (1 + _JITTER * (2 * chance() - 1))
    return max(seconds, min(wished, _LONGEST_WISH))


def _fault(url: str) -> str:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
        parts = urlsplit("")
    if not known or not url.isascii() or not url.isprintable() or " " in url or len(url) > LONGEST_ADDRESS:
        return _FAULTS["address"]
    if parts.username is not None or parts.password is not None:
        return _FAULTS["password"]
    return _FAULTS["fragment"] if parts.fragment else ""
