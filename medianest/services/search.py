"""Search as one types: prefixes, accents, punctuation, the order of words and a slip are forgiven."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from medianest.errors import Invalid
from medianest.models.media import CONTAINER_TYPES, PLAYABLE_TYPES
from medianest.repositories.sight import Sight
from medianest.repositories.unit_of_work import Reading, Readings
from medianest.services import cards, ranking
from medianest.services.browse import sight
from medianest.services.folding import fold, sort_title, trigrams
from medianest.services.viewer import Viewer
from medianest.services.views import PersonCard, SearchGroup, SearchResults

LONGEST_QUERY = 200  # characters; more is cut off
MOST_WORDS = 8
LARGEST_GROUP = 100
PEOPLE = 8
GENRES = 8
GENRES_KEPT_SECONDS = 60.0
ORDER = ("movie", "show", "video", "artist", "album", "episode", "track")


class Search:
    def __init__(self, reading: Readings) -> None:
        self._reading = reading
        self._genres: dict[Sight, tuple[float, list[tuple[str, str]]]] = {}

    def search(self, viewer: Viewer, query: str, *, limit: int = 10, types: tuple[str, ...] = ()) -> SearchResults:
        """Works by type (at most ``limit`` of each), people and genres that answer ``query``.

        A query of nothing but punctuation finds nothing. ``types`` narrows the works and leaves people out.

        Raises:
            Invalid: an unknown type, or a limit out of bounds.
        """
        seen = sight(viewer)
        if unknown := [name for name in types if name not in PLAYABLE_TYPES + CONTAINER_TYPES]:
            raise Invalid("This search cannot be made.", {"type": "Unknown: {types}."}, types=", ".join(unknown))
        if not 1 <= limit <= LARGEST_GROUP:
            raise Invalid("This search cannot be made.", {"limit": "From 1 to {most}."}, most=LARGEST_GROUP)
        folded = " ".join(fold(query[:LONGEST_QUERY].replace("\0", " ")).split()[:MOST_WORDS])
        if not folded:
            return SearchResults(query, (), ())
        with self._reading() as work:
            works, names = _rightly_typed(work, folded, types, seen, limit)
            if not works and not names:
                works, names = _misspelt(work, folded, types, seen)
            groups = _groups(work, viewer, works, limit)
            people = _people(work, names, seen)
            genres = () if types else self._matching_genres(work, viewer, folded)
        return SearchResults(query, groups, people, genres)

    def _matching_genres(self, work: Reading, viewer: Viewer, folded: str) -> tuple[str, ...]:
        """Genres change with scans, not with queries: they are kept for a minute."""
        seen = sight(viewer)
        kept = self._genres.get(seen)
        if kept is None or kept[0] < time.monotonic():
            found = [(f" {fold(name)}", name) for name in work.search.genres(seen)]
            if len(self._genres) > 100:
                self._genres.clear()
            kept = self._genres[seen] = (time.monotonic() + GENRES_KEPT_SECONDS, found)
        words = [f" {word}" for word in folded.split()]
        return tuple(name for text, name in kept[1] if all(word in text for word in words))[:GENRES]


Ranked = list[tuple[ranking.Rank, str, UUID]]  # rank, type, id
Named = list[tuple[ranking.Rank, UUID, str]]  # rank, id, name


def _rightly_typed(work: Reading, folded: str, types: tuple[str, ...], seen: Sight, limit: int) -> tuple[Ranked, Named]:
    words = folded.split()
    key = sort_title(folded)
    beginnings = [_between(key)]
    if len(words) == 1 and 2 <= len(folded) <= 8:
        beginnings.append(_between(" ".join(folded)))  # initials: mash, et, shield
    long = [word for word in words if len(word) > 1]
    query = " & ".join(f"'{word}':*" for word in long) or None
    letters = [word for word in words if len(word) == 1] if query else []
    rows = work.search.found(beginnings, query, letters, list(types) or None, seen, limit)
    return _ranked(rows, lambda title, sort, text: ranking.rank(folded, key, title, sort, text))


def _misspelt(work: Reading, folded: str, types: tuple[str, ...], seen: Sight) -> tuple[Ranked, Named]:
    words = folded.split()
    long = [word for word in words if len(word) >= ranking.FORGIVEN_FROM]
    if not long and len(folded.replace(" ", "")) >= ranking.FORGIVEN_FROM:
        long = [folded.replace(" ", "")]
    if not long:
        return [], []
    # The longest say most; more of them would only make the statement longer.
    telling = sorted(long, key=len, reverse=True)[:4]
    halves = [ranking.halves(word) for word in telling]
    rows = list(work.search.alike(halves, sorted(trigrams(folded)), list(types) or None, seen))
    if not types:
        rows += work.search.names_beginning(sorted({letter for word in long for letter in word[:2]}))
    return _ranked(rows, lambda title, sort, text: ranking.rank_misspelt(folded, title, sort, text))


def _between(beginning: str) -> tuple[str, str]:
    """From the first title with this beginning to just behind the last."""
    return beginning, beginning[:-1] + chr(min(ord(beginning[-1]) + 1, 0x10FFFF))


def _ranked(rows: Iterable[Sequence[Any]], judge: Any) -> tuple[Ranked, Named]:
    works: Ranked = []
    names: Named = []
    known: set[UUID] = set()
    for each, type_, title, sort, text in rows:
        if each in known:
            continue
        known.add(each)
        rank = judge(text if type_ == "person" else fold(title), sort, text)
        if rank is None:
            continue
        if type_ == "person":
            names.append((rank, each, title))
        else:
            works.append((rank, type_, each))
    works.sort()
    names.sort()
    return works, names


def _groups(work: Reading, viewer: Viewer, ranked: Ranked, limit: int) -> tuple[SearchGroup, ...]:
    """By type, the type with the best answer first."""
    best: dict[str, list[UUID]] = {}
    first: dict[str, tuple[int, int]] = {}
    for rank, type_, media_id in ranked:
        group = best.setdefault(type_, [])
        first.setdefault(type_, (rank[0], ORDER.index(type_) if type_ in ORDER else len(ORDER)))
        if len(group) < limit:
            group.append(media_id)
    wanted = [media_id for group in best.values() for media_id in group]
    rows = work.media.cards(wanted, viewer.user_id, sight(viewer))
    dressed = {card.id: card for card in cards.dress(list(rows.values()), work.media, viewer.user_id)}
    return tuple(
        SearchGroup(type_, tuple(dressed[each] for each in best[type_] if each in dressed))
        for type_ in sorted(best, key=lambda name: first[name])
    )


def _people(work: Reading, names: Named, seen: Sight) -> tuple[PersonCard, ...]:
    """The best named first; of those as good, whoever is credited more."""
    if not names:
        return ()
    counts = work.search.credits_of([each for _, each, _ in names], seen)
    names = [found for found in names if found[1] in counts]
    names = sorted(names, key=lambda found: (found[0][:2], -counts.get(found[1], 0), found[2]))[:PEOPLE]
    return tuple(PersonCard(each, name, None, counts.get(each, 0)) for _, each, name in names)
