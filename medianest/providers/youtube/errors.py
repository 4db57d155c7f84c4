"""What YouTube's errors mean for whoever asked. None of what is made of them says an address, which holds the key."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from medianest.errors import ProviderBroken, ProviderBusy, SignInAgain

ZONE = "America/Los_Angeles"  # where the day of a quota begins and ends

_KEY = {"API_KEY_INVALID", "keyInvalid", "keyExpired", "API_KEY_EXPIRED", "authError", "CREDENTIALS_MISSING"}
_NOT_SWITCHED_ON = {"accessNotConfigured", "SERVICE_DISABLED"}
_NOT_FROM_HERE = {
    "API_KEY_HTTP_REFERRER_BLOCKED",
    "API_KEY_IP_ADDRESS_BLOCKED",
    "API_KEY_SERVICE_BLOCKED",
    "ipRefererBlocked",
}
_DAY_OVER = {"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"}
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"}
_NOT_THERE = {
    "subscriptionForbidden",
    "playlistItemsNotAccessible",
    "watchLaterNotAccessible",
    "channelClosed",
    "channelSuspended",
    "playlistForbidden",
}
_PAUSE = 60.0  # seconds, after too many calls in a short time


class PagingLost(Exception):
    """The place in a list is not known any more: it has to be read from its beginning."""


def judged(status: int, content: bytes) -> Exception | None:
    """What an error answer means; None when it says that there is no such thing, or that it is private."""
    reasons, message = _told(content)
    if status == 401 or reasons & _KEY:
        return SignInAgain("YouTube does not accept this API key.")
    if reasons & _NOT_SWITCHED_ON:
        return SignInAgain("The YouTube Data API is not switched on in the project of this API key.")
    if reasons & _NOT_FROM_HERE:
        return SignInAgain("This API key may not be used from here: look at its restrictions.")
    if reasons & _DAY_OVER or (status == 429 and "per day" in message):
        return ProviderBusy("YouTube answers no more of this today.", until_midnight(datetime.now(UTC)))
    if status == 429 or reasons & _TOO_FAST:
        return ProviderBusy("YouTube is asked too often. It is asked again soon.", _PAUSE)
    if status == 404 or reasons & _NOT_THERE:
        return None
    if "invalidPageToken" in reasons:
        return PagingLost()
    return ProviderBroken("YouTube does not answer as it should.")


def until_midnight(moment: datetime) -> float:
    """Seconds until a quota begins anew."""
    here = moment.astimezone(ZoneInfo(ZONE))
    tomorrow = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
    return (tomorrow.astimezone(UTC) - moment).total_seconds()


def _told(content: bytes) -> tuple[set[str], str]:
    """Every reason that an answer names, wherever it does, and its message."""
    try:
        error: Any = json.loads(content)["error"]
        parts = [*(error.get("errors") or ()), *(error.get("details") or ()), {"reason": error.get("status")}]
        reasons = {str(part.get("reason")) for part in parts if isinstance(part, dict) and part.get("reason")}
        return reasons, str(error.get("message") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return set(), ""
