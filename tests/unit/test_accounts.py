"""Rules about people that need no store."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pwdlib.hashers.argon2 import Argon2Hasher

from medianest import routes
from medianest.errors import ConfigurationError, Invalid
from medianest.keyring import Keyring
from medianest.logs import without_secrets
from medianest.services.accounts import clean_email, clean_name
from medianest.services.cursors import seal, unseal
from medianest.services.passwords import Passwords, fault_of

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "ann@example.org", "ANN@EXAMPLE.ORG", "x" * 257])
def test_weak_passwords_are_refused(password):
    assert fault_of(password, "ann@example.org")


def test_what_stands_before_the_at_is_no_password():
    assert fault_of("averylongname", "averylongname@example.org")


def test_a_long_sentence_is_a_good_password():
    assert fault_of("correct horse battery", "ann@example.org") is None


def test_a_password_matches_only_itself(passwords):
    stored = passwords.hash("correct horse battery", "a@b.c")
    assert passwords.matches("correct horse battery", stored)
    assert not passwords.matches("correct horse batterz", stored)
    assert not passwords.matches("", stored)


def test_the_same_letters_composed_differently_are_the_same_password(passwords):
    stored = passwords.hash("pass\u00e9 compos\u00e9", "a@b.c")
    assert passwords.matches("passe\u0301 compose\u0301", stored)


def test_without_a_stored_password_nothing_matches(passwords):
    assert not passwords.matches("nobody has this password", None)
    assert not passwords.matches("x" * 10_000, None)


@pytest.mark.parametrize("email", ["", "x", "@", "a@", "@b", "a b@c", "a@b\n", "a@b@c", "a" * 65 + "@b"])
def test_what_is_no_address_is_refused(email):
    if email.strip() != email and "@" in email.strip():
        assert clean_email(email) == email.strip()
    else:
        with pytest.raises(Invalid) as problem:
            clean_email(email)
        assert "email" in problem.value.fields


def test_names_are_one_line_of_what_can_be_read():
    assert clean_name("  Ann \n\u202e  Bee\x00 ") == "Ann Bee"
    assert clean_name("", "ann@example.org") == "ann"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil.example",
        "",
        "/\n/evil.example",
        "/api/v1/settings",
        "/" + "x" * 2000,
    ],
)
def test_a_redirect_leads_home_rather_than_away(path):
    assert routes.local(path) == routes.HOME


def test_a_redirect_keeps_a_page_of_ours():
    assert routes.local("/library/1?sort=year&q=a%20b#top") == "/library/1?sort=year&q=a%20b#top"
    assert routes.login("/watch/1?t=5") == "/login?next=%2Fwatch%2F1%3Ft%3D5"
    assert routes.login("https://evil.example") == routes.LOGIN


@given(st.lists(st.one_of(st.none(), st.integers(-(2**53), 2**53), st.text(max_size=50)), min_size=1, max_size=4))
def test_a_cursor_gives_back_what_was_sealed(place):
    assert unseal(seal(place), len(place)) == place


@given(st.text(max_size=200))
def test_any_other_text_is_refused_or_read_and_never_an_unexpected_failure(text):
    with contextlib.suppress(Invalid):
        assert len(unseal(text, 2)) == 2


def test_keys_differ_by_purpose_and_secret():
    mine, other = Keyring(SECRET), Keyring(SECRET[::-1])
    assert mine.key("a") == Keyring(SECRET).key("a")
    assert len({mine.key("a"), mine.key("b"), other.key("a")}) == 3
    assert mine.key_id("a") != mine.key_id("b")
    assert mine.mac("a", b"xy", b"z") != mine.mac("a", b"x", b"yz")


def test_a_keyring_shows_its_secret_to_nobody():
    assert SECRET not in repr(Keyring(SECRET))
    assert SECRET not in str(vars(Keyring(SECRET)).get("_derive"))


def test_a_short_secret_is_refused_with_what_to_do():
    with pytest.raises(ConfigurationError, match="openssl"):
        Keyring("short")


def test_a_log_hides_what_could_open_a_door():
    event = {"event": "x", "password": "p", "refresh_token": "t", "Authorization": "a", "user": "ann"}
    assert without_secrets(None, "info", event) == {
        "event": "x",
        "password": "[hidden]",
        "refresh_token": "[hidden]",
        "Authorization": "[hidden]",
        "user": "ann",
    }
