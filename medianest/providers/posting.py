"""Posting a message to an address that an administrator chose: bounded in time and size, and never to where no
receiver of messages can be.

The address is looked up once, judged, and connected to as judged: a name that answers differently the second time gains
nothing. No redirect is followed and no proxy of the environment is used. Redirects, cookies and sessions are what an
HTTP client of a higher level adds, so this stands on the layer beneath it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

SECONDS = 10.0  # from the connection to the last byte that is read
_CONNECT = 4.0
LONGEST_ANSWER = 4096  # bytes that are read; of those a receiver sends beyond nothing is seen
_SHOWN = 500  # letters
# message
_REASONS = {
    "refused": "This address may not be connected to.",
    "unknown": "The name of the receiver cannot be found.",
    "slow": "The receiver took too long.",
    "untrusted": "The receiver's certificate cannot be trusted.",
    "away": "The receiver cannot be reached.",
    "broken": "The receiver broke off, or answers what is no HTTP.",
}
# end of messages

# Where a cloud tells whoever asks from inside about its keys, beside everything that is link-local.
_METADATA = frozenset(
    ipaddress.ip_address(text) for text in ("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it. ``status`` is None when there was no answer, and ``reason`` then says why; ``wish`` are the
    seconds of its Retry-After."""

    status: int | None = None
    answer: str = ""
    reason: str = ""
    wish: float = 0.0


class _Refused(Exception):
    """This address is not connected to."""


def judged(text: str) -> Address:
    """An IP address that may be posted to: anywhere on the internet or at home, but not where only a machine itself
    listens to itself, many listen at once, or a cloud tells its secrets.

    Raises:
        ValueError: it may not.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    for one in _meant(address):
        if one.is_link_local or one.is_multicast or one.is_unspecified or one in _METADATA:
            raise ValueError("no receiver can be at this address")
        if one.version == 4 and int(one) >> 24 in (0, 255):
            raise ValueError("no receiver can be at this address")
    return address


def _meant(address: Address) -> Iterable[Address]:
    """An address, and those that it carries inside."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (one for one in inside if one is not None)


class Poster:
    """Safe to use from many threads; each post has a connection of its own."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._tls = httpx.create_ssl_context()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted:
        """Never raises for what the other side does, and says nothing of the address: it may be a secret."""
        try:
            return self._post(url, headers, body)
        except _Refused:
            return Posted(reason=_REASONS["refused"])
        except socket.gaierror:
            return Posted(reason=_REASONS["unknown"])
        except httpcore.TimeoutException:
            return Posted(reason=_REASONS["slow"])
        except (httpcore.ConnectError, OSError) as problem:
            if isinstance(problem.__cause__, ssl.SSLError) or isinstance(problem, ssl.SSLError):
                return Posted(reason=_REASONS["untrusted"])
            return Posted(reason=_REASONS["away"])
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError):
            return Posted(reason=_REASONS["broken"])

    def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted:
        sent = [(name.encode(), value.encode()) for name, value in {**headers, "connection": "close"}.items()]
        network = _Network(time.monotonic() + self._seconds)
        limits = {"connect": _CONNECT, "read": self._seconds, "write": self._seconds, "pool": self._seconds}
        with (
            httpcore.ConnectionPool(self._tls, network_backend=network, retries=0, http2=False) as pool,
            pool.stream(
                "POST",
                url,
                headers=sent,
                content=body,
                extensions={"timeout": limits},
            ) as answer,
        ):
            found = bytearray()
            for part in answer.iter_stream():
                found += part
                if len(found) >= LONGEST_ANSWER:
                    break
            return Posted(answer.status, _shown(bytes(found[:LONGEST_ANSWER])), wish=_wish(answer.headers))


class _Network(httpcore.NetworkBackend):
    """Connects to addresses that were judged, and lets everything together last until ``ends``."""

    def __init__(self, ends: float) -> None:
        self._ends = ends
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception | None = None
        for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                judged(str(place[0]))
            except ValueError:
                failed = failed or _Refused()
                continue
            try:
                stream = self._inner.connect_tcp(
                    str(place[0]), port, _left(self._ends, timeout), local_address, socket_options
                )
                return _Timed(stream, self._ends)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as problem:
                failed = problem
        raise failed or httpcore.ConnectError("no address")


class _Timed(httpcore.NetworkStream):
    """A connection that ends at a time, however slowly and steadily bytes come."""

    def __init__(self, inner: httpcore.NetworkStream, ends: float) -> None:
        self._inner, self._ends = inner, ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._ends, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._ends, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, _left(self._ends, timeout)), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(ends: float, timeout: float | None, clock: Callable[[], float] = time.monotonic) -> float:
    left = ends - clock()
    if left <= 0:
        raise httpcore.ReadTimeout("it took too long")
    return left if timeout is None else min(left, timeout)


def _shown(body: bytes) -> str:
    text = body.decode("utf-8", errors="replace")
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:_SHOWN]


def _wish(headers: Iterable[tuple[bytes, bytes]]) -> float:
    """A Retry-After in seconds; dates are not heeded."""
    found = next((value for name, value in headers if name.lower() == b"retry-after"), b"")
    return float(found) if found.isdigit() and len(found) < 8 else 0.0
