"""Keys that people give to their programs: named, scoped, running out, shown once and kept as a hash.

A scope includes those before it. A key never reaches further than its person, and never to sign-in, sessions, passwords
and keys themselves: whoever finds one cannot make it into more.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from medianest.errors import Conflict, InsufficientScope, Invalid, NotFound, Sentence
from medianest.models import ApiKey
from medianest.models.columns import now
from medianest.repositories.ephemeral import SessionCache
from medianest.repositories.unit_of_work import Transactions
from medianest.services.account_views import ApiKeyView, NewApiKey
from medianest.services.audit import Audit
from medianest.services.granted import fields, granted
from medianest.services.sessions import token_hash
from medianest.services.viewer import Viewer

SCOPES = ("read", "play", "manage", "admin")
PREFIX = "mnk_"  # so that people, and programs that look for leaked secrets, know one when they see it
MOST = 50
LONGEST_DAYS = 3650
LONGEST_NAME = 80
_LENGTH = len(PREFIX) + len(secrets.token_urlsafe(32))
_TOUCH_AFTER = timedelta(minutes=1)


def require_scope(viewer: Viewer, needed: str | None) -> None:
    """
    Raises:
        InsufficientScope: a key asks for more than it was made for; with ``needed`` None, for what no key may.
    """
    if viewer.scope is None:
        return
    if needed is None:
        raise InsufficientScope("No API key may do this. Sign in.")
    if SCOPES.index(needed) > SCOPES.index(viewer.scope):
        raise InsufficientScope("This API key may not do that: it needs the scope {scope}.", scope=needed)


class ApiKeys:
    """PostgreSQL is asked each time: a key that was removed opens nothing from that moment on."""

    def __init__(self, transactions: Transactions, cache: SessionCache, audit: Audit) -> None:
        self._uow = transactions
        self._cache = cache
        self._audit = audit

    def viewer_of(self, token: str, address: str | None = None) -> Viewer:
        """Whose program this is; nobody for a key that is unknown, has run out or is malformed."""
        if len(token) != _LENGTH or not token.isascii():
            return Viewer.nobody(address)
        moment = now()
        with self._uow() as work:
            found = work.api_keys.alive_by_hash(token_hash(token), moment)
            if found is None:
                return Viewer.nobody(address)
            row, user, profile = found
            # Below the scope admin, an administrator's key is a user's for the services too.
            role = "user" if user.role == "admin" and row.scope != "admin" else user.role
            viewer = Viewer(
                user_id=user.id,
                role=role,  # type: ignore[arg-type]
                name=profile.display_name,
                device_name=row.name,
                address=address,
                key_id=row.id,
                scope=row.scope,
                **fields(granted(work, user)),
            )
            if row.last_used_at is None or moment - row.last_used_at > _TOUCH_AFTER:
                work.api_keys.touch(row.id, moment, address)
                work.commit()
        return viewer

    def of(self, viewer: Viewer) -> tuple[ApiKeyView, ...]:
        """The asking person's own, the newest first."""
        with self._uow() as work:
            moment = now()
            return tuple(_view(row, moment) for row in work.api_keys.of_user(viewer.person()))

    def add(self, viewer: Viewer, name: str, scope: str, expires_in_days: int = 365) -> NewApiKey:
        """A new key for the asking person; with 0 days it never runs out.

        Raises:
            Invalid: with a sentence for each field that cannot be used.
            Conflict: there are too many already.
        """
        user_id = viewer.person()
        require_scope(viewer, None)
        name = " ".join("".join(letter for letter in name if letter.isprintable()).split())
        _check(viewer, name, scope, expires_in_days)
        token = PREFIX + secrets.token_urlsafe(32)
        moment = now()
        row = ApiKey(
            user_id=user_id,
            name=name,
            scope=scope,
            token_hash=token_hash(token),
            hint=token[-4:],
            expires_at=moment + timedelta(days=expires_in_days) if expires_in_days else None,
        )
        with self._uow() as work:
            if work.api_keys.count(user_id) >= MOST:
                raise Conflict("There are too many API keys. Remove one that is not used any more.")
            work.api_keys.add(row)
            view = _view(row, moment)
            after = {"name": name, "scope": scope, "expires_at": row.expires_at and row.expires_at.isoformat()}
            self._audit.record(work, viewer, "key.added", target=("key", row.id), after=after)
            work.commit()
        return NewApiKey(token, view)

    def remove(self, viewer: Viewer, key_id: UUID) -> None:
        """For good; what it streams stops. An administrator may remove anybody's.

        Raises:
            NotFound: there is no such key, or it is somebody else's.
        """
        require_scope(viewer, None)
        with self._uow() as work:
            row = work.api_keys.get(key_id)
            if row is None or not (viewer.is_admin or row.user_id == viewer.person()):
                raise NotFound("There is no such API key.")
            before = {"name": row.name, "scope": row.scope, "user_id": str(row.user_id)}
            work.api_keys.remove(key_id)
            self._audit.record(work, viewer, "key.removed", target=("key", key_id), before=before)
            work.commit()
        self._cache.announce_end([key_id])


def _check(viewer: Viewer, name: str, scope: str, days: int) -> None:
    faults: dict[str, Sentence] = {}
    if not 1 <= len(name) <= LONGEST_NAME:
        faults["name"] = Sentence("Use a name of at most {most} characters.", {"most": LONGEST_NAME})
    if scope not in SCOPES:
        faults["scope"] = Sentence("Choose one of {choices}.", {"choices": ", ".join(SCOPES)})
    elif scope == "admin" and not viewer.is_admin:
        faults["scope"] = Sentence("Only an administrator's key can have this scope.")
    if not 0 <= days <= LONGEST_DAYS:
        faults["expires_in_days"] = Sentence(
            "Choose at most {most} days, or 0 for a key that never runs out.", {"most": LONGEST_DAYS}
        )
    if faults:
        raise Invalid("This API key cannot be made.", faults)


def _view(row: ApiKey, moment: datetime) -> ApiKeyView:
    return ApiKeyView(
        id=row.id,
        name=row.name,
        scope=row.scope,
        hint=row.hint,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        last_address=row.last_address,
        expired=row.expires_at is not None and row.expires_at <= moment,
    )
