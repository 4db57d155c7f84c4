"""A stand-in for a Plex Media Server on loopback: XML, paging, bytes with ranges, and the ways in which one fails.

It speaks what plexapi asks for and players need. Its films, shows and records are made up here.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

TOKEN = "secret-plex-token-Zx81"
UNAUTHORIZED = b"<html><head><title>Unauthorized</title></head><body><h1>401 Unauthorized</h1></body></html>"
_TYPES = {"movie": 1, "show": 2, "season": 3, "episode": 4, "artist": 8, "album": 9, "track": 10}
_TAGS = {"movie": "Video", "episode": "Video", "track": "Track"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000030101"
    "0018dd8db00000000049454e44ae426082"
)


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Thing:
    """A film, show, season, episode, artist, album or track, as attributes and what lies in it."""

    key: int
    type: str
    attributes: dict[str, Any]
    parent: Thing | None = None
    tags: dict[str, list[dict[str, str]]] = field(default_factory=dict)  # Genre, Role, Director, Guid ...
    media: list[dict[str, Any]] = field(default_factory=list)  # attributes; "parts": [{..., "streams": [...]}]

    def element(self) -> Element:
        made = Element(_TAGS.get(self.type, "Directory"))
        made.set("ratingKey", str(self.key))
        inner = "" if self.type in _TAGS else "/children"
        made.set("key", f"/library/metadata/{self.key}{inner}")
        made.set("type", self.type)
        for level, above in zip(("parent", "grandparent"), self.above(), strict=False):
            made.set(f"{level}RatingKey", str(above.key))
            made.set(f"{level}Key", f"/library/metadata/{above.key}")
            made.set(f"{level}Title", above.attributes["title"])
            if "index" in above.attributes:
                made.set(f"{level}Index", str(above.attributes["index"]))
        _set(made, self.attributes)
        for media in self.media:
            one = SubElement(made, "Media")
            _set(one, {name: value for name, value in media.items() if name != "parts"})
            for part in media["parts"]:
                told = SubElement(one, "Part")
                _set(told, {name: value for name, value in part.items() if name not in ("streams", "path")})
                for stream in part.get("streams", ()):
                    _set(SubElement(told, "Stream"), stream)
        for tag, values in self.tags.items():
            for value in values:
                _set(SubElement(made, tag), value)
        return made

    def above(self) -> Iterable[Thing]:
        at = self.parent
        while at is not None:
            yield at
            at = at.parent


def _set(element: Element, attributes: dict[str, Any]) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.set(name, str(int(value)) if isinstance(value, bool) else str(value))


@dataclass
class Section:
    key: int
    type: str  # movie, show, artist, photo
    title: str
    agent: str = "tv.plex.agents.movie"
    things: list[Thing] = field(default_factory=list)


class PlexServer:
    """``down``: 503. ``revoked``: 401. ``garbage``: what it answers instead of everything. ``slow``: seconds before an
    answer. ``trickle``: seconds between pieces of a file. ``break_after``: bytes after which a file's connection ends.
    """

    def __init__(self, machine: str = "a1b2c3machine", name: str = "Attic") -> None:
        self.machine, self.name, self.token = machine, name, TOKEN
        self.sections: dict[int, Section] = {}
        self.things: dict[int, Thing] = {}
        self.asked: list[Asked] = []
        self.said: list[tuple[str, dict[str, str]]] = []  # what was reported: path, query
        self.down = self.revoked = self.starting = False
        self.garbage: bytes | None = None
        self.slow = self.trickle = 0.0
        self.break_after: int | None = None
        self.at_page: Callable[[int], None] | None = None
        self.streaming = 0  # files that are being sent now
        self._keys = iter(range(1, 10**9))
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    # What it has

    def section(self, type: str, title: str, agent: str = "tv.plex.agents.movie") -> Section:
        made = Section(next(self._keys), type, title, agent)
        self.sections[made.key] = made
        return made

    def add(
        self,
        section: Section,
        type: str,
        title: str,
        parent: Thing | None = None,
        file: Path | None = None,
        guids: Iterable[str] = (),
        **attributes: Any,
    ) -> Thing:
        """A thing with everything that a server tells of it; ``file`` are its bytes (else a made up kilobyte)."""
        key = next(self._keys)
        told = {
            "title": title,
            "addedAt": 1_600_000_000 + key,
            "updatedAt": 1_700_000_000,
            "summary": f"About {title}.",
        }
        told |= {"thumb": f"/library/metadata/{key}/thumb/1700000000"} | attributes
        made = Thing(key, type, told, parent, {"Guid": [{"id": one} for one in guids]})
        if type in _TAGS:
            made.media = [self.media(file, type)]
            made.attributes.setdefault("duration", made.media[0]["duration"])
        section.things.append(made)
        self.things[key] = made
        return made

    def media(self, file: Path | None = None, type: str = "movie", **attributes: Any) -> dict[str, Any]:
        number = next(self._keys)
        size = file.stat().st_size if file else 1000 + number
        sound = type == "track"
        container = (file.suffix[1:] if file else "") or ("mp3" if sound else "mp4")
        part = {"id": number, "key": f"/library/parts/{number}/1600000000/file.{container}", "duration": 60_000}
        part |= {"file": str(file or f"/media/{number}.{container}"), "size": size, "container": container}
        told = {"id": number, "duration": 60_000, "bitrate": 1200, "container": container, "path": file}
        if sound:
            told |= {"audioCodec": "mp3", "audioChannels": 2}
        else:
            told |= {"videoCodec": "h264", "audioCodec": "aac", "audioChannels": 2, "width": 1280, "height": 720}
            told |= {"videoResolution": "720", "videoProfile": "high", "videoFrameRate": "24p"}
        told |= attributes
        path = told.pop("path")
        return {**told, "parts": [{**part, "path": path}]}

    def films(self, count: int, section: Section | None = None, start: int = 0) -> Section:
        section = section or self.section("movie", "Films")
        for number in range(start, start + count):
            guids = (f"imdb://tt{number:07d}", f"tmdb://{number}")
            film = self.add(section, "movie", f"Film {number}", year=1950 + number % 70, guids=guids)
            film.tags["Genre"] = [{"tag": "Drama"}]
            film.tags["Role"] = [{"tag": f"Actor {number % 40}", "role": "Self"}]
        return section

    def show(self, section: Section, title: str, seasons: Iterable[int], **attributes: Any) -> Thing:
        show = self.add(section, "show", title, **{"year": 2010, **attributes})
        for number, episodes in enumerate(seasons, 1):
            season = self.add(section, "season", f"Season {number}", show, index=number)
            for episode in range(1, episodes + 1):
                self.add(section, "episode", f"{title} {number}x{episode}", season, index=episode)
        return show

    def album(self, section: Section, artist: Thing, title: str, tracks: int, **attributes: Any) -> Thing:
        album = self.add(section, "album", title, artist, **{"year": 1999, **attributes})
        for number in range(1, tracks + 1):
            self.add(section, "track", f"{title} {number}", album, index=number)
        return album

    def remove(self, thing: Thing) -> None:
        self.things.pop(thing.key)
        for section in self.sections.values():
            section.things = [one for one in section.things if one is not thing]

    def stop(self) -> None:
        """As when its machine is switched off: nothing listens, and what is being sent breaks."""
        self._server.stop()

    close = stop

    # What it answers

    def answer(self, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
        if self.down:
            return 503, b'<Response code="503" title="Maintenance" status="Plex Media Server is starting"/>', {}
        given = asked.headers.get("x-plex-token") or asked.query.get("X-Plex-Token")
        if asked.path != "/identity" and (self.revoked or given != self.token):
            return 401, UNAUTHORIZED, {"content-type": "text/html", "x-plex-protocol": "1.0"}
        if self.garbage is not None:
            return 200, self.garbage, {}
        if asked.path in ("/", "/identity"):
            told = {"machineIdentifier": self.machine, "friendlyName": self.name, "version": "1.40.0.1", "size": 0}
            starting = {"startState": "startingPlugins", "updatedAt": "-1"} if self.starting else {}
            return self._container({**told, "myPlex": True, "platform": "Linux", **starting}, [])
        return self._library(asked)

    def _library(self, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
        parts = asked.path.strip("/").split("/")
        if asked.path == "/library/sections":
            return self._container({"size": len(self.sections)}, [_section(one) for one in self.sections.values()])
        if parts[:2] == ["library", "sections"] and parts[-1] == "all" and int(parts[2]) in self.sections:
            return self._page(asked, self.sections[int(parts[2])])
        if parts[:2] == ["library", "metadata"] and len(parts) == 3:
            found = [self.things[int(key)] for key in parts[2].split(",") if int(key) in self.things]
            if found:
                return self._container({"size": len(found)}, [one.element() for one in found])
        if "thumb" in parts or "art" in parts or asked.path == "/photo/:/transcode":
            return 200, PNG, {"content-type": "image/png"}
        if asked.path == "/hubs/search":
            word = asked.query["query"].lower()
            hub = Element("Hub", type="movie", size="1")
            hub.extend(one.element() for one in self.things.values() if word in one.attributes["title"].lower())
            return self._container({"size": 1}, [hub])
        if asked.path in ("/:/scrobble", "/:/unscrobble", "/:/timeline", "/:/progress"):
            self.said.append((asked.path, asked.query))
            return self._container({"size": 0}, [])
        return 404, UNAUTHORIZED.replace(b"401 Unauthorized", b"404 Not Found"), {"content-type": "text/html"}

    def _page(self, asked: Asked, section: Section) -> tuple[int, bytes, dict[str, str]]:
        def paging(name: str, default: int) -> int:
            name = f"X-Plex-Container-{name}"
            return int(asked.headers.get(name.lower()) or asked.query.get(name) or default)

        usual = {"movie": 1, "show": 2, "artist": 8}.get(section.type, 1)
        wanted = int(asked.query.get("type", usual))
        found = [one for one in section.things if _TYPES[one.type] == wanted]
        start, size = paging("Start", 0), paging("Size", len(found))
        if self.at_page:
            self.at_page(start)
        page = found[start : start + size]
        told = {"size": len(page), "totalSize": len(found), "offset": start, "librarySectionID": section.key}
        return self._container(told, [one.element() for one in page])

    @staticmethod
    def _container(attributes: dict[str, Any], inner: Iterable[Element]) -> tuple[int, bytes, dict[str, str]]:
        made = Element("MediaContainer")
        _set(made, attributes)
        made.extend(inner)
        return 200, tostring(made, encoding="utf-8", xml_declaration=True), {"content-type": "text/xml;charset=utf-8"}

    def part(self, path: str) -> dict[str, Any] | None:
        every = (part for thing in self.things.values() for media in thing.media for part in media["parts"])
        return next((part for part in every if part["key"] == path), None)


def _section(one: Section) -> Element:
    made = Element("Directory")
    _set(made, {"key": one.key, "type": one.type, "title": one.title, "agent": one.agent, "uuid": f"uuid-{one.key}"})
    return made


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, plex: PlexServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.plex = plex
        self.stopped = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.stopped.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        pass


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        plex = self.server.plex
        if self.server.stopped.is_set():
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.rfile.read(int(headers.get("content-length") or 0))
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers)
        plex.asked.append(asked)
        if plex.slow and self.server.stopped.wait(plex.slow):
            return
        if parts.path.startswith("/library/parts/"):
            self._file(plex, asked)
            return
        status, body, more = plex.answer(asked)
        self._head(status, {"content-length": str(len(body)), **more})
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_HEAD = _any

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _file(self, plex: PlexServer, asked: Asked) -> None:
        part = plex.part(asked.path)
        status, body, more = plex.answer(asked) if plex.down or plex.revoked else (404, b"", {})
        given = asked.headers.get("x-plex-token") or asked.query.get("X-Plex-Token")
        if given != plex.token:
            status, body, more = 401, UNAUTHORIZED, {}
        elif part is not None and not (plex.down or plex.revoked):
            data = Path(part["path"]).read_bytes() if part["path"] else bytes(part["size"])
            self._bytes(plex, data, asked)
            return
        self._head(status, {"content-length": str(len(body)), **more})
        self.wfile.write(body)

    def _bytes(self, plex: PlexServer, data: bytes, asked: Asked) -> None:
        size, tag = len(data), f'"{len(data)}"'
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.headers.get("range", ""))
        start, end = 0, size - 1
        headers = {"accept-ranges": "bytes", "etag": tag, "x-plex-protocol": "1.0", "set-cookie": "plex=1"}
        if match and asked.headers.get("if-range", tag) == tag:
            start, end = int(match[1]), min(int(match[2] or size - 1), size - 1)
            if start >= size:
                self._head(416, {"content-range": f"bytes */{size}", "content-length": "0"})
                return
            headers["content-range"] = f"bytes {start}-{end}/{size}"
        self._head(206 if "content-range" in headers else 200, {**headers, "content-length": str(end + 1 - start)})
        if asked.method == "HEAD":
            return
        plex.streaming += 1
        try:
            for at in range(start, end + 1, 16 * 1024):
                if self.server.stopped.is_set() or (plex.break_after is not None and at - start >= plex.break_after):
                    self.close_connection = True
                    return
                self.wfile.write(data[at : min(at + 16 * 1024, end + 1)])
                if plex.trickle:
                    time.sleep(plex.trickle)
        finally:
            plex.streaming -= 1

    def log_message(self, *_: object) -> None:
        pass
