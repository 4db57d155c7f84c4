"""Libraries that are made of what other servers and services have."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from medianest.errors import Conflict, NotFound, SourceUnavailable
from medianest.models import Library
from medianest.providers.base import Catalogue, Connection, Finding, RemoteCollection
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.provider_account_views import CollectionView
from medianest.services.provider_accounts import required
from medianest.services.provider_connections import ProviderConnections
from medianest.services.scans.service import Scans
from medianest.services.viewer import Viewer


class ProviderLibraries:
    """What it does goes over the network: call it in the bridge's lane ``providers``."""

    def __init__(
        self, transactions: Transactions, connections: ProviderConnections, scans: Scans, audit: Audit
    ) -> None:
        self._uow = transactions
        self._connections = connections
        self._scans = scans
        self._audit = audit

    def collections(self, viewer: Viewer, account_id: UUID, text: str = "") -> tuple[CollectionView, ...]:
        """What libraries can be made of. Goes over the network. ``text``: what somebody typed or pasted for one that
        no list has, such as the address of a channel.

        Raises:
            NotFound: no such account. SourceUnavailable: it cannot be reached.
            Invalid: the text means nothing there.
        """
        viewer.require_admin()
        with self._uow() as work:
            required(work, account_id)
            made = {library.remote_id: library.id for library in work.provider_accounts.libraries(account_id)}
        connection = self._connections.open(account_id)
        try:
            found = _listed(connection, text)
        except SourceUnavailable as problem:
            self._connections.note(account_id, problem)
            raise
        self._connections.note(account_id, None)
        return tuple(
            CollectionView(one.remote_id, one.title, one.type, one.count, made.get(one.remote_id)) for one in found
        )

    def add_library(self, viewer: Viewer, account_id: UUID, collection: str, name: str = "") -> UUID:
        """Make a library of a collection and have it filled; the one that there is already, if so.

        Raises:
            NotFound: no such account or collection. Conflict: the name is taken.
            SourceUnavailable: the server cannot be reached.
        """
        found = next((one for one in self.collections(viewer, account_id) if one.remote_id == collection), None)
        if found is None and isinstance(self._connections.open(account_id), Finding):
            offered = self.collections(viewer, account_id, collection)
            found = next((one for one in offered if one.remote_id == collection), None)
        if found is None:
            raise NotFound("There is no such collection on the server.")
        if found.library_id is not None:
            return found.library_id
        with self._uow() as work:
            work.accounts.lock_administrators()
            row = required(work, account_id)
            known = {one.remote_id: one.id for one in work.provider_accounts.libraries(account_id)}
            if collection in known:
                return known[collection]
            library = Library(
                name=_free_name(work, " ".join(name.split())[:100], found.title, row.name),
                type=found.type,
                path="",
                provider=row.provider,
                provider_account_id=row.id,
                remote_id=collection,
                settings={"account": row.remote_id, "collection": found.title},
                position=work.libraries.next_position(),
            )
            work.libraries.add(library)
            work.libraries.take_in(library)
            after = {"name": library.name, "type": library.type, "from": row.name}
            self._audit.record(work, viewer, "library.added", target=("library", library.id), after=after)
            work.commit()
        self._scans.request(viewer, library.id)
        return library.id


def _listed(connection: Connection, text: str) -> Sequence[RemoteCollection]:
    if text:
        return connection.find(text) if isinstance(connection, Finding) else ()
    return connection.collections() if isinstance(connection, Catalogue) else ()


def _free_name(work: UnitOfWork, wanted: str, title: str, server: str) -> str:
    """
    Raises:
        Conflict: the wanted name is taken.
    """
    if wanted:
        if work.libraries.named(wanted) is not None:
            raise Conflict("There is another library called {name}.", name=wanted)
        return wanted
    plain = title[:100]
    for name in (plain, f"{plain[:60]} ({server[:30]})", *(f"{plain[:60]} ({number})" for number in range(2, 50))):
        if work.libraries.named(name) is None:
            return name
    raise Conflict("There is another library called {name}.", name=title)
