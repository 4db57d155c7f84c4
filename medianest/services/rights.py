"""What a person may: which libraries, how mature, downloading, converting, how many at once, and a PIN.

Kept with the person, carried by every ``Viewer``, and looked at by whichever service the right is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from medianest.errors import Invalid, NotFound
from medianest.models import User, UserProfile
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import ratings
from medianest.services.audit import Audit
from medianest.services.rights_views import RightsView
from medianest.services.sessions import Sessions
from medianest.services.viewer import Viewer

MOST_STREAMS = 100
_SWITCHES = ("shows_unrated", "may_download", "may_transcode")
_FIELDS = ("library_ids", "max_rating", *_SWITCHES, "stream_limit")


class Rights:
    def __init__(self, transactions: Transactions, sessions: Sessions, audit: Audit) -> None:
        self._uow = transactions
        self._sessions = sessions
        self._audit = audit

    def get(self, viewer: Viewer, user_id: UUID) -> RightsView:
        """
        Raises:
            NotFound: there is no such person.
        """
        viewer.require_admin()
        with self._uow() as work:
            return _view(work, *_found(work, user_id))

    def change(self, viewer: Viewer, user_id: UUID, changes: Mapping[str, Any]) -> RightsView:
        """Change what ``changes`` names (fields of ``RightsView``) and leave the rest. It counts at once for the
        sessions that are open; what plays goes on until the next file or segment is asked for.

        Raises:
            NotFound: there is no such person.
            Invalid: with a sentence for each field that cannot be used; nothing is changed.
        """
        viewer.require_admin()
        with self._uow() as work:
            user, profile = _found(work, user_id)
            _check(work, changes)
            before = _view(work, user, profile)
            if "library_ids" in changes:
                wanted = changes["library_ids"]
                user.every_library = wanted is None
                work.accounts.give_libraries(user_id, frozenset(wanted or ()))
            for name in ("max_rating", *_SWITCHES, "stream_limit"):
                if name in changes:
                    setattr(user, name, changes[name])
            after = _view(work, user, profile)
            changed = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
            if changed:
                if after.max_rating is not None and "max_rating" in changed:
                    _rate(work)
                self._sessions.forget_person(work, user_id)
                self._audit.record(
                    work,
                    viewer,
                    "user.rights",
                    target=("user", user_id),
                    before={name: _told(getattr(before, name)) for name in changed},
                    after={name: _told(getattr(after, name)) for name in changed},
                )
            work.commit()
        return after


def _rate(work: UnitOfWork) -> None:
    """Scans do it too; but a library may not have been scanned since this was first asked for."""
    work.scans.rate(None, ratings.table(work.scans.content_ratings(None)))


def _found(work: UnitOfWork, user_id: UUID) -> tuple[User, UserProfile]:
    user, profile = work.accounts.get(user_id), work.accounts.profile(user_id)
    if user is None or profile is None:
        raise NotFound("There is no such person.")
    return user, profile


def _check(work: UnitOfWork, changes: Mapping[str, Any]) -> None:
    faults: dict[str, str] = {}
    for name, value in changes.items():
        if name not in _FIELDS:
            faults[name] = "There is no such right."
        elif name in _SWITCHES and not isinstance(value, bool):
            faults[name] = "Choose yes or no."
    libraries = changes.get("library_ids")
    if libraries is not None and any(work.libraries.get(one) is None for one in libraries):
        faults["library_ids"] = "Choose among those that are there."
    if not _whole(changes.get("max_rating"), 0, ratings.OLDEST):
        faults["max_rating"] = "Choose an age from 0 to 18 years, or no limit."
    if not _whole(changes.get("stream_limit"), 1, MOST_STREAMS):
        faults["stream_limit"] = "Choose from 1 to 100, or no limit."
    if faults:
        raise Invalid("These rights cannot be given.", faults)


def _whole(value: Any, lowest: int, highest: int) -> bool:
    return value is None or (type(value) is int and lowest <= value <= highest)


def _told(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, tuple) else value


def _view(work: UnitOfWork, user: User, profile: UserProfile) -> RightsView:
    return RightsView(
        user_id=user.id,
        library_ids=None if user.every_library else tuple(sorted(work.accounts.libraries_of(user.id))),
        max_rating=user.max_rating,
        shows_unrated=user.shows_unrated,
        may_download=user.may_download,
        may_transcode=user.may_transcode,
        stream_limit=user.stream_limit,
        has_pin=profile.pin_hash is not None,
    )
