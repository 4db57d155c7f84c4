"""People, how they prove who they are, and where they are signed in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, INET
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference, touched

ROLES = ("admin", "user", "child")


def _flag(default: str) -> Any:
    return Field(default=default == "true", sa_column_kwargs={"server_default": text(default)})


class User(SQLModel, table=True):
    """A person, and what they may. E-mail addresses are kept as typed and compared without case.

    ``max_rating`` is an age in years (``services/ratings.py``); None is no limit. ``every_library`` counts before
    ``library_access``, so that a library that goes away never opens the others.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role in ('admin', 'user', 'child')", name="role"),
        CheckConstraint("stream_limit >= 1", name="stream_limit"),
        Index("uq_users_email_lower", text("lower(email)"), unique=True),
    )

    id: UUID = key()
    email: str = Field(sa_type=Text)
    password_hash: str | None = Field(default=None, sa_type=Text)
    role: str = Field(default="user", sa_type=Text)
    disabled_at: datetime | None = moment()
    every_library: bool = _flag("true")
    max_rating: int | None = Field(default=None, sa_type=SmallInteger)
    shows_unrated: bool = _flag("false")
    may_download: bool = _flag("true")
    may_transcode: bool = _flag("true")
    stream_limit: int | None = Field(default=None, sa_type=SmallInteger)
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()
    last_login_at: datetime | None = moment()


class UserProfile(SQLModel, table=True):
    """How a person appears, and the PIN that keeps others of the household out of it."""

    __tablename__ = "user_profiles"

    user_id: UUID = reference("users.id", "CASCADE", primary=True)
    display_name: str = Field(sa_type=Text)
    avatar: str | None = Field(default=None, sa_type=Text)
    pin_hash: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()


class UserSettings(SQLModel, table=True):
    """What a person prefers: theme, language, autoplay, audio and subtitle languages."""

    __tablename__ = "user_settings"

    user_id: UUID = reference("users.id", "CASCADE", primary=True)
    preferences: dict[str, Any] = jsonb()
    updated_at: datetime = touched()


class UserIdentity(SQLModel, table=True):
    """A way in through somebody else's sign-in: linked by issuer and subject, never by e-mail."""

    __tablename__ = "user_identities"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        Index("uq_user_identities_primary", "user_id", unique=True, postgresql_where=text("is_primary")),
    )

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    issuer: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    display_name: str | None = Field(default=None, sa_type=Text)
    is_primary: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = moment(required=True)
    last_used_at: datetime | None = moment()


class UserSession(SQLModel, table=True):
    """One signed-in device: a browser with however many tabs, or a program. The token is kept as a hash only."""

    __tablename__ = "user_sessions"
    __table_args__ = (CheckConstraint("kind in ('browser', 'program')", name="kind"),)

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    kind: str = Field(sa_type=Text)
    token_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    device_id: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    device_name: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    device_info: dict[str, Any] = jsonb()
    address: str | None = Field(default=None, sa_type=INET)
    created_at: datetime = moment(required=True)
    last_used_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True, index=True)
    revoked_at: datetime | None = moment()
    by_pin: bool = _flag("false")  # a PIN opened it: less than a password, where one is asked once more


class RememberedProfile(SQLModel, table=True):
    """A person whom a shared browser offers, to be opened with their PIN. Its token is kept as a hash only."""

    __tablename__ = "remembered_profiles"

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    wrong_tries: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = moment(required=True)
    last_used_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True, index=True)


class RefreshToken(SQLModel, table=True):
    """One link of a program's refresh-token chain. Its session is the family: a used one seen again ends it."""

    __tablename__ = "refresh_tokens"

    id: UUID = key()
    session_id: UUID = reference("user_sessions.id", "CASCADE")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    created_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True)
    used_at: datetime | None = moment()


class ApiKey(SQLModel, table=True):
    """A key that a person gave to a program of theirs. Kept as a hash only; ``hint`` is its end, to tell keys apart."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint("scope in ('read', 'play', 'manage', 'admin')", name="scope"),)

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    name: str = Field(sa_type=Text)
    scope: str = Field(sa_type=Text)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    hint: str = Field(sa_type=Text)
    created_at: datetime = moment(required=True)
    expires_at: datetime | None = moment()
    last_used_at: datetime | None = moment()
    last_address: str | None = Field(default=None, sa_type=INET)


class LibraryAccess(SQLModel, table=True):
    """A library that a person who may not see all of them may see."""

    __tablename__ = "library_access"

    user_id: UUID = reference("users.id", "CASCADE", primary=True)
    library_id: UUID = Field(foreign_key="libraries.id", ondelete="CASCADE", primary_key=True, index=True)


class Invitation(SQLModel, table=True):
    """A link by which people come in by themselves. Kept as a hash only. ``library_ids`` None: every library."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("role in ('admin', 'user', 'child')", name="role"),
        CheckConstraint("uses between 0 and max_uses", name="uses"),
    )

    id: UUID = key()
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    name: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    role: str = Field(sa_type=Text)
    library_ids: list[UUID] | None = Field(default=None, sa_type=ARRAY(Uuid))  # type: ignore[call-overload]
    max_uses: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    uses: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    created_by: UUID | None = reference("users.id", "SET NULL", required=False)
    created_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True)


class PasswordReset(SQLModel, table=True):
    """A link by which a person sets a new password, once. Kept as a hash only."""

    __tablename__ = "password_resets"

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    created_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True)
    used_at: datetime | None = moment()
