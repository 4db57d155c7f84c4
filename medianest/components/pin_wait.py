"""Waits until a person has agreed at a service that does not say so by itself."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.scripts import PIN_WAIT


class PinWait(rx.Component):
    """Asks the server every two seconds, shows the way to the service meanwhile, and goes on when it may. What it is
    about stands in the page's address."""

    library = PIN_WAIT
    tag = "PinWait"
    doors: rx.Var[str]
    fallback: rx.Var[str]


def pin_wait() -> rx.Component:
    return PinWait.create(doors=routes.API_AUTH, fallback=routes.LOGIN)
