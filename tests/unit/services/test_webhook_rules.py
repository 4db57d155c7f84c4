"""What a webhook may be, how its messages are signed, and how long a failed one waits."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from medianest.errors import Invalid
from medianest.providers.posting import judged
from medianest.services import events
from medianest.services.viewer import Viewer
from medianest.services.webhooks.messages import new_secret, signed
from medianest.services.webhooks.rules import PAUSES, TRIES, Wanted, checked, origin, pause

EVENT = UUID(int=7)


def message():
    return events.message(EVENT, "media.added", datetime.now(UTC), {"count": 1, "title": "Ärger im Föhn"})


def test_any_receiver_that_follows_the_convention_can_check_a_message():
    secret = new_secret()
    body, headers = signed(secret, message(), datetime.now(UTC))
    told = Webhook(secret).verify(body, headers)
    assert (told["type"], told["id"], told["data"]["title"]) == ("media.added", f"evt_{EVENT.hex}", "Ärger im Föhn")
    assert headers["webhook-id"] == told["id"]


def test_a_message_that_was_changed_or_signed_with_another_secret_does_not_pass():
    secret = new_secret()
    body, headers = signed(secret, message(), datetime.now(UTC))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"1", b"2", 1), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)


def test_a_message_of_last_week_does_not_pass_again():
    secret = new_secret()
    body, headers = signed(secret, message(), datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(body, headers)


def test_two_secrets_are_never_the_same():
    assert new_secret() != new_secret()


@given(st.integers(1, TRIES - 1), st.floats(0, 1))
def test_pauses_keep_to_the_schedule_by_a_fifth(attempt, chance):
    found = pause(attempt, chance=lambda: chance)
    assert 0.8 * PAUSES[attempt - 1] <= found <= 1.2 * PAUSES[attempt - 1] + 0.001


def test_after_the_last_try_it_is_given_up():
    assert pause(TRIES) is None
    assert pause(TRIES + 3) is None


def test_pauses_grow_over_three_days_and_more():
    assert list(PAUSES) == sorted(PAUSES)
    assert 3 * 86400 < sum(PAUSES) < 4 * 86400


def test_a_receiver_that_asks_for_time_is_given_it_up_to_a_day():
    assert pause(1, 600) == 600
    assert pause(1, 10**7) == 86400


def wanted(url="https://example.org/hook", name="A hook", types=("media.added",)):
    return Wanted(name, url, types)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "example.org/hook",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:port/",
        "http://[::1",
        "https://example.org/#part",
        "https://example.org/ with blanks",
        "javascript:alert(1)",
        "https://example.org/" + "x" * 3000,
        "",
    ],
)
def test_what_is_no_address_of_a_receiver_is_refused_at_its_field(url):
    with pytest.raises(Invalid) as refused:
        checked(wanted(url))
    assert set(refused.value.fields) == {"url"}


@pytest.mark.parametrize("types", [(), ("media.added", "media.stolen")])
def test_only_events_that_there_are_can_be_chosen(types):
    with pytest.raises(Invalid) as refused:
        checked(wanted(types=types))
    assert set(refused.value.fields) == {"events"}


def test_addresses_at_home_are_fine():
    for url in ("http://192.168.1.20:8123/api/webhook/x", "http://homeassistant.local/", "http://[fd00::20]:80/"):
        assert checked(wanted(url)).url == url


def test_what_is_shown_of_an_address_holds_nothing_of_its_path():
    assert origin("https://discord.com/api/webhooks/1/SECRET?wait=true") == "https://discord.com"


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "0.0.0.0",  # noqa: S104
        "0.1.2.3",
        "255.255.255.255",
        "224.0.0.1",
        "ff02::1",
        "::",
    ],
)
def test_where_a_cloud_tells_its_secrets_or_no_receiver_can_be_is_not_connected_to(text):
    with pytest.raises(ValueError, match="no receiver"):
        judged(text)


@pytest.mark.parametrize("text", ["192.168.1.20", "10.0.0.5", "127.0.0.1", "::1", "fd00::20", "93.184.215.14"])
def test_home_and_the_internet_are(text):
    assert str(judged(text)) == text


def test_a_failed_sign_in_is_told_without_the_password_and_what_else_the_log_keeps():
    found = events.audited(Viewer.nobody("10.0.0.9"), "sign_in.failed", {"email": "a@b.c", "password": "x", "odd": 1})
    assert (found.type, found.data) == ("user.login_failed", {"email": "a@b.c", "device": "", "address": "10.0.0.9"})
    assert events.audited(Viewer.nobody(), "library.added", {}) is None
