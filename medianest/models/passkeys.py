"""Passkeys: a key pair whose private half never leaves the person's own device (WebAuthn)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, text
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import key, moment, reference, texts


class Passkey(SQLModel, table=True):
    """``public_key`` is COSE as the device gave it; ``host`` is the name of this server that the passkey belongs to,
    and the only one that browsers offer it to."""

    __tablename__ = "passkeys"

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    name: str = Field(sa_type=Text)
    credential_id: bytes = Field(sa_type=LargeBinary, unique=True)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    transports: list[str] = texts()
    host: str = Field(sa_type=Text)
    synced: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = moment(required=True)
    last_used_at: datetime | None = moment()
