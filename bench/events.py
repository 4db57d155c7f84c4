"""Events of our pages beside the least that Reflex can do, alone and with 1,000 open tabs.

Ours opens a title's page: it asks who is calling, goes to a database and back and sends what it found; the other only
counts. Both run on the same Redis in two web workers. The ratio says what our work costs on top of Reflex's own.
"""

from __future__ import annotations

from bench.bare import EVENT, serving_bare
from bench.frame import Row, percentile
from bench.people import live, sign_in, whole_app
from bench.rest import house
from bench.tabs import Spec

TABS = 1000
ALONE_SECONDS, CROWD_SECONDS, EVERY = 4.0, 12.0, 3.0
_STATE = "reflex___state____state.medianest___state___auth____guarded.medianest___state___"
TITLE = f"{_STATE}media____media_state.load"


def measure() -> list[Row]:
    rows = []
    with house(films=5_500, tracks=36) as built:
        crowd = sign_in(built.settings, TABS, 0)
        film = str(built.make.run("select id from media_items where type = 'movie' limit 1")[0][0])
        ours = [(TITLE, {"media_id": film})]
        assert built.settings.redis_url
        with whole_app(built) as url, serving_bare(built.settings.redis_url) as bare:
            for tabs, seconds, every in ((1, ALONE_SECONDS, 0.0), (TABS, CROWD_SECONDS, EVERY)):
                theirs = live(Spec(bare, [(EVENT, {})], tabs, seconds, every))
                mine = live(Spec(url, ours, tabs, seconds, every, cookies=crowd.cookies))
                rows += compared(tabs, mine, theirs)
    return rows


def compared(tabs: int, mine: dict, theirs: dict) -> list[Row]:
    who = "alone" if tabs == 1 else f"{tabs:,} tabs, an event every {EVERY:g} s"
    heard, other = mine["events"]["latencies"], theirs["events"]["latencies"]
    failures = len(mine["events"]["failures"])
    note = f"{len(heard)} events, {failures} failed; client used {mine['cpu']:.0%} of a core"
    against = "an event that only counts"
    rows = [Row(f"{who}, median", percentile(heard, 0.5), "ms", percentile(other, 0.5), against, note=note)]
    p95 = percentile(heard, 0.95)
    rows.append(Row(f"{who}, p95", p95, "ms", percentile(other, 0.95), against))
    return rows
