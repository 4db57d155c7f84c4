"""plexapi, set up before it is imported, over a session that is bounded in time and size and follows nobody.

What plexapi and requests raise names addresses and may name tokens: nothing of it goes further than ``asking``.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import ParseError

import requests
import structlog
from requests.adapters import HTTPAdapter

from medianest.errors import MediaNestError, ProviderBroken, ProviderBusy, SignInAgain

# Read by plexapi when it is imported. Without them it names the machine's network card to every server, reads a file in
# the home folder, and asks for a whole item again whenever an attribute of one is empty.
os.environ.setdefault("PLEXAPI_HEADER_IDENTIFIER", "medianest")
os.environ.update(
    PLEXAPI_HEADER_PRODUCT="MediaNest",
    PLEXAPI_HEADER_DEVICE_NAME="MediaNest",
    PLEXAPI_HEADER_DEVICE="MediaNest",
    PLEXAPI_PLEXAPI_AUTORELOAD="0",
    PLEXAPI_PLEXAPI_ENABLE_FAST_CONNECT="0",
    PLEXAPI_CONFIG_PATH=os.devnull,
)

from plexapi.exceptions import BadRequest, NotFound, PlexApiException, Unauthorized
from plexapi.server import PlexServer

__all__ = ["NotFound", "PlexServer", "asking", "session"]

logging.getLogger("plexapi").setLevel(logging.CRITICAL)  # it writes addresses with tokens
log = structlog.get_logger(__name__)

CONNECT_SECONDS, READ_SECONDS = 4.0, 20.0
LONGEST_CALL = 60.0  # seconds from the request to the last byte of the answer
LONGEST_ANSWER = 32 * 1024 * 1024  # bytes; a page of a hundred items has half a megabyte
_STARTING = 30.0  # seconds until a server that starts is asked again


class _Bounded(HTTPAdapter):
    """Reads an answer whole, no longer and no more than may be."""

    def send(self, request: Any, *_: Any, **options: Any) -> requests.Response:
        ends = time.monotonic() + LONGEST_CALL
        options.update(stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS))
        answer = super().send(request, **options)
        parts: list[bytes] = []
        left = LONGEST_ANSWER
        try:
            for part in answer.iter_content(64 * 1024):
                left -= len(part)
                if left < 0:
                    raise requests.exceptions.ContentDecodingError("too long")
                if time.monotonic() > ends:
                    raise requests.exceptions.ReadTimeout("too slow")
                parts.append(part)
        finally:
            answer.close()
        body = b"".join(parts)
        if b"<!ENTITY" in body:  # a server has no use for them, and small ones can become large
            raise requests.exceptions.ContentDecodingError("entities")
        answer._content = body  # type: ignore[attr-defined]
        return answer


def session() -> requests.Session:
    """No redirect is followed: its target would be told the token. No proxy or ``.netrc`` of the environment."""
    made = requests.Session()
    made.trust_env = False
    made.max_redirects = 0
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Bounded(pool_connections=4, pool_maxsize=8))
    return made


@contextmanager
def asking() -> Iterator[None]:
    """Around everything that goes to a server: what goes wrong becomes one of the three kinds that providers know.

    Raises:
        SignInAgain, ProviderBusy, ProviderBroken
    """
    try:
        yield
    except MediaNestError:
        raise
    except Unauthorized:
        raise SignInAgain("The Plex server does not accept this token any more. Connect it again.") from None
    except NotFound:
        raise ProviderBroken("The Plex server does not have what it should have.") from None
    except BadRequest as problem:
        status = str(problem)[:5]
        log.warning("plex_refused", status=status)
        if status == "(503)":
            raise ProviderBusy("The Plex server is starting. It is asked again soon.", _STARTING) from None
        if status == "(429)":
            raise ProviderBusy("The Plex server is asked too often.", _STARTING) from None
        raise ProviderBroken("The Plex server answers with an error.") from None
    except (requests.ConnectionError, requests.Timeout) as problem:
        log.warning("plex_unreachable", problem=type(problem).__name__)
        raise ProviderBroken("The Plex server cannot be reached.") from None
    except (requests.RequestException, ParseError, PlexApiException) as problem:
        log.warning("plex_not_understood", problem=type(problem).__name__)
        raise ProviderBroken("What answers is no Plex server, or speaks it badly.") from None
    except (AttributeError, TypeError, ValueError, LookupError, RecursionError) as problem:
        # plexapi takes an answer for granted: anything else than what it expects ends in one of these.
        log.warning("plex_not_understood", problem=type(problem).__name__)
        raise ProviderBroken("What answers is no Plex server, or speaks it badly.") from None
