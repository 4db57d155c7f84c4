"""Works: lists with filters, orders and cursors; a work's own page; what lies beneath it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, Cursor, Limit, Listing
from medianest.services.browse import MediaQuery
from medianest.services.views import Letter, MediaCard, MediaDetail, Page

router = APIRouter(tags=["browse"])

Texts = Annotated[list[str] | None, Query(max_length=20)]
SortName = Literal["title", "added", "year", "rating", "duration", "release", "random", "watched"]


def _several(values: list[str] | None) -> tuple[str, ...]:
    """``?type=movie&type=show`` and ``?type=movie,show`` alike."""
    return tuple(part for value in values or () for part in value.split(",") if part)


def _wish(
    library: UUID | None = None,
    type: Annotated[list[str] | None, Query(description="movie, show, season, episode, artist, album, track, video. "
                                            "Without it: what can be played.")] = None,
    parent: Annotated[UUID | None, Query(description="What lies beneath this show, season, artist or album.")] = None,
    genre: Annotated[list[str] | None, Query(description="Repeated: all of them.")] = None,
    year: Annotated[list[int] | None, Query(description="Repeated: any of them.")] = None,
    decade: Annotated[int | None, Query(description="Its first year: 1990.")] = None,
    unwatched: bool | None = None,
    in_progress: bool = False,
    favourite: Annotated[bool | None, Query(description="Held dear by whoever asks, or not.")] = None,
    resolution: Annotated[list[str] | None, Query(description="4k, 1080p, 720p, sd")] = None,
    content_rating: Texts = None,
    person: UUID | None = None,
    unavailable: Annotated[bool, Query(description="Also works whose files are gone.")] = False,
    sort: SortName = "title",
    order: Literal["asc", "desc"] | None = None,
    seed: Annotated[str, Query(max_length=64, description="Makes a random order repeatable.")] = "",
) -> MediaQuery:  # fmt: skip
    return MediaQuery(
        library=library,
        types=_several(type),
        parent=parent,
        genres=tuple(genre or ()),
        years=tuple(year or ()),
        decade=decade,
        unwatched=unwatched,
        in_progress=in_progress,
        favourite=favourite,
        resolutions=_several(resolution),
        content_ratings=tuple(content_rating or ()),
        person=person,
        available=None if unavailable else True,
        sort=sort,
        descending=None if order is None else order == "desc",
        seed=seed,
    )


Wish = Annotated[MediaQuery, Depends(_wish)]


@router.get("/media", response_model=Page, summary="Works, a page at a time")
async def media(
    asked: SignedIn,
    wish: Wish,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    start: Annotated[int, Query(ge=0, le=1_000_000, description="Skip so many: a jump, not a way to page.")] = 0,
    total: Annotated[bool, Query(description="Also count the whole list.")] = False,
) -> Response:
    """Go on with `next_cursor`: it stays right while titles are added."""
    page = await asked.call(asked.services.browse.page, wish, limit=limit, cursor=cursor, start=start, total=total)
    return reply(page)


@router.get("/media/letters", response_model=list[Letter], summary="First letters of a list by title")
async def letters(asked: SignedIn, wish: Wish) -> Response:
    """For a bar of letters: `start` is what `GET /media` takes to begin at one."""
    return reply(await asked.call(asked.services.browse.letters, wish))


@router.get("/media/{media_id}", response_model=MediaDetail, summary="A work's own page")
async def detail(media_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.browse.detail, media_id))


@router.get(
    "/media/{media_id}/children", response_model=Listing[MediaCard], summary="Seasons, episodes, albums, tracks"
)
async def children(media_id: UUID, asked: SignedIn) -> Response:
    """All of them, in the order in which they are played."""
    return listed(await asked.call(asked.services.browse.children, media_id))
