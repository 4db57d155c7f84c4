"""The music bar: outside of the pages, so that it plays on while they change."""

from __future__ import annotations

import reflex as rx

from medianest.components.player.assets import HLS_JS, LUCIDE, script


class MusicBar(rx.Component):
    """One for the whole application; shows itself when something is in its queue. ``commands.py`` drives it."""

    library = script("music_bar.jsx")
    tag = "MusicBar"
    lib_dependencies: list[str] = [HLS_JS, LUCIDE]


# Below zero: after the page and inside the theme, so the first Tab lands in the page and clicks reach the bar.
MUSIC_WRAP = {(-1, "MusicBar"): lambda _stateful: rx.fragment(MusicBar.create())}
