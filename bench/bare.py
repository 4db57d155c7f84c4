"""The least that Reflex can do: an application with one event that only counts, on the same Redis and two workers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.server import free_port

EVENT = "reflex___state____state.bare___bare____bare_state.count"
_CONFIG = 'import reflex as rx\nconfig = rx.Config(app_name="bare", telemetry_enabled=False)\n'
_APP = '''import reflex as rx


class BareState(rx.State):
    counted: int = 0

    @rx.event
    async def count(self):
        """The least that Reflex answers: an event that changes nothing is not answered at all."""
        self.counted += 1


app = rx.App()
app.add_page(lambda: rx.el.p("bare"), route="/")
'''


@contextmanager
def serving_bare(redis_url: str, workers: int = 2) -> Iterator[str]:
    """The bare application's address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="medianest-bare-") as home:
        Path(home, "rxconfig.py").write_text(_CONFIG)
        Path(home, "bare").mkdir()
        Path(home, "bare", "__init__.py").touch()
        Path(home, "bare", "bare.py").write_text(_APP)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("MEDIANEST", "REFLEX"))
        }
        environment |= {
            "REDIS_URL": redis_url,
            "PYTHONPATH": home,
            "REFLEX_ENV_MODE": "prod",
            "__REFLEX_SKIP_COMPILE": "true",
            "REFLEX_TELEMETRY_ENABLED": "false",
            "REFLEX_CHECK_LATEST_VERSION": "false",
        }
        command = (
            "-m granian --interface asgi --factory --loop uvloop --host 127.0.0.1 --log-level warning bare.bare:app"
        )
        process = subprocess.Popen(
            [sys.executable, *command.split(), "--port", str(port), "--workers", str(workers)],
            cwd=home,
            env=environment,
            start_new_session=True,
        )
        try:
            _until_up(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _until_up(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("the bare application ended")
        try:
            httpx.get(f"http://127.0.0.1:{port}/ping", timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the bare application did not start")
