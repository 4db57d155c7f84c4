"""Many people signed in on generated stores, and the whole application before them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from bench.rest import House, _until_open
from bench.tabs import Spec
from medianest import bootstrap, frontend
from medianest.cli import programs
from medianest.config import Settings
from medianest.models import User
from medianest.services.sessions import COOKIE
from medianest.services.sign_in import Device
from medianest.services.viewer import Viewer
from tests.e2e.server import free_port


@dataclass(frozen=True)
class Crowd:
    """Cookie headers of people before a browser, and bearer tokens of people with a program."""

    cookies: list[str]
    bearers: list[str]


def sign_in(settings: Settings, browsers: int, callers: int) -> Crowd:
    """Sign everybody in without the cost of a thousand passwords, which is not what is measured."""
    cookies: list[str] = []
    bearers: list[str] = []
    with bootstrap.build(settings) as services, services.sessions._uow() as work:
        for number in range(browsers + callers):
            user = User(email=f"person{number}@example.org", role="user", password_hash="*")
            work.accounts.add(user, f"Person {number}")
            kind = "browser" if number < browsers else "program"
            session, token = services.sign_in.open_for(work, Viewer.nobody(), user, kind, Device("bench"), "bench")
            if kind == "browser":
                cookies.append(f"{COOKIE}={token}")
            else:
                bearers.append(services.tokens.issue(work, session).access_token)
        work.commit()
    return Crowd(cookies, bearers)


@contextmanager
def whole_app(house: House) -> Iterator[str]:
    """The web workers exactly as ``medianest serve`` starts them; their address."""
    settings = house.settings.model_copy(update={"port": free_port()})
    program = programs.web(settings, frontend.ensure(print), settings.data_dir / "run")
    process = subprocess.Popen(program.command, env=program.environment, start_new_session=True)
    try:
        _until_open(settings.port, process)
        url = f"http://127.0.0.1:{settings.port}"
        httpx.get(f"{url}/healthz", timeout=30).raise_for_status()
        yield url
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def live(spec: Spec) -> dict[str, Any]:
    """Run the tabs in a process of their own and return what they heard.

    Raises:
        RuntimeError: they could not even come in.
    """
    told = json.dumps(asdict(spec))
    done = subprocess.run(
        [sys.executable, "-m", "bench.tabs"], input=told, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)
