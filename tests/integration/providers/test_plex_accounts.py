"""An administrator connects a Plex server, makes libraries of what it has, and takes it away again."""

from __future__ import annotations

import psycopg2
import pytest

from medianest import routes
from tests.fakes.plex_server import TOKEN, PlexServer
from tests.integration.providers.conftest import DOOR, connect


def test_what_can_be_connected_says_what_it_asks_for(admin):
    (plex,) = [one for one in admin.get(DOOR).json()["items"] if one["name"] == "plex"]
    assert [(field["name"], field["secret"]) for field in plex["fields"]] == [("address", False), ("token", True)]


def test_a_server_is_connected_by_address_and_token_and_told_by_its_own_name(admin, plex):
    made = connect(admin, plex)
    assert (made["name"], made["state"], made["settings"]) == ("Attic", "connected", {"address": plex.url})
    assert [one["id"] for one in admin.get(f"{DOOR}/accounts").json()["items"]] == [made["id"]]


def test_the_same_server_again_is_the_same_account_with_the_new_answers(admin, plex):
    first = connect(admin, plex)
    plex.token = "another-token-77"
    assert connect(admin, plex, "another-token-77")["id"] == first["id"]
    assert admin.post(f"{DOOR}/accounts/{first['id']}/check").json()["state"] == "connected"


def test_the_token_is_neither_shown_nor_noted_nor_readable_at_rest(admin, plex, settings, services):
    made = connect(admin, plex)
    pages = [f"{DOOR}/accounts", f"{DOOR}/accounts/{made['id']}/collections", f"{routes.API}/admin/audit"]
    assert TOKEN not in "".join(admin.get(page).text for page in pages)
    connection = psycopg2.connect(settings.database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("select row_to_json(p)::text, credentials from provider_accounts p")
        shown, sealed = cursor.fetchone()
    connection.close()
    assert TOKEN not in shown
    assert TOKEN.encode() not in bytes(sealed)


@pytest.mark.parametrize(
    ("answers", "at_fault"),
    [
        ({"address": "", "token": "x"}, "address"),
        ({"address": "ftp://plex", "token": "x"}, "address"),
        ({"address": "http://me:pass@plex", "token": "x"}, "address"),
        ({"address": "http://plex:99999", "token": "x"}, "address"),
        ({"address": "http://plex", "token": ""}, "token"),
        ({"address": "http://plex", "token": "a b"}, "token"),
    ],
)
def test_an_answer_that_cannot_be_right_is_said_at_its_field(admin, answers, at_fault):
    answer = admin.post(f"{DOOR}/plex/accounts", json=answers)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [at_fault]


def test_a_wrong_token_is_said_at_its_field_and_nothing_is_kept(admin, plex):
    answer = admin.post(f"{DOOR}/plex/accounts", json={"address": plex.url, "token": "wrong"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["token"])
    assert admin.get(f"{DOOR}/accounts").json()["items"] == []


@pytest.mark.parametrize("body", [b"", b"<html><p>hello</html>", b"<MediaContainer size=", b"{}", b"<MediaContainer/>"])
def test_what_is_no_plex_server_is_refused_in_a_sentence(admin, plex, body):
    plex.garbage = body
    answer = admin.post(f"{DOOR}/plex/accounts", json={"address": plex.url, "token": TOKEN})
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_broken")
    assert TOKEN not in answer.text


def test_a_redirect_is_not_followed_because_its_target_would_be_told_the_token(admin, plex, monkeypatch):
    other = PlexServer("other")
    monkeypatch.setattr(plex, "answer", lambda _: (302, b"", {"location": other.url}))
    answer = admin.post(f"{DOOR}/plex/accounts", json={"address": plex.url, "token": TOKEN})
    assert answer.json()["code"] == "provider_broken"
    assert other.asked == []
    other.close()


@pytest.mark.parametrize(
    ("fault", "state"), [("down", "unreachable"), ("starting", "unreachable"), ("revoked", "sign_in_again")]
)
def test_a_server_that_fails_later_says_how_and_heals(admin, plex, fault, state):
    made = connect(admin, plex)
    setattr(plex, fault, True)
    at = f"{DOOR}/accounts/{made['id']}/check"
    told = admin.post(at).json()
    assert (told["state"], bool(told["state_reason"])) == (state, True)
    setattr(plex, fault, False)
    assert admin.post(at).json()["state"] == "connected"


def test_another_server_at_the_same_address_is_not_taken_for_the_first(admin, plex):
    made = connect(admin, plex)
    plex.machine = "somebody-else"
    told = admin.post(f"{DOOR}/accounts/{made['id']}/check").json()
    assert told["state"] == "unreachable"
    assert "Another Plex server" in told["state_reason"]


def test_libraries_are_made_of_collections_once(admin, plex):
    plex.section("movie", "Films")
    plex.section("movie", "Home", agent="com.plexapp.agents.none")
    plex.section("show", "Series")
    plex.section("artist", "Records")
    plex.section("photo", "Pictures")
    at = f"{DOOR}/accounts/{connect(admin, plex)['id']}"
    found = admin.get(f"{at}/collections").json()["items"]
    kinds = [(one["title"], one["type"]) for one in found]
    assert kinds == [("Films", "movies"), ("Home", "videos"), ("Series", "shows"), ("Records", "music")]
    body = {"collection": found[0]["remote_id"]}
    made = admin.post(f"{at}/libraries", json=body).json()
    assert (made["name"], made["provider"], made["path"]) == ("Films", "plex", "Attic · Films")
    assert admin.post(f"{at}/libraries", json=body).json()["id"] == made["id"]
    assert admin.get(f"{at}/collections").json()["items"][0]["library_id"] == made["id"]
    assert admin.post(f"{at}/libraries", json={"collection": "999"}).status_code == 404


def test_a_disconnected_server_leaves_its_libraries_offline_until_it_is_connected_again(admin, plex):
    plex.section("movie", "Films")
    made = connect(admin, plex)
    at = f"{DOOR}/accounts/{made['id']}"
    (films,) = admin.get(f"{at}/collections").json()["items"]
    library = admin.post(f"{at}/libraries", json={"collection": films["remote_id"]}).json()["id"]
    assert admin.delete(at).status_code == 204
    told = admin.get(f"{routes.API}/admin/libraries/{library}").json()
    assert (told["state"], told["state_reason"]) == ("offline", "The server is not connected any more.")
    assert connect(admin, plex)["library_count"] == 1


def test_only_administrators_may(browser, people, plex):
    people.add("bob@example.org")
    bob = people.bearer(browser, "bob@example.org")
    assert browser.get(DOOR, headers=bob).status_code == 403
    answer = browser.post(f"{DOOR}/plex/accounts", json={"address": plex.url, "token": TOKEN}, headers=bob)
    assert answer.status_code == 403
    assert plex.asked == []
