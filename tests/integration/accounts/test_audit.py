"""The audit log tells who did what, and shows when it was touched."""

import csv
import io
from datetime import timedelta

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medianest import routes
from medianest.errors import Conflict, Invalid
from medianest.models.columns import now
from medianest.services.audit_chain import Finding
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


def verified(services):
    return services.audit.verify(Viewer.system())


def test_an_untouched_chain_holds(busy, services):
    services.audit.checkpoint(Viewer.system())
    report = verified(services)
    assert (report.rows, report.sound, report.checkpoints) == (5, True, 1)


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        ('update audit_log set actor = \'{"name": "Bob"}\' where id = 3', ("edited", 3, 3)),
        ("update audit_log set at = at + interval '1 microsecond' where id = 3", ("edited", 3, 3)),
        ("update audit_log set at = 'infinity' where id = 3", ("edited", 3, 3)),
        ("update audit_log set at = '30000-01-01' where id = 3", ("edited", 3, 3)),
        ("update audit_log set at = '0044-03-15 BC' where id = 3", ("edited", 3, 3)),
        ("update audit_log set after = '{\"n\": 1e400}' where id = 3", ("edited", 3, 3)),
        (
            "update audit_log set after = json_build_object('n', repeat('9', 5000)::numeric) where id = 3",
            ("edited", 3, 3),
        ),
        ("delete from audit_log where id = 2", ("removed", 2, 2)),
        ("delete from audit_log where id <= 2", ("removed", 1, 2)),
        ("delete from audit_log where id >= 4", ("cut_off", 4, 5)),
        ("truncate audit_log", ("cut_off", 1, 5)),
    ],
)
def test_what_was_done_to_the_log_is_told(busy, services, database_url, tampering, finding):
    services.audit.checkpoint(Viewer.system())
    rows(database_url, tampering)
    assert verified(services).findings == (Finding(*finding),)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
NUMBERS = st.floats(-1e15, 1e15) | st.sampled_from([-0.0, 1e16])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(-1e15, 1e15)
    | st.sampled_from([-0.0, 1e16])
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
ADDRESSES = st.none() | st.ip_addresses().map(str)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(TEXTS, VALUES, max_size=4), TEXTS, ADDRESSES)
def test_what_the_log_is_told_comes_back_from_the_database_as_it_was_signed(services, told, name, address):
    services.audit.note(Viewer(None, "admin", name=name, address=address), "something", **{"told": told})
    assert verified(services).sound


def test_two_rows_that_changed_places_are_told(busy, services, database_url):
    rows(database_url, "update audit_log set id = case id when 2 then 4 else 2 end + 100 where id in (2, 4)")
    rows(database_url, "update audit_log set id = id - 100 where id > 100")
    assert {one.first for one in verified(services).findings if one.kind == "moved"} >= {2, 4}


def test_the_log_numbers_its_rows_without_gaps_though_transactions_fail(busy, services, transactions, database_url):
    with transactions() as work:
        services.audit.record(work, Viewer.system(), "never.happened")
    services.audit.note(Viewer.system(), "happened")
    assert [number for (number,) in rows(database_url, "select id from audit_log order by id")] == [1, 2, 3, 4, 5, 6]


def test_retention_takes_the_oldest_and_leaves_a_log_that_verifies(busy, services, database_url):
    services.audit.checkpoint(Viewer.system())
    ((third,),) = rows(database_url, "select at from audit_log where id = 3")
    assert services.audit.prune(Viewer.system(), third) == 2
    assert services.audit.prune(Viewer.system(), third) == 0
    report = verified(services)
    assert (report.sound, report.pruned, report.rows) == (True, 2, 4)
    assert services.audit.prune(Viewer.system(), now()) == 4
    report = verified(services)
    assert (report.sound, report.pruned, report.rows) == (True, 6, 1)
    services.audit.note(Viewer.system(), "goes.on")
    assert verified(services).sound


def test_a_log_that_was_touched_is_not_shortened(busy, services, database_url):
    rows(database_url, "delete from audit_log where id = 2")
    with pytest.raises(Conflict):
        services.audit.prune(Viewer.system(), now())
    assert len(rows(database_url, "select 1 from audit_log")) == 4


def test_rows_from_the_future_cannot_be_pruned(busy, services):
    with pytest.raises(Invalid):
        services.audit.prune(Viewer.system(), now() + timedelta(days=1))


AUDIT = f"{routes.API}/admin/audit"


@pytest.fixture
def admin(busy, browser, people):
    people.add("root@example.org", "admin")
    return people.bearer(browser, "root@example.org")


def asked(browser, admin, **query):
    return [row["action"] for row in browser.get(AUDIT, params=query, headers=admin).json()["items"]]


def test_the_log_is_narrowed_by_what_who_and_when(browser, admin):
    assert set(asked(browser, admin, action="sign_in")) == {"sign_in"}
    assert asked(browser, admin, action="sign_in.") == ["sign_in.failed"]
    assert "settings.changed" in asked(browser, admin, actor="ANN")
    assert asked(browser, admin, actor="an%") == []
    assert asked(browser, admin, until="2020-01-01T00:00:00Z") == []
    assert asked(browser, admin, since="2020-01-01T00:00:00Z", limit=1) == ["sign_in"]


def test_the_log_is_exported_whole_and_says_so(browser, admin, services, monkeypatch):
    monkeypatch.setattr("medianest.api.v1.admin_audit.HIGHEST_LIMIT", 2)
    answer = browser.get(f"{AUDIT}/export", params={"format": "json"}, headers=admin)
    told = [row["action"] for row in answer.json()]
    assert told[0] == "audit.exported"
    assert len(told) == 8
    assert "attachment" in answer.headers["content-disposition"]
    assert browser.get(f"{AUDIT}/export?format=json&action=nothing", headers=admin).json() == []


def test_a_spreadsheet_takes_no_name_for_a_formula(browser, admin, services):
    services.audit.note(Viewer(None, "admin", name="x"), "=cmd|' /C calc'!A0")
    answer = browser.get(f"{AUDIT}/export", headers=admin)
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert {"'=cmd|' /C calc'!A0", "sign_in.failed"} <= {line["action"] for line in lines}


def test_only_administrators_read_the_log(browser, busy, people):
    mine = people.bearer(browser)
    for address in (AUDIT, f"{AUDIT}/export"):
        assert browser.get(address, headers=mine).status_code == 403
        assert browser.get(address).status_code == 401
