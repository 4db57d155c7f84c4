"""What we change in Reflex's build: the browser talks to the origin it came from, and the policy knows every script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import reflex as rx

NEEDLE = "const endpoint = new URL(url_str);\n"
SAME_ORIGIN = (
    'if (typeof window !== "undefined") {'
    ' endpoint.protocol = window.location.protocol.replace("http", endpoint.protocol.startsWith("ws") ? "ws" : "http");'
    " endpoint.host = window.location.host;"
    " return endpoint; }\n"
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


class HousePlugin(rx.plugins.Plugin):
    """Makes a build that works on any host and port under a policy without ``unsafe-inline`` scripts."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("utils/state.js", same_origin)

    def post_build(self, **context: Any) -> None:
        static = Path(context["static_dir"])
        (static.parent / "csp.json").write_text(json.dumps(sorted(script_hashes(static))))


def same_origin(script: str) -> str:
    """Reflex's ``state.js`` with its endpoints at the page's own origin instead of the port of the build.

    Raises:
        RuntimeError: Reflex has changed and this must be looked at again.
    """
    if SAME_ORIGIN in script:
        return script
    if script.count(NEEDLE) != 1:
        raise RuntimeError(
            "Reflex's utils/state.js no longer makes its endpoint as MediaNest expects; look at it again."
        )
    return script.replace(NEEDLE, NEEDLE + SAME_ORIGIN)


def script_hashes(static: Path) -> set[str]:
    """CSP sources (``'sha256-...'``) of every inline script in the built pages."""
    found: set[str] = set()
    for page in static.rglob("*.html"):
        for script in INLINE_SCRIPT.findall(page.read_text(encoding="utf-8")):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            found.add(f"'sha256-{digest}'")
    return found
