"""Where a request really comes from, when a reverse proxy that is trusted stands before us.

The right-most address of X-Forwarded-For that is not itself a trusted proxy counts: everything left of it was written
by the sender. Without ``MEDIANEST_TRUSTED_PROXIES`` these headers are ignored.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from medianest.services.viewer import plain_address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class TrustedProxies:
    """ASGI middleware: corrects ``client`` and ``scheme`` of the scope."""

    def __init__(self, app: ASGIApp, networks: Sequence[str]) -> None:
        self._app = app
        self._networks: tuple[Network, ...] = tuple(ipaddress.ip_network(one, strict=False) for one in networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._networks and scope["type"] in ("http", "websocket") and self._trusts((scope.get("client") or [""])[0]):
            scope = self._corrected(scope)
        await self._app(scope, receive, send)

    def _trusts(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    def _corrected(self, scope: Scope) -> Scope:
        headers: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, []).append(value.decode("latin-1"))
        hops = [hop.strip() for line in headers.get(b"x-forwarded-for", []) for hop in line.split(",") if hop.strip()]
        sender = next((hop for hop in reversed(hops) if not self._trusts(hop)), None)
        corrected = dict(scope)
        if sender and plain_address(sender):
            corrected["client"] = (sender, 0)
        proto = headers.get(b"x-forwarded-proto", [""])[-1].split(",")[-1].strip().lower()
        if proto in ("http", "https"):
            secure = proto == "https"
            corrected["scheme"] = ("wss" if secure else "ws") if scope["type"] == "websocket" else proto
        return corrected
