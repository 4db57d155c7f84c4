"""Answers of others are asked for once, however many want them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from medianest.repositories.answers import Answers, Lifetime, NoAnswer

LONG = Lifetime(60, 600)
STALE_AT_ONCE = Lifetime(0, 600)


@pytest.fixture
def workers(redis_url: str):
    clients = [redis.Redis.from_url(redis_url) for _ in range(2)]
    yield [Answers(client, "test") for client in clients]
    for client in clients:
        client.close()


class Question:
    def __init__(self) -> None:
        self.asked = 0
        self.began = threading.Event()
        self.may_answer = threading.Event()

    def __call__(self) -> bytes:
        self.asked += 1
        self.began.set()
        self.may_answer.wait(20)
        return b"answer %d" % self.asked


def test_fifty_who_ask_at_once_on_two_workers_cause_one_question(workers):
    question = Question()
    with ThreadPoolExecutor(50) as many:
        asking = [many.submit(workers[number % 2].ask, "key", question, LONG, wait=20) for number in range(50)]
        question.may_answer.set()
        assert {each.result() for each in asking} == {b"answer 1"}
    assert question.asked == 1


def test_of_those_who_want_a_stale_answer_one_asks_and_the_rest_have_the_old_one_at_once(workers):
    assert workers[0].ask("key", lambda: b"old", STALE_AT_ONCE) == b"old"
    question = Question()
    with ThreadPoolExecutor(1) as other:
        asking = other.submit(workers[0].ask, "key", question, LONG, wait=20)
        assert question.began.wait(20)
        assert workers[1].ask("key", question, LONG) == b"old"
        question.may_answer.set()
        assert asking.result() == b"answer 1"
    assert workers[1].ask("key", question, LONG) == b"answer 1"
    assert question.asked == 1


def test_a_question_that_fails_is_answered_with_what_is_kept(workers):
    workers[0].ask("key", lambda: b"old", STALE_AT_ONCE)

    def fail() -> bytes:
        raise ValueError

    assert workers[0].ask("key", fail, LONG) == b"old"
    assert workers[1].ask("key", fail, LONG) == b"old"


def test_a_question_that_fails_fails_for_everybody_who_waits_and_is_not_asked_fifty_times(workers):
    asked = []
    together = threading.Barrier(50)

    def fail() -> bytes:
        asked.append(1)
        raise ValueError

    def ask(number: int) -> type:
        together.wait(20)
        try:
            workers[number % 2].ask("key", fail, LONG, wait=20)
        except (ValueError, NoAnswer) as problem:
            return type(problem)
        raise AssertionError

    with ThreadPoolExecutor(50) as many:
        said = list(many.map(ask, range(50)))
    assert said.count(ValueError) == len(asked)
    assert len(asked) <= 3


def test_forgetting_a_tag_forgets_its_answers_on_every_worker_and_no_others(workers):
    workers[0].ask("a", lambda: b"a1", LONG, ("one", "both"))
    workers[0].ask("b", lambda: b"b1", LONG, ("two", "both"))
    workers[1].forget("one")
    assert workers[0].ask("a", lambda: b"a2", LONG, ("one", "both")) == b"a2"
    assert workers[0].ask("b", lambda: b"b2", LONG, ("two", "both")) == b"b1"
    workers[0].forget("both")
    assert workers[1].ask("b", lambda: b"b3", LONG, ("two", "both")) == b"b3"


def test_every_answer_leaves_redis_by_itself(workers, redis_url):
    workers[0].ask("key", lambda: b"value", LONG, ("tag",))
    workers[0].forget("tag")
    client = redis.Redis.from_url(redis_url)
    assert all(client.ttl(each) > 0 for each in client.scan_iter())
    client.close()


def test_without_redis_everybody_asks_for_themselves(no_redis):
    answers = Answers(no_redis, "test")
    assert answers.ask("key", lambda: b"mine", LONG, ("tag",)) == b"mine"


@pytest.fixture
def no_redis():
    client = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=1)
    yield client
    client.close()
