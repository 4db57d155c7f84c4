"""What a person proves besides a password: codes of an authenticator app, and recovery codes for the day it is lost."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from medianest.models.columns import key, moment, reference


class SecondFactor(SQLModel, table=True):
    """An authenticator app (TOTP, RFC 6238). ``secret`` is sealed by the keyring; ``last_step`` is the newest half
    minute whose code was taken: neither it nor an older one is taken again."""

    __tablename__ = "second_factors"

    user_id: UUID = reference("users.id", "CASCADE", primary=True)
    secret: bytes = Field(sa_type=LargeBinary)
    last_step: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = moment(required=True)
    last_used_at: datetime | None = moment()


class RecoveryCode(SQLModel, table=True):
    """One use in place of the app. Kept as an HMAC under a key of the keyring: a copy of the table cannot be guessed
    at elsewhere."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    code_hash: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment(required=True)
    used_at: datetime | None = moment()
