"""A browser for the end-to-end tests: an installed Chrome or Chromium, else Playwright's, else the distribution's.

``python -m tests.browser`` makes sure that there is one and says which.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome")
APPLICATIONS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
# --no-sandbox: root in a container has no other way; the pages under test are our own.
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required")


def installed() -> Path | None:
    """A Chrome or Chromium that starts: the one named by CHROME, the machine's, or Playwright's."""
    named = [os.environ.get("CHROME", "")] + [shutil.which(name) or "" for name in NAMES]
    candidates = [Path(name) for name in named if name] + [*APPLICATIONS, *_of_playwright()]
    return next((path for path in candidates if path.exists() and _starts(path)), None)


def find_or_fetch() -> Path:
    """A browser, fetched when there is none.

    Raises:
        SystemExit: neither is there one nor can one be fetched; says what to do.
    """
    found = installed()
    if found:
        return found
    _try([sys.executable, "-m", "playwright", "install", "chromium-headless-shell", "chromium"])
    found = installed()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        found = installed()
        if found:
            return found
    raise SystemExit("The browser tests need Chrome or Chromium. Install one, or name it with CHROME=/path/to/chrome.")


def _of_playwright() -> list[Path]:
    place = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = (
        [Path(place)] if place else [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    )
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    return sorted((path for folder in folders for pattern in patterns for path in folder.glob(pattern)), reverse=True)


def _starts(path: Path) -> bool:
    """A downloaded browser may lack libraries of the system; only a started one counts."""
    command = [str(path), "--headless", *ARGUMENTS, "--disable-gpu", "--dump-dom", "data:text/html,<p>alive</p>"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"alive" in done.stdout


def _try(command: list[str]) -> None:
    print("Trying:", " ".join(command), flush=True)
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        print(problem)


if __name__ == "__main__":
    print("Browser:", find_or_fetch())
