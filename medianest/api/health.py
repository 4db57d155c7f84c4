"""``/healthz``: this process answers. ``/readyz``: what it stands on answers. ``/metrics``: figures for Prometheus."""

from __future__ import annotations

import os

import prometheus_client
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from medianest import __version__, routes
from medianest.services import Services

router = APIRouter(include_in_schema=False)

_FRESH = {"Cache-Control": "no-store"}


@router.get(routes.HEALTH)
async def healthz() -> JSONResponse:
    """Alive. Touches nothing, so that a slow database does not get this process killed."""
    return JSONResponse({"status": "ok", "version": __version__}, headers=_FRESH)


@router.get(routes.READY)
async def readyz(request: Request) -> JSONResponse:
    """503 while a part is missing, with the parts by name."""
    services: Services = request.app.state.services
    parts = await services.bridge.run("database", services.health.ready)
    good = all(parts.values())
    body = {"status": "ready" if good else "not ready", "parts": parts}
    return JSONResponse(body, status_code=200 if good else 503, headers=_FRESH)


@router.get(routes.METRICS)
def metrics() -> Response:
    """All web workers of this machine together, when they share a folder for their figures."""
    registry = prometheus_client.REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers=_FRESH)
