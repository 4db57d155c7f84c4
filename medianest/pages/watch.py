"""A film, an episode, a video: nothing but the player."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.player.watch import WatchPlayer


def watch() -> rx.Component:
    return rx.el.main(WatchPlayer.create(home=routes.MEDIA, login=routes.LOGIN), id="main")
