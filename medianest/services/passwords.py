"""Passwords: argon2id through pwdlib, and the few rules that NIST SP 800-63B keeps."""

from __future__ import annotations

import re
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from medianest.errors import Invalid, Sentence

SHORTEST = 10  # characters
_PIN = re.compile(r"[0-9]{4,8}")
LONGEST = 256  # argon2 takes any length; nobody types more, and hashing megabytes is an attack


def _same_everywhere(password: str) -> str:
    """Keyboards of different systems compose the same letters differently."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, email: str) -> Sentence | None:
    """Why this password is refused, or None."""
    if len(password) < SHORTEST:
        return Sentence("Use at least {least} characters.", {"least": SHORTEST})
    if len(password) > LONGEST:
        return Sentence("Use at most {most} characters.", {"most": LONGEST})
    plain = password.casefold()
    if plain in (email.casefold(), email.casefold().partition("@")[0]):
        return Sentence("Choose something other than your e-mail address.")
    if len(set(plain)) < 4:
        return Sentence("Use more than three different characters.")
    return None


class Passwords:
    """Slow on purpose (tens of milliseconds and 64 MiB): call it in the bridge's lane ``passwords``."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hash = PasswordHash((hasher or Argon2Hasher(),))
        # Compared with when there is no such person, so that a stranger learns nothing from the time it takes.
        self._nobody = self._hash.hash("nobody has this password")

    def hash(self, password: str, email: str) -> str:
        """
        Raises:
            Invalid: the password breaks a rule; the field is ``password``.
        """
        fault = fault_of(password, email)
        if fault:
            raise Invalid("This password cannot be used.", {"password": fault})
        return self._hash.hash(_same_everywhere(password))

    def hash_pin(self, pin: str) -> str:
        """``matches`` compares with it too.

        Raises:
            Invalid: it is not 4 to 8 digits; the field is ``pin``.
        """
        if not _PIN.fullmatch(pin):
            raise Invalid("This PIN cannot be used.", {"pin": "Use 4 to 8 digits."})
        return self._hash.hash(pin)

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether it is right. With nothing stored the answer is no, after the same time."""
        if len(password) > LONGEST:
            password = ""
        right = self._hash.verify(_same_everywhere(password), stored or self._nobody)
        return right and stored is not None
