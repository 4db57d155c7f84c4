"""Plex: servers that somebody runs, asked with plexapi. ``docs/providers.md`` says what is taken from them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from medianest.errors import Invalid
from medianest.providers.base import Account, AccountField, Connection


def known_as(identifier: str) -> None:
    """Say by which name Plex knows this installation: once, before a server is asked."""
    os.environ.update(PLEXAPI_HEADER_IDENTIFIER=identifier)


class PlexProvider:
    """Implements ``MediaProvider``."""

    name = "plex"
    title = "Plex"
    fields: Sequence[AccountField] = (
        AccountField("address", "Address", "As it is opened in a browser here, such as http://192.168.1.5:32400."),
        AccountField("token", "Token", "X-Plex-Token of the server's owner. It is kept encrypted.", secret=True),
    )

    def connect(self, account: Account) -> Connection:
        """
        Raises:
            Invalid: the address or the token cannot be one.
        """
        address = _address(str(account.settings.get("address", "")))
        token = account.credentials.get("token", "")
        if not token.isascii() or not token.isprintable() or " " in token:
            raise Invalid("Some of this cannot be used.", {"token": "This cannot be a token of Plex."})
        from medianest.providers.plex.connection import PlexConnection  # plexapi costs 15 MB: only who asks pays

        return PlexConnection(address, token, account.remote_id)


def _address(text: str) -> str:
    fault = Invalid("Some of this cannot be used.", {"address": "Write an address like http://192.168.1.5:32400."})
    try:
        parts = urlsplit(text.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 80) > 0
    except ValueError as problem:
        raise fault from problem
    if not usable or parts.username or parts.password or parts.query or parts.fragment:
        raise fault
    return text.strip().rstrip("/")


provider = PlexProvider()
