"""A page of 50 titles over REST at 10 clients, against the same SQL statement in a bare threaded route."""

from __future__ import annotations

from bench.frame import Row, alternate, percentile
from bench.rest import granian, house, load, media_path, page_statement

CLIENTS, SECONDS, ROUNDS = 10, 4.0, 3
ITEMS = 5_500


def measure() -> list[Row]:
    rows = []
    with house(films=ITEMS, tracks=36) as built:
        statement = page_statement(built)
        with granian("ours", built) as port, granian("bare", built, BENCH_STATEMENT=statement) as other:
            for each, path in ((port, media_path(built)), (other, "/page")):
                load(each, lambda path=path: path, built.headers, CLIENTS, 1)
            times: list[float] = []

            def ours() -> float:
                done = load(port, lambda: media_path(built), built.headers, CLIENTS, SECONDS)
                times.extend(done.times)
                return done.rate

            def theirs() -> float:
                return load(other, lambda: "/page", {}, CLIENTS, SECONDS).rate

            mine, bare = alternate(ROUNDS, ours, theirs)
            p95 = percentile(times, 0.95) * 1000
            rows.append(
                Row(
                    f"a page of 50 of {ITEMS:,} titles, {CLIENTS} clients",
                    mine,
                    "pages/s",
                    bare,
                    "bare Starlette route, same SQL",
                    bar=0.5,
                    note=f"p95 {p95:.1f} ms",
                )
            )
            rows += [_other(built, port, name, path) for name, path in _paths(built)]
    return rows


def _paths(built) -> list[tuple[str, str]]:
    library = built.films.id
    first = built.make.run("select id from media_items where type = 'movie' limit 1")[0][0]
    return [
        ("a title's own page", f"/api/v1/media/{first}"),
        ("the home page's shelves", "/api/v1/home"),
        ("letters of a library", f"/api/v1/media/letters?library={library}"),
        (
            "a filtered page (genre, decade, by rating)",
            f"/api/v1/media?library={library}&genre=War&decade=1980&sort=rating",
        ),
        ("a page deep in the list (start=5000)", f"/api/v1/media?library={library}&start=5000"),
    ]


def _other(built, port: int, name: str, path: str) -> Row:
    done = load(port, lambda: path, built.headers, CLIENTS, 2)
    return Row(
        f"{name}, {CLIENTS} clients", done.rate, "answers/s", note=f"p95 {percentile(done.times, 0.95) * 1000:.1f} ms"
    )
