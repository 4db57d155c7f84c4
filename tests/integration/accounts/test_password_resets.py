"""Who has lost their password sets a new one by a link: once, in time, and nobody learns who has an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest
from aiosmtpd.controller import Controller
from starlette.testclient import TestClient

from medianest import bootstrap, routes
from medianest.api.app import build_api
from medianest.config import Settings, load_settings
from medianest.errors import ConfigurationError
from medianest.models.columns import now
from medianest.services import use
from medianest.services.viewer import Viewer
from tests.e2e.server import free_port
from tests.people import ORIGIN, PASSWORD, People, cookie_of

USERS = f"{routes.API}/admin/users"
FRESH = "another quiet lantern"


@pytest.fixture
def admin(browser, people):
    people.add("boss@example.org", "admin")
    return people.bearer(browser, "boss@example.org")


@pytest.fixture
def ann(people):
    return people.add()


def link(browser, admin, person):
    answer = browser.post(f"{USERS}/{person.id}/reset-link", headers=admin)
    assert answer.status_code == 201, answer.text
    return answer.json()["url"].rpartition("/")[2]


def choose(browser, token, password=FRESH):
    return browser.post(routes.SESSION_NEW_PASSWORD, data={"token": token, "password": password})


def try_sign_in(browser, password):
    return browser.post(routes.SESSION_SIGN_IN, data={"email": "ann@example.org", "password": password})


def test_a_link_sets_a_new_password_and_ends_every_session_and_refresh_family(browser, admin, ann, people, services):
    cookie = cookie_of(people.sign_in(browser))
    pair = people.tokens(browser)
    token = link(browser, admin, ann)
    answer = choose(browser, token)
    assert answer.headers["location"] == f"{routes.LOGIN}?done=password"
    assert services.sessions.viewer_of_cookie(cookie).role == "nobody"
    assert services.tokens.viewer_of(pair["access_token"]).role == "nobody"
    refreshed = browser.post(f"{routes.API}/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    assert refreshed.status_code == 401
    assert "error" in try_sign_in(browser, PASSWORD).headers["location"]
    assert try_sign_in(browser, FRESH).headers["location"] == routes.HOME


def test_a_link_works_once_and_a_new_one_takes_the_place_of_the_old(browser, admin, ann):
    old, new = link(browser, admin, ann), link(browser, admin, ann)
    assert "error=not_found" in choose(browser, old).headers["location"]
    assert "error" not in choose(browser, new).headers["location"]
    assert "error=not_found" in choose(browser, new, "a third one entirely").headers["location"]


def test_a_link_runs_out(browser, admin, ann, database_url, services):
    token = link(browser, admin, ann)
    assert services.password_resets.look(token)
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update password_resets set expires_at = %s", (now() - timedelta(seconds=1),))
    connection.close()
    assert not services.password_resets.look(token)
    assert "error=not_found" in choose(browser, token).headers["location"]


def test_a_password_that_breaks_a_rule_leaves_the_link_alive(browser, admin, ann):
    token = link(browser, admin, ann)
    assert choose(browser, token, "short").headers["location"].endswith("?error=invalid&fields=password")
    assert "error" not in choose(browser, token).headers["location"]


def test_guessing_links_is_slowed_down(browser):
    answers = [choose(browser, "x" * 43).headers["location"] for _ in range(12)]
    assert "error=not_found" in answers[0]
    assert "error=too_many_requests" in answers[-1]


def test_only_an_administrator_makes_links_and_only_for_people_who_are_there(browser, admin, ann, people):
    mine = people.bearer(browser)
    assert browser.post(f"{USERS}/{ann.id}/reset-link", headers=mine).status_code == 403
    assert browser.post(f"{USERS}/{uuid4()}/reset-link", headers=admin).status_code == 404


def test_a_page_of_another_site_sets_no_password(browser, admin, ann):
    form = {"token": link(browser, admin, ann), "password": FRESH}
    answer = browser.post(routes.SESSION_NEW_PASSWORD, data=form, headers={"origin": "https://elsewhere.example"})
    assert "error=cross_site" in answer.headers["location"]


def test_no_token_is_kept_or_written_down(browser, admin, ann, database_url):
    token = link(browser, admin, ann)
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select string_agg(r::text, ' ') from (select p::text as r from password_resets p"
                       " union all select a::text from audit_log a) x")  # fmt: skip
        (kept,) = cursor.fetchone() or ("",)
    connection.close()
    assert token not in kept
    assert "password.reset_link" in kept


def test_without_a_mail_server_nothing_is_sent_and_the_answer_is_the_same(browser, ann, services):
    assert not services.password_resets.by_mail
    answer = browser.post(routes.SESSION_FORGOTTEN, data={"email": "ann@example.org"})
    assert answer.headers["location"] == f"{routes.FORGOTTEN}?sent=1"


class Inbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002 - aiosmtpd's name
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 taken"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    """A real SMTP server on loopback."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield inbox, controller.server.sockets[0].getsockname()[1]
    controller.stop()


@pytest.fixture
def mailing(settings: Settings, inbox, monkeypatch: pytest.MonkeyPatch):
    """A server that sends mail, and a browser in front of it."""
    from pwdlib.hashers.argon2 import Argon2Hasher

    from medianest.services import passwords

    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "Argon2Hasher", lambda: cheap)
    mailed = settings.model_copy(
        update={
            "public_url": "https://nest.example.org",
            "smtp_host": "127.0.0.1",
            "smtp_port": inbox[1],
            "smtp_security": "none",
            "mail_from": "nest@example.org",
        }
    )
    with bootstrap.build(mailed) as built, use(built):
        api = build_api(mailed.public_url)
        api.state.services = built
        with TestClient(api, follow_redirects=False, headers=ORIGIN) as client:
            yield built, client, inbox[0]


def ask(client, email, **headers):
    return client.post(routes.SESSION_FORGOTTEN, data={"email": email}, headers=headers)


def test_a_link_comes_by_mail_in_the_language_of_the_person_and_works(mailing):
    services, client, inbox = mailing
    person = People(services).add()
    services.settings.change(Viewer(person.id, "user"), {"language": "de"})
    answer = ask(client, "ANN@example.org", host="evil.example", origin="https://nest.example.org")
    assert answer.status_code == 303
    ((to, mail),) = inbox.mails
    assert to == ["ann@example.org"]
    found = re.search(r"https://nest\.example\.org/new-password/([\w-]{43})", mail.replace("=\r\n", ""))
    assert found, mail
    assert "evil.example" not in mail
    assert "Passwort" in mail
    assert "error" not in choose(client, found[1]).headers["location"]
    assert try_sign_in(client, FRESH).headers["location"] == routes.HOME


def test_nobody_learns_from_the_answer_whether_an_address_is_known(mailing):
    services, client, inbox = mailing
    People(services).add()
    known, unknown = ask(client, "ann@example.org"), ask(client, "nobody@example.org")
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert known.content == unknown.content
    assert len(inbox.mails) == 1


def test_the_answer_is_out_before_the_address_is_looked_up(mailing, monkeypatch):
    services, client, _ = mailing
    order = []
    monkeypatch.setattr(type(services.password_resets), "mail", lambda *_: order.append("looked up"))
    real = client.app.__call__

    async def noting(scope, receive, send):
        async def noted(message):
            await send(message)
            if message["type"] == "http.response.body":
                order.append("answered")

        await real(scope, receive, noted)

    monkeypatch.setattr(client._transport, "app", noting)
    ask(client, "ann@example.org")
    assert order == ["answered", "looked up"]


def test_one_address_gets_no_flood_of_mails(mailing):
    services, client, inbox = mailing
    People(services).add()
    answers = [ask(client, "ann@example.org").headers["location"] for _ in range(5)]
    assert len(inbox.mails) == 3
    assert "error=too_many_requests" in answers[-1]


def test_a_mail_server_that_is_down_is_noted_and_shown_to_nobody(mailing, settings, monkeypatch):
    services, client, inbox = mailing
    People(services).add()
    monkeypatch.setattr("smtplib.SMTP.__init__", refuse)
    answer = ask(client, "ann@example.org")
    assert answer.headers["location"] == f"{routes.FORGOTTEN}?sent=1"
    assert inbox.mails == []
    actions = [row.action for row in services.audit.list(Viewer.system()).items]
    assert actions[0] == "mail.failed"


def refuse(*_args, **_more):
    raise ConnectionRefusedError("nobody listens")


def test_a_mail_server_without_an_address_of_our_own_is_refused_at_the_start(tmp_path):
    with pytest.raises(ConfigurationError, match="MEDIANEST_PUBLIC_URL"):
        load_settings(data_dir=tmp_path, smtp_host="mail.example.org")
