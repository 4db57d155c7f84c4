"""A person's rights as a record that Redis can keep, and as the fields of a ``Viewer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from medianest.models import User
from medianest.repositories.unit_of_work import UnitOfWork

_PLAIN = ("max_rating", "shows_unrated", "may_download", "may_transcode", "stream_limit")


def granted(work: UnitOfWork, user: User) -> dict[str, Any]:
    """Plain values. An administrator is limited in nothing: they could change it themselves."""
    if user.role == "admin":
        return {"libraries": None, "max_rating": None, "shows_unrated": True} | {
            "may_download": True,
            "may_transcode": True,
            "stream_limit": None,
        }
    libraries = None if user.every_library else [str(one) for one in sorted(work.accounts.libraries_of(user.id))]
    return {"libraries": libraries} | {name: getattr(user, name) for name in _PLAIN}


def whole(record: Mapping[str, Any]) -> bool:
    """Whether a record was kept by this version of the program."""
    return "libraries" in record and all(name in record for name in _PLAIN)


def fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """What ``granted`` told, by the names of a ``Viewer``'s fields."""
    libraries = record["libraries"]
    return {"library_ids": None if libraries is None else frozenset(map(UUID, libraries))} | {
        name: record[name] for name in _PLAIN
    }
