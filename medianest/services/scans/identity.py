"""The natural keys by which a scan finds the same work again (rule 7 of the design)."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from medianest.providers.described import Described
from medianest.providers.works import Work
from medianest.services.folding import fold

SEPARATOR = "|"
LONGEST = 600  # characters; what is longer does not fit into an index and ends in a hash


@lru_cache(maxsize=8192)
def _word(title: str) -> str:
    """Folded; a title of nothing but signs keeps them."""
    return fold(title) or title.casefold()


def bounded(key: str) -> str:
    """The key at a length that an index takes."""
    if len(key) <= LONGEST:
        return key
    return f"{key[: LONGEST - 33]}#{blake2b(key.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def identities(described: Described, path: str) -> tuple[str, ...]:
    """The keys of the holders, outermost first, and last the work's own."""
    return tuple(bounded(key) for key in _keys(described, path))


def _keys(described: Described, path: str) -> tuple[str, ...]:
    work = described.work
    if work.type == "movie":
        return (_titled(work) + (f"{SEPARATOR}part{work.part_number}" if work.part_number else ""),)
    if work.type == "video":
        return (path[: path.rfind(".")] if "." in path.rpartition("/")[2] else path,)
    outer = [_outer(described.holders[0])]
    inner = described.holders[1]
    if inner.type == "season":
        outer.append(f"{outer[0]}{SEPARATOR}s{inner.index_number}")
        own = _episode(outer[0], inner, work)
    else:
        outer.append(f"{outer[0]}{SEPARATOR}{_word(inner.title)}")
        own = _track(outer[1], work)
    return (*outer, own)


def _titled(work: Work) -> str:
    return f"{_word(work.title)}{SEPARATOR}{work.year or ''}"


def _outer(holder: Work) -> str:
    return _word(holder.title) if holder.type == "artist" else _titled(holder)


def _episode(show: str, season: Work, work: Work) -> str:
    if work.index_number is not None:
        reach = f"-{work.index_end}" if work.index_end else ""
        return f"{show}{SEPARATOR}s{season.index_number}e{work.index_number}{reach}"
    aired = work.details.get("aired")
    return f"{show}{SEPARATOR}{aired}" if aired else f"{show}{SEPARATOR}s{season.index_number}:{_word(work.title)}"


def _track(album: str, work: Work) -> str:
    if work.index_number is None:
        return f"{album}{SEPARATOR}:{_word(work.title)}"
    return f"{album}{SEPARATOR}{work.part_number or 0}.{work.index_number}"
