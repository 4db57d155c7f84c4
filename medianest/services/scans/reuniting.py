"""A file that went from one library to another is the same work: rules 6 to 8 of the design, over libraries.

The one scan misses the file, the other finds one with the same fingerprint and makes a work of it, in either order.
Whichever ends last brings the two together: the old work takes the new one's place, so that what people did stays with
it, and belongs to the library where its file is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from medianest.repositories.unit_of_work import UnitOfWork

# A new file this much older than the loss of the old one is no move but a second copy that was there anyway.
WINDOW_SECONDS = 24 * 3600.0

Pairs = list[tuple[UUID, UUID]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work whose files are gone, and one of another library that has such a file; ``above`` is nearest first."""

    lost: UUID
    found: UUID
    lost_source: UUID
    found_source: UUID
    same_name: bool
    lost_above: tuple[UUID | None, UUID | None]
    found_above: tuple[UUID | None, UUID | None]
    libraries: tuple[UUID | None, UUID]


def reunite(work: UnitOfWork, library_id: UUID) -> set[UUID]:
    """Bring together what this library lost to others, or got from them; the other libraries that this changed."""
    if not _candidates(work, library_id):
        return set()
    work.reunions.lock()
    moves = choose(_candidates(work, library_id))  # again: another scan may have been first
    if not moves:
        return set()
    work.reunions.settle_sources(_sources(moves))
    pairs = list(dict.fromkeys((move.lost, move.found) for move in moves))
    work.reunions.absorb(pairs)
    kept = {lost for lost, _ in pairs}
    for level in (0, 1):
        kept = _holders(work, {(move.lost_above[level], move.found_above[level]) for move in moves}, kept)
    return {one for move in moves for one in move.libraries if one is not None and one != library_id}


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those about whom there is no doubt which work was lost. Of several copies that were found, one is it."""
    by_lost: dict[UUID, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_lost[candidate.lost].append(candidate)
    chosen: dict[UUID, list[Candidate]] = defaultdict(list)
    for group in by_lost.values():
        best = min(group, key=lambda one: (not one.same_name, one.found))
        chosen[best.found] += [one for one in group if one.found == best.found]
    return [one for group in chosen.values() if len({each.lost for each in group}) == 1 for one in group]


def _candidates(work: UnitOfWork, library_id: UUID) -> list[Candidate]:
    return [
        Candidate(row[0], row[1], row[2], row[3], row[4], (row[5], row[7]), (row[6], row[8]), (row[9], row[10]))
        for row in work.reunions.candidates(library_id, WINDOW_SECONDS)
    ]


def _sources(moves: Sequence[Candidate]) -> Pairs:
    """Lost and found files in pairs, each once."""
    pairs: dict[UUID, UUID] = {}
    for move in moves:
        if move.found_source not in pairs.values():
            pairs.setdefault(move.lost_source, move.found_source)
    return list(pairs.items())


def _holders(work: UnitOfWork, above: Iterable[tuple[UUID | None, UUID | None]], kept: set[UUID]) -> set[UUID]:
    """A show or an album of which everything went goes along, if what holds it now holds nothing else."""
    goals: dict[UUID, set[UUID]] = defaultdict(set)
    for old, new in above:
        if old is not None and new is not None and old != new:
            goals[old].add(new)
    empty = work.reunions.emptied(list(goals))
    inside: dict[UUID, set[UUID]] = defaultdict(set)
    for holder, child in work.reunions.children([new for news in goals.values() for new in news]):
        inside[holder].add(child)
    pairs: dict[UUID, UUID] = {}  # new -> old
    for old in sorted(empty):
        (new, *others) = goals[old]
        if not others and inside[new] <= kept:
            pairs.setdefault(new, old)
    if pairs:
        work.reunions.absorb([(old, new) for new, old in pairs.items()])
    return set(pairs.values())
