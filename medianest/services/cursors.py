"""Places in a list, sealed as text that only we read: the values of the sort key of the last thing seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import orjson

from medianest.errors import Invalid

_LONGEST = 2048


def seal(place: Sequence[Any]) -> str:
    """Text for ``next_cursor``; the values are what JSON can hold, times and ids become text."""
    return base64.urlsafe_b64encode(orjson.dumps(list(place))).rstrip(b"=").decode()


def unseal(cursor: str, length: int) -> list[Any]:
    """The ``length`` values of ``seal``. They come from a stranger: check their types before use.

    Raises:
        Invalid: this is no cursor of ours.
    """
    try:
        if len(cursor) > _LONGEST:
            raise ValueError
        place = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(place, list) or len(place) != length:
            raise ValueError
    except (ValueError, binascii.Error) as problem:
        raise Invalid("This cursor cannot be used.", {"cursor": "Take next_cursor as it was given."}) from problem
    return place
