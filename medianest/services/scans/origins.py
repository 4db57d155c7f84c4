"""What a library is made from, opened for a scan: a folder, or what a connected server holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from medianest.errors import SourceUnavailable
from medianest.providers.base import Catalogue, RemotePage
from medianest.providers.catalogue import CatalogueTree
from medianest.providers.described import Origin, Tree
from medianest.services.provider_connections import ProviderConnections


class Origins:
    """Implements ``providers.described.Trees``. Without ``connections`` there are folders alone."""

    def __init__(self, folder: Callable[[Path, str], Tree], connections: ProviderConnections | None = None) -> None:
        self._folder = folder
        self._connections = connections

    def __call__(self, origin: Origin) -> Tree:
        if origin.provider == "local":
            return self._folder(origin.root, origin.type)
        if self._connections is None:
            raise SourceUnavailable("The server is not connected any more.")
        return CatalogueTree(origin.type, _Heard(self._connections, origin.account_id), origin.collection)


class _Heard:
    """A catalogue whose account's state is kept as it answers."""

    def __init__(self, connections: ProviderConnections, account_id: UUID | None) -> None:
        self._connections = connections
        self._account_id = account_id

    def collections(self) -> list:
        return []

    def page(self, collection: str, cursor: str | None) -> RemotePage | None:
        try:
            connection = self._connections.open(self._account_id)
            if not isinstance(connection, Catalogue):
                raise SourceUnavailable("This server has no catalogue.")
            page = connection.page(collection, cursor)
        except SourceUnavailable as problem:
            self._connections.note(self._account_id, problem)
            raise
        self._connections.note(self._account_id, None)
        return page
