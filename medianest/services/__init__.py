"""Use cases: may they, and what happens? Each takes a Viewer first and returns frozen views.

``Services`` is what doors hold. Reflex makes ``State`` objects itself, so a state cannot be given its dependencies:
that one border uses ``current()``; everything else is handed what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medianest.bridge import Bridge
    from medianest.services.accounts import Accounts
    from medianest.services.api_keys import ApiKeys
    from medianest.services.artwork import Artwork
    from medianest.services.artwork_jobs import ArtworkJobs
    from medianest.services.audit import Audit
    from medianest.services.audit_retention import AuditRetention
    from medianest.services.browse import Browse
    from medianest.services.demo.library import DemoLibrary
    from medianest.services.favourites import Favourites
    from medianest.services.folders import Folders
    from medianest.services.health import Health
    from medianest.services.history import History
    from medianest.services.home import Home
    from medianest.services.identities import Identities
    from medianest.services.invitations import Invitations
    from medianest.services.jobs import Jobs
    from medianest.services.libraries import Libraries
    from medianest.services.passkey_sign_in import PasskeySignIn
    from medianest.services.passkeys import Passkeys
    from medianest.services.password_resets import PasswordResets
    from medianest.services.playback import Playback
    from medianest.services.playlists import Playlists
    from medianest.services.profile_pins import ProfilePins
    from medianest.services.progress import Progress
    from medianest.services.provider_accounts import ProviderAccounts
    from medianest.services.provider_libraries import ProviderLibraries
    from medianest.services.provider_sign_in import ProviderSignIn
    from medianest.services.rates import Rates
    from medianest.services.remembered_profiles import RememberedProfiles
    from medianest.services.rights import Rights
    from medianest.services.scans.service import Scans
    from medianest.services.search import Search
    from medianest.services.second_factors import SecondFactors
    from medianest.services.sessions import Sessions
    from medianest.services.settings import PersonalSettings
    from medianest.services.setup import Setup
    from medianest.services.sign_in import SignIn
    from medianest.services.sign_in_providers import SignInProviders
    from medianest.services.sources.search import SourceSearch
    from medianest.services.step_up import StepUp
    from medianest.services.storyboard_jobs import StoryboardJobs
    from medianest.services.storyboards import Storyboards
    from medianest.services.tokens import Tokens
    from medianest.services.track_choices import TrackChoices
    from medianest.services.webhooks.deliveries import Deliveries
    from medianest.services.webhooks.service import Webhooks


@dataclass(frozen=True)
class Services:
    """One field for each noun, in the order in which they were built."""

    bridge: Bridge
    health: Health
    audit: Audit
    audit_retention: AuditRetention
    sessions: Sessions
    tokens: Tokens
    rates: Rates
    api_keys: ApiKeys
    sign_in: SignIn
    step_up: StepUp
    accounts: Accounts
    invitations: Invitations
    second_factors: SecondFactors
    passkeys: Passkeys
    passkey_sign_in: PasskeySignIn
    profile_pins: ProfilePins
    remembered_profiles: RememberedProfiles
    rights: Rights
    password_resets: PasswordResets
    settings: PersonalSettings
    setup: Setup
    sign_in_providers: SignInProviders
    provider_sign_in: ProviderSignIn
    identities: Identities
    webhooks: Webhooks
    deliveries: Deliveries
    folders: Folders
    jobs: Jobs
    scans: Scans
    libraries: Libraries
    provider_accounts: ProviderAccounts
    provider_libraries: ProviderLibraries
    source_search: SourceSearch
    artwork: Artwork
    artwork_jobs: ArtworkJobs
    demo: DemoLibrary
    browse: Browse
    home: Home
    search: Search
    favourites: Favourites
    playlists: Playlists
    history: History
    playback: Playback
    progress: Progress
    track_choices: TrackChoices
    storyboards: Storyboards
    storyboard_jobs: StoryboardJobs
    streaming: Any
    """The room above this one (``streaming.room.Streaming``), kept here only so that doors find it."""


_installed: Services | None = None


def install(services: Services | None) -> None:
    """Make ``services`` this process's own; None takes them away."""
    global _installed
    _installed = services


def current() -> Services:
    """The process's services, for ``state`` only."""
    if _installed is None:
        raise RuntimeError("Services are asked for before the process has started")
    return _installed


@contextmanager
def use(services: Services) -> Iterator[Services]:
    """Install for the length of a test."""
    before = _installed
    install(services)
    try:
        yield services
    finally:
        install(before)
