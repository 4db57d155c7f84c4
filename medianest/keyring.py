"""Keys derived from the one secret: one for each purpose, so that a leak of one tells nothing about another.

HKDF-SHA-256 (RFC 5869). A key's id is derived with it and stands beside everything that the key has signed or sealed,
so that a changed secret is told apart from a forgery.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from medianest.errors import ConfigurationError, MediaNestError

SHORTEST_SECRET = 32  # characters; `openssl rand -hex 32` gives 64
# What is sealed is: version, id of the key, nonce, ciphertext with its tag.
_SEALED = b"\x01"
_KEY_ID, _NONCE = 6, 12  # bytes


class SealBroken(MediaNestError):
    """What was sealed cannot be opened: it was changed, moved to another place, or sealed under another secret."""

    code = "seal_broken"


class Keyring:
    """Derives keys. Holds the secret and never shows it, not even in a traceback's repr."""

    def __init__(self, secret: str) -> None:
        """
        Raises:
            ConfigurationError: the secret is too short to keep anything safe.
        """
        if len(secret) < SHORTEST_SECRET:
            raise ConfigurationError(
                f"MEDIANEST_SECRET_KEY must have at least {SHORTEST_SECRET} characters; "
                "`openssl rand -hex 32` makes a good one."
            )
        self._secret = secret.encode()
        self._derive = lru_cache(maxsize=64)(self._derived)

    def __repr__(self) -> str:
        return "Keyring(...)"

    def _derived(self, purpose: str) -> bytes:
        return HKDF(SHA256(), length=32, salt=None, info=f"medianest {purpose}".encode()).derive(self._secret)

    def key(self, purpose: str) -> bytes:
        """The 32 bytes for ``purpose``."""
        return self._derive(purpose)

    def key_id(self, purpose: str) -> str:
        """A short public name of the key for ``purpose``: the same secret gives the same name."""
        return hashlib.sha256(self._derive(purpose)).hexdigest()[:12]

    def fingerprint(self) -> str:
        """Tells two secrets apart without showing either; kept in the database."""
        return hashlib.sha256(self._derive("fingerprint")).hexdigest()

    def mac(self, purpose: str, *parts: bytes) -> bytes:
        """HMAC-SHA-256 over ``parts``, each preceded by its length, so that moving a boundary changes the result."""
        signer = hmac.new(self._derive(purpose), digestmod=hashlib.sha256)
        for part in parts:
            signer.update(len(part).to_bytes(8, "big"))
            signer.update(part)
        return signer.digest()

    def seal(self, purpose: str, plain: bytes, bound_to: bytes) -> bytes:
        """``plain`` encrypted and authenticated (AES-256-GCM) for keeping at rest.

        Args:
            bound_to: where it is kept, such as the id of its row: copied to another row, it does not open.
        """
        nonce = secrets.token_bytes(_NONCE)
        head = _SEALED + bytes.fromhex(self.key_id(f"sealed {purpose}"))
        return head + nonce + AESGCM(self.key(f"sealed {purpose}")).encrypt(nonce, plain, head + bound_to)

    def unseal(self, purpose: str, sealed: bytes, bound_to: bytes) -> bytes:
        """
        Raises:
            SealBroken: it was changed or moved, or sealed under another secret.
        """
        start = len(_SEALED) + _KEY_ID
        head, nonce, rest = sealed[:start], sealed[start : start + _NONCE], sealed[start + _NONCE :]
        if head != _SEALED + bytes.fromhex(self.key_id(f"sealed {purpose}")):
            raise SealBroken("This was encrypted under another secret than MEDIANEST_SECRET_KEY.")
        try:
            return AESGCM(self.key(f"sealed {purpose}")).decrypt(nonce, rest, head + bound_to)
        except (InvalidTag, ValueError) as problem:
            raise SealBroken("What is kept encrypted here was changed or moved.") from problem
