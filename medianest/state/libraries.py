"""A library's page: what the address asks for, turned into the address of its grid."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from medianest import routes
from medianest.errors import NotFound
from medianest.services.views import Facets, LibraryCard
from medianest.state.auth import Guarded

# What a library shows first, and what else it can show.
TYPES = {
    "movies": ("movie",),
    "shows": ("show", "episode"),
    "music": ("album", "artist", "track"),
    "videos": ("video",),
}
SORTS = ("title", "added", "year", "rating", "duration", "random", "watched")
_PARAMETERS = ("type", "sort", "order", "genre", "decade", "unwatched", "favourite", "resolution", "content_rating")
_NO_FACETS = Facets((), (), (), ())


def parse_id(text: object) -> UUID:
    """Raises NotFound for anything that is no id: a wrong address is a page that is not there."""
    try:
        return UUID(str(text))
    except ValueError as problem:
        raise NotFound("There is no such page.") from problem


class LibraryState(Guarded):
    """One library's toolbar. What is chosen lives in the address, so that it can be kept, sent and gone back to."""

    library: LibraryCard | None = None
    missing: bool = False
    facets: Facets = _NO_FACETS
    decades: list[int] = []
    type: str = ""
    sort: str = "title"
    order: str = "asc"
    genre: str = ""
    decade: str = ""
    unwatched: bool = False
    favourite: bool = False
    resolution: str = ""
    content_rating: str = ""
    grid_url: str = ""
    letters_url: str = ""

    @rx.var
    def title(self) -> str:
        return f"{self.library.name} · MediaNest" if self.library else "MediaNest"

    @rx.var
    def filtered(self) -> bool:
        chosen = (self.genre, self.decade, self.unwatched, self.favourite, self.resolution, self.content_rating)
        return any(chosen)

    @rx.event
    async def load(self):
        """Read the address and find the library."""
        viewer = await self._viewer()
        services = self._services
        try:
            library_id = parse_id(self.library_id)  # pyright: ignore[reportAttributeAccessIssue]  # from the route
            found = await services.bridge.run("database", services.browse.libraries, viewer)
            library = next((one for one in found if one.id == library_id), None)
            if library is None:
                raise NotFound("There is no such library.")
        except NotFound:
            self.missing, self.library, self.grid_url = True, None, ""
            return
        if self.library is None or self.library.id != library.id:
            self.grid_url = ""
        self.missing, self.library = False, library
        self._read(self.router.url.query_parameters)
        self.facets = await services.bridge.run("database", services.browse.facets, viewer, library_id)
        self.decades = sorted({year // 10 * 10 for year in self.facets.years}, reverse=True)

    @rx.event
    async def choose(self, name: str, value: str):
        """Set one part of the address; an empty value takes it away."""
        await self._viewer()
        if self.library is None or name not in _PARAMETERS:
            return None
        asked = {key: value for key, value in self.router.url.query_parameters.items() if key in _PARAMETERS}
        asked[name] = value[:100]
        if name == "sort":
            asked["order"] = ""
        return self._go(asked)

    @rx.event
    async def clear(self):
        """Take all filters away; keep what is shown and its order."""
        await self._viewer()
        asked = self.router.url.query_parameters
        return self._go({key: asked.get(key, "") for key in ("type", "sort", "order")})

    def _go(self, asked: Mapping[str, str]):
        if self.library is None:
            return None
        kept = {key: value for key, value in asked.items() if value}
        self._read(kept)
        return rx.redirect(f"{routes.library(self.library.id)}?{urlencode(kept)}", replace=True)

    def _read(self, asked: Mapping[str, str]) -> None:
        assert self.library is not None  # noqa: S101 (both callers have just found it)
        types = TYPES[self.library.type]
        self.type = asked.get("type", "") if asked.get("type") in types else types[0]
        self.sort = asked.get("sort", "") if asked.get("sort") in SORTS else "title"
        down = self.sort in ("added", "year", "rating", "watched")
        self.order = asked["order"] if asked.get("order") in ("asc", "desc") else ("desc" if down else "asc")
        self.genre = asked.get("genre", "")[:100]
        self.decade = asked.get("decade", "") if asked.get("decade", "").isdecimal() else ""
        self.unwatched = asked.get("unwatched") == "true"
        self.favourite = asked.get("favourite") == "true"
        self.resolution = asked.get("resolution", "")[:20]
        self.content_rating = asked.get("content_rating", "")[:20]
        self._address()

    def _address(self) -> None:
        assert self.library is not None  # noqa: S101
        wish = {
            "library": str(self.library.id),
            "type": self.type,
            "genre": self.genre,
            "decade": self.decade,
            "unwatched": "true" if self.unwatched else "",
            "favourite": "true" if self.favourite else "",
            "resolution": self.resolution,
            "content_rating": self.content_rating,
        }
        query = urlencode({key: value for key, value in wish.items() if value})
        self.grid_url = f"{routes.API_MEDIA}?{query}&{urlencode({'sort': self.sort, 'order': self.order})}"
        by_title = self.sort == "title" and self.order == "asc"
        self.letters_url = f"{routes.API_MEDIA}/letters?{query}" if by_title else ""
