"""Administrators keep webhooks over REST; secrets are shown once and lie encrypted."""

from __future__ import annotations

import secrets

import pytest

from medianest import routes
from tests.fakes.receiver import status

URL = "http://127.0.0.1:9/a/path-with-TOKEN"
HOOK = {"name": "Chat", "url": URL, "events": ["media.added", "user.login"]}


@pytest.fixture
def root(browser, people):
    people.add("root@example.org", role="admin")
    return people.bearer(browser, "root@example.org")


def add(browser, root, **more):
    answer = browser.post(routes.API_WEBHOOKS, json=HOOK | more, headers=root)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_secret_is_shown_once(browser, root):
    made = add(browser, root)
    assert made["secret"].startswith("whsec_")
    listed = browser.get(routes.API_WEBHOOKS, headers=root)
    assert listed.json()["items"][0]["url"] == URL
    assert made["secret"] not in listed.text


def test_secret_and_address_lie_encrypted_and_stay_out_of_the_audit_log(browser, root, make):
    made = add(browser, root)
    stored = str(make.run("select row_to_json(w)::text from webhooks w"))
    logged = str(make.run("select action, before, after from audit_log"))
    for text in (stored, logged):
        assert "TOKEN" not in text
        assert made["secret"] not in text
    assert "webhook.added" in logged
    assert "http://127.0.0.1:9" in logged


def test_neither_stands_in_the_output_of_the_server(browser, root, capfd, caplog, receiver):
    caplog.set_level("INFO")
    token = secrets.token_hex(8)  # not in this file, whose lines a traceback may show
    made = add(browser, root, url=f"{receiver.url}/{token}")
    receiver.answer = status(500)
    browser.post(f"{routes.API_WEBHOOKS}/{made['webhook']['id']}/test", headers=root)
    said = caplog.text + "".join(capfd.readouterr())
    assert "webhook" in said
    assert token not in said
    assert made["secret"] not in said


def test_a_webhook_lives_its_life_over_rest(browser, root, receiver, make):
    one = f"{routes.API_WEBHOOKS}/{add(browser, root)['webhook']['id']}"
    changed = browser.put(one, json=HOOK | {"name": "Other", "url": receiver.url}, headers=root).json()
    assert (changed["name"], changed["url"]) == ("Other", receiver.url)
    assert browser.put(f"{one}/enabled", json={"enabled": False}, headers=root).json()["enabled"] is False
    renewed = browser.post(f"{one}/secret", headers=root).json()["secret"]
    tested = browser.post(f"{one}/test", headers=root).json()
    assert (tested["state"], tested["type"]) == ("delivered", "webhook.test")
    assert receiver.heard[0].verified(renewed)
    browser.put(f"{one}/enabled", json={"enabled": True}, headers=root)
    [row] = browser.get(f"{one}/deliveries", headers=root).json()["items"]
    assert row["message"]["type"] == "webhook.test"
    again = f"{routes.API_WEBHOOKS}/deliveries/{row['id']}/again"
    assert browser.post(again, headers=root).status_code == 202
    assert browser.post(again, headers=root).status_code == 409
    assert browser.delete(one, headers=root).status_code == 204
    assert browser.get(f"{one}/deliveries", headers=root).status_code == 404
    told = [row[0] for row in make.run("select action from audit_log where action like 'webhook.%%' order by id")]
    names = ("added", "changed", "paused", "secret_renewed", "tested", "resumed", "redelivered", "removed")
    assert told == [f"webhook.{name}" for name in names]


def test_the_log_is_told_page_by_page(browser, root, receiver):
    one = f"{routes.API_WEBHOOKS}/{add(browser, root, url=receiver.url)['webhook']['id']}"
    made = [browser.post(f"{one}/test", headers=root).json()["id"] for _ in range(5)]
    first = browser.get(f"{one}/deliveries?limit=3", headers=root).json()
    rest = browser.get(f"{one}/deliveries?limit=3&cursor={first['next_cursor']}", headers=root).json()
    assert [row["id"] for row in (*first["items"], *rest["items"])] == made[::-1]
    assert rest["next_cursor"] is None
    assert browser.get(f"{one}/deliveries?cursor=nonsense", headers=root).status_code == 422


@pytest.mark.parametrize("wrong", [{"url": "ftp://x"}, {"events": []}, {"events": ["no.such"]}, {"name": " "}])
def test_what_cannot_be_used_is_said_at_its_field(browser, root, wrong):
    answer = browser.post(routes.API_WEBHOOKS, json=HOOK | wrong, headers=root)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == set(wrong)


def test_only_administrators_may(browser, root, people):
    made = add(browser, root)["webhook"]["id"]
    people.add()
    ann = people.bearer(browser)
    assert browser.get(routes.API_WEBHOOKS, headers=ann).status_code == 403
    assert browser.post(routes.API_WEBHOOKS, json=HOOK, headers=ann).status_code == 403
    assert browser.post(f"{routes.API_WEBHOOKS}/{made}/test", headers=ann).status_code == 403
    assert browser.get(f"{routes.API_WEBHOOKS}/{made}/deliveries", headers=ann).status_code == 403
