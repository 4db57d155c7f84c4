"""The pool: a connection that died while it was idle is replaced, and nobody hears of it."""

from __future__ import annotations

import psycopg2
import pytest


def _end_all(database_url: str) -> None:
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where application_name = 'medianest' and pid <> pg_backend_pid()"
        )
    connection.close()


def _one(work) -> int:
    return work.fetch("select %(value)s::int", {"value": 1})[0][0]


def test_connections_that_the_server_closed_are_replaced_without_an_error(database_url, transactions, readings):
    for _ in range(3):
        with readings() as one, readings() as two:
            assert (_one(one), _one(two)) == (1, 1)
        _end_all(database_url)
        with transactions() as work:
            assert _one(work) == 1
        with readings() as one, readings() as two:
            assert (_one(one), _one(two)) == (1, 1)


def test_a_connection_that_dies_in_use_fails_that_use_only(database_url, readings):
    with readings() as work:
        _one(work)
        _end_all(database_url)
        with pytest.raises(psycopg2.OperationalError):
            _one(work)
    with readings() as work:
        assert _one(work) == 1


def test_a_reading_holds_no_transaction_open_and_a_unit_of_work_still_rolls_back(make, readings, transactions):
    with readings() as work:
        work.media.families([])
        assert make.run("select count(*) from pg_stat_activity where state = 'idle in transaction'") == [(0,)]
    user = make.make_user()
    with transactions() as work:
        work.fetch("delete from users returning id", {})
    assert make.run("select id from users") == [(user.id,)]


def test_a_plan_that_is_gone_there_already_or_outdated_is_no_error(make, database_url, readings):
    statement = "select email from users where email = %(email)s"
    user = make.make_user()
    with readings() as work:
        assert work.fetch(statement, {"email": user.email}) == [(user.email,)]
        for spoil in (
            lambda: work._driver.cursor().execute("deallocate all"),
            lambda: work._plans.clear(),
            lambda: make.run("alter table users alter column email type varchar(400)"),
        ):
            spoil()
            for _ in range(8):
                assert work.fetch(statement, {"email": user.email}) == [(user.email,)]
    make.run("alter table users alter column email type text")


def test_a_connection_keeps_a_bounded_number_of_plans(readings):
    with readings() as work:
        for number in range(100):
            assert work.fetch(f"select {number}, %(value)s::text", {"value": "a%"}) == [(number, "a%")]
        (held,) = work.fetch("select count(*) from pg_prepared_statements", {})[0]
        assert held <= 48
