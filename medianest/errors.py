"""The error vocabulary.

Raise what happened; each door translates once (``api/errors.py`` to problem details, ``state/failures.py`` to notices,
``cli`` to a sentence and an exit code). ``code`` is stable and part of the public API; the message is for people and
never holds a secret or a path that the person asking may not see.

What is said is English and a key of the message catalogue: ``Conflict("There is another library called {name}.",
name=name)``. A browser shows it in its reader's language; ``message`` and ``fields`` are the English with everything
filled in, for programs, the shell and the log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text of the message catalogue, and what its ``{names}`` are filled in with."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return re.sub(r"\{(\w+)\}", lambda name: str(self.values.get(name[1], name[0])), self.text)


def sentence_of(text: str | Sentence, values: Mapping[str, object]) -> Sentence:
    """``text`` with those of ``values`` that it names."""
    if isinstance(text, Sentence):
        return text
    named = set(re.findall(r"\{(\w+)\}", text))
    plain = {name: value if isinstance(value, int | float) else str(value) for name, value in values.items()}
    return Sentence(text, {name: value for name, value in plain.items() if name in named})


# What a person is told of a fault of ours; the log has everything else under the same number.
UNEXPECTED = "Something went wrong here. The log has it under {reference}."


class MediaNestError(Exception):
    """Base of everything MediaNest raises on purpose."""

    code = "error"
    status = 500

    def __init__(self, said: str | Sentence, /, **subject: object) -> None:
        self.sentence = sentence_of(said, subject)
        self.message = str(self.sentence)
        self.subject = subject
        super().__init__(self.message)


class ConfigurationError(MediaNestError):
    """The server cannot start like this; the message says what to mend."""

    code = "configuration"


class NotFound(MediaNestError):
    """There is no such thing, or the viewer may not know that there is."""

    code = "not_found"
    status = 404


class NotSignedIn(MediaNestError):
    """Nobody is asking: no session, an ended one, or a token that has run out."""

    code = "not_signed_in"
    status = 401


class WrongCredentials(MediaNestError):
    """Unknown e-mail or wrong password; never says which."""

    code = "wrong_credentials"
    status = 401


class MfaRequired(MediaNestError):
    """The first proof was right, and this person's second factor is asked now: ``mfa_token`` goes with its code."""

    code = "mfa_required"
    status = 401

    def __init__(self, message: str, mfa_token: str, expires_in: int, **subject: object) -> None:
        super().__init__(message, **subject)
        self.mfa_token = mfa_token
        self.expires_in = expires_in


class MfaExpired(NotSignedIn):
    """The try that the second factor was asked for is over, used or unknown: begin again with the password."""

    code = "mfa_expired"


class SignInRefused(MediaNestError):
    """Signing in through somebody else's service did not work; pages have words for each ``reason``."""

    code = "sign_in_refused"
    status = 400

    def __init__(self, said: str | Sentence, /, reason: str, **subject: object) -> None:
        super().__init__(said, **subject)
        self.reason = reason


class Forbidden(MediaNestError):
    """The viewer is known and may not do this."""

    code = "forbidden"
    status = 403


class InsufficientScope(Forbidden):
    """An API key asks for more than it was made for."""

    code = "insufficient_scope"


class Invalid(MediaNestError):
    """The input breaks a rule; ``fields`` and ``faults`` map names to what is wrong with them."""

    code = "invalid"
    status = 422

    def __init__(
        self, said: str | Sentence, /, fields: Mapping[str, str | Sentence] | None = None, **subject: object
    ) -> None:
        super().__init__(said, **subject)
        self.faults = {name: sentence_of(fault, subject) for name, fault in (fields or {}).items()}
        self.fields = {name: str(fault) for name, fault in self.faults.items()}


class WrongCode(Invalid):
    """A code of an authenticator app, or a recovery code, that is wrong or was used before."""

    code = "wrong_code"


class WrongPin(Invalid):
    """A PIN that is wrong, or for a profile that this browser does not remember."""

    code = "wrong_pin"


class ProofNeeded(Invalid):
    """Before this, the person shows once more that it is them: with the password, or by signing in again."""

    code = "proof_needed"


class PasskeysUnavailable(MediaNestError):
    """Browsers have no passkeys for the address that this server was opened by; the message says where they work."""

    code = "passkeys_unavailable"
    status = 409


class Conflict(MediaNestError):
    """It is there already, or it changed meanwhile."""

    code = "conflict"
    status = 409


class TooManyRequests(MediaNestError):
    """Asked too often; try again after ``retry_after`` seconds."""

    code = "too_many_requests"
    status = 429

    def __init__(self, said: str, /, retry_after: float, **subject: object) -> None:
        super().__init__(said, **subject)
        self.retry_after = retry_after


class Overloaded(MediaNestError):
    """A bounded pool is full; the rest of the server goes on. Try again after ``retry_after`` seconds."""

    code = "overloaded"
    status = 503

    def __init__(self, said: str, /, retry_after: float = 2, **subject: object) -> None:
        super().__init__(said, **subject)
        self.retry_after = retry_after


class CannotConvert(Overloaded):
    """No film can be converted now. ``reason`` is ``transcodes`` (as many as the machine bears) or ``disk_full``;
    ``quality`` is a lower one for which there is still room, if there is one.
    """

    def __init__(
        self, said: str, /, reason: str, retry_after: float, quality: str | None = None, **subject: object
    ) -> None:
        super().__init__(said, retry_after, **subject)
        self.reason = reason
        self.quality = quality


class SourceUnavailable(MediaNestError):
    """The file or the provider behind an item cannot be reached now."""

    code = "source_unavailable"
    status = 503


class SignInAgain(SourceUnavailable):
    """A provider does not accept an account's credentials any more: somebody has to connect it again."""

    code = "sign_in_again"


class ProviderBusy(SourceUnavailable):
    """A provider, or our own budget for it, says to wait ``retry_after`` seconds; what was asked may be right."""

    code = "provider_busy"

    def __init__(self, said: str | Sentence, /, retry_after: float, **subject: object) -> None:
        super().__init__(said, **subject)
        self.retry_after = retry_after


class ProviderBroken(SourceUnavailable):
    """A provider cannot be reached, or answers what it should not."""

    code = "provider_broken"


class StorageFull(MediaNestError):
    """The disk has no room for what was to be written; nothing half written stays."""

    code = "storage_full"
    status = 507


class MediaRefused(MediaNestError):
    """A media file is broken, hostile, encrypted or beyond a limit; ``reason`` is a stable code."""

    code = "media_refused"
    status = 422

    def __init__(self, said: str, /, reason: str, **subject: object) -> None:
        super().__init__(said, **subject)
        self.reason = reason
