"""The HTTP doors as one FastAPI application, mounted around Reflex's own."""

from __future__ import annotations

from fastapi import FastAPI

from medianest import __version__, routes


def build_api() -> FastAPI:
    """A new application for each process: Reflex adds its mounts to the object that it is given."""
    return FastAPI(
        title="MediaNest",
        version=__version__,
        openapi_url=routes.OPENAPI,
        docs_url=None,
        redoc_url=None,
    )
