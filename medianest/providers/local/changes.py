"""Which part of a library changed paths lie in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from medianest.providers.local.suffixes import AUDIO, BESIDE, VIDEO, suffix
from medianest.providers.local.walk import SYSTEM_FOLDERS

# More places than this at once, and the whole library is walked.
MOST_PLACES = 50
_FILES = AUDIO | VIDEO | BESIDE


def of_interest(root: Path, path: str) -> bool:
    """Whether a change at ``path`` may change the library: nothing hidden, no system folder, no file of other kinds."""
    inside = Path(os.path.relpath(path, root)).parts
    if any(part.startswith(".") and part not in (".ignore", ".nomedia") for part in inside if part != "."):
        return False
    if any(part.lower() in SYSTEM_FOLDERS for part in inside):
        return False
    kind = suffix(inside[-1])
    return not kind or kind in _FILES or not os.path.isfile(path)  # noqa: PTH113 - called for every event


def affected(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """The entries of the root that must be walked; empty for all of it.

    A file in the root itself asks for the whole: what lies beside it describes it.
    """
    places: set[str] = set()
    for path in paths:
        first, _, rest = os.path.relpath(path, root).partition(os.sep)
        if first in (".", "..") or (not rest and (suffix(first) in _FILES or first.startswith("."))):
            return ()
        places.add(first)
    return tuple(sorted(places)) if len(places) <= MOST_PLACES else ()
