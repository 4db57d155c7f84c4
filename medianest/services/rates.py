"""How often one session, key or address may ask the API."""

from __future__ import annotations

from dataclasses import dataclass

from medianest.repositories.token_bucket import TokenBucket
from medianest.services.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after one request. Times are in seconds; ``retry_after`` is 0 when the request is allowed."""

    limit: int
    remaining: int
    retry_after: float
    full_after: float


class Rates:
    def __init__(self, bucket: TokenBucket) -> None:
        self._bucket = bucket

    def take(self, viewer: Viewer) -> Allowance:
        """Count one request. Whoever has not signed in shares the allowance of their address."""
        bucket = self._bucket
        allowed, left = bucket.take(str(viewer.credential_id or viewer.address))
        retry_after = 0 if allowed else (1 - left) / bucket.refill
        return Allowance(bucket.capacity, int(left), retry_after, (bucket.capacity - left) / bucket.refill)
