"""Searches over REST at 10 clients: words as they are typed, letter by letter, with slips, against a bare route.

Mopidy answered 126 searches a second over its own JSON-RPC with 5,500 tracks and 10 clients on two cores; it is not
installed here, so the figure is quoted and the bar, five times it, is absolute.
"""

from __future__ import annotations

import random
from urllib.parse import quote

from bench.frame import Row, alternate, percentile
from bench.rest import granian, house, load

CLIENTS, SECONDS, ROUNDS = 10, 4.0, 3
MOPIDY = 126.0


def measure() -> list[Row]:
    rows = []
    with house(films=500, tracks=5_000) as built:
        statement = "select 1"
        with granian("ours", built) as port, granian("bare", built, BENCH_STATEMENT=statement) as other:
            queries = {
                "words of a title": _words(built.titles),
                "a title as it is typed": _typed(built.titles),
                "a word with a slip": _slips(built.titles),
                "one letter": lambda: random.choice("abcdefghijklmnopqrstuvwxyz"),
            }
            for name, query in queries.items():

                def path(query=query) -> str:
                    return f"/api/v1/search?q={quote(query())}"

                load(port, path, built.headers, CLIENTS, 1)
                times: list[float] = []

                def ours(path=path, times=times) -> float:
                    done = load(port, path, built.headers, CLIENTS, SECONDS)
                    times.extend(done.times)
                    return done.rate

                if name == "words of a title":
                    mine, _ = alternate(ROUNDS, ours, lambda: 0.0)
                    bare = load(other, lambda: "/nothing", {}, CLIENTS, 2).rate
                    note = f"p95 {percentile(times, 0.95) * 1000:.1f} ms; a bare route that does nothing: {bare:,.0f}/s"
                    what = f"search, {name}, 5,500 titles, {CLIENTS} clients"
                    rows.append(Row(what, mine, "searches/s", MOPIDY, "Mopidy 3, quoted", bar=5, note=note))
                else:
                    mine = ours()
                    note = f"p95 {percentile(times, 0.95) * 1000:.1f} ms"
                    rows.append(Row(f"search, {name}", mine, "searches/s", note=note))
    rows += _large()
    return rows


def _large() -> list[Row]:
    """The same at 100,000 titles, one client: how long a single answer takes."""
    rows = []
    with house(films=20_000, tracks=80_000) as built, granian("ours", built) as port:
        for name, query in (
            ("words of a title", _words(built.titles)),
            ("a title as it is typed", _typed(built.titles)),
            ("a word with a slip", _slips(built.titles)),
            ("one letter", lambda: random.choice("abcdefghijklmnopqrstuvwxyz")),
        ):

            def path(query=query) -> str:
                return f"/api/v1/search?q={quote(query())}"

            load(port, path, built.headers, 1, 0.5)
            done = load(port, path, built.headers, 1, 3)
            p50, p95 = (percentile(done.times, share) * 1000 for share in (0.5, 0.95))
            rows.append(Row(f"search, {name}, 100,000 titles, 1 client", p50, "ms", note=f"p95 {p95:.1f} ms"))
    return rows


def _words(titles: list[str]):
    return lambda: " ".join(random.choice(titles).split()[:2])


def _typed(titles: list[str]):
    """Every beginning from two letters on is as likely as another."""

    def query() -> str:
        title = random.choice(titles)
        return title[: random.randint(2, len(title))]

    return query


def _slips(titles: list[str]):
    def query() -> str:
        word = max(random.choice(titles).split(), key=len)
        at = random.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return query
