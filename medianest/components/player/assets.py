"""The scripts of the players, handed to the frontend's build side by side so that they can import each other."""

from __future__ import annotations

from pathlib import Path

import reflex as rx

VIDEO_JS = "@videojs/react@10.0.0-rc.2"
HLS_JS = "hls.js@1.7.4"
LUCIDE = "lucide-react@1.26.0"  # the version that Reflex's own icons use

FONTS = ("@fontsource-variable/bricolage-grotesque@5", "@fontsource-variable/inter@5")  # those of the shell
EVENT = "medianest:player"  # the same name stands in store.js

_SCRIPTS = {
    path.name: rx.asset(path.name, shared=True)
    for path in sorted(Path(__file__).parent.iterdir())
    if path.suffix in {".js", ".jsx", ".css"}
}


def script(name: str) -> str:
    """What a component gives as its ``library`` to be drawn by the script ``name``."""
    return _SCRIPTS[name].importable_path
