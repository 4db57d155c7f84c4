"""1,000 people signed in over 100,000 titles, each an event or a call every 3 seconds: p95, and what failed."""

from __future__ import annotations

from urllib.parse import urlencode

from bench.events import TITLE
from bench.frame import Row, percentile
from bench.people import live, sign_in, whole_app
from bench.rest import house
from bench.tabs import Spec
from medianest import routes

PEOPLE, ITEMS = 1000, 100_000
SECONDS, EVERY = 15.0, 3.0


def measure() -> list[Row]:
    with house(films=ITEMS, tracks=36) as built:
        crowd = sign_in(built.settings, PEOPLE // 2, PEOPLE // 2)
        film = str(built.make.run("select id from media_items where type = 'movie' limit 1")[0][0])
        calls = [
            f"{routes.API}/home",
            f"{routes.API}/media?library={built.films.id}&limit=50",
            f"{routes.API}/media/{film}",
            f"{routes.API}/search?{urlencode({'q': built.titles[0][:6]})}",
            f"{routes.API}/history",
        ]
        events = [(TITLE, {"media_id": film})]
        with whole_app(built) as url:
            spec = Spec(url, events, PEOPLE // 2, SECONDS, EVERY, crowd.cookies, crowd.bearers, calls)
            heard = live(spec)
    return told(heard)


def told(heard: dict) -> list[Row]:
    failed = heard["events"]["failures"] + heard["calls"]["failures"]
    both = heard["events"]["latencies"] + heard["calls"]["latencies"]
    rows = [
        Row(
            f"{PEOPLE:,} people, {ITEMS:,} titles: p95 of everything",
            percentile(both, 0.95),
            "ms",
            bar=200,
            must="at most",
            note=f"{len(both)} answers; client used {heard['cpu']:.0%} of a core",
        ),
        Row("what failed", len(failed), "answers", bar=0, must="at most", note=", ".join(sorted(set(failed))[:3])),
    ]
    for kind in ("events", "calls"):
        times = heard[kind]["latencies"]
        rows.append(
            Row(f"p95 of {kind}", percentile(times, 0.95), "ms", note=f"median {percentile(times, 0.5):.0f} ms")
        )
    return rows
