"""YouTube: searched and read through its Data API, played by its own embedded player."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from medianest.errors import Invalid, Sentence
from medianest.providers.base import Account, AccountField, Connection, Embed
from medianest.providers.terms import Budget
from medianest.providers.youtube.errors import ZONE

_HOUR, _DAY = 3600.0, 86400.0
_SEARCHES, _UNITS = 100, 10_000  # what Google gives a project in a day


class YouTubeProvider:
    """Implements ``MediaProvider``, ``Budgeted``, ``Embedding``, ``Keeping`` and ``Sought``.

    Addresses: YouTube's unless told.
    """

    name = "youtube"
    title = "YouTube"
    fields: Sequence[AccountField] = (
        AccountField("key", "API key", "Of a project with the YouTube Data API v3. It is kept encrypted.", secret=True),
        AccountField("region", "Country", "Two letters, such as DE: what is closed there says so.", required=False),
        AccountField("searches", "Searches a day", "100, unless Google gave the project more.", required=False),
        AccountField("units", "Other units a day", "10000, unless Google gave the project more.", required=False),
    )
    sought = AccountField("find", "Channel or playlist", "Its address, its handle such as @name, or its id.")
    # Nothing is kept for longer than the terms allow, which is thirty days.
    keeps: Mapping[str, tuple[float, float]] = {
        "search": (12 * _HOUR, 20 * _DAY),
        "item": (6 * _HOUR, 20 * _DAY),
        "find": (_HOUR, _DAY),
    }

    def __init__(self, api: str = "", site: str = "https://www.youtube.com", embed: str = "") -> None:
        self._api, self._site = api, site
        self._embed = embed or "https://www.youtube-nocookie.com"

    def connect(self, account: Account) -> Connection:
        """
        Raises:
            Invalid: the key cannot be one, or a number is none.
        """
        key = account.credentials.get("key", "")
        faults: dict[str, str | Sentence] = {}
        if not re.fullmatch(r"[A-Za-z0-9_-]{10,200}", key):
            faults["key"] = "This cannot be an API key of Google."
        region = str(account.settings.get("region", "")).strip().upper()
        if region and not re.fullmatch(r"[A-Z]{2}", region):
            faults["region"] = "Write the two letters of a country, such as DE."
        for name in ("searches", "units"):
            if _number(account, name, 1) is None:
                faults[name] = "Write a whole number."
        if faults:
            raise Invalid("Some of this cannot be used.", faults)
        # Google's client costs 25 MB: only who asks pays.
        from medianest.providers.youtube.client import YouTubeClient
        from medianest.providers.youtube.connection import YouTubeConnection

        return YouTubeConnection(YouTubeClient(key, self._api), self._site, self.embed, region)

    def embed(self, remote_id: str) -> Embed | None:
        """YouTube's own player, which is the only one that may show it."""
        found = re.fullmatch(r"[A-Za-z0-9_-]{11}", remote_id)
        return Embed(f"{self._embed}/embed/{remote_id}") if found else None

    def budget(self, account: Account) -> Budget:
        limits = {
            "search": _number(account, "searches", _SEARCHES) or _SEARCHES,
            "rest": _number(account, "units", _UNITS) or _UNITS,
        }
        costs = {
            "check": {"rest": 1},
            "find": {"rest": 1},
            "page": {"rest": 3},  # the channel, a page of its playlist, and the details of that page
            "search": {"search": 1, "rest": 1},
            "item": {"rest": 1},
        }
        return Budget(limits, costs, ZONE)


def _number(account: Account, name: str, otherwise: int) -> int | None:
    """The number that was answered; ``otherwise`` without an answer, and None for something else than a number."""
    text = str(account.settings.get(name, "")).strip()
    if not text:
        return otherwise
    return int(text) if re.fullmatch(r"\d{1,9}", text) and int(text) > 0 else None


provider = YouTubeProvider()
