"""Buttons of the services that people sign in with, and words for what can go wrong there."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from medianest import routes
from medianest.components.brands import brand_mark
from medianest.components.i18n import _
from medianest.services.sign_in_views import OfferView
from medianest.state.sign_in import SignInState


class NativeLink(BaseHTML):
    """A link that the browser itself follows: to a door of the server, not to a page of ours."""

    tag = "a"
    href: rx.Var[str]


def start_address(slug: rx.Var[str], name: str, value: rx.Var[str]) -> rx.Var[str]:
    """Where a sign-in with a provider begins, with one value to carry."""
    carried = rx.Var(f"encodeURIComponent({value!s})", _var_data=value._get_all_var_data()).to(str)
    return rx.Var.create(f"{routes.API_AUTH}/") + slug + f"/start?{name}=" + carried


def provider_buttons(name: str, value: rx.Var[str], *before: rx.Component) -> rx.Component:
    """One for each provider, after what comes ``before``; nothing when there is none. ``name`` and ``value`` are what
    to carry along: the page to go on to, or an invitation."""

    def button(one: rx.Var[OfferView]) -> rx.Component:
        return NativeLink.create(
            brand_mark(one.kind),
            _("Go on with {name}", name=one.name),
            href=start_address(one.slug, name, value),
            class_name="btn large provider",
            custom_attrs={"data-provider": one.slug},
        )

    return rx.cond(
        SignInState.offers.length() > 0,
        rx.el.div(
            *before,
            rx.foreach(SignInState.offers, button),
            class_name="stack-4",
        ),
    )


def provider_faults() -> list[tuple[str, rx.Var[str]]]:
    """Sentences for the codes of ``?error=`` that a sign-in with a provider ends with."""
    return [
        ("start_again", _("That sign-in took too long, or was begun in another browser. Please start again.")),
        ("denied", _("You did not agree there, so nothing was done.")),
        ("provider_down", _("That service cannot be reached at the moment. Try again later, or sign in another way.")),
        ("provider_setup", _("That service refuses this server. An administrator has to look at its settings.")),
        ("code_refused", _("That service does not accept this sign-in any more. Please start again.")),
        ("not_trusted", _("What that service answered cannot be trusted, so nothing was done. Tell an administrator.")),
        ("pin_expired", _("Signing in at Plex took too long. Please start again.")),
        (
            "unverified_email",
            _(
                "That service does not vouch for your e-mail address. If you have an account here, sign in to it and "
                "link the other one in your settings."
            ),
        ),
        (
            "sign_in_first",
            _(
                "There is an account here with your e-mail address. Sign in to it first; then link the other one in "
                "your settings."
            ),
        ),
        (
            "not_invited",
            _(
                "Nobody here is known by that account. If you have an account here, sign in and link it in your "
                "settings; else ask an administrator for an invitation."
            ),
        ),
        ("no_member", _("That account is none of those that may sign in here. Ask an administrator.")),
        ("no_email", _("That account has no e-mail address that can be used here.")),
        ("linked_elsewhere", _("That account is linked to somebody else here.")),
        ("link_proof", _("Confirm that it is you, and link then.")),
        ("link_session", _("You were signed out meanwhile, or this was not begun here. Try to link it again.")),
        ("no_provider", _("This server does not offer that way of signing in.")),
        (
            "no_public_url",
            _("An administrator has to set MEDIANEST_PUBLIC_URL before services can send people back here."),
        ),
    ]
