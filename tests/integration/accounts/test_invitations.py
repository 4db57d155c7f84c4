"""People come in by themselves where somebody lets them: once for each use, with no more than was given."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest

from medianest import routes
from medianest.errors import Conflict, Forbidden, Invalid
from medianest.models.columns import now
from medianest.services.invitations import Newcomer
from medianest.services.sign_in import Device
from medianest.services.viewer import Viewer
from tests.people import PASSWORD, cookie_of

INVITATIONS = f"{routes.API}/admin/invitations"
REGISTRATION = f"{routes.API}/admin/registration"


@pytest.fixture
def admin(browser, people):
    people.add("boss@example.org", "admin")
    return people.bearer(browser, "boss@example.org")


def invite(browser, admin, **wish):
    answer = browser.post(INVITATIONS, json=wish, headers=admin)
    assert answer.status_code == 201, answer.text
    return answer.json()


def come(browser, token="", email="new@example.org", **more):
    form = {"invitation": token, "display_name": "New", "email": email, "password": PASSWORD, **more}
    return browser.post(routes.SESSION_REGISTER, data=form)


def user(services, email="new@example.org"):
    return services.accounts.named(Viewer.system(), email)


def test_an_invitation_makes_an_account_with_its_role_and_libraries_and_signs_in(browser, admin, services, make):
    seen, hidden = make.make_library("Seen"), make.make_library("Hidden")
    made = invite(browser, admin, role="child", library_ids=[str(seen.id)])
    assert made["url"].endswith(f"/register/{made['token']}")
    answer = come(browser, made["token"])
    assert (answer.status_code, answer.headers["location"]) == (303, routes.HOME)
    viewer = services.sessions.viewer_of_cookie(cookie_of(answer))
    assert (viewer.role, viewer.library_ids) == ("child", frozenset({seen.id}))
    names = [each["name"] for each in browser.get(f"{routes.API}/libraries").json()["items"]]
    assert names == ["Seen"], hidden.name


def test_an_invitation_for_one_lets_one_in(browser, admin, services):
    made = invite(browser, admin)
    come(browser, made["token"])
    answer = come(browser, made["token"], "second@example.org")
    assert answer.headers["location"] == f"{routes.invitation(made['token'])}?error=forbidden"
    (listed,) = browser.get(INVITATIONS, headers=admin).json()["items"]
    assert (listed["uses"], listed["state"]) == (1, "used")


def test_of_many_who_come_at_once_no_more_come_in_than_were_invited(services, admin, browser):
    made = invite(browser, admin, max_uses=2)
    outcomes = []

    def one(number):
        try:
            services.invitations.register(
                Viewer.nobody(f"10.0.0.{number}"), made["token"], "", f"p{number}@example.org", PASSWORD, Device()
            )
            outcomes.append("in")
        except Forbidden:
            outcomes.append("refused")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] * 2 + ["refused"] * 4


def test_a_link_that_was_taken_back_or_has_run_out_opens_nothing(browser, admin, services, database_url):
    taken, late = invite(browser, admin), invite(browser, admin)
    assert browser.delete(f"{INVITATIONS}/{taken['invitation']['id']}", headers=admin).status_code == 204
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update invitations set expires_at = %s", (now() - timedelta(seconds=1),))
    connection.close()
    for token in (taken["token"], late["token"], "x" * 43):
        assert not services.invitations.look(token).allowed
        assert "error=forbidden" in come(browser, token).headers["location"]
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from users")
        assert cursor.fetchone() == (1,)
    connection.close()


def test_libraries_that_went_before_the_visit_open_no_others(browser, admin, services, make):
    gone = make.make_library()
    make.make_library("Other")
    made = invite(browser, admin, library_ids=[str(gone.id)])
    make.run("delete from libraries where id = %s", gone.id)
    answer = come(browser, made["token"])
    assert services.sessions.viewer_of_cookie(cookie_of(answer)).library_ids == frozenset()


def test_a_library_that_goes_away_later_opens_no_others_either(browser, admin, services, make, people):
    only = make.make_library()
    make.make_library("Other")
    ann = people.add()
    services.accounts.give_libraries(Viewer.system(), ann.id, frozenset({only.id}))
    make.run("delete from libraries where id = %s", only.id)
    assert browser.get(f"{routes.API}/libraries", headers=people.bearer(browser)).json()["items"] == []


def test_only_a_hash_of_the_token_is_kept(browser, admin, database_url, services):
    made = invite(browser, admin)
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select string_agg(i::text, ' ') from invitations i")
        kept = cursor.fetchone()[0]
        cursor.execute("select string_agg(a::text, ' ') from audit_log a")
        kept += cursor.fetchone()[0]
    connection.close()
    assert made["token"] not in kept


def test_nobody_registers_until_an_administrator_opens_registration(browser, admin, services, make):
    seen = make.make_library()
    make.make_library()
    assert "error=forbidden" in come(browser).headers["location"]
    assert not services.invitations.look().allowed
    browser.put(REGISTRATION, json={"open": True, "library_ids": [str(seen.id)]}, headers=admin)
    assert services.invitations.look().allowed
    viewer = services.sessions.viewer_of_cookie(cookie_of(come(browser)))
    assert (viewer.role, viewer.library_ids) == ("user", frozenset({seen.id}))
    browser.put(REGISTRATION, json={"open": False}, headers=admin)
    assert "error=forbidden" in come(browser, email="late@example.org").headers["location"]


def test_an_address_that_is_taken_is_never_taken_over(browser, admin, services, people):
    people.add("ann@example.org")
    made = invite(browser, admin)
    answer = come(browser, made["token"], "ANN@example.org", password="a different password")
    assert "error=conflict" in answer.headers["location"]
    assert people.sign_in(browser).headers["location"] == routes.HOME
    (listed,) = browser.get(INVITATIONS, headers=admin).json()["items"]
    assert listed["uses"] == 0


def test_registering_again_and_again_is_slowed_down(browser, admin):
    browser.put(REGISTRATION, json={"open": True}, headers=admin)
    answers = [come(browser, email=f"p{number}@example.org").headers["location"] for number in range(7)]
    assert answers[0] == routes.HOME
    assert "error=too_many_requests" in answers[-1]


def test_what_cannot_be_used_is_named_and_uses_nothing_up(browser, admin):
    made = invite(browser, admin)
    answer = come(browser, made["token"], password="short")
    assert answer.headers["location"].endswith("?error=invalid&fields=password")
    answer = come(browser, made["token"], "no address")
    assert answer.headers["location"].endswith("?error=invalid&fields=email")
    assert browser.get(INVITATIONS, headers=admin).json()["items"][0]["uses"] == 0


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"role": "owner"}, "role"),
        ({"days": 0}, "days"),
        ({"days": 10_000}, "days"),
        ({"max_uses": 0}, "max_uses"),
        ({"max_uses": 10_000}, "max_uses"),
        ({"role": "admin", "max_uses": 2}, "max_uses"),
        ({"library_ids": [str(uuid4())]}, "library_ids"),
        ({"name": "n" * 81}, "name"),
    ],
)
def test_invitations_that_make_no_sense_are_refused_by_field(browser, admin, wish, field):
    answer = browser.post(INVITATIONS, json=wish, headers=admin)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


def test_a_page_of_another_site_cannot_register_the_visitor(browser, admin):
    made = invite(browser, admin)
    form = {"invitation": made["token"], "email": "x@example.org", "password": PASSWORD}
    answer = browser.post(routes.SESSION_REGISTER, data=form, headers={"origin": "https://elsewhere.example"})
    assert "error=cross_site" in answer.headers["location"]


def test_the_session_before_ends_when_somebody_comes_in(browser, admin, services, people):
    people.add("ann@example.org")
    before = cookie_of(people.sign_in(browser))
    come(browser, invite(browser, admin)["token"])
    assert services.sessions.viewer_of_cookie(before).role == "nobody"


def admit(services, transactions, newcomer, token=""):
    with transactions() as work:
        made = services.invitations.admit(work, Viewer.nobody("10.0.0.1"), newcomer, token)
        work.commit()
        return made


def test_who_proves_themselves_elsewhere_comes_in_by_the_same_rules(services, transactions, browser, admin):
    known = Newcomer("new@example.org", "New", verified=True)
    with pytest.raises(Forbidden, match="invited"):
        admit(services, transactions, known)
    services.invitations.set_registration(Viewer.system(), open=True)
    with pytest.raises(Forbidden, match="not been confirmed"):
        admit(services, transactions, Newcomer("new@example.org", "New"))
    assert admit(services, transactions, known).role == "user"
    with pytest.raises(Conflict):
        admit(services, transactions, known)
    made = invite(browser, admin, role="admin")
    assert admit(services, transactions, Newcomer("second@example.org"), made["token"]).role == "admin"
    with pytest.raises(Invalid):
        admit(services, transactions, Newcomer("no address", verified=True))


def test_every_step_is_in_the_audit_log(browser, admin):
    made = invite(browser, admin, name="Grandmother")
    come(browser, made["token"])
    browser.put(REGISTRATION, json={"open": True}, headers=admin)
    browser.delete(f"{INVITATIONS}/{made['invitation']['id']}", headers=admin)
    rows = browser.get(f"{routes.API}/admin/audit", headers=admin).json()["items"]
    told = {row["action"]: row for row in rows}
    assert {"invitation.added", "invitation.removed", "registration.changed", "user.registered"} <= set(told)
    assert told["user.registered"]["after"]["invitation"] == made["invitation"]["id"]
    assert told["registration.changed"]["before"]["open"] is False
