"""One media pool for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from medianest.mediapool.client import MediaPool
from tests.media import running_pool


@pytest.fixture(scope="session")
def pool() -> Iterator[MediaPool]:
    with running_pool() as running:
        yield running


@pytest.fixture(scope="session")
def shared_media() -> Path:
    """Real films and songs beside the project, where there are some."""
    found = Path(__file__).resolve().parents[4] / "shared" / "media"
    if not found.is_dir():
        pytest.skip(f"there is no folder {found}")
    return found
