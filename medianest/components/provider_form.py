"""A form for a new sign-in provider, or one that is there. It asks the API itself: no secret meets the websocket."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest import routes
from medianest.components.forms import RestForm, field, select
from medianest.components.i18n import _
from medianest.components.native_form import hidden
from medianest.state.admin_sign_in import AdminSignInState

_PREFIX = "provider-"


def _text(name: str, label: rx.Var[str], hint: rx.Var[str] | None = None, **props: Any) -> rx.Component:
    """A field that begins with what is there."""
    kept = getattr(AdminSignInState.chosen, name).to(str)
    value = rx.cond(AdminSignInState.chosen, kept, "")
    key = rx.cond(AdminSignInState.chosen, AdminSignInState.chosen.slug, AdminSignInState.kind)
    return field(
        name,
        label,
        hint=hint,
        prefix=_PREFIX,
        default_value=value,
        key=key,
        auto_complete="off",
        spell_check=False,
        **props,
    )


def _secret() -> rx.Component:
    kept = AdminSignInState.chosen.has_secret
    return field(
        "client_secret",
        _("Client secret"),
        hint=rx.cond(kept, _("Leave it empty to keep the one that is there."), _("It is kept encrypted.")),
        prefix=_PREFIX,
        type="password",
        auto_complete="off",
    )


def _issuer() -> rx.Component | rx.Var:
    kind = AdminSignInState.kind
    return rx.match(
        kind,
        (
            "oidc",
            _text(
                "issuer",
                _("Issuer"),
                _(
                    "The address of your identity server, as it calls itself, such as https://auth.example.org/realms/home"
                ),
                type="url",
                required=True,
            ),
        ),
        ("github", _text("issuer", _("Address"), _("Empty for github.com; else that of your own server."), type="url")),
        rx.fragment(),
    )


def _trust() -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name="trusts_email",
            default_checked=rx.cond(AdminSignInState.chosen, AdminSignInState.chosen.trusts_email, False),
            key=rx.cond(AdminSignInState.chosen, AdminSignInState.chosen.slug, "new"),
        ),
        rx.el.span(_("Its e-mail addresses are verified, even if it does not say so.")),
        class_name="check",
    )


def _own() -> rx.Component | rx.Var:
    """What only one kind has."""
    openid = rx.fragment(_text("scopes", _("Scopes"), _("Empty: openid profile email.")), _trust())
    return rx.match(
        AdminSignInState.kind,
        ("oidc", openid),
        ("plex", rx.fragment(_plex_tokens(), _plex_members(), _trust())),
        ("google", _text("members_of", _("Only people of these domains"), _("Such as example.org. Empty: everybody."))),
        rx.fragment(),
    )


def _plex_members() -> rx.Component:
    return _text(
        "members_of",
        _("Only people with access to these servers"),
        _("The machine identifier of each, which its address /identity shows. Empty: everybody at Plex."),
    )


def _plex_tokens() -> rx.Component:
    return select(
        "plex_tokens",
        _("Tokens"),
        rx.el.option(_("Of seven days, signed by Plex"), value="jwt"),
        rx.el.option(_("Classic ones"), value="classic"),
        prefix=_PREFIX,
        default_value=rx.cond(AdminSignInState.chosen, AdminSignInState.chosen.plex_tokens, "jwt"),
        key=rx.cond(AdminSignInState.chosen, AdminSignInState.chosen.slug, "new"),
    )


def provider_form(on_done: Any) -> rx.Component:
    state = AdminSignInState
    action = rx.Var.create(routes.API_ADMIN_SIGN_IN)
    known = action + "/" + state.chosen.id.to(str)
    return RestForm.create(
        hidden("kind", state.kind),
        _text("name", _("Name"), _("Stands on the button. Empty: the usual one.")),
        _issuer(),
        rx.cond(
            state.kind != "plex",
            rx.fragment(_text("client_id", _("Client id"), required=True), _secret()),
        ),
        _own(),
        rx.cond(
            state.kind != "plex",
            rx.el.p(
                _("Then register the redirect address, which is shown with the provider, and test it."),
                class_name="soft small",
            ),
        ),
        rx.el.button(_("Save"), type="submit", class_name="btn primary"),
        action=rx.cond(state.chosen, known, action),
        method=rx.cond(state.chosen, "PUT", "POST"),
        done=_("Saved."),
        on_done=on_done,
        class_name="fields",
    )
