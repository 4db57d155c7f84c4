"""The ledger as its owner reads and clears it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from medianest import routes
from medianest.errors import Invalid, NotFound
from medianest.services.history import History
from tests.factories import EPOCH, Factory, viewer_of


@pytest.fixture
def history(transactions):
    return History(transactions)


def test_plays_come_latest_first_in_stretches(make, history):
    film = make.make_movie(make.make_library(), "Heat")
    user = make.make_user()
    for day in range(5):
        make.make_play(user, film, at=EPOCH + timedelta(days=day), position=float(day))
    viewer = viewer_of(user)
    first = history.list(viewer, limit=3)
    rest = history.list(viewer, limit=3, cursor=first.next_cursor)
    assert [entry.position for entry in (*first.items, *rest.items)] == [4, 3, 2, 1, 0]
    assert rest.next_cursor is None
    assert first.items[0].media is not None
    assert first.items[0].media.title == "Heat"


def test_plays_of_one_work_can_be_asked_for(make, history):
    library = make.make_library()
    one, two = make.make_movie(library, "One"), make.make_movie(library, "Two")
    user = make.make_user()
    make.make_play(user, one)
    make.make_play(user, two)
    assert [entry.title for entry in history.list(viewer_of(user), media_id=two.id).items] == ["Two"]


def test_a_play_outlives_its_work_and_hides_what_is_closed(make, history):
    mine, closed = make.make_library(), make.make_library()
    gone, hidden = make.make_movie(mine, "Gone"), make.make_movie(closed, "Hidden")
    user = make.make_user()
    make.make_play(user, gone)
    make.make_play(user, hidden)
    make.run("delete from media_items where id = %s", gone.id)
    entries = history.list(viewer_of(user, mine)).items
    assert [(entry.title, entry.media) for entry in entries] == [("Hidden", None), ("Gone", None)]


def test_one_reads_and_forgets_only_ones_own(make, history):
    film = make.make_movie(make.make_library())
    ann, bob = make.make_user(), make.make_user()
    play = make.make_play(ann, film)
    assert history.list(viewer_of(bob)).items == ()
    with pytest.raises(NotFound):
        history.forget(viewer_of(bob), play.id)
    assert history.clear(viewer_of(bob)) == 0
    history.forget(viewer_of(ann), play.id)
    assert history.list(viewer_of(ann)).items == ()
    with pytest.raises(NotFound):
        history.forget(viewer_of(ann), play.id)


def test_forgetting_keeps_where_one_is(make, history):
    film = make.make_movie(make.make_library())
    user = make.make_user()
    make.watch(user, film, watched=False, position=600)
    make.make_play(user, film)
    assert history.clear(viewer_of(user)) == 1
    assert make.run("select position from playback_positions") == [(600,)]


def test_a_part_of_history_is_cleared_by_time(make, history):
    film = make.make_movie(make.make_library())
    user = make.make_user()
    for day in range(4):
        make.make_play(user, film, at=EPOCH + timedelta(days=day))
    assert history.clear(viewer_of(user), EPOCH + timedelta(days=2)) == 2
    assert len(history.list(viewer_of(user)).items) == 2
    with pytest.raises(Invalid):
        history.clear(viewer_of(user), datetime(2026, 1, 1))


def test_a_cursor_that_is_not_ours_is_refused(make, history):
    viewer = viewer_of(make.make_user())
    for cursor in ("x", "WzEsMl0", "WyIyMDI2LTAxLTAxIiwgIngiXQ"):
        with pytest.raises(Invalid):
            history.list(viewer, cursor=cursor)


def test_a_script_reads_and_clears_history(browser, people, make: Factory):
    user = people.add()
    ann = people.bearer(browser)
    film = make.make_movie(make.make_library(), "Heat")
    play = make.make_play(user, film)
    make.make_play(user, film)
    place = f"{routes.API}/history"
    answer = browser.get(place, headers=ann, params={"limit": 1}).json()
    assert answer["items"][0]["media"]["title"] == "Heat"
    assert answer["next_cursor"]
    assert browser.delete(f"{place}/{play.id}", headers=ann).status_code == 204
    assert browser.delete(f"{place}/{play.id}", headers=ann).status_code == 404
    assert browser.delete(place, headers=ann, params={"before": "2026-01-01T00:00:00"}).status_code == 422
    assert browser.delete(place, headers=ann).json() == {"forgotten": 1}
    assert browser.get(place).status_code == 401
