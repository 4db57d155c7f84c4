"""The error vocabulary.

Raise what happened; each door translates once (``api/errors.py`` to problem details, ``state/failures.py`` to notices,
``cli`` to a sentence and an exit code). ``code`` is stable and part of the public API; the message is for people and
never holds a secret or a path that the person asking may not see.
"""


class MediaNestError(Exception):
    """Base of everything MediaNest raises on purpose."""

    code = "error"
    status = 500

    def __init__(self, message: str, **subject: object) -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject


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


class Forbidden(MediaNestError):
    """The viewer is known and may not do this."""

    code = "forbidden"
    status = 403


class InsufficientScope(Forbidden):
    """An API key asks for more than it was made for."""

    code = "insufficient_scope"


class Invalid(MediaNestError):
    """The input breaks a rule; ``fields`` maps names to sentences."""

    code = "invalid"
    status = 422

    def __init__(self, message: str, fields: dict[str, str] | None = None, **subject: object) -> None:
        super().__init__(message, **subject)
        self.fields = fields or {}


class WrongCode(Invalid):
    """A code of an authenticator app, or a recovery code, that is wrong or was used before."""

    code = "wrong_code"


class ProofNeeded(Invalid):
    """Before this, the person shows once more that it is them: with the password, or by signing in again."""

    code = "proof_needed"


class Conflict(MediaNestError):
    """It is there already, or it changed meanwhile."""

    code = "conflict"
    status = 409


class TooManyRequests(MediaNestError):
    """Asked too often; try again after ``retry_after`` seconds."""

    code = "too_many_requests"
    status = 429

    def __init__(self, message: str, retry_after: float, **subject: object) -> None:
        super().__init__(message, **subject)
        self.retry_after = retry_after


class Overloaded(MediaNestError):
    """A bounded pool is full; the rest of the server goes on. Try again after ``retry_after`` seconds."""

    code = "overloaded"
    status = 503

    def __init__(self, message: str, retry_after: float = 2, **subject: object) -> None:
        super().__init__(message, **subject)
        self.retry_after = retry_after


class SourceUnavailable(MediaNestError):
    """The file or the provider behind an item cannot be reached now."""

    code = "source_unavailable"
    status = 503


class StorageFull(MediaNestError):
    """The disk has no room for what was to be written; nothing half written stays."""

    code = "storage_full"
    status = 507


class MediaRefused(MediaNestError):
    """A media file is broken, hostile, encrypted or beyond a limit; ``reason`` is a stable code."""

    code = "media_refused"
    status = 422

    def __init__(self, message: str, reason: str, **subject: object) -> None:
        super().__init__(message, **subject)
        self.reason = reason
