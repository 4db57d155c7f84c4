"""The second process: a door without a user."""

from __future__ import annotations

import importlib

# Modules whose import declares actors on the broker that is set. Each room of jobs adds its own line.
ACTORS: tuple[str, ...] = ()


def declare() -> None:
    """Make every actor known. Call it after ``dramatiq.set_broker``."""
    for name in ACTORS:
        importlib.import_module(name)
