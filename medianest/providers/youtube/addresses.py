"""What people paste when they mean a channel, a playlist or a video."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

Kind = Literal["playlist", "channel", "handle", "user"]
_HOSTS = {
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "music.youtube.com",
    "youtu.be",
    "www.youtube-nocookie.com",
}
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_PLAYLIST = re.compile(r"(?:PL|UU|OLAK5uy_|FL|RD)[A-Za-z0-9_-]{10,60}")
_HANDLE = re.compile(r"@[\w.·-]{3,60}")


def meant(text: str) -> tuple[Kind, str] | None:
    """What is meant, and its id, handle or name; None for anything that is no address, id or handle of YouTube's."""
    text = text.strip()
    if len(text) > 500:
        return None
    text = text.removeprefix("channel:").removeprefix("playlist:")  # as collections are called here
    if _CHANNEL.fullmatch(text):
        return "channel", text
    if _PLAYLIST.fullmatch(text):
        return "playlist", text
    if _HANDLE.fullmatch(text):
        return "handle", text
    try:
        parts = urlsplit(text if "//" in text else f"https://{text}")
    except ValueError:
        return None
    if (parts.hostname or "") not in _HOSTS:
        return None
    listed = parse_qs(parts.query).get("list", [""])[0]
    if _PLAYLIST.fullmatch(listed):
        return "playlist", listed
    steps = [step for step in parts.path.split("/") if step]
    if steps and _HANDLE.fullmatch(steps[0]):
        return "handle", steps[0]
    if len(steps) > 1 and steps[0] == "channel" and _CHANNEL.fullmatch(steps[1]):
        return "channel", steps[1]
    if len(steps) > 1 and steps[0] == "user" and re.fullmatch(r"\w{1,60}", steps[1]):
        return "user", steps[1]
    return None
