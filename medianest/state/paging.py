"""Lists that are read a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import reflex as rx

T = TypeVar("T")
PAGE = 100


class Page(Protocol):
    """What a service answers for a part of a list."""

    @property
    def items(self) -> Sequence[Any]: ...

    @property
    def next_cursor(self) -> str | None: ...


class Paged(rx.State, mixin=True):
    """A state with a list that grows when more of it is asked for. Whoever derives from it reads the pages."""

    more: str = ""
    ready: bool = False

    @rx.event
    async def load(self):
        """Read the first of them anew."""
        await self._read(None)

    @rx.event
    async def next(self):
        """More of them."""
        if self.more:
            await self._read(self.more)

    async def _read(self, cursor: str | None) -> None:
        """Ask a service for the page at ``cursor``, as the viewer, and keep what ``_grown`` makes of it."""
        raise NotImplementedError

    def _grown(self, shown: Sequence[T], page: Page, cursor: str | None) -> list[T]:
        """What is shown with ``page``: it alone when it is the first, else after what was ``shown`` before."""
        self.more, self.ready = page.next_cursor or "", True
        return [*shown, *page.items] if cursor else list(page.items)
