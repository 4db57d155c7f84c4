"""Columns that every table spells the same way. Times are timezone-aware UTC; keys are UUIDs made by us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, DateTime, ForeignKey, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Text, Uuid
from sqlmodel import Field

# Names that Alembic can find again when it takes a constraint away.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def now() -> datetime:
    return datetime.now(UTC)


def key() -> Any:
    return Field(
        default_factory=uuid4,
        sa_type=Uuid,
        primary_key=True,
        sa_column_kwargs={"server_default": text("gen_random_uuid()")},
    )


def moment(*, required: bool = False, index: bool = False) -> Any:
    """A time; ``required`` ones are set when the row is made."""
    if required:
        return Field(
            default_factory=now,
            sa_type=DateTime(timezone=True),  # type: ignore[call-overload]
            nullable=False,
            index=index,
            sa_column_kwargs={"server_default": text("now()")},
        )
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True, index=index)  # type: ignore[call-overload]


def touched() -> Any:
    """The time of the row's last change."""
    return Field(
        default_factory=now,
        sa_type=DateTime(timezone=True),  # type: ignore[call-overload]
        nullable=False,
        sa_column_kwargs={"server_default": text("now()"), "onupdate": now},
    )


def reference(target: str, on_delete: str, *, required: bool = True, index: bool = True, primary: bool = False) -> Any:
    """A foreign key. ``on_delete`` is spelt out each time, because it is a promise about what a person loses."""
    return Field(
        default=None if not required else ...,
        sa_column_args=(ForeignKey(target, ondelete=on_delete),),
        sa_type=Uuid,
        nullable=not required,
        index=index and not primary,
        primary_key=primary,
    )


def jsonb(name: str | None = None, *, empty: str = "{}") -> Any:
    column = {"server_default": text(f"'{empty}'::jsonb")}
    if name:
        return Field(default_factory=dict, sa_column=Column(name, JSONB, nullable=False, **column))
    return Field(
        default_factory=dict if empty == "{}" else list, sa_type=JSONB, nullable=False, sa_column_kwargs=column
    )


def texts() -> Any:
    return Field(
        default_factory=list,
        sa_type=ARRAY(Text),  # type: ignore[call-overload]
        nullable=False,
        sa_column_kwargs={"server_default": text("'{}'::text[]")},
    )
