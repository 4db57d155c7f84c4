"""Rows for tests and benches, made as the program makes them: folded titles, trigrams, families, counts."""

from __future__ import annotations

import io
import itertools
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import psycopg2.extras

from medianest.services.folding import fold, search_text, sort_title, trigrams
from medianest.services.viewer import Viewer

_serial = itertools.count(1)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Made:
    """What a factory made: ``id`` and the column values it wrote."""

    id: UUID
    values: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


class Factory:
    """Writes through a connection of its own and commits at once, so every other connection sees it."""

    def __init__(self, database_url: str) -> None:
        psycopg2.extras.register_uuid()
        self.connection = psycopg2.connect(database_url)
        self.connection.autocommit = True

    def close(self) -> None:
        self.connection.close()

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def insert(self, table: str, **values: Any) -> Made:
        values = {name: value for name, value in values.items() if value is not ...}
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        adapted = [json.dumps(v) if isinstance(v, dict) or _is_json_list(v) else v for v in values.values()]
        self.run(f"insert into {table} ({names}) values ({marks})", *adapted)  # noqa: S608 - names are our own
        return Made(values.get("id", UUID(int=0)), values)

    def make_user(self, email: str | None = None, *, role: str = "user", name: str | None = None) -> Made:
        number = next(_serial)
        user = self.insert("users", id=uuid4(), email=email or f"person{number}@example.org", role=role)
        user.values["name"] = name or f"Person {number}"
        self.insert("user_profiles", user_id=user.id, display_name=user.values["name"])
        return user

    def make_library(self, name: str | None = None, type: str = "movies", **more: Any) -> Made:
        number = next(_serial)
        return self.insert(
            "libraries",
            **{"id": uuid4(), "name": name or f"Library {number}", "type": type, "path": f"/media/{number}", **more},
        )

    def make_item(self, library: Made | None, type: str, title: str, **more: Any) -> Made:
        """A work or a container. ``parent`` is the Made above it; titles of its family are filled in from there."""
        parent: Made | None = more.pop("parent", None)
        values: dict[str, Any] = {
            "id": uuid4(),
            "library_id": library.id if library else None,
            "type": type,
            "title": title,
            "sort_title": sort_title(title),
            "added_at": EPOCH + timedelta(minutes=next(_serial)),
        }
        if parent is not None:
            values |= {"parent_id": parent.id, "parent_title": parent.title}
            values |= {
                "grandparent_id": parent.values.get("parent_id"),
                "grandparent_title": parent.values.get("parent_title"),
            }
        values |= more
        values.setdefault("identity", f"{type}:{next(_serial)}")
        found = search_text(title, values.get("grandparent_title"), values.get("parent_title"))
        values |= {"search_text": found, "trigrams": sorted(trigrams(found))}
        return self.insert("media_items", **values)

    def make_movie(self, library: Made, title: str = "A Film", **more: Any) -> Made:
        return self.make_item(library, "movie", title, **{"duration": 5400.0, "height": 1080, **more})

    def make_video(self, library: Made, title: str = "A Video", **more: Any) -> Made:
        return self.make_item(library, "video", title, **{"duration": 60.0, "height": 720, **more})

    def make_show(self, library: Made, title: str = "A Show", episodes: tuple[int, ...] = (3,), **more: Any) -> Made:
        """A show with ``episodes`` per season; ``specials`` makes a season 0. Its ``seasons`` are lists of episodes."""
        specials = more.pop("specials", 0)
        show = self.make_item(library, "show", title, **{"child_count": len(episodes) + bool(specials), **more})
        show.values["seasons"] = {}
        numbered = ([(0, specials)] if specials else []) + list(enumerate(episodes, 1))
        for number, count in numbered:
            name = f"Season {number}" if number else "Specials"
            season = self.make_item(library, "season", name, parent=show, index_number=number, child_count=count)
            show.values["seasons"][number] = [
                self.make_item(
                    library,
                    "episode",
                    f"Chapter {place}",
                    parent=season,
                    index_number=place,
                    duration=1500.0,
                    height=1080,
                )
                for place in range(1, count + 1)
            ]
            show.values.setdefault("season_rows", {})[number] = season
        return show

    def make_album(self, library: Made, artist: str | Made, title: str, tracks: int = 3, **more: Any) -> Made:
        """An album with ``tracks``; ``artist`` is a name or an artist made before."""
        if isinstance(artist, str):
            artist = self.make_item(library, "artist", artist, child_count=1)
        album = self.make_item(library, "album", title, **{"parent": artist, "child_count": tracks, **more})
        album.values["artist"] = artist
        album.values["tracks"] = [
            self.make_item(library, "track", f"Song {n}", parent=album, index_number=n, part_number=1, duration=200.0)
            for n in range(1, tracks + 1)
        ]
        return album

    def make_source(self, item: Made, **more: Any) -> Made:
        return self.insert(
            "media_sources",
            **{
                "id": uuid4(),
                "item_id": item.id,
                "library_id": item.library_id,
                "remote_id": f"{item.title}/{next(_serial)}.mkv",
                "file_name": f"{item.title}.mkv",
                "container": "matroska",
                "size": 1000,
                "mtime_ns": 0,
                "duration": item.values.get("duration") or 0,
                "start_time": 0,
                **more,
            },
        )

    def make_person(self, name: str, *works: Made, role: str = "actor") -> Made:
        person = self.insert("people", id=uuid4(), name=name, identity=fold(name))
        for place, work in enumerate(works):
            self.insert("credits", id=uuid4(), item_id=work.id, person_id=person.id, role=role, position=place)
        return person

    def watch(
        self, user: Made, item: Made, *, position: float = 0, watched: bool = True, at: datetime | None = None
    ) -> None:
        """Set where ``user`` is in ``item``, without a ledger row."""
        at = at or EPOCH + timedelta(days=1, minutes=next(_serial))
        self.run("delete from playback_positions where user_id = %s and media_item_id = %s", user.id, item.id)
        self.insert(
            "playback_positions",
            user_id=user.id,
            media_item_id=item.id,
            position=position,
            duration=item.values.get("duration") or 0,
            watched=watched,
            play_count=int(watched),
            last_watched_at=at if watched else None,
            updated_at=at,
        )

    def make_play(self, user: Made, item: Made, *, at: datetime | None = None, **more: Any) -> Made:
        at = at or EPOCH + timedelta(days=1, minutes=next(_serial))
        return self.insert(
            "watch_history",
            **{
                "id": uuid4(),
                "user_id": user.id,
                "media_item_id": item.id,
                "play_id": uuid4().hex,
                "title": item.title,
                "started_at": at,
                "reported_at": at,
                "position": 0,
                "duration": item.values.get("duration") or 0,
                **more,
            },
        )

    def make_many(self, library: Made, type: str, count: int, seed: int = 1) -> list[str]:
        """``count`` works by COPY, with titles of two to five words; the titles."""
        rows = _many(random.Random(seed), library, type, count)
        _copy(self.connection, rows)
        return [row["title"] for row in rows]

    def make_much_music(self, library: Made, tracks: int, seed: int = 2) -> list[str]:
        """``tracks`` by COPY with their albums and artists; the titles of the tracks."""
        rows = _music(random.Random(seed), library, tracks)
        _copy(self.connection, rows)
        return [row["title"] for row in rows if row["type"] == "track"]


def _is_json_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def viewer_of(user: Made, *libraries: Made, role: str | None = None) -> Viewer:
    """``user`` at a door; with ``libraries`` only those may be seen."""
    return Viewer(
        user_id=user.id,
        role=role or user.role,  # type: ignore[arg-type]
        name=user.values.get("name", ""),
        library_ids=frozenset(library.id for library in libraries) if libraries else None,
    )


_SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "ha", "ji", "ka", "lo", "mu", "ne", "po", "qua", "ri", "so", "tu", "va"),
    *("wi", "xe", "yo", "zan", "bel", "cor", "dra", "fen", "gil", "hol", "mar", "nor"),
)
_GENRES = ("Action", "Comedy", "Crime", "Documentary", "Drama", "Family", "Horror", "Science Fiction", "War")


def _vocabulary(chance: random.Random, size: int = 4000) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(size)]


_COLUMNS = (
    *("id", "library_id", "type", "identity", "title", "sort_title", "parent_id", "parent_title", "grandparent_id"),
    *("grandparent_title", "index_number", "child_count", "year", "height", "rating", "duration", "genres"),
    *("artwork", "search_text", "trigrams", "added_at"),
)


def _title(chance: random.Random, words: list[str]) -> str:
    return " ".join(chance.choices(words, k=chance.randint(2, 5)))


def _bulk_row(
    chance: random.Random, library: Made, type_: str, number: int, title: str, above: tuple[Any, ...] = ()
) -> dict[str, Any]:
    """``above`` is (parent, grandparent), rows made before; a work without a family has pictures of its own."""
    parent, grandparent = (*above, None, None)[:2]
    found = search_text(title, *(row["title"] for row in (grandparent, parent) if row))
    artwork = {
        kind: {"key": f"{chance.getrandbits(128):032x}", "width": 600, "height": 900, "color": "#20304a"}
        for kind in (("poster", "backdrop") if parent is None else ())
    }
    return {
        "id": uuid4(),
        "library_id": library.id,
        "type": type_,
        "identity": f"bulk:{type_}:{number}",
        "title": title,
        "sort_title": sort_title(title),
        "parent_id": parent and parent["id"],
        "parent_title": parent and parent["title"],
        "grandparent_id": grandparent and grandparent["id"],
        "grandparent_title": grandparent and grandparent["title"],
        "index_number": number % 12 + 1,
        "child_count": 0,
        "year": chance.randint(1950, 2026),
        "height": chance.choice((480, 720, 1080, 2160)),
        "rating": round(chance.uniform(1, 10), 1),
        "duration": chance.uniform(60, 9000),
        "genres": chance.sample(_GENRES, 2),
        "artwork": json.dumps(artwork),
        "search_text": found,
        "trigrams": sorted(trigrams(found)),
        "added_at": (EPOCH + timedelta(seconds=number)).isoformat(),
    }


def _copy(connection: Any, rows: list[dict[str, Any]]) -> None:
    def text(value: Any) -> str:
        if isinstance(value, list):
            return "{" + ",".join(f'"{part}"' for part in value) + "}"
        return "\\N" if value is None else str(value)

    lines = io.StringIO("".join("\t".join(text(row[name]) for name in _COLUMNS) + "\n" for row in rows))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy media_items ({', '.join(_COLUMNS)}) from stdin", lines)
        cursor.execute("analyze media_items")


def _many(chance: random.Random, library: Made, type_: str, count: int) -> list[dict[str, Any]]:
    words = _vocabulary(chance)
    return [_bulk_row(chance, library, type_, number, _title(chance, words)) for number in range(count)]


def _music(chance: random.Random, library: Made, tracks: int) -> list[dict[str, Any]]:
    """Twelve tracks on an album, three albums of an artist; only artists and albums have pictures."""
    words = _vocabulary(chance)
    rows: list[dict[str, Any]] = []
    artist = album = None
    for number in range(tracks):
        if number % 36 == 0:
            artist = _bulk_row(chance, library, "artist", number, _title(chance, words))
            rows.append(artist)
        if number % 12 == 0:
            album = _bulk_row(chance, library, "album", number, _title(chance, words), (artist,))
            album["artwork"] = artist["artwork"] if artist else "{}"
            rows.append(album)
        rows.append(_bulk_row(chance, library, "track", number, _title(chance, words), (album, artist)))
    return rows
