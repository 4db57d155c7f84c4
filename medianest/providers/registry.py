"""Which providers there are: ours, and those of installed packages (entry points of the group ``medianest.providers``).

A package that cannot be loaded, or offers something else, is left out with a line in the log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points

import structlog

from medianest.errors import NotFound
from medianest.providers.base import MediaProvider

GROUP = "medianest.providers"
# Modules with an object ``provider``. Importing one is cheap: the libraries it stands on are imported by its first use.
OWN = ("medianest.providers.plex",)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")

log = structlog.get_logger(__name__)


class Registry:
    """Looked up once for each process, when somebody first asks."""

    def __init__(self, own: Iterable[str] = OWN, more: Iterable[MediaProvider] = ()) -> None:
        self._own = tuple(own)
        self._more = tuple(more)

    def all(self) -> tuple[MediaProvider, ...]:
        """Ours first, then the others by name."""
        return tuple(self._known.values())

    def get(self, name: str) -> MediaProvider:
        """
        Raises:
            NotFound: no such provider is installed.
        """
        found = self._known.get(name)
        if found is None:
            raise NotFound("There is no source of this kind on this server.", provider=name)
        return found

    @cached_property
    def _known(self) -> dict[str, MediaProvider]:
        known: dict[str, MediaProvider] = {}

        def add(name: str, load: Callable[[], object]) -> None:
            try:
                provider = load()
            except Exception as problem:  # noqa: BLE001 - a stranger's package: any of them harms only itself
                log.warning("provider_not_loaded", provider=name, problem=type(problem).__name__)
                return
            if fault := _fault(provider, known):
                log.warning("provider_not_used", provider=name, reason=fault)
            else:
                known[provider.name] = provider  # type: ignore[attr-defined]

        for module in self._own:
            add(module, lambda module=module: import_module(module).provider)
        for provider in self._more:
            add(provider.name, lambda provider=provider: provider)
        for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
            add(point.name, point.load)
        return known


def _fault(provider: object, known: dict[str, MediaProvider]) -> str:
    """Why this cannot be a provider; empty when it can."""
    missing = [one for one in ("name", "title", "fields", "connect") if not hasattr(provider, one)]
    if missing:
        return f"it has no {', '.join(missing)}"
    name = provider.name  # type: ignore[attr-defined]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name == "local":
        return "its name cannot be used"
    return "another one has its name" if name in known else ""
