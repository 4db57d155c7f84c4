"""Shows, artists and albums of the items on a page, asked for many at once and kept while pages go on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Set
from itertools import islice
from typing import Any

from medianest.providers.plex.client import NotFound
from medianest.providers.plex.items import key_of, work_of
from medianest.providers.works import Work

AT_ONCE = 50  # keys in one address
KEPT = 2000


class Holders:
    """Those of one collection. What the server does not tell is looked for once."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Work | None] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, server: Any, keys: Set[str]) -> Mapping[str, Work]:
        """The works with these keys, as far as the server tells them."""
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        missing = iter(sorted(keys - found.keys()))
        while chunk := list(islice(missing, AT_ONCE)):
            found |= dict.fromkeys(chunk)
            found |= self._asked(server, chunk)
        with self._lock:
            self._known.update(found)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return {key: work for key, work in found.items() if work is not None}

    def _asked(self, server: Any, keys: list[str]) -> dict[str, Work | None]:
        try:
            data = server.query(f"/library/metadata/{','.join(keys)}?includeGuids=1")
        except NotFound:
            return {}
        told = {key: work_of(one) for one in server.findItems(data) if (key := key_of(one)) is not None}
        return {key: work for key, work in told.items() if key in keys}
