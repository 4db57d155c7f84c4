"""A message as it is sent: JSON, and signed by the Standard Webhooks convention, so that any receiver can check it.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from standardwebhooks import Webhook as Signer

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed(secret: str, message: Mapping[str, Any], at: datetime) -> tuple[bytes, dict[str, str]]:
    """The body of a message and the headers that go with it; ``at`` is the time of this try, in UTC."""
    body = orjson.dumps(message)
    headers = {
        "content-type": "application/json",
        "user-agent": "MediaNest",
        "webhook-id": str(message["id"]),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(secret).sign(str(message["id"]), at, body.decode()),
    }
    return body, headers
