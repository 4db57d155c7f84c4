"""google-api-python-client, unmodified, with its policies replaced by ours: the guard decides what is tried again."""

from __future__ import annotations

import logging
import queue
import re
import threading
from typing import Any

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import Error, HttpError

from medianest.errors import ProviderBroken
from medianest.providers.youtube.errors import judged

TIMEOUT = 8.0  # seconds without a byte
_KEY = re.compile(r"(key=)[^&\s\"'>]+")


class _Redacting(logging.Filter):
    """The client logs addresses, and the key is in each of them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _KEY.sub(r"\1(kept secret)", record.getMessage()), ()
        return True


for _name in ("googleapiclient.http", "googleapiclient.discovery", "googleapiclient.model"):
    logging.getLogger(_name).addFilter(_Redacting())


class YouTubeClient:
    """May be asked by many threads: each call has a connection of its own while it lasts."""

    def __init__(self, key: str, api_url: str = "") -> None:
        """``api_url`` in place of Google's own."""
        self._key = key
        self._api_url = api_url
        self._making = threading.Lock()
        self._made: Any = None
        self._https: queue.LifoQueue[httplib2.Http] = queue.LifoQueue()

    def list(self, collection: str, **arguments: Any) -> dict[str, Any] | None:
        """One ``list`` call; None when there is no such thing, or it is private.

        Raises:
            SignInAgain, ProviderBusy, ProviderBroken.
            PagingLost: the page token is not known any more.
        """
        request = getattr(self._service(), collection)().list(**arguments)
        http = self._http()
        try:
            found = request.execute(http=http, num_retries=0)
        except HttpError as problem:
            self._https.put(http)
            meaning = judged(int(problem.resp.status), problem.content or b"")
            if meaning is None:
                return None
            raise meaning from None  # its words hold the key
        except (Error, httplib2.HttpLib2Error, OSError, ValueError) as problem:
            raise ProviderBroken("YouTube cannot be reached.", problem=type(problem).__name__) from None
        self._https.put(http)
        if not isinstance(found, dict):  # a page of HTML, or nothing, with status 200
            raise ProviderBroken("YouTube does not answer as it should.")
        return found

    def _service(self) -> Any:
        """Made from the description of the API that the client's package holds, without asking for it."""
        with self._making:
            if self._made is None:
                options = {"api_endpoint": self._api_url} if self._api_url else None
                self._made = build(
                    "youtube",
                    "v3",
                    developerKey=self._key,
                    static_discovery=True,
                    cache_discovery=False,
                    http=self._http(),
                    client_options=options,
                )
            return self._made

    def _http(self) -> httplib2.Http:
        try:
            return self._https.get_nowait()
        except queue.Empty:
            http = httplib2.Http(timeout=TIMEOUT)
            http.follow_redirects = False  # the address holds the key
            return http
