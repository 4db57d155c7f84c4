"""One Plex server, as the rest of the house asks it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from medianest.errors import ProviderBroken, ProviderBusy
from medianest.providers.base import (
    Identity,
    PlayEvent,
    RemoteCollection,
    RemoteHttp,
    RemoteItem,
    RemotePage,
    RemotePicture,
    StreamSource,
)
from medianest.providers.plex.client import NotFound, PlexServer, asking, session
from medianest.providers.plex.holders import Holders
from medianest.providers.plex.items import holder_keys, path_of, remote_items
from medianest.providers.plex.sections import PLAYABLE, Section, sections_of

PAGE = 100  # items in one request, as many as plexapi asks for
_NOT_UNDERSTOOD = "What answers is no Plex server, or speaks it badly."
_STATES = {"playing": "playing", "paused": "paused", "stopped": "stopped"}
_LIBRARY = "com.plexapp.plugins.library"


class PlexConnection:
    """May be asked by many threads. ``machine`` is the server's own id, empty before it is known."""

    def __init__(self, address: str, token: str, machine: str) -> None:
        self._address = address
        self._token = token
        self._machine = machine
        self._session = session()
        self._lock = threading.Lock()
        self._known: Any = None
        self._sections: dict[str, Section] = {}
        self._holders: dict[str, Holders] = {}

    def check(self) -> Identity:
        with asking():
            server = self._server(anew=True)
            title = server.friendlyName or "Plex"
            return Identity(server.machineIdentifier, str(title), f"Plex Media Server {server.version or ''}".strip())

    def collections(self) -> Sequence[RemoteCollection]:
        with asking():
            found = sections_of(self._server().query("/library/sections"))
        with self._lock:
            self._sections = {one.key: one for one in found}
        return [RemoteCollection(one.key, one.title, one.type) for one in found]

    def page(self, collection: str, cursor: str | None) -> RemotePage | None:
        section = self._section(collection, anew=cursor is None)
        if section is None:
            return None
        start = int(cursor) if cursor and cursor.isdecimal() else 0
        with asking():
            server = self._server()
            # The oldest first: what is new comes last, and no page moves while another is read.
            path = f"/library/sections/{collection}/all?includeGuids=1&type={section.number}&sort=addedAt:asc"
            paging = {"X-Plex-Container-Start": str(start), "X-Plex-Container-Size": str(PAGE)}
            try:
                data = server.query(path, headers=paging)
            except NotFound:
                return None
            found = [one for one in server.findItems(data) if one.type == section.playable]
            told = len(data)
            total = int(data.get("totalSize") or data.get("size") or told)
            if not told and start < total:
                # What is not told is not gone: better no answer than half of one.
                raise ProviderBroken(_NOT_UNDERSTOOD)
            with self._lock:
                if start == 0:
                    self._holders[collection] = Holders()
                holders = self._holders.setdefault(collection, Holders())
            items = self._items(found, holders, own=section.own)
        following = start + told
        return RemotePage(items, str(following) if following < total and told <= PAGE else None, total)

    def item(self, remote_id: str) -> RemoteItem | None:
        with asking():
            found = self._metadata(remote_id)
            items = self._items([found], Holders()) if found is not None else []
        return items[0] if items else None

    def search(self, query: str, limit: int) -> Sequence[RemoteItem]:
        with asking():
            found = self._server().search(query, limit=limit)
            return self._items([one for one in found if one.type in PLAYABLE], Holders())[:limit]

    def open(self, remote_id: str) -> StreamSource | None:
        """The bytes of a part: ``<item>/<part>``."""
        with asking():
            found = self._metadata(remote_id)
            if found is None:
                return None
            for part in (part for media in found.media or () for part in media.parts or ()):
                if str(part.id) == remote_id.partition("/")[2] and (path := path_of(part.key)):
                    return RemoteHttp(self._address + path, self._headers(), part.size or None)
        return None

    def picture(self, path: str) -> RemotePicture | None:
        if path_of(path) is None:
            return None
        with asking():
            answer = self._session.get(self._address + path, headers={**self._headers(), "Accept": "image/*"})
            if answer.status_code in (400, 404):
                return None
            answer.raise_for_status()
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return RemotePicture(answer.content, kind) if kind.startswith("image/") else None

    def report(self, remote_id: str, event: PlayEvent, position: float, duration: float) -> None:
        key = remote_id.partition("/")[0]
        if not key.isdecimal():
            return
        if event in _STATES:
            path = f"/:/timeline?ratingKey={key}&key={quote(f'/library/metadata/{key}', safe='')}&identifier={_LIBRARY}"
            path += f"&state={_STATES[event]}&time={int(position * 1000)}&duration={int(duration * 1000)}"
        else:
            path = f"/:/{'scrobble' if event == 'watched' else 'unscrobble'}?key={key}&identifier={_LIBRARY}"
        with asking():
            self._server().query(path)

    def _headers(self) -> dict[str, str]:
        from plexapi import BASE_HEADERS

        return {**BASE_HEADERS, "X-Plex-Token": self._token}

    def _section(self, collection: str, *, anew: bool) -> Section | None:
        with self._lock:
            known = self._sections.get(collection)
        if known is None or anew:
            self.collections()
            with self._lock:
                known = self._sections.get(collection)
        return known

    def _metadata(self, remote_id: str) -> Any | None:
        key = remote_id.partition("/")[0]
        if not key.isdecimal():
            return None
        server = self._server()
        try:
            data = server.query(f"/library/metadata/{key}?includeGuids=1")
        except NotFound:
            return None
        return next((one for one in server.findItems(data) if one.type in PLAYABLE), None)

    def _items(self, found: Iterable[Any], holders: Holders, *, own: bool = False) -> list[RemoteItem]:
        listed = list(found)
        works = holders.of(self._server(), {key for item in listed for key in holder_keys(item)})
        return [one for item in listed for one in remote_items(item, works, self._machine, own=own)]

    def _server(self, *, anew: bool = False) -> Any:
        """plexapi's server, which asks for ``/`` when it is made.

        Raises:
            ProviderBroken: another server answers at this address: its ids mean nothing here.
        """
        with self._lock:
            server = None if anew else self._known
        if server is None:
            server = PlexServer(self._address, self._token, session=self._session)
            if not server.machineIdentifier:
                raise ProviderBroken(_NOT_UNDERSTOOD)
            if str(server._data.attrib.get("startState", "")).startswith("starting"):
                raise ProviderBusy("The Plex server is starting. It is asked again soon.", 30)
            if self._machine and server.machineIdentifier != self._machine:
                raise ProviderBroken("Another Plex server answers at this address. Connect it as a server of its own.")
            with self._lock:
                self._known = server
        return server
