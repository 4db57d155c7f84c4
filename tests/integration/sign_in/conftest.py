"""Providers on loopback, set up here as an administrator would, and a browser that goes to them and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from medianest import routes
from medianest.config import Settings
from medianest.models import UserIdentity
from medianest.services import Services
from medianest.services.sessions import COOKIE
from medianest.services.sign_in_rules import Wanted
from medianest.services.viewer import Viewer
from tests.fakes import certified_oidc
from tests.fakes import github as fake_github
from tests.fakes import google as fake_google
from tests.fakes import plex as fake_plex
from tests.people import ORIGIN, PASSWORD

HOME = "http://testserver"
SETTINGS = f"{routes.API}/settings"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """People come by a public address, which is where providers send them back to."""
    return settings.model_copy(update={"public_url": HOME})


@dataclass
class Visitor:
    """A browser, and what happens to it at providers."""

    client: TestClient
    services: Services

    def start(self, slug: str, **query: str) -> str:
        """The address at the provider that the browser is sent to."""
        answer = self.client.get(routes.sign_in_start(slug), params=query)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def back(self, address: str) -> str:
        """The page that the browser ends on."""
        assert address.startswith(HOME), address
        answer = self.client.get(address.removeprefix(HOME))
        assert answer.status_code == 303, answer.text
        assert "no-store" in answer.headers.get("cache-control", "no-store")
        return answer.headers["location"]

    def error(self, page: str) -> str:
        """The code of what went wrong, told on a page of ours."""
        parts = urlsplit(page)
        assert parts.path in (routes.LOGIN, routes.SETTINGS), page
        assert not parts.netloc
        return parse_qs(parts.query)["error"][0]

    @property
    def who(self) -> str | None:
        """The e-mail address of whoever is signed in."""
        answer = self.client.get(SETTINGS)
        return answer.json()["email"] if answer.status_code == 200 else None

    @property
    def cookie(self) -> str | None:
        return self.client.cookies.get(COOKIE)

    def sign_in(self, email: str = "ann@example.org") -> None:
        self.client.post(routes.SESSION_SIGN_IN, data={"email": email, "password": PASSWORD})
        assert self.who == email

    def link(self, slug: str, agree: Any) -> str:
        """Link as the settings page does it; the page that the browser ends on."""
        viewer = self.services.sessions.viewer_of_cookie(self.cookie or "", None)
        return self.back(agree(self.start(slug, link=self.services.provider_sign_in.link_key(viewer))))


@pytest.fixture
def visitor(browser: TestClient, services: Services) -> Visitor:
    return Visitor(browser, services)


@pytest.fixture
def stranger(api, services: Services) -> Iterator[Visitor]:
    """Another person's browser."""
    with TestClient(api, follow_redirects=False, headers=ORIGIN, raise_server_exceptions=False) as client:
        yield Visitor(client, services)


def set_up(services: Services, kind: str, slug: str, issuer: str, client: tuple[str, str], **more: Any) -> None:
    services.sign_in_providers.add(
        Viewer.system(),
        Wanted(kind=kind, slug=slug, issuer=issuer, client_id=client[0], client_secret=client[1], **more),
    )


@pytest.fixture
def google(services: Services) -> Iterator[fake_google.Google]:
    fake = fake_google.Google()
    set_up(services, "google", "google", fake.url, (fake_google.CLIENT_ID, fake_google.CLIENT_SECRET))
    yield fake
    fake.close()


@pytest.fixture
def github(services: Services) -> Iterator[fake_github.GitHub]:
    fake = fake_github.GitHub()
    set_up(services, "github", "github", fake.url, (fake_github.CLIENT_ID, fake_github.CLIENT_SECRET))
    yield fake
    fake.close()


@pytest.fixture(params=["jwt", "classic"])
def plex(services: Services, request: pytest.FixtureRequest) -> Iterator[fake_plex.Plex]:
    """Every test with Plex is run with both kinds of its tokens."""
    fake = fake_plex.Plex()
    set_up(services, "plex", "plex", fake.url, ("", ""), plex_tokens=request.param)
    yield fake
    fake.close()


@pytest.fixture(scope="session")
def certified_server() -> Iterator[certified_oidc.Certified]:
    with certified_oidc.running(f"{HOME}{routes.sign_in_callback('house')}") as server:
        yield server


@pytest.fixture
def certified(services: Services, certified_server: certified_oidc.Certified) -> certified_oidc.Certified:
    client = (certified_oidc.CLIENT_ID, certified_oidc.CLIENT_SECRET)
    set_up(services, "oidc", "house", certified_server.issuer, client)
    return certified_server


def audited(services: Services, action: str) -> list[dict[str, Any]]:
    """What the audit log says of an action, the newest first."""
    rows = services.audit.list(Viewer.system(), 200).items
    return [row.after or row.before or {} for row in rows if row.action == action]


def give_identity(services: Services, email: str, issuer: str, subject: str) -> None:
    """Link without the browser."""
    with services.identities._uow() as work:
        user = work.accounts.by_email(email)
        assert user
        first = not work.identities.of_user(user.id)
        work.identities.add(UserIdentity(user_id=user.id, issuer=issuer, subject=subject, is_primary=first))
        work.commit()
