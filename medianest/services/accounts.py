"""People, as administrators care for them. At least one administrator who can sign in is always left."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from medianest.errors import Conflict, Invalid, NotFound
from medianest.models import User, UserProfile
from medianest.models.columns import now
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.account_views import UserList, UserView
from medianest.services.audit import Audit
from medianest.services.cursors import seal, unseal
from medianest.services.passwords import Passwords
from medianest.services.sessions import Sessions
from medianest.services.viewer import Viewer

_ADMINISTERS = {"role": "admin", "disabled": False}
ROLES = ("admin", "user", "child")
LONGEST_NAME = 80
# One @, something before it, a host after it: whether it receives mail only a mail can tell.
_ADDRESS = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,253}")


def clean_email(email: str) -> str:
    """
    Raises:
        Invalid: this is no address; the field is ``email``.
    """
    email = unicodedata.normalize("NFC", email.strip())
    if not _ADDRESS.fullmatch(email):
        raise Invalid("This is not an e-mail address.", {"email": "Write an address like name@example.org."})
    return email


def clean_name(name: str, email: str = "") -> str:
    """A display name in one line; without one, what stands before the @.

    Raises:
        Invalid: it is empty or too long; the field is ``display_name``.
    """
    printable = "".join(letter for letter in unicodedata.normalize("NFC", name) if letter.isprintable())
    name = " ".join(printable.split()) or email.partition("@")[0]
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(
            "This name cannot be used.", {"display_name": "Use a name of at most {most} characters."}, most=LONGEST_NAME
        )
    return name


class Accounts:
    """Methods that take a password hash it: call them in the bridge's lane ``passwords``."""

    def __init__(self, transactions: Transactions, passwords: Passwords, sessions: Sessions, audit: Audit) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._sessions = sessions
        self._audit = audit

    def list(self, viewer: Viewer, limit: int = 50, cursor: str | None = None) -> UserList:
        """People by e-mail address."""
        viewer.require_admin()
        after = _place(cursor) if cursor else None
        with self._uow() as work:
            rows = work.accounts.page(limit + 1, after)
            shown = tuple(_view(user, profile) for user, profile in rows[:limit])
        last = seal((shown[-1].email.lower(), shown[-1].id)) if len(rows) > limit else None
        return UserList(shown, last)

    def get(self, viewer: Viewer, user_id: UUID) -> UserView:
        viewer.require_admin()
        with self._uow() as work:
            return _view(*_found(work, user_id))

    def named(self, viewer: Viewer, email: str) -> UserView:
        """The person with this address."""
        viewer.require_admin()
        with self._uow() as work:
            user = work.accounts.by_email(email.strip())
            if user is None:
                raise NotFound("There is no such person.")
            return _view(*_found(work, user.id))

    def add(self, viewer: Viewer, email: str, password: str, role: str = "user", display_name: str = "") -> UserView:
        """
        Raises:
            Invalid, and Conflict when the address is taken.
        """
        viewer.require_admin()
        email = clean_email(email)
        display_name = clean_name(display_name, email)
        _check_role(role)
        hashed = self._passwords.hash(password, email)
        # A child sees nothing until it is given something.
        user = User(email=email, role=role, password_hash=hashed, every_library=role != "child")
        with self._uow() as work:
            # The lock orders those who come at once; the unique index is the second line.
            work.accounts.lock_administrators()
            if work.accounts.by_email(email) is not None:
                raise Conflict("There is already somebody with this e-mail address.")
            work.accounts.add(user, display_name)
            view = _view(*_found(work, user.id))
            self._audit.record(
                work, viewer, "user.added", target=("user", user.id), after={"email": email, "role": role}
            )
            work.commit()
        return view

    def change(
        self, viewer: Viewer, user_id: UUID, *, role: str | None = None, disabled: bool | None = None
    ) -> UserView:
        """Change what is given, both or neither. A new role counts at once for the sessions that are open; disabling
        ends them, and enabling brings none back.

        Raises:
            Conflict: nobody would be left to administer.
        """
        viewer.require_admin()
        if role is not None:
            _check_role(role)
        ended: list[UUID] = []
        with self._uow() as work:
            work.accounts.lock_administrators()
            user, profile = _found(work, user_id)
            before = {"role": user.role, "disabled": user.disabled_at is not None}
            after = {
                "role": before["role"] if role is None else role,
                "disabled": before["disabled"] if disabled is None else disabled,
            }
            if after != before:
                if before == _ADMINISTERS and after != _ADMINISTERS:
                    _refuse_to_lock_out(work)
                user.role = after["role"]
                if after["disabled"] != before["disabled"]:
                    user.disabled_at = now() if after["disabled"] else None
                if after["disabled"]:
                    ended = self._sessions.end_all_of(work, user_id)
                else:
                    self._sessions.forget_person(work, user_id)
                self._audit.record(work, viewer, "user.changed", target=("user", user_id), before=before, after=after)
                work.commit()
            view = _view(user, profile)
        self._sessions.announce_end(ended)
        return view

    def give_libraries(self, viewer: Viewer, user_id: UUID, library_ids: frozenset[UUID]) -> UserView:
        """The only libraries that this person may see; none given: all for a user, and none for a child.

        Raises:
            Invalid: one of them is not there; the field is ``library_ids``.
        """
        viewer.require_admin()
        with self._uow() as work:
            user, profile = _found(work, user_id)
            if any(work.libraries.get(one) is None for one in library_ids):
                raise Invalid("There is no such library.", {"library_ids": "Choose among those that are there."})
            before = sorted(map(str, work.accounts.libraries_of(user_id)))
            work.accounts.give_libraries(user_id, library_ids)
            user.every_library = not library_ids and user.role != "child"
            self._sessions.forget_person(work, user_id)
            self._audit.record(
                work,
                viewer,
                "user.libraries",
                target=("user", user_id),
                before={"library_ids": before},
                after={"library_ids": sorted(map(str, library_ids))},
            )
            view = _view(user, profile)
            work.commit()
        return view

    def reset_password(self, viewer: Viewer, user_id: UUID, password: str) -> None:
        """A new password set by an administrator; the person is signed out everywhere."""
        viewer.require_admin()
        with self._uow() as work:
            email = _found(work, user_id)[0].email
        hashed = self._passwords.hash(password, email)
        with self._uow() as work:
            user, _ = _found(work, user_id)
            user.password_hash = hashed
            ended = self._sessions.end_all_of(work, user_id, but=viewer.session_id)
            self._audit.record(work, viewer, "user.password_reset", target=("user", user_id))
            work.commit()
        self._sessions.announce_end(ended)


def _place(cursor: str) -> tuple[str, str]:
    email, user_id = unseal(cursor, 2)
    try:
        return str(email), str(UUID(user_id))
    except (ValueError, TypeError, AttributeError) as problem:
        raise Invalid("This cursor cannot be used.", {"cursor": "Take next_cursor as it was given."}) from problem


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Invalid("There is no such role.", {"role": "Choose one of {choices}."}, choices=", ".join(ROLES))


def _refuse_to_lock_out(work: UnitOfWork) -> None:
    """Called with administrators locked, for one who is about to stop being one."""
    if work.accounts.active_administrators() <= 1:
        raise Conflict("This is the last administrator. Make somebody else one first.")


def _found(work: UnitOfWork, user_id: UUID) -> tuple[User, UserProfile]:
    user, profile = work.accounts.get(user_id), work.accounts.profile(user_id)
    if user is None or profile is None:
        raise NotFound("There is no such person.")
    return user, profile


def _view(user: User, profile: UserProfile) -> UserView:
    return UserView(
        id=user.id,
        email=user.email,
        display_name=profile.display_name,
        role=user.role,
        disabled=user.disabled_at is not None,
        created_at=user.created_at,
        last_login_at=user.last_login_at,
    )
