"""What happens, as plain values that other programs may be told: a stable name and a stable shape for each.

An event is written in the transaction of the change that it tells of, so both happen or neither. Names and fields are
part of the public API: fields are added, and never renamed or taken away (``docs/administration/webhooks.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from medianest.repositories.unit_of_work import UnitOfWork
from medianest.services.viewer import Viewer

MEDIA_ADDED = "media.added"
MEDIA_AVAILABLE = "media.available"
MEDIA_UNAVAILABLE = "media.unavailable"
MEDIA_REMOVED = "media.removed"
PLAYBACK_STARTED = "playback.started"
PLAYBACK_PAUSED = "playback.paused"
PLAYBACK_STOPPED = "playback.stopped"
PLAYBACK_WATCHED = "playback.watched"
USER_LOGIN = "user.login"
USER_LOGIN_FAILED = "user.login_failed"
PROVIDER_STATE = "provider.state"
LIBRARY_SCANNED = "library.scanned"
LIBRARY_OFFLINE = "library.offline"
LIBRARY_ONLINE = "library.online"
TEST = "webhook.test"

# What a webhook can be told of, in the order in which a form offers it.
TYPES = (
    MEDIA_ADDED,
    MEDIA_AVAILABLE,
    MEDIA_UNAVAILABLE,
    MEDIA_REMOVED,
    PLAYBACK_STARTED,
    PLAYBACK_PAUSED,
    PLAYBACK_STOPPED,
    PLAYBACK_WATCHED,
    USER_LOGIN,
    USER_LOGIN_FAILED,
    LIBRARY_SCANNED,
    LIBRARY_OFFLINE,
    LIBRARY_ONLINE,
    PROVIDER_STATE,
)
# Works that one event names one by one; it counts all of them. A first scan adds thousands in one transaction.
NAMED = 25
# Rows of the audit log that are events too, and what of their details may be told.
_AUDITED = {
    "sign_in": (USER_LOGIN, ("kind", "by")),
    "sign_in.failed": (USER_LOGIN_FAILED, ("email", "user_id", "by", "provider", "reason")),
    "sign_in.refused": (USER_LOGIN_FAILED, ("email", "user_id", "by", "reason")),
    "second_factor.refused": (USER_LOGIN_FAILED, ("user_id", "kind")),
    "pin.refused": (USER_LOGIN_FAILED, ("user_id", "reason")),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event before it is written."""

    type: str
    data: Mapping[str, Any]


def tell(work: UnitOfWork, *happenings: Happening) -> None:
    """Write events in the caller's transaction."""
    for one in happenings:
        work.events.add(one.type, one.data)


def audited(viewer: Viewer, action: str, after: Mapping[str, Any] | None) -> Happening | None:
    """The event that a row of the audit log is, if it is one."""
    if action not in _AUDITED:
        return None
    type, names = _AUDITED[action]
    details = {name: after[name] for name in names if after and name in after}
    person = {"user": _person(viewer)} if type == USER_LOGIN else {}
    return Happening(type, {**person, **details, "device": viewer.device_name, "address": viewer.address})


def works(work: UnitOfWork, type: str, item_ids: Sequence[UUID]) -> Iterable[Happening]:
    """Works that came, went or are back: one event for all that a transaction changes, and none for no works."""
    if item_ids and work.events.wanted(type):
        named = work.events.works(item_ids[:NAMED])
        library = {"id": str(named[0][8]), "name": named[0][9]} if named and named[0][8] else None
        yield Happening(type, {"library": library, "count": len(item_ids), "items": [_work(row) for row in named]})


def played(
    work: UnitOfWork, viewer: Viewer, media_id: UUID, types: Sequence[str], play_id: str, at: Mapping[str, Any]
) -> Iterable[Happening]:
    """What a report of a player amounts to; ``at`` is position and duration in seconds."""
    for type in types:
        if work.events.wanted(type):
            [row] = work.events.works([media_id])
            told = {"user": _person(viewer), "media": _work(row), "play_id": play_id, **at}
            yield Happening(type, {**told, "device": viewer.device_name})


def scanned(library_id: UUID, name: str, figures: Mapping[str, int]) -> Happening:
    """The end of a scan, with how much was found, added, changed, is gone, and could not be used."""
    return Happening(LIBRARY_SCANNED, {"library": {"id": str(library_id), "name": name}, **figures})


def library_state(library_id: UUID, name: str, *, online: bool, reason: str = "") -> Happening:
    """A library whose folder went away or came back."""
    told = {"library": {"id": str(library_id), "name": name}}
    return Happening(LIBRARY_ONLINE, told) if online else Happening(LIBRARY_OFFLINE, {**told, "reason": reason})


def provider_state(account_id: UUID, provider: str, name: str, state: str, reason: str = "") -> Happening:
    """An account at a provider that is asked again, or left alone for a while, or needs somebody."""
    account = {"id": str(account_id), "provider": provider, "name": name}
    return Happening(PROVIDER_STATE, {"account": account, "state": state, "reason": reason})


def message(event_id: UUID, type: str, happened_at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """An event as it leaves the server."""
    return {"id": message_id(event_id), "type": type, "timestamp": happened_at.isoformat(), "data": data}


def message_id(event_id: UUID) -> str:
    """The same for every try: who hears of an event twice knows it by this."""
    return f"evt_{event_id.hex}"


def _person(viewer: Viewer) -> dict[str, Any]:
    return {"id": str(viewer.user_id) if viewer.user_id else None, "name": viewer.name}


def _work(row: Sequence[Any]) -> dict[str, Any]:
    id, type, title, year, parent, grandparent, part, number, library_id, library = row
    above = {"grandparent_title": grandparent, "parent_title": parent, "part": part, "number": number, "year": year}
    return {
        "id": str(id),
        "type": type,
        "title": title,
        **{name: value for name, value in above.items() if value is not None},
        "library": {"id": str(library_id), "name": library} if library_id else None,
    }
