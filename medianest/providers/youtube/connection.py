"""YouTube, as the rest of the house asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from medianest.errors import Invalid, SignInAgain
from medianest.providers.base import Embed, Identity, RemoteCollection, RemoteItem, RemotePage, RemotePicture
from medianest.providers.youtube import feed, parse, pictures
from medianest.providers.youtube.addresses import meant
from medianest.providers.youtube.client import YouTubeClient
from medianest.providers.youtube.errors import PagingLost

_PAGE = 50  # the most that YouTube gives, and takes ids, at once
_PARTS = "snippet,contentDetails,status,liveStreamingDetails"


class YouTubeConnection:
    """May be asked by many threads. Collections are called ``playlist:ID`` and ``channel:ID``."""

    def __init__(
        self, client: YouTubeClient, site: str, embed: Callable[[str], Embed | None], region: str = ""
    ) -> None:
        """``site`` is where YouTube's feeds are."""
        self._client = client
        self._site = site
        self._embed = embed
        self._region = region

    def check(self) -> Identity:
        if self._client.list("i18nRegions", part="id") is None:
            raise SignInAgain("YouTube does not accept this API key.")
        return Identity("youtube", "YouTube", self._region)

    def find(self, text: str) -> Sequence[RemoteCollection]:
        """The channel or playlist whose address, id or handle somebody typed."""
        said = meant(text)
        if said is None:
            raise Invalid(
                "Some of this cannot be used.", {"text": "Paste the address of a channel or playlist of YouTube."}
            )
        kind, name = said
        if kind == "playlist":
            made = map(parse.playlist, self._entries("playlists", part="snippet,contentDetails", id=name))
        else:
            argument = {"channel": "id", "handle": "forHandle", "user": "forUsername"}[kind]
            made = map(parse.channel, self._entries("channels", part="snippet,statistics", **{argument: name}))
        return [one for one in made if one is not None]

    def collections(self) -> Sequence[RemoteCollection]:
        """Nobody can list YouTube: see ``find``."""
        return ()

    def page(self, collection: str, cursor: str | None) -> RemotePage | None:
        """A cursor is the playlist that is read, and YouTube's token."""
        known, _, token = (cursor or "").partition("|")
        playlist = known or self._playlist_of(collection)
        if playlist is None:
            return None
        try:
            return self._page(playlist, token)
        except PagingLost:
            return self._page(playlist, "")

    def mark(self, collection: str) -> str | None:
        kind, _, remote_id = collection.partition(":")
        return feed.mark(self._site, kind, remote_id) if kind in ("channel", "playlist") else None

    def search(self, query: str, limit: int) -> Sequence[RemoteItem]:
        more = {"regionCode": self._region} if self._region else {}
        lines = self._entries(
            "search",
            part="snippet",
            q=query,
            type="video",
            maxResults=max(1, min(limit, _PAGE)),
            safeSearch="moderate",
            videoEmbeddable="true",
            **more,
        )
        found = [one for line in lines if (one := parse.found(line)) is not None]
        details = self._videos([one.remote_id for one in found])
        # What the details do not know any more cannot be played.
        return [details[one.remote_id] for one in found if one.remote_id in details][:limit]

    def item(self, remote_id: str) -> RemoteItem | None:
        return self._videos([remote_id]).get(remote_id) if parse.VIDEO_ID.fullmatch(remote_id) else None

    def open(self, remote_id: str) -> Embed | None:
        return self._embed(remote_id)

    def picture(self, path: str) -> RemotePicture | None:
        return pictures.picture(path, self._site)

    def _page(self, playlist: str, token: str) -> RemotePage | None:
        more = {"pageToken": token} if token else {}
        answer = self._client.list(
            "playlistItems", part="snippet,contentDetails,status", playlistId=playlist, maxResults=_PAGE, **more
        )
        if answer is None:
            return None
        lines = [one for entry in parse.entries(answer) if (one := parse.playlist_entry(entry)) is not None]
        once = list({line.video_id: line for line in lines}.values())
        known = self._videos([line.video_id for line in once if not line.ghost])
        items = [known.get(line.video_id) or parse.ghost(line) for line in once]
        following = parse.next_page(answer)
        return RemotePage(items, f"{playlist}|{following}" if following else None, parse.total(answer))

    def _playlist_of(self, collection: str) -> str | None:
        kind, _, remote_id = collection.partition(":")
        if kind == "playlist":
            return remote_id
        if kind != "channel":
            return None
        answer = self._client.list("channels", part="contentDetails", id=remote_id)
        return parse.uploads(answer) if answer is not None else None

    def _videos(self, ids: Sequence[str]) -> dict[str, RemoteItem]:
        """Those of ``ids`` that YouTube knows, whatever order it gives them in."""
        found: dict[str, RemoteItem] = {}
        for begin in range(0, len(ids), _PAGE):
            for entry in self._entries("videos", part=_PARTS, id=",".join(ids[begin : begin + _PAGE])):
                made = parse.video(entry, self._region)
                if made is not None:
                    found[made.remote_id] = made
        return found

    def _entries(self, collection: str, **arguments: object) -> Iterable[parse.Json]:
        answer = self._client.list(collection, **arguments)
        return parse.entries(answer) if answer is not None else ()
