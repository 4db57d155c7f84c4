"""Connected servers: what can be connected, what is, and which of its collections are libraries.

They are connected by a form that asks the API itself: a token never enters this state.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.errors import Invalid, MediaNestError, Sentence
from medianest.services.provider_account_views import (
    CollectionView,
    FieldView,
    ProviderAccountView,
    ProviderKindView,
)
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id
from medianest.state.navigation import NavState
from medianest.state.notices import Notices


class AdminProvidersState(Guarded):
    """The page of the administration."""

    kinds: list[ProviderKindView] = []
    accounts: list[ProviderAccountView] = []
    ready: bool = False
    kind: ProviderKindView | None = None
    chosen: ProviderAccountView | None = None
    collections: list[CollectionView] = []
    sought: FieldView | None = None
    text: str = ""
    asking: str = ""
    faults: dict[str, Sentence] = {}

    @rx.event
    async def load(self):
        """Read them anew."""
        viewer = await self._viewer()
        services = self._services
        self.kinds = list(await services.bridge.run("database", services.provider_accounts.kinds, viewer))
        self.accounts = list(await services.bridge.run("database", services.provider_accounts.list, viewer))
        self.ready = True

    @rx.event
    async def begin(self, name: str):
        """The form for a server of this kind."""
        await self._viewer()
        self.kind = next((one for one in self.kinds if one.name == name), None)

    @rx.event
    async def choose(self, account_id: str):
        """The server that a dialog is about."""
        await self._viewer()
        self.chosen = next((one for one in self.accounts if str(one.id) == account_id), None)

    @rx.event
    async def look(self, account_id: str):
        """Ask a server what libraries can be made of."""
        await self._viewer()
        self.chosen = next((one for one in self.accounts if str(one.id) == account_id), None)
        provider = self.chosen.provider if self.chosen else ""
        self.sought = next((one.sought for one in self.kinds if one.name == provider), None)
        self.collections, self.faults, self.text = [], {}, ""
        if self.sought is None:
            yield AdminProvidersState.seek({})

    @rx.event
    async def seek(self, form: dict[str, Any]):
        """Ask the chosen server, for what somebody typed where it lists nothing by itself."""
        viewer = await self._viewer()
        if self.chosen is None:
            return
        account_id = str(self.chosen.id)
        self.text = str(form.get("find", self.text))[:500].strip()
        self.collections, self.faults, self.asking = [], {}, account_id
        yield
        services = self._services
        wanted = parse_id(account_id)
        try:
            found = await services.bridge.run(
                "providers", services.provider_libraries.collections, viewer, wanted, self.text
            )
            self.collections = list(found)
        except Invalid as problem:
            self.faults = {"server": next(iter(problem.faults.values()), problem.sentence)}
        except MediaNestError as problem:
            self.faults = {"server": problem.sentence}
        finally:
            self.asking = ""
        yield AdminProvidersState.load

    @rx.event
    async def add_library(self, collection: str):
        """Make a library of a collection of the chosen server."""
        viewer = await self._viewer()
        if self.chosen is None:
            return
        account, self.asking = self.chosen.id, str(collection)
        yield
        services = self._services
        try:
            await services.bridge.run(
                "providers", services.provider_libraries.add_library, viewer, account, collection, ""
            )
        finally:
            self.asking = ""
        yield [AdminProvidersState.seek({}), NavState.load]

    @rx.event
    async def check(self, account_id: str):
        """Ask a server whether it is there."""
        viewer = await self._viewer()
        self.asking = account_id
        yield
        services = self._services
        wanted = parse_id(account_id)
        try:
            await services.bridge.run("providers", services.provider_accounts.check, viewer, wanted)
        finally:
            self.asking = ""
        yield AdminProvidersState.load

    @rx.event
    async def disconnect(self):
        """Forget the chosen server."""
        viewer = await self._viewer()
        if self.chosen is None:
            return None
        services = self._services
        await services.bridge.run("database", services.provider_accounts.disconnect, viewer, self.chosen.id)
        self.chosen = None
        return [AdminProvidersState.load, NavState.load, Notices.tell("success", "The server is disconnected.")]
