"""Receivers on loopback, and a webhook that tells one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from medianest.config import Settings
from medianest.mediapool.client import MediaPool
from medianest.providers.posting import Poster
from medianest.repositories.unit_of_work import Transactions
from medianest.services import Services
from medianest.services.events import TYPES
from medianest.services.viewer import Viewer
from medianest.services.webhooks.rules import Wanted
from medianest.services.webhooks.views import NewWebhookView
from tests.fakes.receiver import Receiver
from tests.integration.scanning.household import Household
from tests.media import running_pool

SYSTEM = Viewer.system()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with running_pool() as running:
        yield running


@pytest.fixture
def household(settings: Settings, transactions: Transactions, pool: MediaPool) -> Household:
    return Household(settings.library_roots[0], transactions, pool)


@pytest.fixture
def hook(services: Services) -> Callable[..., NewWebhookView]:
    """Adds a webhook for an address."""

    def add(url: str, *types: str, name: str = "A hook") -> NewWebhookView:
        return services.webhooks.add(SYSTEM, Wanted(name, url, types or TYPES))

    return add


@pytest.fixture
def impatient(services: Services) -> None:
    """A try may last half a second."""
    services.deliveries._poster = Poster(seconds=0.5)
