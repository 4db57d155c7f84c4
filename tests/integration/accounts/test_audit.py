"""The audit log tells who did what, and shows when it was touched."""

import psycopg2
import pytest

from medianest import routes
from medianest.services.viewer import Viewer
from tests.people import PASSWORD


@pytest.fixture
def busy(services, browser, people):
    people.add("ann@example.org")
    people.tokens(browser)
    browser.post(f"{routes.API}/auth/login", json={"email": "ann@example.org", "password": "a wrong one"})
    browser.patch(f"{routes.API}/settings", json={"theme": "light"}, headers=people.bearer(browser))


def rows(url: str, query: str):
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else None


def test_what_happened_is_written_down(busy, database_url):
    actions = [action for (action,) in rows(database_url, "select action from audit_log order by id")]
    assert actions == ["user.added", "sign_in", "sign_in.failed", "sign_in", "settings.changed"]


def test_no_password_and_no_token_is_written_down(busy, database_url):
    text = str(rows(database_url, "select actor, before, after, target_id from audit_log"))
    assert PASSWORD not in text
    assert "a wrong one" not in text


def test_an_untouched_chain_holds(busy, services):
    report = services.audit.verify(Viewer.system())
    assert (report.rows, report.broken_at) == (5, None)


@pytest.mark.parametrize(
    "tampering",
    [
        'update audit_log set actor = \'{"name": "Bob"}\' where id = 3',
        "update audit_log set at = at + interval '1 microsecond' where id = 3",
        "delete from audit_log where id = 2",
    ],
)
def test_a_chain_that_was_touched_is_told(busy, services, database_url, tampering):
    rows(database_url, tampering)
    assert services.audit.verify(Viewer.system()).broken_at == 3
