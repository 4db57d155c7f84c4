"""Pictures of videos and channels, taken from where YouTube keeps them and from nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from medianest.errors import ProviderBroken
from medianest.providers.base import RemotePicture

_LONGEST = 8 * 1024 * 1024  # bytes
_TIMEOUT = httpx.Timeout(8.0, connect=4.0)
_HOSTS = (".ytimg.com", ".ggpht.com", ".googleusercontent.com")


def picture(path: str, own_site: str) -> RemotePicture | None:
    """The picture at an address that YouTube gave; None when it is not there, or not one of YouTube's.

    Raises:
        ProviderBroken: it cannot be reached.
    """
    if not _theirs(path, own_site):
        return None
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False, headers={"user-agent": "MediaNest"}) as client,
            client.stream("GET", path) as answer,
        ):
            media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if answer.status_code != 200 or not media_type.startswith("image/"):
                return None
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > _LONGEST:
                    return None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as problem:
        raise ProviderBroken("YouTube cannot be reached.", problem=type(problem).__name__) from problem
    return RemotePicture(content, media_type)


def _theirs(path: str, own_site: str) -> bool:
    try:
        parts, own = urlsplit(path), urlsplit(own_site)
    except ValueError:
        return False
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        return True
    return parts.scheme == "https" and f".{parts.hostname or ''}".endswith(_HOSTS)
