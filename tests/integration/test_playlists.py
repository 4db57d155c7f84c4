"""Playlists over the real database: order, rights, ghosts, and two devices at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from medianest import routes
from medianest.errors import Conflict, Invalid, NotFound, NotSignedIn
from medianest.services import playlist_rules
from medianest.services.playlists import Playlists
from medianest.services.viewer import Viewer
from tests.factories import Factory, viewer_of


@pytest.fixture
def playlists(transactions):
    return Playlists(transactions)


@pytest.fixture
def ann(make):
    return viewer_of(make.make_user(name="Ann"))


@pytest.fixture
def films(make):
    library = make.make_library()
    return [make.make_movie(library, title) for title in ("Alien", "Brazil", "Clue", "Dune")]


def titles(playlists, viewer, playlist_id):
    return [entry.title for entry in playlists.get(viewer, playlist_id).entries]


def entry_of(playlists, viewer, playlist_id, title):
    return next(e.id for e in playlists.get(viewer, playlist_id).entries if e.title == title)


def test_a_new_list_is_private_and_empty(playlists, ann):
    made = playlists.create(ann, "  Friday   night ")
    assert (made.name, made.visibility, made.mine, made.owner_name, made.item_count) == (
        *("Friday night", "private", True, "Ann", 0),
    )
    assert playlists.list(ann).items == (made,)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\0b"])
def test_a_list_needs_a_name_one_can_read(playlists, ann, name):
    with pytest.raises(Invalid):
        playlists.create(ann, name)


def test_nobody_and_the_server_itself_keep_no_lists(playlists):
    for viewer in (Viewer.nobody(), Viewer.system()):
        with pytest.raises(NotSignedIn):
            playlists.create(viewer, "Mine")


def test_works_keep_the_order_in_which_they_were_added_and_say_when_they_were_there(playlists, ann, films):
    made = playlists.create(ann, "Mine", media_ids=[films[2].id])
    first = playlists.add(ann, made.id, [films[1].id, films[0].id])
    assert (first.added, first.duplicates) == (2, 0)
    second = playlists.add(ann, made.id, [films[0].id, films[3].id, films[3].id])
    assert (second.added, second.duplicates, second.card.item_count) == (3, 2, 6)
    third = playlists.add(ann, made.id, [films[0].id], skip_duplicates=True)
    assert (third.added, third.duplicates) == (0, 1)
    assert titles(playlists, ann, made.id) == ["Clue", "Brazil", "Alien", "Alien", "Dune", "Dune"]
    assert playlists.get(ann, made.id).card.duration == 6 * 5400


def test_a_container_adds_what_it_holds_in_order_and_specials_last(make, playlists, ann):
    shows, music = make.make_library(type="shows"), make.make_library(type="music")
    show = make.make_show(shows, "Dark", (2, 1), specials=1)
    album = make.make_album(music, "Nina", "Live", tracks=2)
    make.run("update media_items set available = false where id = %s", show.seasons[1][1].id)
    made = playlists.create(ann, "Mixed", media_ids=[show.id, album.artist.id])
    entries = playlists.get(ann, made.id).entries
    assert [e.media.subtitle for e in entries] == ["S1 E1 · Dark", "S2 E1 · Dark", "S0 E1 · Dark", *["Nina · Live"] * 2]
    assert entries[-1].title == "Nina · Song 2"


def test_an_entry_moves_before_another_or_to_the_end(playlists, ann, films):
    made = playlists.create(ann, "Mine", media_ids=[film.id for film in films])

    def move(title, before):
        at = entry_of(playlists, ann, made.id, before) if before else None
        playlists.move(ann, made.id, entry_of(playlists, ann, made.id, title), at)
        return "".join(each[0] for each in titles(playlists, ann, made.id))

    assert move("Dune", "Alien") == "DABC"
    assert move("Dune", "Clue") == "ABDC"
    assert move("Alien", None) == "BDCA"
    assert move("Alien", None) == "BDCA"
    assert move("Clue", "Clue") == "BDCA"
    assert [e.position for e in playlists.get(ann, made.id).entries] == [0, 1, 2, 3]


def test_works_can_be_put_in_before_an_entry(playlists, ann, films):
    made = playlists.create(ann, "Mine", media_ids=[films[0].id, films[3].id])
    before = entry_of(playlists, ann, made.id, "Dune")
    playlists.add(ann, made.id, [films[1].id, films[2].id], before=before)
    assert titles(playlists, ann, made.id) == ["Alien", "Brazil", "Clue", "Dune"]


def test_removed_entries_leave_no_gap_and_removing_twice_is_fine(playlists, ann, films):
    made = playlists.create(ann, "Mine", media_ids=[film.id for film in films])
    gone = [entry_of(playlists, ann, made.id, title) for title in ("Alien", "Clue")]
    assert playlists.remove(ann, made.id, gone) == 2
    assert playlists.remove(ann, made.id, gone) == 0
    assert [(e.position, e.title) for e in playlists.get(ann, made.id).entries] == [(0, "Brazil"), (1, "Dune")]


def test_many_moves_at_once_end_in_one_order_without_gap_or_loss(playlists, ann, films):
    made = playlists.create(ann, "Mine", media_ids=[film.id for film in films] * 5)
    entries = [e.id for e in playlists.get(ann, made.id).entries]

    def shuffle(number):
        for step in range(10):
            playlists.move(ann, made.id, entries[(number * 7 + step) % 20], entries[(number + step * 3) % 20])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(shuffle, range(4)))
    after = playlists.get(ann, made.id).entries
    assert [e.position for e in after] == list(range(20))
    assert sorted(e.id for e in after) == sorted(entries)


def test_adding_while_removing_loses_nothing(playlists, ann, films):
    made = playlists.create(ann, "Mine", media_ids=[films[0].id] * 10)
    entries = [e.id for e in playlists.get(ann, made.id).entries]
    with ThreadPoolExecutor(4) as pool:
        added = [pool.submit(playlists.add, ann, made.id, [films[1].id]) for _ in range(10)]
        removed = [pool.submit(playlists.remove, ann, made.id, [entry]) for entry in entries]
        for done in added + removed:
            done.result()
    after = playlists.get(ann, made.id).entries
    assert [(e.position, e.title) for e in after] == [(place, "Brazil") for place in range(10)]


def test_a_purged_work_leaves_a_ghost_for_the_owner_and_nothing_for_others(make, playlists, ann, films):
    made = playlists.create(ann, "Mine", visibility="public", media_ids=[film.id for film in films])
    make.run("delete from media_items where id = %s", films[1].id)
    entries = playlists.get(ann, made.id).entries
    assert [(e.title, e.media is None) for e in entries][1] == ("Brazil", True)
    bob = viewer_of(make.make_user())
    assert titles(playlists, bob, made.id) == ["Alien", "Clue", "Dune"]
    assert playlists.get(bob, made.id).card.item_count == 3


def test_a_missing_file_stays_in_the_list(make, playlists, ann, films):
    made = playlists.create(ann, "Mine", media_ids=[films[0].id])
    make.run("update media_items set available = false")
    (entry,) = playlists.get(ann, made.id).entries
    assert entry.media is not None
    assert entry.media.available is False


def test_a_private_list_is_not_there_for_others_and_a_public_one_is_not_theirs_to_change(make, playlists, ann, films):
    private = playlists.create(ann, "Private", media_ids=[films[0].id])
    public = playlists.create(ann, "Public", visibility="public", media_ids=[films[0].id])
    for role in ("user", "admin"):
        bob = viewer_of(make.make_user(role=role))
        assert [each.name for each in playlists.list(bob).items] == ["Public"]
        assert playlists.get(bob, public.id).card.mine is False
        with pytest.raises(NotFound):
            playlists.get(bob, private.id)
        for made in (private, public):
            entry = entry_of(playlists, ann, made.id, "Alien")
            for method, *arguments in (
                (playlists.change,),
                (playlists.delete,),
                (playlists.add, [films[1].id]),
                (playlists.move, entry, None),
                (playlists.remove, [entry]),
            ):
                with pytest.raises(NotFound):
                    method(bob, made.id, *arguments)
    assert titles(playlists, ann, private.id) == ["Alien"]


def test_of_a_public_list_one_sees_what_one_may_see(make, playlists, ann):
    open_, closed = make.make_library(), make.make_library()
    seen, hidden = (
        make.make_movie(open_, "Seen"),
        make.make_movie(closed, "Hidden", artwork={"poster": {"key": "k" * 32}}),
    )
    made = playlists.create(ann, "All", visibility="public", media_ids=[seen.id, hidden.id])
    child = viewer_of(make.make_user(role="child"), open_)
    page = playlists.get(child, made.id)
    assert [e.title for e in page.entries] == ["Seen"]
    assert (page.card.item_count, page.card.duration, page.card.pictures) == (1, 5400, ())
    assert len(playlists.get(ann, made.id).card.pictures) == 1
    own = playlists.create(child, "Mine")
    with pytest.raises(NotFound):
        playlists.add(child, own.id, [seen.id, hidden.id])
    assert playlists.get(child, own.id).entries == ()


def test_a_work_that_was_closed_to_its_owner_becomes_a_ghost(make, playlists):
    open_, closed = make.make_library(), make.make_library()
    user = make.make_user()
    made = playlists.create(viewer_of(user), "All", media_ids=[make.make_movie(closed, "Closed").id])
    (entry,) = playlists.get(viewer_of(user, open_), made.id).entries
    assert (entry.title, entry.media) == ("Closed", None)


def test_lists_come_by_name_and_entries_in_stretches(make, playlists, ann, films):
    made = [playlists.create(ann, name) for name in ("b", "C", "a")]
    first = playlists.list(ann, limit=2)
    rest = playlists.list(ann, limit=2, cursor=first.next_cursor)
    assert [each.name for each in (*first.items, *rest.items)] == ["a", "b", "C"]
    playlists.add(ann, made[0].id, [film.id for film in films])
    part = playlists.get(ann, made[0].id, limit=3)
    assert len(part.entries) == 3
    rest = playlists.get(ann, made[0].id, limit=3, cursor=part.next_cursor)
    assert [e.title for e in rest.entries] == ["Dune"]
    assert rest.next_cursor is None
    for cursor in ("x", "WzFd", "WyJhIl0"):
        with pytest.raises(Invalid):
            playlists.list(ann, cursor=cursor)
    for cursor in ("x", "WyJhIl0", "Wy0xXQ"):
        with pytest.raises(Invalid):
            playlists.get(ann, made[0].id, cursor=cursor)


def test_a_list_does_not_grow_without_end(playlists, ann, films, monkeypatch):
    monkeypatch.setattr(playlist_rules, "MOST_ENTRIES", 5)
    made = playlists.create(ann, "Mine", media_ids=[film.id for film in films])
    with pytest.raises(Conflict):
        playlists.add(ann, made.id, [films[0].id, films[1].id])
    assert len(playlists.get(ann, made.id).entries) == 4
    with pytest.raises(Invalid):
        playlists.add(ann, made.id, [films[0].id] * 201)


def test_a_script_keeps_a_list_through_the_doors(browser, people, make: Factory):
    people.add()
    ann = people.bearer(browser)
    library = make.make_library()
    one, two = make.make_movie(library, "One"), make.make_movie(library, "Two")
    place = f"{routes.API}/playlists"
    made = browser.post(place, headers=ann, json={"name": "Mine"})
    assert made.status_code == 201
    place = f"{place}/{made.json()['id']}"
    added = browser.post(f"{place}/items", headers=ann, json={"media_ids": [str(one.id), str(two.id)]})
    assert (added.status_code, added.json()["added"]) == (201, 2)
    entries = browser.get(place, headers=ann).json()["entries"]
    moved = browser.patch(f"{place}/items/{entries[1]['id']}", headers=ann, json={"before": entries[0]["id"]})
    assert moved.json()["position"] == 0
    assert browser.delete(f"{place}/items/{entries[0]['id']}", headers=ann).status_code == 204
    several = browser.delete(f"{place}/items", headers=ann, params={"id": [entries[0]["id"], entries[1]["id"]]})
    assert several.json() == {"removed": 1}
    shared = browser.patch(place, headers=ann, json={"visibility": "public", "name": "Ours"}).json()
    assert (shared["visibility"], shared["name"], shared["item_count"]) == ("public", "Ours", 0)
    assert [each["name"] for each in browser.get(f"{routes.API}/playlists", headers=ann).json()["items"]] == ["Ours"]
    assert browser.delete(place, headers=ann).status_code == 204
    assert browser.get(place, headers=ann).status_code == 404
    assert browser.post(f"{place}/items", headers=ann, json={"media_ids": [str(uuid4())]}).status_code == 404
    assert browser.patch(place, headers=ann, json={"owner": "me"}).status_code == 422
    assert browser.get(f"{routes.API}/playlists").status_code == 401
