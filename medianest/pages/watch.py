"""A film, an episode, a video: nothing but the player."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.layout import Preferences
from medianest.components.player.watch import WatchPlayer
from medianest.state.auth import AuthState


def watch() -> rx.Component:
    return rx.el.main(
        WatchPlayer.create(home=routes.MEDIA, login=routes.LOGIN),
        Preferences.create(known=AuthState.signed_in, theme=AuthState.theme, language=AuthState.language),
        id="main",
    )
