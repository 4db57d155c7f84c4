"""The nouns, as SQLModel tables. One import gives Alembic the whole schema."""

from sqlmodel import SQLModel

from medianest.models.columns import NAMING

# Before any table is made: constraints take their names from here.
SQLModel.metadata.naming_convention = NAMING  # type: ignore[assignment]

from medianest.models.accounts import (  # noqa: E402
    ApiKey,
    Invitation,
    LibraryAccess,
    PasswordReset,
    RefreshToken,
    RememberedProfile,
    User,
    UserIdentity,
    UserProfile,
    UserSession,
    UserSettings,
)
from medianest.models.audit import AuditEntry, ServerSetting  # noqa: E402
from medianest.models.favourites import Favourite  # noqa: E402
from medianest.models.jobs import Job  # noqa: E402
from medianest.models.libraries import Library, ScanIssue  # noqa: E402
from medianest.models.media import Credit, MediaItem, MediaSource, Person  # noqa: E402
from medianest.models.passkeys import Passkey  # noqa: E402
from medianest.models.playback import PlaybackPosition, WatchHistory  # noqa: E402
from medianest.models.playlists import Playlist, PlaylistItem  # noqa: E402
from medianest.models.providers import ProviderAccount, ProviderUsage  # noqa: E402
from medianest.models.second_factors import RecoveryCode, SecondFactor  # noqa: E402
from medianest.models.sign_in_providers import SignInProviderRow  # noqa: E402
from medianest.models.track_choices import TrackChoice  # noqa: E402
from medianest.models.webhooks import Event, Webhook, WebhookDelivery  # noqa: E402

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Credit",
    "Event",
    "Favourite",
    "Invitation",
    "Job",
    "Library",
    "LibraryAccess",
    "MediaItem",
    "MediaSource",
    "Passkey",
    "PasswordReset",
    "Person",
    "PlaybackPosition",
    "Playlist",
    "PlaylistItem",
    "ProviderAccount",
    "ProviderUsage",
    "RecoveryCode",
    "RefreshToken",
    "RememberedProfile",
    "ScanIssue",
    "SecondFactor",
    "ServerSetting",
    "SignInProviderRow",
    "TrackChoice",
    "User",
    "UserIdentity",
    "UserProfile",
    "UserSession",
    "UserSettings",
    "WatchHistory",
    "Webhook",
    "WebhookDelivery",
]
