"""State belongs to a session, not to a tab's token.

The token in the websocket's address is chosen by the browser, so with a token alone a stranger would be told another
person's whole state. Before any event of any state, Reflex's own included, this compares the session behind the
websocket's cookie with the one that the state was filled under, and empties everything when they differ.
"""

from __future__ import annotations

from collections.abc import Iterator

import reflex as rx
from reflex.istate.delta import _resolve_delta
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, State, StateUpdate
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from medianest import routes
from medianest.state.auth import Guarded

_NOBODY = "nobody"
# These tell the browser everything anew, so that it need not be told that everything was emptied.
_HYDRATION = frozenset(format_event_handler(State.event_handlers[name]) for name in ("hydrate", "hydrate_and_load"))


class SessionBinding(Middleware):
    """Runs before every event, while the tab's lock is held; the first of the application's middlewares."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002
        """None lets the event go on; an update is sent instead of it."""
        guarded = await state.get_state(Guarded)
        viewer = await guarded._viewer_or_nobody(anew=True)
        session = str(viewer.session_id or _NOBODY)
        before = guarded._bound
        if before == session:
            return None
        await empty(state)
        guarded._bound = session
        if event.name in _HYDRATION or before is None or session != _NOBODY:
            return None
        # The session has ended under an open page: clear what it shows, and do nothing that it asks.
        root = state._get_root_state()
        delta = await _resolve_delta(root.get_delta())
        root._clean()
        away = rx.redirect(routes.login(guarded.router.url.path))
        return StateUpdate(delta=delta, events=Event.from_event_type([away]))


async def empty(state: BaseState) -> None:
    """Give every variable of every state of this tab its first value, loaded or not."""
    for kind in _below(State):
        loaded = await state.get_state(kind)
        for name, field in kind.__fields__.items():
            if field._owner is kind:
                setattr(loaded, name, field.default_value())


def _below(kind: type[BaseState]) -> Iterator[type[BaseState]]:
    """Every state but the root, which holds only the address of the page and whether it is hydrated."""
    for child in kind.get_substates():
        yield child
        yield from _below(child)
