"""guessit, asked only for names that follow no convention, and kept from what it cannot bear."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MAX_NAME = 200  # characters; guessit's expressions grow with the square of a name's length


@lru_cache(maxsize=512)
def guess(name: str, kind: str) -> dict[str, Any]:
    """What guessit makes of a name without its suffix; empty when it makes nothing of it."""
    from guessit import guessit
    from guessit.api import GuessitException

    try:
        return dict(guessit(name[:MAX_NAME], {"type": kind, "no_user_config": True, "enforce_list": False}))
    except (GuessitException, ValueError, OverflowError, RecursionError):
        return {}
