"""What a browser may see of second factors and passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FactorsView:
    """What secures one's own sign-in. ``proof`` is what changes to it ask for at this moment: ``nothing`` shortly after
    signing in, else the ``password``, else (without one) to ``sign_in`` again."""

    app: bool  # an authenticator app is asked after the password
    app_since: datetime | None
    app_last_used_at: datetime | None
    recovery_codes_left: int
    pin: bool  # whether the profile has one, for shared browsers
    proof: str  # nothing, password, sign_in


@dataclass(frozen=True, slots=True)
class AppEnrolment:
    """The only time that these are shown. They count once a code of the app confirms them."""

    secret: str  # base32, for typing
    uri: str  # otpauth://
    qr: str  # the same as an SVG picture, in a data: address
    recovery_codes: tuple[str, ...]
    expires_in: int  # seconds


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """The only time that these are shown."""

    recovery_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey of one's own. ``synced`` ones are kept by an account elsewhere, and outlive the device."""

    id: UUID
    name: str
    host: str
    synced: bool
    created_at: datetime
    last_used_at: datetime | None
