"""YouTube's Data API, its feeds and its pictures, on loopback, with videos of our own."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from tests.fakes.web import Answer, Fake, Request

KEY = "AIza-the-key-of-the-tests-0123456789"
CHANNEL = "UCaaaaaaaaaaaaaaaaaaaaaa"
UPLOADS = "UU" + CHANNEL[2:]
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


# Speaks what YouTube's embedded player speaks to the page around it, and like it wants to know which page that is.
_PLAYER = """<!doctype html><title>Player</title>
<body style="margin:0;background:#234;color:#fff;font:2rem sans-serif">
<p id="said">ready</p><script>
const state = { currentTime: 0, duration: LENGTH, playerState: 5, volume: 100, muted: false, playbackRate: 1 };
state.currentTime = Number(new URL(location.href).searchParams.get("start") || 0);
let page = null;
let last = performance.now();
const tell = (event, info) =>
  page?.source.postMessage(JSON.stringify({ event, info, id: page.id, channel: "widget" }), page.origin);
const become = (playerState) => {
  state.playerState = playerState;
  document.getElementById("said").textContent = ["ended", "playing", "paused"][playerState] ?? "ready";
  tell("onStateChange", playerState);
  tell("infoDelivery", { ...state });
};
const orders = {
  playVideo: () => { if (state.currentTime >= state.duration) state.currentTime = 0; become(1); },
  pauseVideo: () => become(2),
  seekTo: (seconds) => { state.currentTime = Math.min(seconds, state.duration); tell("infoDelivery", { ...state }); },
  setVolume: (volume) => { state.volume = volume; tell("infoDelivery", { volume, muted: state.muted }); },
  mute: () => { state.muted = true; tell("infoDelivery", { volume: state.volume, muted: true }); },
  unMute: () => { state.muted = false; tell("infoDelivery", { volume: state.volume, muted: false }); },
  setPlaybackRate: (rate) => { state.playbackRate = rate; },
};
addEventListener("message", (event) => {
  const message = JSON.parse(event.data);
  if (message.event === "listening" && !page) {
    page = { source: event.source, origin: event.origin, id: message.id };
    const wrong = ERROR || (document.referrer ? 0 : 153);
    tell("initialDelivery", { ...state });
    tell("onReady", null);
    if (wrong) tell("onError", wrong);
  } else if (message.event === "command") orders[message.func]?.(...message.args);
});
setInterval(() => {
  const now = performance.now();
  if (state.playerState === 1) {
    state.currentTime += ((now - last) / 1000) * state.playbackRate;
    if (state.currentTime >= state.duration) { state.currentTime = state.duration; become(0); }
    else tell("infoDelivery", { currentTime: state.currentTime, duration: state.duration, videoLoadedFraction: 1 });
  }
  last = now;
}, 250);
document.body.addEventListener("click", () => (state.playerState === 1 ? orders.pauseVideo() : orders.playVideo()));
</script>"""


def video(video_id: str, title: str, duration: str = "PT3M33S", **more: Any) -> dict[str, Any]:
    """As ``videos.list`` tells it; ``more`` replaces parts."""
    assert len(video_id) == 11
    entry: dict[str, Any] = {
        "kind": "youtube#video",
        "etag": f"etag-{video_id}",
        "id": video_id,
        "snippet": {
            "publishedAt": "2026-03-04T05:06:07Z",
            "channelId": CHANNEL,
            "title": title,
            "description": f"About {title}.",
            "thumbnails": {"default": {"url": f"SITE/vi/{video_id}/default.png"}},
            "channelTitle": "Our Channel",
            "liveBroadcastContent": "none",
        },
        "contentDetails": {"duration": duration, "caption": "false", "contentRating": {}},
        "status": {"uploadStatus": "processed", "privacyStatus": "public", "embeddable": True},
    }
    for part, values in more.items():
        entry[part] = {**entry.get(part, {}), **values}
    return entry


@dataclass
class Listed:
    title: str
    videos: list[str] = field(default_factory=list)


class FakeYouTube(Fake):
    """``error``: what every call of a collection is answered with. ``quota``: what each purse holds today."""

    def __init__(self) -> None:
        super().__init__()
        self.key = KEY
        self.videos: dict[str, dict[str, Any]] = {}
        self.playlists: dict[str, Listed] = {}
        self.channels: dict[str, Listed] = {}
        self.errors: dict[str, Answer] = {}
        self.quota = {"search": 100, "rest": 10_000}
        self.page_size = 50
        self.lengths: dict[str, float] = {}  # seconds for which the player shows a video, where that matters
        self.player_errors: dict[str, int] = {}

    def add(self, *entries: dict[str, Any]) -> None:
        self.videos.update({entry["id"]: entry for entry in entries})

    def add_playlist(self, playlist: str, title: str, *ids: str) -> None:
        self.playlists[playlist] = Listed(title, list(ids))

    def add_channel(self, channel: str, title: str, *ids: str) -> None:
        self.channels[channel] = Listed(title)
        self.add_playlist("UU" + channel[2:], title, *ids)

    def answer(self, request: Request) -> Answer:
        if request.path == "/feeds/videos.xml":
            return self._feed(request.query)
        if request.path.startswith("/embed/"):
            known = self.videos.get(request.path.removeprefix("/embed/"))
            length = self.lengths.get(known["id"], 213) if known else 213
            error_code = self.player_errors.get(request.path.removeprefix("/embed/"), 0 if known else 100)
            return Answer(200, _PLAYER.replace("LENGTH", str(length)).replace("ERROR", str(error_code)))
        if request.path.startswith("/vi/"):
            return Answer(200, _PNG, {"content-type": "image/png"})
        query = request.form if request.headers.get("x-http-method-override") == "GET" else request.query
        collection = request.path.removeprefix("/youtube/v3/")
        if query.get("key") != self.key:
            return error(400, "badRequest", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID")
        purse = "search" if collection == "search" else "rest"
        if self.quota[purse] <= 0:
            return day_over(purse)
        self.quota[purse] -= 1
        if collection in self.errors:
            return self.errors[collection]
        made = getattr(self, f"_{collection}", None)
        return made(query) if made else error(404, "notFound", "Not found.")

    def _i18nRegions(self, _: dict[str, str]) -> Answer:
        return Answer(200, {"kind": "youtube#i18nRegionListResponse", "etag": "e", "items": [{"id": "DE"}]})

    def _search(self, query: dict[str, str]) -> Answer:
        words = query.get("q", "").lower().split()
        hits = [one for one in self.videos.values() if all(word in one["snippet"]["title"].lower() for word in words)]
        lines = [self._found(one) for one in hits[: int(query.get("maxResults", 5))]]
        return self._list("search", lines, len(hits))

    def _videos(self, query: dict[str, str]) -> Answer:
        ids = query.get("id", "").split(",")
        if len(ids) > 50:
            return error(400, "invalidParameter", "Too many ids.")
        known = [self._placed(self.videos[each]) for each in reversed(ids) if each in self.videos]
        return self._list("video", known, len(known))

    def _channels(self, query: dict[str, str]) -> Answer:
        wanted = query.get("id")
        lines = [
            {
                "kind": "youtube#channel",
                "id": channel,
                "snippet": {"title": known.title, "thumbnails": {}},
                "contentDetails": {"relatedPlaylists": {"uploads": "UU" + channel[2:]}},
                "statistics": {"videoCount": str(len(self.playlists["UU" + channel[2:]].videos))},
            }
            for channel, known in self.channels.items()
            if channel == wanted or f"@{known.title.replace(' ', '')}" == query.get("forHandle")
        ]
        answer = self._list("channel", lines, len(lines))
        if not lines:
            del answer.body["items"]
        return answer

    def _playlists(self, query: dict[str, str]) -> Answer:
        known = self.playlists.get(query.get("id", ""))
        lines = []
        if known:
            snippet = {"title": known.title, "thumbnails": {}}
            lines = [{"id": query["id"], "snippet": snippet, "contentDetails": {"itemCount": len(known.videos)}}]
        return self._list("playlist", lines, len(lines))

    def _playlistItems(self, query: dict[str, str]) -> Answer:
        known = self.playlists.get(query.get("playlistId", ""))
        if known is None:
            return error(404, "playlistNotFound", "The playlist cannot be found.")
        token = query.get("pageToken", "")
        if token and not token.startswith("page"):
            return error(400, "invalidPageToken", "The request specifies an invalid page token.")
        begin = int(token.removeprefix("page") or 0)
        size = min(self.page_size, int(query.get("maxResults", 5)))
        ids = known.videos[begin : begin + size]
        lines = [self._line(query["playlistId"], begin + number, each) for number, each in enumerate(ids)]
        answer = self._list("playlistItem", lines, len(known.videos))
        if begin + size < len(known.videos):
            answer.body["nextPageToken"] = f"page{begin + size}"
        return answer

    def _line(self, playlist: str, position: int, video_id: str) -> dict[str, Any]:
        known = self.videos.get(video_id)
        private = known is not None and known["status"]["privacyStatus"] == "private"
        gone = known is None
        snippet: dict[str, Any] = {
            "publishedAt": "2026-04-05T06:07:08Z",
            "title": "Deleted video" if gone else "Private video" if private else known["snippet"]["title"],
            "description": "",
            "thumbnails": {},
            "playlistId": playlist,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video_id},
        }
        status = "privacyStatusUnspecified" if gone else "private" if private else "public"
        return {
            "kind": "youtube#playlistItem",
            "id": f"line-{position}",
            "snippet": snippet,
            "contentDetails": {"videoId": video_id},
            "status": {"privacyStatus": status},
        }

    def _found(self, entry: dict[str, Any]) -> dict[str, Any]:
        placed = self._placed(entry)["snippet"]
        escaped = {name: html.escape(placed[name]) for name in ("title", "description", "channelTitle")}
        told = {"kind": "youtube#video", "videoId": entry["id"]}
        return {"kind": "youtube#searchResult", "id": told, "snippet": {**placed, **escaped}}

    def _placed(self, entry: dict[str, Any]) -> dict[str, Any]:
        """With pictures at this server."""
        snippet = dict(entry["snippet"])
        snippet["thumbnails"] = {
            size: {"url": one["url"].replace("SITE", self.url)} for size, one in snippet["thumbnails"].items()
        }
        return {**entry, "snippet": snippet}

    def _list(self, kind: str, lines: list[Any], total: int) -> Answer:
        page = {"totalResults": total, "resultsPerPage": len(lines)}
        return Answer(200, {"kind": f"youtube#{kind}ListResponse", "etag": "e", "items": lines, "pageInfo": page})

    def _feed(self, query: dict[str, str]) -> Answer:
        playlist = query.get("playlist_id") or "UU" + query.get("channel_id", "")[2:]
        known = self.playlists.get(playlist)
        if known is None:
            return Answer(404, "<html>Error 404</html>")
        entries = "".join(
            f"<entry><id>yt:video:{each}</id><yt:videoId>{each}</yt:videoId>"
            f"<title>{escape(self.videos[each]['snippet']['title'])}</title>"
            "<published>2026-03-04T05:06:07+00:00</published></entry>"
            for each in known.videos[:15]
            if each in self.videos
        )
        feed = (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"'
            f' xmlns="http://www.w3.org/2005/Atom"><title>{escape(known.title)}</title>{entries}</feed>'
        )
        return Answer(200, feed, {"content-type": "text/xml"})


def error(status: int, reason: str, message: str, detail: str = "", domain: str = "global") -> Answer:
    body: dict[str, Any] = {
        "code": status,
        "message": message,
        "errors": [{"message": message, "domain": domain, "reason": reason}],
    }
    if detail:
        body["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": detail}]
    return Answer(status, {"error": body})


def day_over(purse: str) -> Answer:
    if purse == "search":
        said = "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day'."
        return error(429, "rateLimitExceeded", said, "RATE_LIMIT_EXCEEDED")
    said = 'The request cannot be completed because you have exceeded your <a href="/q">quota</a>.'
    return error(403, "quotaExceeded", said, domain="youtube.quota")
