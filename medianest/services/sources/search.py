"""Searching what connected servers and services have beyond the libraries, one at a time: a dead one delays nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from medianest.errors import Forbidden, Invalid, NotFound, SignInAgain, SourceUnavailable
from medianest.providers.base import RemoteItem, Searching
from medianest.repositories.sight import Sight
from medianest.repositories.unit_of_work import Transactions
from medianest.services.browse import sight
from medianest.services.provider_connections import ProviderConnections
from medianest.services.viewer import Viewer

LONGEST_QUERY = 200  # characters; more is cut off
MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """A connected server or service that can be searched. ``title`` is the provider's."""

    account_id: UUID
    provider: str
    title: str


@dataclass(frozen=True, slots=True)
class SourceHit:
    """``media_id`` is the work of a library that it is already; None when none that the viewer may see is.

    ``unavailable`` is empty, or a stable reason why it cannot be played.
    """

    remote_id: str
    type: str
    title: str
    subtitle: str
    year: int | None
    duration: float | None  # seconds
    unavailable: str
    media_id: UUID | None


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What one place answers; ``note`` says in a sentence why it does not, and is empty when it does."""

    place: SearchPlace
    hits: tuple[SourceHit, ...] = ()
    note: str = ""
    retry_after: float = 0  # seconds, where that is known


class SourceSearch:
    """``search`` goes over the network: call it in the bridge's lane ``providers``."""

    def __init__(self, transactions: Transactions, connections: ProviderConnections) -> None:
        self._uow = transactions
        self._connections = connections

    def places(self, viewer: Viewer) -> tuple[SearchPlace, ...]:
        """Where this viewer may search. Asks nobody.

        What comes from elsewhere has no rating that could be trusted, and belongs to no library: whoever is kept to
        some maturity, or to some libraries, searches those alone.
        """
        viewer.require_signed_in()
        if not _may(viewer):
            return ()
        with self._uow() as work:
            rows = [(row.id, row.provider) for row in work.provider_accounts.all()]
        places = []
        for account_id, provider in rows:
            try:
                connection = self._connections.open(account_id)
            except SourceUnavailable:
                continue
            if isinstance(connection, Searching):
                places.append(SearchPlace(account_id, provider, self._connections.title(provider)))
        return tuple(places)

    def search(self, viewer: Viewer, account_id: UUID, query: str, limit: int = 20) -> SourceAnswer:
        """What one place has for ``query``. An answer always comes: with hits, or with why there are none.

        Raises:
            NotFound: there is no such place. Forbidden: this viewer searches libraries alone.
            Invalid: a limit out of bounds.
        """
        person = viewer.person()
        if not _may(viewer):
            raise Forbidden("Your account searches the libraries here alone.")
        if not 1 <= limit <= MOST_HITS:
            raise Invalid("This search cannot be made.", {"limit": "From 1 to {most}."}, most=MOST_HITS)
        with self._uow() as work:
            row = work.provider_accounts.get(account_id)
            if row is None or row.user_id is not None:
                raise NotFound("There is no such connected server.")
            place = SearchPlace(row.id, row.provider, self._connections.title(row.provider))
        # Written alike, so that the same question is the same kept answer.
        asked = " ".join(query.replace("\0", " ").casefold().split())[:LONGEST_QUERY]
        if not asked:
            return SourceAnswer(place)
        try:
            connection = self._connections.open(account_id, person)
            found = connection.search(asked, MOST_HITS) if isinstance(connection, Searching) else ()
        except SourceUnavailable as problem:
            if isinstance(problem, SignInAgain):
                self._connections.note(account_id, problem)
            return SourceAnswer(place, note=problem.message, retry_after=getattr(problem, "retry_after", 0))
        return SourceAnswer(place, self._hits(place, found, limit, sight(viewer)))

    def _hits(self, place: SearchPlace, found: Iterable[RemoteItem], limit: int, seen: Sight) -> tuple[SourceHit, ...]:
        once = list({item.remote_id: item for item in found}.values())[:limit]
        with self._uow() as work:
            known = work.provider_accounts.known(place.provider, [item.remote_id for item in once], seen)
        return tuple(_hit(item, known.get(item.remote_id)) for item in once)


def _may(viewer: Viewer) -> bool:
    return viewer.library_ids is None and viewer.max_rating is None


def _hit(item: RemoteItem, media_id: UUID | None) -> SourceHit:
    work = item.work
    above = [holder.title for holder in reversed(item.holders)] or list(work.studios[:1])
    duration = next((part.facts.duration for part in item.parts if part.facts.duration), None)
    return SourceHit(
        item.remote_id, work.type, work.title, " · ".join(above), work.year, duration, item.unavailable, media_id
    )
