"""The child processes of one machine: each a line in a list."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from medianest import frontend
from medianest.config import PROJECT_ROOT, Settings
from medianest.mediapool.sockets import media_socket
from medianest.supervisor import Program


def media_pool(settings: Settings) -> Program:
    """Opens media files. It is told where to listen, and no secret: what it reads is hostile."""
    listening = media_socket(settings.data_dir)
    command = [
        *(sys.executable, "-m", "medianest.standby", str(listening.with_suffix(".lock"))),
        *(sys.executable, "-m", "medianest.mediapool"),
        *("--socket", str(listening), "--workers", str(settings.media_workers)),
        *("--cache", str(settings.transcodes_dir), "--cache-bytes", str(settings.transcode_cache_bytes)),
        *("--encoder", settings.encoder),
    ]
    if settings.transcodes is not None:
        command += ["--transcodes", str(settings.transcodes)]
    return Program("media", command, _plain_environment())


def web(settings: Settings, build: Path, run: Path) -> Program:
    """Pages, events and the API, in ``settings.web_workers`` processes on one port; ``run`` is their supervisor's."""
    command = [
        *(sys.executable, "-m", "medianest.webserver", "--host", settings.host, "--port", str(settings.port)),
        *("--workers", str(settings.web_workers)),
    ]
    told = {"PROMETHEUS_MULTIPROC_DIR": str(_figures(run))}
    return Program("web", command, _environment(settings) | frontend.serving_environment(build) | told)


def worker(settings: Settings) -> Program:
    """Scans and everything else that outlives a page."""
    return Program("worker", [sys.executable, "-m", "medianest.jobs"], _environment(settings))


def _figures(run: Path) -> Path:
    """An empty folder in which the web workers add up their figures for /metrics."""
    folder = run / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def _plain_environment() -> dict[str, str]:
    hidden = ("DATABASE_URL", "REDIS_URL", "MEDIANEST_SECRET_KEY", "MEDIANEST_BACKUP_PASSPHRASE")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(PROJECT_ROOT)}


def _environment(settings: Settings) -> dict[str, str]:
    """What ``load_settings`` in the child must find to see the same settings."""
    told = {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "MEDIANEST_SECRET_KEY": settings.secret_key,
        "MEDIANEST_DATA_DIR": str(settings.data_dir),
        "MEDIANEST_HOST": settings.host,
        "MEDIANEST_PORT": str(settings.port),
    }
    return _plain_environment() | {name: value for name, value in told.items() if value}
