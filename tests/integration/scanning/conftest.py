"""A household with one library on a real disk, real stores and a real media pool."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from medianest import bootstrap
from medianest.config import Settings
from medianest.mediapool.client import MediaPool
from medianest.repositories.database import open_engine
from medianest.repositories.unit_of_work import UnitOfWork
from medianest.services import Services, use
from tests.integration.scanning.household import Household
from tests.media import running_pool


@pytest.fixture(scope="session")
def pool() -> Iterator[MediaPool]:
    with running_pool() as running:
        yield running


@pytest.fixture
def transactions(settings: Settings) -> Iterator[partial[UnitOfWork]]:
    assert settings.database_url
    engine = open_engine(settings.database_url, 4)
    yield partial(UnitOfWork, engine)
    engine.dispose()


@pytest.fixture
def household(settings: Settings, transactions: partial[UnitOfWork], pool: MediaPool) -> Household:
    return Household(settings.library_roots[0], transactions, pool)


@pytest.fixture
def plain_services(settings: Settings) -> Iterator[Services]:
    with bootstrap.build(settings) as built, use(built):
        yield built


@pytest.fixture
def services(pool: MediaPool, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Services:
    """The services on the media pool of these tests."""
    monkeypatch.setattr(bootstrap, "media_socket", lambda _: pool._path)
    return request.getfixturevalue("plain_services")
