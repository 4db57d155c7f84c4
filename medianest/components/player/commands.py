"""What any page may ask of the players, as events that are compiled into the page and never reach the server.

Scripts of other components dispatch the same event themselves::

    window.dispatchEvent(new CustomEvent("medianest:player", { detail: { command: "play", id } }));

An id may be given as text or as a Var. Films, episodes and shows open the watch page; tracks, albums and artists go to
the music bar.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from medianest.components.player.assets import EVENT

Id = str | UUID | rx.Var


def _send(command: str, **detail: Any) -> rx.event.EventSpec:
    fields = {"command": command, **{name: value for name, value in detail.items() if value is not None}}
    given = rx.Var.create({name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()})
    script = f"window.dispatchEvent(new CustomEvent('{EVENT}', {{ detail: {given!s} }}))"
    # Text alone would forget which state its variables come from, and the button would not know them.
    return rx.run_script(rx.Var(script, _var_data=given._get_all_var_data()))


def play(media_id: Id) -> rx.event.EventSpec:
    """Play a work now: a track with its album behind it, an album, an artist, or a film on the watch page."""
    return _send("play", id=media_id)


def play_all(parent_id: Id, shuffle: bool = False) -> rx.event.EventSpec:
    """Play everything beneath an album or an artist."""
    return _send("play_all", id=parent_id, shuffle=shuffle)


def play_playlist(playlist_id: Id, entry: Id | None = None, shuffle: bool = False) -> rx.event.EventSpec:
    """Play a list from its place ``entry`` on, sound and picture in turn.

    A place and not a work, which may stand in a list twice.
    """
    return _send("playlist", id=playlist_id, entry=entry, shuffle=shuffle)


def enqueue(media_id: Id, play_next: bool = False) -> rx.event.EventSpec:
    """Put a track, an album or an artist after the one that plays, or at the end."""
    return _send("enqueue", id=media_id, next=play_next)
