"""Signing in and linking through each provider, with unmodified libraries over loopback."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import uuid4

import psycopg2
from pyotp.totp import TOTP
from starlette.testclient import TestClient

from medianest import routes
from medianest.api.app import build_api
from medianest.services.sessions import COOKIE
from medianest.services.sign_in_rules import Wanted
from medianest.services.viewer import Viewer
from tests.fakes.certified_oidc import Certified
from tests.integration.sign_in.conftest import audited, give_identity
from tests.people import PASSWORD


def test_a_certified_issuer_signs_in_a_person_who_is_linked_there(visitor, people, certified: Certified):
    people.add()
    give_identity(visitor.services, "ann@example.org", certified.issuer, "ann")
    assert visitor.back(certified.agree(visitor.start("house", next="/library/1"), "ann")) == "/library/1"
    assert visitor.who == "ann@example.org"


def test_what_is_linked_at_a_certified_issuer_can_be_signed_in_with(visitor, stranger, people, certified: Certified):
    people.add()
    visitor.sign_in()
    assert visitor.link("house", lambda url: certified.agree(url, "ann-there")) == "/settings?linked=house"
    stranger.back(certified.agree(stranger.start("house"), "ann-there"))
    assert stranger.who == "ann@example.org"
    [told] = audited(visitor.services, "identity.linked")
    assert (told["issuer"], told["subject"]) == (certified.issuer, "ann-there")


def test_every_authorisation_carries_pkce_state_and_nonce(visitor, google):
    asked = parse_qs(urlsplit(visitor.start("google")).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 40
    assert len(asked["nonce"][0]) >= 30
    assert asked["redirect_uri"] == ["http://testserver/api/v1/auth/google/callback"]
    again = parse_qs(urlsplit(visitor.start("google")).query)
    assert all(asked[name] != again[name] for name in ("code_challenge", "state", "nonce"))


def test_google_signs_in_by_its_subject_whatever_the_address_is(visitor, people, google):
    people.add()
    give_identity(visitor.services, "ann@example.org", google.url, google.person["sub"])
    google.person["email"] = "another@gmail.com"
    visitor.back(google.agree(visitor.start("google")))
    assert visitor.who == "ann@example.org"


def test_github_signs_in_by_its_number_whatever_the_login_is(visitor, people, github):
    people.add()
    give_identity(visitor.services, "ann@example.org", github.url, "583231")
    github.user["login"] = "renamed"
    visitor.back(github.agree(visitor.start("github")))
    assert visitor.who == "ann@example.org"
    asked = github.of("/login/oauth/access_token")[0]
    assert asked.headers["accept"] == "application/json"
    assert github.of("/api/v3/user")[0].headers["user-agent"]


def test_plex_signs_in_once_its_pin_is_approved(visitor, people, plex):
    people.add()
    give_identity(visitor.services, "ann@example.org", plex.url, "12345")
    visitor.back(plex.agree(visitor.start("plex")))
    assert visitor.who == "ann@example.org"


def test_plex_waits_for_a_person_who_has_still_to_agree(visitor, people, plex):
    people.add()
    give_identity(visitor.services, "ann@example.org", plex.url, "12345")
    there = visitor.start("plex")
    state = parse_qs(urlsplit(dict(parse_qsl(there.partition("#?")[2]))["forwardUrl"]).query)["state"][0]
    page = visitor.back(f"http://testserver{routes.sign_in_callback('plex')}?state={state}")
    assert urlsplit(page).path == routes.SIGN_IN_WAIT
    door = f"{routes.API_AUTH}/plex/waiting"
    assert visitor.client.get(door, params={"state": state}).json() == {"url": there}
    asked = len(plex.asked)
    assert visitor.client.get(door, params={"state": state}).json() == {"url": there}
    assert len(plex.asked) == asked, "Plex was asked more than once a second"
    plex.agree(there)
    visitor.back(f"http://testserver{routes.sign_in_callback('plex')}?state={state}")
    assert visitor.who == "ann@example.org"


def test_a_pin_number_never_reaches_the_browser(visitor, plex):
    there = visitor.start("plex")
    [number] = plex.pins
    assert str(number) not in there
    assert all(str(number) not in cookie.value for cookie in visitor.client.cookies.jar)


def test_signing_in_leaves_by_whom_in_the_log(visitor, people, google):
    people.add()
    give_identity(visitor.services, "ann@example.org", google.url, google.person["sub"])
    visitor.back(google.agree(visitor.start("google")))
    assert len(audited(visitor.services, "sign_in")) == 1
    whole = str(visitor.services.audit.list(Viewer.system(), 200).items)
    assert "ya29" not in whole
    assert "code" not in audited(visitor.services, "sign_in")[0]


def test_a_browser_remembers_who_has_a_pin_once_however_often_they_come_by_a_provider(
    visitor, people, google, database_url
):
    user = people.add()
    give_identity(visitor.services, "ann@example.org", google.url, google.person["sub"])
    visitor.sign_in()
    assert visitor.client.put(f"{routes.API_AUTH}/pin", json={"pin": "2580"}).status_code == 204
    for _ in range(2):
        visitor.client.cookies.delete(COOKIE)
        page = visitor.back(google.agree(visitor.start("google", next="/library/1")))
        assert urlsplit(page).path == routes.SESSION_REMEMBER
        answer = visitor.client.get(page)
        assert answer.headers["location"] == "/library/1"
        assert f"medianest_profile_{user.id.hex}" in answer.headers["set-cookie"]
    assert len(visitor.client.get(routes.SESSION_PROFILES).json()["items"]) == 1
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from remembered_profiles")
        assert cursor.fetchone() == (1,)


def test_nobody_is_remembered_by_a_link_long_after_they_signed_in(visitor, people, database_url):
    people.add()
    visitor.sign_in()
    assert visitor.client.put(f"{routes.API_AUTH}/pin", json={"pin": "2580"}).status_code == 204
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update user_sessions set created_at = created_at - interval '6 minutes'")
    answer = visitor.client.get(routes.SESSION_REMEMBER, params={"next": "//evil.example"})
    assert answer.headers["location"] == routes.HOME
    assert "set-cookie" not in answer.headers


def test_a_disabled_person_is_refused_and_it_is_noted(visitor, people, google):
    user = people.add()
    give_identity(visitor.services, "ann@example.org", google.url, google.person["sub"])
    visitor.services.accounts.change(Viewer.system(), user.id, disabled=True)
    assert visitor.error(visitor.back(google.agree(visitor.start("google")))) == "forbidden"
    assert visitor.who is None
    assert audited(visitor.services, "sign_in.refused")


def test_a_person_links_several_and_chooses_the_one_that_stands_first(visitor, people, google, github):
    people.add()
    visitor.sign_in()
    visitor.link("google", google.agree)
    visitor.link("github", github.agree)
    first, second = visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]
    assert [first["is_primary"], second["is_primary"]] == [True, False]
    assert (first["provider"], second["account"]) == ("google", "ann@example.net")
    assert visitor.client.put(f"{routes.API_AUTH}/identities/{second['id']}/primary").status_code == 204
    first, second = visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]
    assert [first["is_primary"], second["is_primary"]] == [False, True]
    assert visitor.client.delete(f"{routes.API_AUTH}/identities/{second['id']}").status_code == 204
    [left] = visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]
    assert left["is_primary"]
    assert len(audited(visitor.services, "identity.unlinked")) == 1


def test_linking_twice_changes_nothing(visitor, people, google):
    people.add()
    visitor.sign_in()
    visitor.link("google", google.agree)
    assert visitor.link("google", google.agree) == "/settings?linked=google"
    assert len(visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]) == 1


def test_the_last_way_in_is_never_taken_away(visitor, people, google, github):
    user = people.add()
    visitor.sign_in()
    visitor.link("google", google.agree)
    visitor.link("github", github.agree)
    with visitor.services.identities._uow() as work:
        work.accounts.get(user.id).password_hash = None
        work.commit()
    first, second = visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]
    assert visitor.client.delete(f"{routes.API_AUTH}/identities/{first['id']}").status_code == 204
    refused = visitor.client.delete(f"{routes.API_AUTH}/identities/{second['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


def test_an_identity_at_a_provider_that_is_switched_off_is_no_way_in(visitor, people, google, github):
    user = people.add()
    visitor.sign_in()
    visitor.link("google", google.agree)
    visitor.link("github", github.agree)
    with visitor.services.identities._uow() as work:
        work.accounts.get(user.id).password_hash = None
        work.commit()
    listed = visitor.services.sign_in_providers.list(Viewer.system())
    off = next(one for one in listed if one.slug == "github")
    visitor.services.sign_in_providers.enable(Viewer.system(), off.id, False)
    first, second = visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]
    assert visitor.client.delete(f"{routes.API_AUTH}/identities/{first['id']}").status_code == 409
    assert visitor.client.delete(f"{routes.API_AUTH}/identities/{second['id']}").status_code == 204


def test_the_cookie_of_a_sign_in_is_for_its_doors_alone(visitor, google):
    answer = visitor.client.get(routes.sign_in_start("google"))
    cookie = answer.headers["set-cookie"].lower()
    for flag in ("httponly", "samesite=lax", "path=/api/v1/auth", "max-age=1800"):
        assert flag in cookie


def test_people_who_come_by_another_address_are_sent_to_the_public_one_once(services, google):
    """The cookie has to be where they are sent back to. A proxy that hides the public name makes no circle."""
    inner = build_api(public_url="https://nest.example")
    inner.state.services = services
    with TestClient(inner, follow_redirects=False) as client:
        answer = client.get(routes.sign_in_start("google"), params={"next": "/library/1"})
        target = urlsplit(answer.headers["location"])
        assert (target.netloc, target.path) == ("nest.example", routes.sign_in_start("google"))
        assert "set-cookie" not in answer.headers
        again = client.get(f"{target.path}?{target.query}")
        assert again.headers["location"].startswith(google.url)


def test_a_second_factor_is_asked_after_a_provider_too(visitor, people, google):
    user = people.add()
    give_identity(visitor.services, "ann@example.org", google.url, google.person["sub"])
    app = enrolled(visitor.services, Viewer(user.id, "user", session_id=uuid4()))
    page = visitor.back(google.agree(visitor.start("google", next="/library/1")))
    assert parse_qs(urlsplit(page).query)["step"] == ["code"]
    assert visitor.who is None
    answer = visitor.client.post(routes.SESSION_SECOND_STEP, data={"code": app.now(), "next": "/library/1"})
    assert answer.headers["location"] == "/library/1"
    assert visitor.who == "ann@example.org"


def enrolled(services, me: Viewer) -> TOTP:
    """An authenticator app of that person's, whose last code was shown half a minute ago."""
    app = TOTP(services.second_factors.begin(me, PASSWORD).secret)
    services.second_factors.confirm(me, app.at(int(time.time()) - 30))
    return app


def test_where_anybody_may_register_a_provider_is_enough(visitor, people, google):
    people.add("admin@example.org", role="admin")
    visitor.services.invitations.set_registration(Viewer.system(), open=True)
    visitor.back(google.agree(visitor.start("google")))
    assert visitor.who == "ann@gmail.com"
    [identity] = visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]
    assert identity["is_primary"]
    assert len(audited(visitor.services, "user.registered")) == 1
    # And the second time it is the same person.
    visitor.client.cookies.clear()
    visitor.back(google.agree(visitor.start("google")))
    assert len(visitor.services.accounts.list(Viewer.system()).items) == 2


def limit(services, slug: str, members_of: tuple[str, ...]) -> None:
    one = next(one for one in services.sign_in_providers.list(Viewer.system()) if one.slug == slug)
    wanted = Wanted(
        kind=one.kind,
        issuer=one.issuer,
        client_id=one.client_id,
        trusts_email=True,
        plex_tokens=one.plex_tokens,
        members_of=members_of,
    )
    services.sign_in_providers.change(Viewer.system(), one.id, wanted)


def test_google_signs_in_people_of_the_named_domains_alone(visitor, people, google):
    people.add("admin@example.org", role="admin")
    visitor.services.invitations.set_registration(Viewer.system(), open=True)
    limit(visitor.services, "google", ("example.org", "example.net"))
    there = visitor.start("google")
    assert parse_qs(urlsplit(there).query)["hd"] == ["*"]
    assert visitor.error(visitor.back(google.agree(there))) == "no_member"
    assert audited(visitor.services, "sign_in.failed")[0]["reason"] == "no_member"
    # The address decides nothing: anybody can open an account at Google with one.
    google.person |= {"email": "ann@example.net", "hd": "evil.example"}
    assert visitor.error(visitor.back(google.agree(visitor.start("google")))) == "no_member"
    google.person["hd"] = "Example.NET"
    visitor.back(google.agree(visitor.start("google")))
    assert visitor.who == "ann@example.net"


def test_plex_signs_in_people_with_access_to_the_named_servers_alone(visitor, people, plex):
    people.add("admin@example.org", role="admin")
    visitor.services.invitations.set_registration(Viewer.system(), open=True)
    limit(visitor.services, "plex", ("b" * 40, "c" * 40))  # one that is not theirs, and a television
    assert visitor.error(visitor.back(plex.agree(visitor.start("plex")))) == "no_member"
    limit(visitor.services, "plex", ("b" * 40, "A" * 40))
    visitor.back(plex.agree(visitor.start("plex")))
    assert visitor.who == "ann@example.org"


def test_who_loses_the_access_that_a_provider_is_limited_to_comes_in_by_it_no_more(visitor, people, plex):
    people.add()
    give_identity(visitor.services, "ann@example.org", plex.url, "12345")
    limit(visitor.services, "plex", ("a" * 40,))
    plex.servers.clear()
    assert visitor.error(visitor.back(plex.agree(visitor.start("plex")))) == "no_member"
    assert visitor.who is None


def test_an_invitation_travels_with_the_sign_in_and_is_used_up(visitor, stranger, people, plex):
    people.add("admin@example.org", role="admin")
    token, _ = visitor.services.invitations.add(Viewer.system(), role="child")
    visitor.back(plex.agree(visitor.start("plex", invitation=token)))
    assert visitor.who == "ann@example.org"
    assert visitor.services.accounts.named(Viewer.system(), "ann@example.org").role == "child"
    plex.person |= {"id": 777, "email": "second@example.org"}
    page = stranger.back(plex.agree(stranger.start("plex", invitation=token)))
    assert stranger.error(page) == "not_invited"


def test_an_invitation_does_not_open_somebody_elses_account(visitor, people, google):
    people.add("ann@gmail.com")
    token, _ = visitor.services.invitations.add(Viewer.system())
    google.person["email_verified"] = False
    assert visitor.error(visitor.back(google.agree(visitor.start("google", invitation=token)))) == "sign_in_first"
    assert visitor.who is None


def test_an_account_without_an_address_is_told_what_it_lacks(visitor, people, plex):
    people.add("admin@example.org", role="admin")
    token, _ = visitor.services.invitations.add(Viewer.system())
    plex.person |= {"email": "", "restricted": True}  # a managed user of somebody's home
    assert visitor.error(visitor.back(plex.agree(visitor.start("plex", invitation=token)))) == "no_email"


def test_others_identities_are_not_there(visitor, stranger, people, google):
    people.add()
    people.add("bob@example.org")
    visitor.sign_in()
    visitor.link("google", google.agree)
    [mine] = visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]
    stranger.sign_in("bob@example.org")
    assert stranger.client.get(f"{routes.API_AUTH}/identities").json()["items"] == []
    for answer in (
        stranger.client.delete(f"{routes.API_AUTH}/identities/{mine['id']}"),
        stranger.client.put(f"{routes.API_AUTH}/identities/{mine['id']}/primary"),
    ):
        assert answer.status_code == 404
