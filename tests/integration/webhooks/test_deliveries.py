"""A message arrives at least once, however the receiver and the worker behave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from medianest.jobs.deliver import Deliverer
from medianest.services import events
from medianest.services.events import Happening
from medianest.services.webhooks import deliveries as module
from medianest.services.webhooks.rules import TRIES, Wanted
from tests.fakes.receiver import OK, Receiver, status
from tests.integration.webhooks.conftest import SYSTEM


def tell(transactions, *types: str, count: int = 1, **data: object) -> None:
    for _ in range(count):
        for type in types or ("library.scanned",):
            with transactions() as work:
                events.tell(work, Happening(type, data))
                work.commit()


def log(services, new):
    return services.deliveries.list(SYSTEM, new.webhook.id).items


def make_due(make, seconds: int = 100_000) -> None:
    """As if so much time had passed."""
    make.run("update webhook_deliveries set due_at = due_at - %s * interval '1 second'", seconds)


def test_what_happened_arrives_signed_and_is_in_the_log(services, transactions, receiver, hook):
    new = hook(receiver.url)
    tell(transactions, "library.scanned", found=3)
    assert services.deliveries.due() == [new.webhook.id]
    assert services.deliveries.deliver(new.webhook.id) == 1
    [heard] = receiver.heard
    assert heard.verified(new.secret)["data"] == {"found": 3}
    [row] = log(services, new)
    assert (row.state, row.status, row.answer, row.attempts) == ("delivered", 200, "ok", 1)
    assert row.message == heard.message
    assert services.deliveries.due() == []


def test_a_change_that_is_taken_back_is_told_to_nobody(services, transactions, receiver, hook):
    new = hook(receiver.url)
    with transactions() as work:
        events.tell(work, Happening("library.scanned", {}))
    services.deliveries.deliver(new.webhook.id)
    assert (receiver.heard, log(services, new)) == ([], ())


def test_nobody_hears_of_what_they_did_not_ask_for_and_nothing_is_kept_for_nobody(
    services, transactions, receiver, hook, make
):
    new = hook(receiver.url, "user.login")
    tell(transactions, "library.scanned")
    assert services.deliveries.deliver(new.webhook.id) == 0
    assert make.run("select count(*) from events") == [(0,)]


def test_a_receiver_that_fails_is_tried_again_until_it_works(services, transactions, receiver, hook, make):
    new = hook(receiver.url)
    receiver.answer = status(500, b"broken <b>\x00here")
    tell(transactions)
    services.deliveries.deliver(new.webhook.id)
    [row] = log(services, new)
    assert (row.state, row.status, row.attempts, row.answer) == ("waiting", 500, 1, "broken <b> here")
    assert services.deliveries.deliver(new.webhook.id) == 0  # it waits
    receiver.answer = OK
    make_due(make)
    assert services.deliveries.deliver(new.webhook.id) == 1
    [row] = log(services, new)
    assert (row.state, row.attempts, [one.status for one in row.tries]) == ("delivered", 2, [500, 200])
    first, second = receiver.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert second.verified(new.secret) == first.message


def test_after_the_last_try_it_is_given_up_with_its_reason_and_can_be_sent_again(
    services, transactions, receiver, hook, make
):
    new = hook(receiver.url)
    receiver.answer = status(503)
    tell(transactions)
    for _ in range(TRIES):
        make_due(make)
        assert services.deliveries.deliver(new.webhook.id) == 1
    make_due(make)
    assert services.deliveries.deliver(new.webhook.id) == 0
    [row] = log(services, new)
    assert (row.state, row.attempts, row.reason) == ("dead", TRIES, "The receiver answers with an error.")
    [view] = services.webhooks.list(SYSTEM)
    assert (view.dead, view.last, view.last_reason) == (1, "failed", row.reason)
    receiver.answer = OK
    services.deliveries.redeliver(SYSTEM, row.id)
    assert services.deliveries.deliver(new.webhook.id) == 1
    assert [one.state for one in log(services, new)] == ["delivered"]
    assert {one.headers["webhook-id"] for one in receiver.heard} == {row.event_id}


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("hang", "The receiver took too long."),
        ("drip", "The receiver took too long."),
        (b"", "The receiver broke off, or answers what is no HTTP."),
        (b"SSH-2.0-OpenSSH\r\n", "The receiver broke off, or answers what is no HTTP."),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", "The receiver broke off, or answers what is no HTTP."),
    ],
)
def test_a_receiver_that_does_not_answer_as_it_should_costs_one_try(
    services, transactions, receiver, hook, impatient, behaviour, reason
):
    receiver.answer = getattr(receiver, behaviour) if isinstance(behaviour, str) else behaviour
    new = hook(receiver.url)
    tell(transactions)
    services.deliveries.deliver(new.webhook.id)
    [row] = log(services, new)
    assert (row.state, row.status, row.reason) == ("waiting", None, reason)


def test_an_answer_without_an_end_is_read_to_its_beginning(services, transactions, receiver, hook):
    receiver.answer = receiver.flood
    new = hook(receiver.url)
    tell(transactions)
    services.deliveries.deliver(new.webhook.id)
    [row] = log(services, new)
    assert (row.state, len(row.answer)) == ("delivered", 500)


def test_no_redirect_is_followed(services, transactions, receiver, hook):
    other = Receiver()
    try:
        receiver.answer = status(307, location=other.url)
        new = hook(receiver.url)
        tell(transactions)
        services.deliveries.deliver(new.webhook.id)
        [row] = log(services, new)
        assert (row.state, row.status, other.heard) == ("waiting", 307, [])
        assert "Redirects are not followed" in row.reason
    finally:
        other.close()


def test_a_closed_port_and_an_unknown_name_are_told_apart(services, transactions, receiver, hook):
    gone = hook(receiver.url)
    receiver.close()
    unknown = hook("http://no-such-name.invalid/")
    tell(transactions)
    for new, reason in (
        (gone, "The receiver cannot be reached."),
        (unknown, "The name of the receiver cannot be found."),
    ):
        services.deliveries.deliver(new.webhook.id)
        assert log(services, new)[0].reason == reason


@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "0.0.0.0"])  # noqa: S104
def test_the_address_where_a_cloud_tells_its_keys_is_never_connected_to(services, transactions, hook, host):
    new = hook(f"http://{host}/latest/meta-data/")
    found = services.deliveries.test(SYSTEM, new.webhook.id)
    assert (found.state, found.reason) == ("dead", "This address may not be connected to.")


def test_a_name_that_leads_there_is_not_either(services, hook, monkeypatch):
    monkeypatch.setattr(
        "medianest.providers.posting.socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("169.254.169.254", 80))]
    )
    new = hook("http://harmless.example.org/")
    assert services.deliveries.test(SYSTEM, new.webhook.id).reason == "This address may not be connected to."


def test_a_receiver_that_is_gone_for_good_is_paused(services, transactions, receiver, hook):
    receiver.answer = status(410)
    new = hook(receiver.url)
    tell(transactions)
    services.deliveries.deliver(new.webhook.id)
    [view] = services.webhooks.list(SYSTEM)
    assert (view.enabled, view.pause_reason, view.dead) == (False, "The receiver says that it is gone for good.", 1)
    tell(transactions)
    assert len(log(services, new)) == 1


def test_a_receiver_that_asks_for_time_gets_it(services, transactions, receiver, hook, make):
    receiver.answer = status(429, retry_after="3600")
    new = hook(receiver.url)
    tell(transactions)
    services.deliveries.deliver(new.webhook.id)
    [(wait,)] = make.run("select extract(epoch from due_at - now()) from webhook_deliveries")
    assert 3500 < wait <= 3600


def test_while_paused_nothing_is_sent_and_what_waited_is_sent_afterwards(services, transactions, receiver, hook):
    new = hook(receiver.url)
    tell(transactions, first=1)
    services.webhooks.enable(SYSTEM, new.webhook.id, False)
    tell(transactions, second=2)
    assert (services.deliveries.due(), services.deliveries.deliver(new.webhook.id)) == ([], 0)
    services.webhooks.enable(SYSTEM, new.webhook.id, True)
    assert services.deliveries.deliver(new.webhook.id) == 1
    assert receiver.heard[0].message["data"] == {"first": 1}


def test_after_an_edit_what_waits_goes_to_the_new_address(services, transactions, receiver, hook):
    new = hook("http://127.0.0.1:9/")
    tell(transactions)
    services.webhooks.change(SYSTEM, new.webhook.id, Wanted("New", receiver.url, ("library.scanned",)))
    assert services.deliveries.deliver(new.webhook.id) == 1
    assert receiver.heard[0].verified(new.secret)


def test_a_new_secret_signs_at_once(services, transactions, receiver, hook):
    new = hook(receiver.url)
    renewed = services.webhooks.renew_secret(SYSTEM, new.webhook.id)
    tell(transactions)
    services.deliveries.deliver(new.webhook.id)
    assert renewed.secret != new.secret
    assert receiver.heard[0].verified(renewed.secret)


def test_two_workers_send_each_delivery_once(services, transactions, receiver, hook):
    new = hook(receiver.url)
    tell(transactions, count=40)
    with ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(services.deliveries.deliver, [new.webhook.id] * 2))
    assert (done, len(receiver.heard)) == (40, 40)
    assert len({one.headers["webhook-id"] for one in receiver.heard}) == 40


def test_a_receiver_that_hangs_delays_no_other(services, transactions, receiver, hook):
    slow = Receiver()
    slow.answer = slow.hang
    try:
        hook(slow.url, name="Slow")
        hook(receiver.url)
        tell(transactions, count=20)
        stopping = threading.Event()
        worker = threading.Thread(target=Deliverer(services).run, args=(stopping,))
        worker.start()
        try:
            slow.until(1)
            receiver.until(20)
            assert len(slow.heard) == 1  # still the first
        finally:
            stopping.set()
            slow.close()
            worker.join(20)
    finally:
        slow.ending.set()


def test_a_slow_worker_does_not_overrule_the_one_that_came_after_it(services, transactions, receiver, hook, make):
    new = hook(receiver.url)
    tell(transactions)
    with transactions() as work:
        due = work.webhooks.take(new.webhook.id, 0)
        work.commit()
    assert services.deliveries.deliver(new.webhook.id) == 1
    with transactions() as work:
        assert not work.webhooks.note(due, "dead", 0, status=None, answer="", reason="late", attempt={})
        work.commit()
    assert [row.state for row in log(services, new)] == ["delivered"]


def test_the_log_is_kept_for_thirty_days_and_in_bounds(services, transactions, receiver, hook, make, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    new = hook(receiver.url)
    tell(transactions, count=5)
    services.deliveries.forget()
    # Of five that wait the two oldest are given up, and stay in the log, which has room for three that have ended.
    assert [row.state for row in log(services, new)] == ["waiting"] * 3 + ["dead"] * 2
    tell(transactions, count=4)
    services.deliveries.forget()
    assert [row.state for row in log(services, new)] == ["waiting"] * 3 + ["dead"] * 3
    make.run("update webhook_deliveries set created_at = now() - interval '31 days'")
    assert services.deliveries.forget() == 6
    assert make.run("select count(*) from events") == [(0,)]


@pytest.mark.parametrize("time_of_death", ["while sending", "before"])
def test_a_worker_that_is_killed_loses_nothing(settings, services, transactions, receiver, hook, make, time_of_death):
    receiver.answer = receiver.hang
    new = hook(receiver.url)
    tell(transactions, count=3)
    if time_of_death == "while sending":
        first = worker(settings)
        receiver.until(1)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        make_due(make, 60)  # the lease of the one that was being sent
    receiver.answer = OK
    second = worker(settings)
    try:
        receiver.until(4 if time_of_death == "while sending" else 3)
        until_delivered(settings, 3)
    finally:
        second.send_signal(signal.SIGTERM)
        second.wait(20)
    assert len({one.headers["webhook-id"] for one in receiver.heard}) == 3
    assert [row.state for row in log(services, new)] == ["delivered"] * 3


def worker(settings) -> subprocess.Popen:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIANEST_")}
    return subprocess.Popen(
        [sys.executable, "-m", "medianest.jobs"],
        env=kept
        | {
            "MEDIANEST_DATA_DIR": str(settings.data_dir),
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "MEDIANEST_SECRET_KEY": settings.secret_key,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def until_delivered(settings, count: int, seconds: float = 30) -> None:
    connection = psycopg2.connect(settings.database_url)
    connection.autocommit = True
    end = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while True:
            cursor.execute("select count(*) from webhook_deliveries where state = 'delivered'")
            if cursor.fetchone()[0] >= count:
                break
            assert time.monotonic() < end
            time.sleep(0.05)
    connection.close()
