"""What ``bench/search.py`` and ``bench/browse.py`` measure: our API as it is served, and bare routes beside it.

Granian imports this in its workers: ``ours`` and ``bare`` are application factories.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from fastapi import FastAPI
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from medianest.api.app import build_api
from medianest.api.headers import outermost
from medianest.bootstrap import build
from medianest.config import load_settings
from medianest.repositories.database import sqlalchemy_url


def ours() -> ASGIApp:
    """The whole API behind its outermost layer, with the services opened in each worker."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with build(load_settings()) as services:
            api.state.services = services
            yield

    api = build_api()
    api.router.lifespan_context = lifespan
    return outermost(api, (), None, ())


def bare() -> ASGIApp:
    """One threaded route: the statement, its rows as JSON, no checks. And one that does nothing at all."""
    engine = create_engine(sqlalchemy_url(os.environ["DATABASE_URL"]), pool_size=8)
    statement = os.environ["BENCH_STATEMENT"].replace("%", "%%")

    def page(_: Request) -> Response:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(statement).mappings().all()
            body = orjson.dumps([dict(row) for row in rows])
        return Response(body, media_type="application/json")

    def nothing(_: Request) -> Response:
        return Response(b"{}", media_type="application/json")

    return Starlette(routes=[Route("/page", page), Route("/nothing", nothing)])
