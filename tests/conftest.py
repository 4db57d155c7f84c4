"""Fixtures of every ring."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from medianest import logs

PROJECT_ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ["tests.stores", "tests.people", "tests.e2e.player_fixtures"]

# How long one example takes says nothing on a busy machine; pytest's own timeout ends what hangs.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

# What an operator has set for the program must not reach its tests.
for _name in [name for name in os.environ if name.startswith("MEDIANEST_")] + ["DATABASE_URL", "REDIS_URL"]:
    os.environ.pop(_name, None)


@pytest.fixture(scope="session")
def shared_dir() -> Path | None:
    """A folder of real media and recorded wire formats beside the project, where there is one."""
    shared = PROJECT_ROOT.parent / "shared"
    return shared if shared.is_dir() else None


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """As the program logs: structlog's own default would draw every failure's local variables, which takes seconds."""
    logs.configure("WARNING")
