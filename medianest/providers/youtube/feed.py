"""The feeds of channels and playlists: they cost no quota, and say whether there is something new."""

from __future__ import annotations

import hashlib
from xml.etree.ElementTree import ParseError

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from medianest.errors import ProviderBroken

_LONGEST = 2 * 1024 * 1024  # bytes
_NAMES = {"atom": "http://www.w3.org/2005/Atom", "yt": "http://www.youtube.com/xml/schemas/2015"}
_TIMEOUT = httpx.Timeout(6.0, connect=4.0)


def mark(site: str, kind: str, remote_id: str) -> str | None:
    """A text that changes when the newest videos of a channel or playlist do; None when there is no such feed.

    Raises:
        ProviderBroken: it cannot be reached, or answers something else.
    """
    name = {"channel": "channel_id", "playlist": "playlist_id"}[kind]
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False, headers={"user-agent": "MediaNest"}) as client,
            client.stream("GET", f"{site}/feeds/videos.xml", params={name: remote_id}) as answer,
        ):
            if answer.status_code in (404, 410):
                return None
            if answer.status_code != 200:
                raise ProviderBroken("YouTube does not answer as it should.")
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > _LONGEST:
                    raise ProviderBroken("YouTube does not answer as it should.")
    except (httpx.HTTPError, OSError) as problem:
        raise ProviderBroken("YouTube cannot be reached.", problem=type(problem).__name__) from problem
    return _digest(content)


def _digest(content: bytes) -> str:
    """Of the videos and when they changed, and of nothing that counts how often they were watched."""
    try:
        tree = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise ProviderBroken("YouTube does not answer as it should.") from problem
    if tree.tag != f"{{{_NAMES['atom']}}}feed":
        raise ProviderBroken("YouTube does not answer as it should.")
    lines = sorted(
        f"{entry.findtext('yt:videoId', '', _NAMES)} {entry.findtext('atom:title', '', _NAMES)}"
        for entry in tree.iterfind("atom:entry", _NAMES)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:20]
