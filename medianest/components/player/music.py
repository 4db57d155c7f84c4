"""The music bar: outside of the pages, so that it plays on while they change."""

from __future__ import annotations

import reflex as rx

from medianest.components.player.assets import HLS_JS, LUCIDE, script
from medianest.state.auth import AuthState


class MusicBar(rx.Component):
    """One for the whole application; shows itself when something is in its queue. ``commands.py`` drives it."""

    library = script("music_bar.jsx")
    tag = "MusicBar"
    lib_dependencies: list[str] = [HLS_JS, LUCIDE]
    known: rx.Var[bool]


@rx.memo
def music_bar() -> rx.Component:
    return MusicBar.create(known=AuthState.signed_in)


# Below zero: after the page and inside the theme, so the first Tab lands in the page and clicks reach the bar.
MUSIC_WRAP = {(-1, "MusicBar"): lambda _stateful: rx.fragment(music_bar())}
