"""The stage of the watch page."""

from __future__ import annotations

import reflex as rx

from medianest.components.player.assets import FONTS, HLS_JS, LUCIDE, VIDEO_JS, script


class WatchPlayer(rx.Component):
    """Plays the work that the page's address names, over the whole window.

    ``home`` is where "back" leads when the tab began here: a path with ``[media_id]`` in it. ``login`` is where
    somebody goes whose session has ended.
    """

    library = script("player.jsx")
    tag = "WatchPlayer"
    lib_dependencies: list[str] = [VIDEO_JS, HLS_JS, LUCIDE, *FONTS]
    home: rx.Var[str]
    login: rx.Var[str]
