"""Jobs: one worker at a time, a dead one loses its lease, lost hints are sent again."""

import threading

import pytest
import redis

from medianest.errors import Forbidden
from medianest.repositories.hints import JobNews
from medianest.services.held import Cancelled, LostLease
from medianest.services.jobs import Jobs
from medianest.services.viewer import Viewer

SYSTEM = Viewer.system()


class Hints:
    """Remembers what was hinted at."""

    def __init__(self):
        self.sent = []

    def hint(self, kind, job_id):
        self.sent.append((kind, job_id))


@pytest.fixture
def hints():
    return Hints()


@pytest.fixture
def jobs(transactions, hints, redis_url):
    client = redis.Redis.from_url(redis_url)
    yield Jobs(transactions, hints, JobNews(client, redis_url))
    client.close()


def run_out(transactions, job_id):
    """Let the lease be over, as when the worker has been dead for a while."""
    with transactions() as work:
        work.session.connection().exec_driver_sql(
            "update jobs set lease_until = now() - interval '1 second' where id = %(id)s", {"id": job_id}
        )
        work.commit()


def test_two_orders_at_once_are_one_job(jobs, hints):
    first = jobs.request(SYSTEM, "scan", "scan:1")
    second = jobs.request(SYSTEM, "scan", "scan:1")

    assert first == second
    assert len(jobs.list(SYSTEM)) == 1
    assert {job_id for _, job_id in hints.sent} == {str(first)}


def test_orders_from_many_threads_are_one_job(jobs):
    found = []
    threads = [threading.Thread(target=lambda: found.append(jobs.request(SYSTEM, "scan", "scan:1"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_only_one_worker_has_a_job(jobs):
    job_id = jobs.request(SYSTEM, "scan", "scan:1")
    with jobs.take(job_id, "one") as first, jobs.take(job_id, "two") as second:
        assert first is not None
        assert second is None
    assert jobs.get(SYSTEM, job_id).state == "done"


def test_a_worker_that_lost_its_lease_stores_nothing_more(jobs, transactions):
    job_id = jobs.request(SYSTEM, "scan", "scan:1")
    with jobs.take(job_id, "one") as first:
        run_out(transactions, job_id)
        with jobs.take(job_id, "two") as second:
            assert second.job.fence == first.job.fence + 1
            with transactions() as work, pytest.raises(LostLease):
                first.hold(work)
            with pytest.raises(LostLease):
                first.tell({"done": 1})
            second.tell({"done": 2}, final=True)
    assert (jobs.get(SYSTEM, job_id).state, jobs.get(SYSTEM, job_id).progress) == ("done", {"done": 2})


def test_a_cancelled_job_ends_at_its_next_step(jobs, transactions):
    job_id = jobs.request(SYSTEM, "scan", "scan:1")
    with jobs.take(job_id, "one") as held:
        jobs.cancel(SYSTEM, job_id)
        with transactions() as work, pytest.raises(Cancelled):
            held.hold(work)
        with transactions() as work:
            held.hold(work)
    assert jobs.get(SYSTEM, job_id).state == "cancelled"


def test_a_job_that_waits_is_cancelled_at_once(jobs):
    job_id = jobs.request(SYSTEM, "scan", "scan:1")

    assert jobs.cancel(SYSTEM, job_id).state == "cancelled"
    with jobs.take(job_id, "one") as held:
        assert held is None


def test_an_order_during_a_run_is_followed_by_another_run(jobs):
    job_id = jobs.request(SYSTEM, "scan", "scan:1", arguments={"below": ["a"]})
    with jobs.take(job_id, "one"):
        jobs.request(SYSTEM, "scan", "scan:1", arguments={"below": ["b"]})
        jobs.request(SYSTEM, "scan", "scan:1", arguments={"below": ["c"]})

    following = jobs.list(SYSTEM)[0]
    assert (following.state, following.id != job_id) == ("queued", True)
    with jobs.take(following.id, "one") as held:
        assert held.job.arguments == {"below": ["b", "c"]}


def test_hints_are_sent_again_after_a_flushed_redis_and_for_dead_workers(jobs, hints, transactions):
    waiting = jobs.request(SYSTEM, "scan", "scan:1")
    dying = jobs.request(SYSTEM, "artwork", "artwork:1")
    with jobs.take(dying, "one"):
        run_out(transactions, dying)
        hints.sent.clear()

        assert jobs.sweep(waiting_seconds=0) == 2
        assert set(hints.sent) == {("scan", str(waiting)), ("artwork", str(dying))}


def test_a_failed_job_says_why(jobs):
    job_id = jobs.request(SYSTEM, "scan", "scan:1")
    with jobs.take(job_id, "one"):
        raise Forbidden("The disk says no.")

    failed = jobs.get(SYSTEM, job_id)
    assert (failed.state, failed.error) == ("failed", "The disk says no.")


def test_a_job_that_kills_its_workers_is_given_up(jobs, transactions):
    job_id = jobs.request(SYSTEM, "scan", "scan:1")
    with transactions() as work:
        for _ in range(5):
            assert work.jobs.take(job_id, "dies", 30) is not None
            work.session.connection().exec_driver_sql("update jobs set lease_until = now() - interval '1 second'")
        work.commit()

    jobs.sweep()

    assert jobs.get(SYSTEM, job_id).state == "failed"


def test_jobs_are_for_administrators(jobs):
    with pytest.raises(Forbidden):
        jobs.request(Viewer(user_id=None, role="user"), "scan", "scan:1")
