"""The stores that MediaNest brings along when it is given none: PostgreSQL and Redis inside the data folder.

One process owns them at a time (a lock of the kernel's on ``run/owner.lock``): it starts them, watches them and ends
them. Any other command finds them running and uses them; when none runs, it is the owner for as long as it takes.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from medianest.config import Settings
from medianest.embedded import folders, postgres, process, redis
from medianest.embedded.account import choose_account
from medianest.embedded.postgres import Postgres
from medianest.embedded.redis import Redis
from medianest.errors import ConfigurationError, Conflict

SERVE = "serve"
# How long a command waits for stores that somebody else is starting, or for a short command to let go of them.
PATIENCE_SECONDS = 30.0
# How long an owner that is done waits for commands that still use its stores.
GUEST_SECONDS = 300.0


@dataclass
class Stores:
    """The stores in use: ``settings`` name them, ``owned`` are those we started (name -> program and child)."""

    settings: Settings
    owned: dict[str, Owned] = field(default_factory=dict)

    def dead(self) -> list[str]:
        """Names of owned stores that have ended by themselves."""
        return [name for name, store in self.owned.items() if store.child.poll() is not None]

    def restart(self, name: str) -> None:
        """Start an owned store again.

        Raises:
            ConfigurationError: it does not come up.
        """
        store = self.owned[name]
        store.child = store.server.start()

    def stop(self) -> None:
        """End what we started, Redis first, so that nothing new is queued while the truth closes."""
        for name in ("redis", "postgres"):
            if name in self.owned:
                store = self.owned.pop(name)
                process.stop(store.server.program, store.child)


@dataclass
class Owned:
    """A store that this process started."""

    server: Postgres | Redis
    child: process.Child


def is_ours(settings: Settings) -> bool:
    """Whether the database is the embedded one of this data folder."""
    return settings.database_url in (None, postgres.url(folders.socket_place(settings.data_dir)))


def located(settings: Settings) -> Settings:
    """``settings`` with the addresses of the embedded stores where none was given. Starts nothing."""
    sockets = folders.socket_place(settings.data_dir)
    addresses = {
        "database_url": settings.database_url or postgres.url(sockets),
        "redis_url": settings.redis_url or redis.url(sockets),
    }
    return settings.model_copy(update=addresses)


@contextlib.contextmanager
def running_stores(settings: Settings, *, purpose: str, own: bool = False) -> Iterator[Stores]:
    """Stores that answer, for as long as the block runs.

    Args:
        settings: where a URL is missing, our own store serves.
        purpose: what holds the stores, said to others who want them ("serve", "user add").
        own: insist on being the owner, as ``serve`` does; else running stores are used as they are.

    Raises:
        Conflict: ``own``, and another process owns them.
        ConfigurationError: a store cannot be started; the message says what to do.
    """
    if settings.database_url and settings.redis_url:
        folders.prepare_data_folder(settings.data_dir)
        yield Stores(settings)
        return
    folders.prepare_data_folder(settings.data_dir)
    run = settings.data_dir / "run"
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        with folders.lock(run / "owner.lock") as got:
            if got:
                yield from _as_owner(settings, purpose)
                return
        if not own and _answer(settings):
            # A guest is counted, so that an owner which is done first does not pull the stores away from it.
            with folders.lock(run / "guests.lock", shared=True, wait=True):
                if _answer(settings):
                    yield Stores(located(settings))
                    return
        holder = holder_of(settings.data_dir)
        if own and holder.get("purpose") == SERVE:
            raise Conflict(
                f"MediaNest already runs on {settings.data_dir} (process {holder.get('pid')}). "
                f"Use that one, stop it first, or give this one another --data-dir."
            )
        if time.monotonic() > end:
            raise Conflict(
                f"The data folder {settings.data_dir} is in use by medianest {holder.get('purpose', '')} "
                f"(process {holder.get('pid')}). Wait for it to end, or stop it."
            )
        time.sleep(0.1)


def holder_of(data_dir: Path) -> dict[str, object]:
    """Who owned the stores last: ``pid`` and ``purpose``; empty when unknown."""
    try:
        holder = json.loads((data_dir / "run" / "owner.json").read_text())
    except (OSError, ValueError):
        return {}
    return holder if isinstance(holder, dict) else {}


def _as_owner(settings: Settings, purpose: str) -> Iterator[Stores]:
    data_dir = settings.data_dir
    (data_dir / "run" / "owner.json").write_text(json.dumps({"pid": os.getpid(), "purpose": purpose}))
    stores = Stores(located(settings))
    try:
        _start(stores, settings)
        yield stores
        if purpose != SERVE:
            _wait_for_guests(data_dir)
    except OSError as problem:
        if problem.filename is not None and Path(str(problem.filename)).is_relative_to(data_dir):
            raise ConfigurationError(folders.unusable(data_dir, problem)) from problem
        raise
    finally:
        stores.stop()


def _start(stores: Stores, settings: Settings) -> None:
    data_dir = settings.data_dir
    account = choose_account(data_dir / "postgres")
    sockets = folders.socket_folder(data_dir, account)
    (data_dir / "logs").mkdir(mode=0o700, exist_ok=True)
    if not settings.redis_url:
        server = Redis(data_dir, account, sockets)
        stores.owned["redis"] = Owned(server, server.start())
    if not settings.database_url:
        database = Postgres(data_dir, account, sockets)
        stores.owned["postgres"] = Owned(database, database.start())


def _answer(settings: Settings) -> bool:
    sockets = folders.socket_place(settings.data_dir)
    return (bool(settings.database_url) or postgres.answers(sockets)) and (
        bool(settings.redis_url) or redis.answers(sockets)
    )


def _wait_for_guests(data_dir: Path) -> None:
    end = time.monotonic() + GUEST_SECONDS
    while time.monotonic() < end:
        with folders.lock(data_dir / "run" / "guests.lock") as alone:
            if alone:
                return
        time.sleep(0.05)
