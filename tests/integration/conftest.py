"""What integration tests stand on: a factory of rows and the services over the same clean database."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import Engine

from medianest.repositories.database import open_engine
from medianest.repositories.unit_of_work import Reading, Readings, Transactions, UnitOfWork
from tests.factories import Factory


@pytest.fixture
def make(database_url: str) -> Iterator[Factory]:
    factory = Factory(database_url)
    yield factory
    factory.close()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url, pool_size=4)
    yield opened
    opened.dispose()


@pytest.fixture
def transactions(engine: Engine) -> Transactions:
    return partial(UnitOfWork, engine)


@pytest.fixture
def readings(engine: Engine) -> Readings:
    return partial(Reading, engine)
