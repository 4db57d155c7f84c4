"""One module, one page; composition only."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest import routes
from medianest.components.guard import guarded
from medianest.components.i18n import _
from medianest.components.layout import waiting
from medianest.pages.admin.audit import audit
from medianest.pages.admin.jobs import jobs
from medianest.pages.admin.libraries import libraries as admin_libraries
from medianest.pages.admin.providers import providers
from medianest.pages.admin.scans import scans
from medianest.pages.admin.sign_in import sign_in
from medianest.pages.admin.users import users
from medianest.pages.admin.webhooks import webhooks
from medianest.pages.forgotten import forgotten
from medianest.pages.genre import genre
from medianest.pages.history import history
from medianest.pages.home import home
from medianest.pages.libraries import libraries
from medianest.pages.library import library
from medianest.pages.login import login
from medianest.pages.media import media
from medianest.pages.new_password import new_password
from medianest.pages.not_found import not_found
from medianest.pages.person import person
from medianest.pages.playlist import playlist
from medianest.pages.playlists import playlists
from medianest.pages.register import register as register_page
from medianest.pages.search import search
from medianest.pages.settings import settings
from medianest.pages.setup import setup
from medianest.pages.sign_in_wait import sign_in_wait
from medianest.pages.watch import watch
from medianest.state.admin_audit import AdminAuditState
from medianest.state.admin_jobs import AdminJobsState
from medianest.state.admin_libraries import AdminLibrariesState, NewLibraryState
from medianest.state.admin_providers import AdminProvidersState
from medianest.state.admin_sign_in import AdminSignInState
from medianest.state.admin_users import AdminUsersState
from medianest.state.admin_webhooks import AdminWebhooksState
from medianest.state.api_keys import ApiKeysState
from medianest.state.audit_retention import AuditRetentionState
from medianest.state.auth import AuthState
from medianest.state.identities import IdentitiesState
from medianest.state.invitations import AdminInvitationsState, RegistrationState
from medianest.state.libraries import LibraryState
from medianest.state.media import MediaState, PersonState
from medianest.state.navigation import NavState
from medianest.state.passkeys import PasskeysState
from medianest.state.password_resets import PasswordResetState
from medianest.state.playlists import PlaylistsState, PlaylistState
from medianest.state.second_factors import SecondFactorsState
from medianest.state.settings import SettingsState
from medianest.state.sign_in import SignInState
from medianest.state.storyboards import StoryboardsState


def _titled(text: rx.Var[str]) -> rx.Var[str]:
    """What stands on the browser's tab, in the reader's language."""
    return text + " · MediaNest"


def _links(app: rx.App) -> None:
    """Pages of who has lost a password."""
    app.add_page(forgotten, route=routes.FORGOTTEN, title=_titled(_("A new password")), on_load=PasswordResetState.look)
    app.add_page(
        new_password, route=routes.NEW_PASSWORD, title=_titled(_("A new password")), on_load=PasswordResetState.enter
    )


def register(app: rx.App) -> None:
    """Tell ``app`` every page."""
    # Not behind the gate of `guarded`: it closes for a moment whenever the websocket connects again, and a film must
    # not stop for that. The player shows nothing that its own requests were not given.
    app.add_page(watch, route=routes.WATCH, title="MediaNest", on_load=AuthState.check)
    app.add_page(
        login,
        route=routes.LOGIN,
        title=_titled(_("Sign in")),
        on_load=[AuthState.enter_login, RegistrationState.look, PasswordResetState.look, SignInState.look],
    )
    _links(app)
    app.add_page(sign_in_wait, route=routes.SIGN_IN_WAIT, title=_titled(_("Sign in")))
    for route in (routes.REGISTER, routes.INVITATION):
        on_load = [RegistrationState.enter, SignInState.look]
        app.add_page(register_page, route=route, title=_titled(_("Register")), on_load=on_load)
    app.add_page(
        setup,
        route=routes.SETUP,
        title=_titled(_("Welcome")),
        on_load=[AuthState.enter_setup, NewLibraryState.begin_setup],
    )
    app.add_page(not_found, route="404", title=_titled(_("Not found")))

    def framed(page: Any, route: str, title: str | rx.Var, *loads: Any) -> None:
        app.add_page(
            guarded(page, meanwhile=waiting), route=route, title=title, on_load=[AuthState.check, NavState.load, *loads]
        )

    framed(home, routes.HOME, "MediaNest")
    framed(libraries, routes.LIBRARIES, _titled(_("Libraries")))
    framed(library, routes.LIBRARY, LibraryState.title, LibraryState.load)
    framed(media, routes.MEDIA, MediaState.title, MediaState.load)
    framed(person, routes.PERSON, PersonState.title, PersonState.load)
    framed(genre, routes.GENRE, _titled(_("Genre")))
    framed(search, routes.SEARCH, _titled(_("Search")))
    own = (SettingsState.load, SecondFactorsState.load, PasskeysState.load, IdentitiesState.load, ApiKeysState.load)
    framed(settings, routes.SETTINGS, _titled(_("Settings")), *own)
    framed(playlists, routes.PLAYLISTS, _titled(_("Playlists")), PlaylistsState.load)
    framed(playlist, routes.PLAYLIST, PlaylistState.title, PlaylistState.load)
    framed(history, routes.HISTORY, _titled(_("History")))
    _administration(app)


def _administration(app: rx.App) -> None:
    """Pages of administrators."""

    def managed(page: Any, route: str, title: rx.Var, *loads: Any) -> None:
        app.add_page(
            guarded(page, admin=True, meanwhile=waiting),
            route=route,
            title=title,
            on_load=[AuthState.check_admin, NavState.load, *loads],
        )

    kept = (AdminLibrariesState.load, StoryboardsState.load)
    managed(admin_libraries, routes.ADMIN_LIBRARIES, _titled(_("Libraries")), *kept)
    managed(providers, routes.ADMIN_PROVIDERS, _titled(_("Sources")), AdminProvidersState.load)
    managed(sign_in, routes.ADMIN_SIGN_IN, _titled(_("Sign-in providers")), AdminSignInState.load)
    managed(webhooks, routes.ADMIN_WEBHOOKS, _titled(_("Webhooks")), AdminWebhooksState.load)
    managed(scans, routes.ADMIN_SCANS, _titled(_("Scans")), AdminJobsState.load)
    managed(
        users, routes.ADMIN_USERS, _titled(_("People with access")), AdminUsersState.load, AdminInvitationsState.load
    )
    managed(jobs, routes.ADMIN_JOBS, _titled(_("Jobs")), AdminJobsState.load)
    managed(audit, routes.ADMIN_AUDIT, _titled(_("Audit log")), AdminAuditState.load, AuditRetentionState.load)
