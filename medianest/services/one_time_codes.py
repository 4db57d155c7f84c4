"""Codes that count once: the six figures of an authenticator app (TOTP, RFC 6238) and recovery codes for paper."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

import pyotp
import segno
from pyotp.totp import TOTP

PERIOD = 30  # seconds
CODES = 10
_ISSUER = "MediaNest"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # 12 of 31: 59 bits
_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What is given as the second factor: one of the two."""

    code: str = ""
    recovery_code: str = ""


def answer_of(code: str, recovery_code: str = "") -> Answer:
    """What was typed, in either field; what is more than figures is a recovery code."""
    code, recovery_code = code.strip(), recovery_code.strip()
    if code and not recovery_code and any(letter.isalpha() for letter in code):
        return Answer(recovery_code=code)
    return Answer(code, recovery_code)


def step_of(secret: str, code: str, at: float) -> int | None:
    """The half minute that ``code`` is of: this one, or its neighbour for a clock that is not quite right."""
    plain = "".join(code.split())
    if len(plain) != 6 or not (plain.isascii() and plain.isdigit()):
        return None
    otp, current = TOTP(secret, interval=PERIOD), int(at) // PERIOD
    steps = (current, current - 1, current + 1)
    return next((step for step in steps if hmac.compare_digest(otp.generate_otp(step), plain)), None)


def new_secret() -> str:
    """160 random bits in base32."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """The ``otpauth://`` address that apps read."""
    return TOTP(secret, name=email, issuer=_ISSUER, interval=PERIOD).provisioning_uri()


def new_recovery_codes() -> tuple[str, ...]:
    """Written in groups of four, for paper."""
    plain = ("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(CODES))
    return tuple(f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in plain)


def picture(uri: str) -> str:
    """The QR code as an SVG in a ``data:`` address: black on white, whatever the page looks like."""
    return segno.make(uri, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def plain_recovery_code(typed: str) -> str:
    """As it was made, however it was typed; never longer than twice a code."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())[: 2 * _LENGTH]
