"""Calls to one provider: bounded in time, size and number, and not made at all while it is known to be down."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import structlog
from authlib.integrations.base_client.errors import OAuthError
from joserfc.errors import JoseError
from purgatory import SyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from medianest.errors import Overloaded, SignInRefused

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a successor of httpx, which has only this name so far
    from authlib.integrations.httpx_client import OAuth2Client

log = structlog.get_logger(__name__)

AT_ONCE = 4  # calls to one provider from one process
LONGEST_ANSWER = 1024 * 1024  # bytes
LONGEST_CALL = 12.0  # seconds from the request to the last byte of the answer
_TIMEOUT = httpx.Timeout(8.0, connect=4.0)
_FAILURES, _REST = 4, 20.0  # so many in a row, and it is left alone for so many seconds
# Ours are no failures of theirs.
_NOT_DOWN = (SignInRefused, OAuthError, JoseError, Overloaded)


def down(problem: Exception | None = None) -> SignInRefused:
    kind = type(problem).__name__ if problem else ""
    return SignInRefused("The provider cannot be reached at the moment. Try again later.", "provider_down", kind=kind)


def refused(error: str) -> SignInRefused:
    """What the error code of a token endpoint means: RFC 6749 5.2, and GitHub's own."""
    if error in ("invalid_grant", "bad_verification_code"):
        return SignInRefused("The provider does not accept this sign-in any more. Please start again.", "code_refused")
    if error in ("server_error", "temporarily_unavailable", "slow_down"):
        return down()
    return SignInRefused(
        "The provider refuses this server. An administrator has to look at its settings.", "provider_setup", error=error
    )


def revoked() -> SignInRefused:
    return SignInRefused("The provider has taken this back.", "revoked")


def parsed(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        httpx.HTTPStatusError: it is an error.
        ValueError: it is no JSON object.
    """
    found = _json(answer)
    if not isinstance(found, dict):
        raise ValueError("the answer is no JSON object")
    return found


def listed(answer: httpx.Response) -> list[dict[str, Any]]:
    """The JSON objects of an answer that is a list.

    Raises:
        httpx.HTTPStatusError: it is an error.
        ValueError: it is no list.
    """
    found = _json(answer)
    if not isinstance(found, list):
        raise ValueError("the answer is no list")
    return [one for one in found if isinstance(one, dict)]


def _json(answer: httpx.Response) -> Any:
    if not answer.is_success:  # a redirect too
        raise httpx.HTTPStatusError(f"answered {answer.status_code}", request=answer.request, response=answer)
    return answer.json()


def text_of(found: Mapping[str, Any], name: str, longest: int = 400) -> str:
    """A text of somebody else's, without what cannot be shown, and no longer than ``longest``; empty without one."""
    value = found.get(name)
    return (
        "".join(letter for letter in value if letter.isprintable()).strip()[:longest] if isinstance(value, str) else ""
    )


class Outbound:
    """The way to one provider."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._tls = httpx.create_ssl_context()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._breaker = SyncCircuitBreakerFactory(
            default_threshold=_FAILURES, default_ttl=_REST, exclude=list(_NOT_DOWN)
        )

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Around calls; whatever goes wrong on the way is ``provider_down``, and four in a row rest it for a while.

        Raises:
            SignInRefused, Overloaded: so many wait for this provider that one more would wait too long.
        """
        if not self._places.acquire(blocking=False):
            raise Overloaded("Too many people sign in through this provider at once. Try again in a moment.")
        try:
            with self._breaker.get_breaker(self.name):
                yield
        except JoseError as problem:
            log.warning("sign_in_not_trusted", provider=self.name, problem=type(problem).__name__)
            raise SignInRefused("What the provider answered cannot be trusted.", "not_trusted") from problem
        except OAuthError as problem:
            log.warning("sign_in_refused", provider=self.name, error=str(problem.error)[:80])
            raise refused(str(problem.error)) from problem
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
            # ValueError: an answer that is no JSON, or not the JSON that was agreed on.
            log.warning("sign_in_provider_down", provider=self.name, problem=type(problem).__name__)
            raise down(problem) from problem
        except OpenedState as problem:
            raise down(problem) from problem
        finally:
            self._places.release()

    def http(self, **headers: str) -> httpx.Client:
        return httpx.Client(
            **self._limits(), headers={"user-agent": "MediaNest", "accept": "application/json", **headers}
        )

    def oauth(self, **arguments: Any) -> Any:
        """authlib's client with the same limits. PKCE is asked of every provider."""
        return OAuth2Client(**arguments, code_challenge_method="S256", **self._limits())

    def _limits(self) -> dict[str, Any]:
        # No redirect is followed: an answer that sends tokens elsewhere is not the one that was configured.
        return {"timeout": _TIMEOUT, "follow_redirects": False, "transport": _Bounded(verify=self._tls)}


class _Bounded(httpx.HTTPTransport):
    """Refuses to read an answer that has no end, in bytes or in time."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        ends = time.monotonic() + LONGEST_CALL
        answer = super().handle_request(request)
        assert isinstance(answer.stream, httpx.SyncByteStream)  # noqa: S101
        answer.stream = _Counted(answer.stream, request, ends)
        return answer


class _Counted(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, request: httpx.Request, ends: float) -> None:
        self._inner, self._request, self._ends = inner, request, ends

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for part in self._inner:
            read += len(part)
            if read > LONGEST_ANSWER:
                raise httpx.ReadError("the answer is too long", request=self._request)
            if time.monotonic() > self._ends:
                raise httpx.ReadTimeout("the answer takes too long", request=self._request)
            yield part

    def close(self) -> None:
        self._inner.close()
