"""What YouTube's answers mean. Pure: JSON in, values out; a field of another shape is as good as missing."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from medianest.providers.base import EMBEDDED, MediaFacts, RemoteCollection, RemoteItem, RemotePart
from medianest.providers.works import Pictures, Work
from medianest.providers.youtube.durations import seconds

VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_LONGEST = {"title": 300, "description": 10_000}
_GHOSTS = {"private": "private", "privacyStatusUnspecified": "deleted"}
# Known sizes, the best first; YouTube may leave any of them out and adds new ones.
_SIZES = ("maxres", "fhd", "standard", "high", "medium", "default")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a playlist. ``ghost`` says why nothing but the line is left of a video."""

    video_id: str
    title: str
    added_at: datetime | None
    ghost: str = ""


def entries(answer: Json) -> Iterator[Json]:
    """The items of a list; there may be none, and the key may be missing."""
    found = answer.get("items")
    yield from (each for each in (found if isinstance(found, list) else []) if isinstance(each, dict))


def next_page(answer: Json) -> str | None:
    return _text(answer, "nextPageToken", 500) or None


def total(answer: Json) -> int | None:
    """YouTube's own estimate."""
    found = _part(answer, "pageInfo").get("totalResults")
    return found if isinstance(found, int) else None


def video(entry: Json, region: str = "") -> RemoteItem | None:
    """A video with its details; None without a usable id. ``region``: the country it is watched in, when known."""
    video_id = entry.get("id")
    if not isinstance(video_id, str) or not VIDEO_ID.fullmatch(video_id):
        return None
    snippet, content = _part(entry, "snippet"), _part(entry, "contentDetails")
    work = _work(video_id, snippet)
    live = broadcast(entry)
    if live != "none":
        work.details["live"] = live
    duration = seconds(content.get("duration"))
    return _item(video_id, work, duration, _version(entry), unavailable(entry, region))


def found(entry: Json) -> RemoteItem | None:
    """A line of a search, which knows less than the video does, and has its titles escaped for HTML."""
    told = entry.get("id")
    video_id = told.get("videoId") if isinstance(told, dict) else told
    if not isinstance(video_id, str) or not VIDEO_ID.fullmatch(video_id):
        return None
    snippet = dict(_part(entry, "snippet"))
    for name in ("title", "description", "channelTitle"):
        if isinstance(snippet.get(name), str):
            snippet[name] = html.unescape(snippet[name])
    work = _work(video_id, snippet)
    live = snippet.get("liveBroadcastContent")
    if live in ("live", "upcoming"):
        work.details["live"] = live
    return _item(video_id, work, 0, "", "upcoming" if live == "upcoming" else "")


def playlist_entry(entry: Json) -> Entry | None:
    snippet, content = _part(entry, "snippet"), _part(entry, "contentDetails")
    video_id = content.get("videoId") or _part(snippet, "resourceId").get("videoId")
    if not isinstance(video_id, str) or not VIDEO_ID.fullmatch(video_id):
        return None
    ghost = _GHOSTS.get(str(_part(entry, "status").get("privacyStatus")), "")
    return Entry(video_id, _text(snippet, "title", 300), _moment(snippet.get("publishedAt")), ghost)


def ghost(entry: Entry) -> RemoteItem:
    """What is left of a video that its playlist still names: no title of its own, and the reason."""
    work = Work("video", entry.title or entry.video_id, external_ids={"youtube": entry.video_id})
    return _item(entry.video_id, work, 0, f"ghost-{entry.ghost}", entry.ghost or "gone")


def playlist(entry: Json) -> RemoteCollection | None:
    return _collection("playlist", entry, _part(entry, "contentDetails").get("itemCount"))


def channel(entry: Json) -> RemoteCollection | None:
    return _collection("channel", entry, _part(entry, "statistics").get("videoCount"))


def uploads(answer: Json) -> str | None:
    """The playlist that holds everything of a channel."""
    for each in entries(answer):
        told = _text(_part(_part(each, "contentDetails"), "relatedPlaylists"), "uploads", 100)
        if told:
            return told
    return None


def broadcast(entry: Json) -> str:
    """``live``, ``upcoming`` or ``none``. The times are believed before the word, which lags behind them."""
    times = _part(entry, "liveStreamingDetails")
    if times.get("actualEndTime"):
        return "none"
    if times.get("actualStartTime"):
        return "live"
    said = _part(entry, "snippet").get("liveBroadcastContent")
    return said if said in ("live", "upcoming") else "upcoming" if times.get("scheduledStartTime") else "none"


def unavailable(entry: Json, region: str = "") -> str:
    """Why a video cannot be played in its owner's embedded player; empty when it can."""
    status, content = _part(entry, "status"), _part(entry, "contentDetails")
    upload = status.get("uploadStatus")
    if status.get("privacyStatus") == "private":
        return "private"
    if upload == "deleted":
        return "deleted"
    if upload in ("failed", "rejected"):
        return "gone"
    if status.get("embeddable") is False:
        return "not_embeddable"
    if _part(content, "contentRating").get("ytRating") == "ytAgeRestricted":
        return "age_restricted"
    if _shut_out(_part(content, "regionRestriction"), region):
        return "region"
    live = broadcast(entry)
    return "upcoming" if live == "upcoming" or (upload == "uploaded" and live == "none") else ""


def _shut_out(restriction: Json, region: str) -> bool:
    allowed, blocked = restriction.get("allowed"), restriction.get("blocked")
    if isinstance(allowed, list):
        return not allowed or bool(region and region not in allowed)
    return isinstance(blocked, list) and bool(region) and region in blocked


def _work(video_id: str, snippet: Json) -> Work:
    published = _moment(snippet.get("publishedAt"))
    details: dict[str, Any] = {"channel": _text(snippet, "channelTitle", 200)}
    if channel_id := _text(snippet, "channelId", 64):
        details["channel_id"] = channel_id
    tags = snippet.get("tags")
    return Work(
        "video",
        _text(snippet, "title", _LONGEST["title"]) or video_id,
        year=published.year if published else None,
        released_on=published.date() if published else None,
        overview=_text(snippet, "description", _LONGEST["description"], lines=True) or None,
        tags=tuple(str(tag)[:60] for tag in tags[:20] if isinstance(tag, str)) if isinstance(tags, list) else (),
        studios=(details["channel"],) if details["channel"] else (),
        external_ids={"youtube": video_id},
        pictures=_pictures(snippet.get("thumbnails")),
        details=details,
    )


def _item(video_id: str, work: Work, duration: float, version: str, reason: str) -> RemoteItem:
    facts = MediaFacts(EMBEDDED, duration, 0, None, 0, ())
    added = work.released_on
    return RemoteItem(
        video_id,
        version,
        work,
        parts=(RemotePart(video_id, video_id, facts),),
        added_at=datetime(added.year, added.month, added.day, tzinfo=UTC) if added else None,
        unavailable=reason,
    )


def _pictures(thumbnails: object) -> Pictures:
    if not isinstance(thumbnails, dict):
        return {}
    paths: list[str] = []
    for size in (*_SIZES, *(each for each in thumbnails if each not in _SIZES)):
        one = thumbnails.get(size)
        url = one.get("url") if isinstance(one, dict) else None
        if isinstance(url, str) and url.startswith(("https://", "http://")) and url not in paths:
            paths.append(url)
    return {"thumb": [{"from": "remote", "path": path} for path in paths]} if paths else {}


def _version(entry: Json) -> str:
    """Changes with what is kept of a video, and not with how often it was watched."""
    content, live = _part(entry, "contentDetails"), _part(entry, "liveStreamingDetails")
    times = {name: live.get(name) for name in ("scheduledStartTime", "actualStartTime", "actualEndTime")}
    kept = [_part(entry, "snippet"), content, _part(entry, "status"), times]
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()[:20]


def _collection(kind: str, entry: Json, count: object) -> RemoteCollection | None:
    told = entry.get("id")
    if not isinstance(told, str) or not re.fullmatch(r"[A-Za-z0-9_-]{2,64}", told):
        return None
    number = int(count) if isinstance(count, int) or (isinstance(count, str) and count.isdigit()) else None
    return RemoteCollection(f"{kind}:{told}", _text(_part(entry, "snippet"), "title", 200) or told, "videos", number)


def _part(entry: Json, name: str) -> Json:
    found = entry.get(name)
    return found if isinstance(found, dict) else {}


def _text(entry: Json, name: str, longest: int, *, lines: bool = False) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        return ""
    return "".join(each for each in value if each.isprintable() or (lines and each == "\n")).strip()[:longest]


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def video_ids(lines: Sequence[Entry]) -> list[str]:
    """Each once: a playlist may hold a video twice."""
    return list(dict.fromkeys(line.video_id for line in lines))
