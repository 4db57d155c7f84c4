"""One's own accounts at other services: sign in with them, link and unlink them."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.brands import brand_mark
from medianest.components.empty import note
from medianest.components.formats import ago
from medianest.components.forms import RestForm
from medianest.components.i18n import _
from medianest.components.native_form import query
from medianest.components.provider_buttons import NativeLink, provider_faults, start_address
from medianest.components.second_factor_panel import password_field, sign_in_again
from medianest.services.sign_in_views import IdentityView, OfferView
from medianest.state.identities import IdentitiesState
from medianest.state.second_factors import SecondFactorsState


def _said() -> rx.Component:
    """What came of the last try, by the page's address."""
    sentence = rx.match(query("error"), *provider_faults(), _("That did not work. Try again."))
    return rx.cond(
        query("error") != "",
        rx.el.div(note("bad", "circle-alert", rx.el.p(sentence)), role="alert"),
        rx.cond(
            query("linked") != "",
            rx.el.div(
                note("good", "circle-check", rx.el.p(_("The account is linked. You can sign in with it now."))),
                role="status",
            ),
        ),
    )


def _identity(one: rx.Var[IdentityView]) -> rx.Component:
    name = one.id.to(str)
    used = rx.cond(one.last_used_at, _("used {when}", when=ago(one.last_used_at)), _("never used"))
    closed = rx.cond(one.provider == "", rx.el.span(" · ", _("not offered any more")))
    first = rx.el.button(
        _("Put first"),
        type="button",
        class_name="btn compact quiet",
        aria_label=_("Put {name} first", name=one.name),
        on_click=IdentitiesState.make_primary(name),
    )
    return rx.el.li(
        rx.el.span(brand_mark(one.kind, 22), class_name="thumb"),
        rx.el.div(
            rx.el.strong(one.name),
            rx.el.small(one.account, " · ", used, closed),
            class_name="body",
        ),
        rx.el.div(
            rx.cond(one.is_primary, rx.el.span(_("First"), class_name="badge good"), first),
            rx.el.button(
                _("Unlink"),
                type="button",
                class_name="btn compact",
                aria_label=_("Unlink {name}", name=one.name),
                on_click=IdentitiesState.unlink(name),
            ),
            class_name="end",
        ),
        class_name="row",
    )


def _offer(one: rx.Var[OfferView]) -> rx.Component:
    return NativeLink.create(
        brand_mark(one.kind),
        _("Link {name}", name=one.name),
        href=start_address(one.slug, "link", IdentitiesState.link_key),
        class_name="btn",
    )


def _linking() -> rx.Component | rx.Var:
    """A linked account is a way in: as for an authenticator app, the password is asked first."""
    return rx.match(
        SecondFactorsState.factors.proof,
        ("sign_in", sign_in_again()),
        (
            "password",
            RestForm.create(
                rx.el.p(_("To link an account, confirm that it is you."), class_name="soft"),
                password_field("link-"),
                rx.el.button(_("Confirm"), type="submit", class_name="btn"),
                action=routes.API_PROOF,
                on_done=SecondFactorsState.load,
                class_name="fields",
            ),
        ),
        rx.el.div(rx.foreach(IdentitiesState.offers, _offer), class_name="cluster form-foot"),
    )


def identity_panel() -> rx.Component:
    """Nothing, where there is nothing to link and nothing linked."""
    state = IdentitiesState
    return rx.cond(
        (state.offers.length() + state.identities.length()) > 0,
        rx.el.section(
            rx.el.h2(_("Linked accounts")),
            rx.el.p(_("Sign in with any of these. The last way in cannot be taken away.")),
            _said(),
            rx.el.ul(rx.foreach(state.identities, _identity), class_name="rows"),
            rx.cond(state.offers, _linking()),
            id="linked-accounts",
            class_name="panel",
        ),
        _said(),
    )
