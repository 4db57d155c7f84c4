"""How people come in, what they may, and how they come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from medianest.config import Settings
from medianest.keyring import Keyring
from medianest.mails import SmtpMailer, translate
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions
from medianest.services import remembered_profiles
from medianest.services.audit import Audit
from medianest.services.audit_retention import AuditRetention
from medianest.services.invitations import Invitations
from medianest.services.password_resets import PasswordResets
from medianest.services.passwords import Passwords
from medianest.services.profile_pins import ProfilePins
from medianest.services.remembered_profiles import RememberedProfiles
from medianest.services.rights import Rights
from medianest.services.sessions import Sessions
from medianest.services.sign_in import SignIn
from medianest.services.step_up import StepUp
from medianest.services.webhooks.deliveries import Deliveries, Poster
from medianest.services.webhooks.service import Webhooks


def poster() -> Poster:
    """Its libraries cost memory that a process without webhooks need not spend."""
    from medianest.providers.posting import Poster as ByHttp

    return ByHttp()


def household(
    settings: Settings,
    transactions: Transactions,
    keys: Keyring,
    throttle: Callable[[str, Sequence[str]], Throttle],
    passwords: Passwords,
    sessions: Sessions,
    sign_in: SignIn,
    step_up: StepUp,
    audit: Audit,
) -> dict[str, Any]:
    """Everything that an administrator does for the people of a server."""
    return {
        "invitations": Invitations(
            transactions, passwords, sign_in, throttle("registrations", ("5/minute", "20/hour")), audit
        ),
        "profile_pins": ProfilePins(transactions, passwords, step_up, audit),
        "remembered_profiles": RememberedProfiles(
            transactions,
            passwords,
            sign_in,
            throttle("pin", remembered_profiles.PERSON),
            throttle("pin here", remembered_profiles.ADDRESS),
            audit,
        ),
        "rights": Rights(transactions, sessions, audit),
        "password_resets": PasswordResets(
            transactions,
            passwords,
            sessions,
            throttle("resets", ("10/minute", "40/hour")),
            throttle("reset mails", ("3/hour", "6/day")),
            SmtpMailer(settings) if settings.smtp_host else None,
            translate,
            audit,
        ),
        "audit_retention": AuditRetention(transactions, audit),
        "webhooks": Webhooks(transactions, keys, audit),
        "deliveries": Deliveries(transactions, keys, audit, poster),
    }
