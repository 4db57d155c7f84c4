"""Signed notes of how far the audit log has come, kept outside the database: who cuts the log's end cannot cut these.

A file of JSON lines to which one is added while the log grows. Each line is signed with Ed25519 under a key that is
derived from the secret, and names the digest of the line before it. Its public half (``public_key``) is enough to check
them elsewhere.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from medianest.errors import StorageFull
from medianest.keyring import Keyring

_PURPOSE = "audit checkpoint"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The row ``row_id`` was the last one, and its mac was ``mac``."""

    row_id: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """What the file holds. ``broken_lines``: numbers, from 1, of lines not ours or after a lost one."""

    checkpoints: tuple[Checkpoint, ...]
    broken_lines: tuple[int, ...]


def _signed(line: dict[str, object]) -> bytes:
    return b"medianest audit checkpoint\n" + orjson.dumps(line, option=orjson.OPT_SORT_KEYS)


class Checkpoints:
    """One file; several processes may add to it."""

    def __init__(self, path: Path, keys: Keyring) -> None:
        self._path = path
        self._key = Ed25519PrivateKey.from_private_bytes(keys.key(_PURPOSE))
        self._key_id = keys.key_id(_PURPOSE)

    def public_key(self) -> str:
        """In hexadecimal, for whoever checks the file without the secret."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def read(self) -> Read:
        """Every checkpoint that is ours. A last line without an end was cut by a crash and counts for nothing."""
        try:
            whole, _, _ = self._path.read_bytes().rpartition(b"\n")
        except FileNotFoundError:
            return Read((), ())
        good: list[Checkpoint] = []
        broken: list[int] = []
        before = b""
        for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
            checkpoint = self._checked(line, before)
            if checkpoint is None:
                broken.append(number)
            else:
                good.append(checkpoint)
            before = line
        return Read(tuple(good), tuple(broken))

    def _checked(self, line: bytes, before: bytes) -> Checkpoint | None:
        try:
            fields = orjson.loads(line)
            signature = bytes.fromhex(fields.pop("signature"))
            self._key.public_key().verify(signature, _signed(fields))
            if fields["previous"] != _digest(before):
                return None
            return Checkpoint(int(fields["row"]), bytes.fromhex(fields["mac"]))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
            return None

    def add(self, row_id: int, mac: bytes, at: datetime) -> bool:
        """Write down that the log has come to ``row_id``; False when the last line says so already.

        Raises:
            StorageFull: the disk has no room; what was there stays.
        """
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            end, last = _last_line(handle)
            known = self._row_of(last)
            if known == (row_id, mac.hex()):
                return False
            line: dict[str, object] = {
                "at": at.isoformat(),
                "row": row_id,
                "mac": mac.hex(),
                "key": self._key_id,
                "previous": _digest(last),
            }
            line["signature"] = self._key.sign(_signed(line)).hex()
            os.ftruncate(handle, end)  # what a crash has left of a line
            os.pwrite(handle, orjson.dumps(line) + b"\n", end)
            os.fsync(handle)
        except OSError as problem:
            raise StorageFull("The audit log's checkpoint could not be written.") from problem
        finally:
            os.close(handle)
        return True

    @staticmethod
    def _row_of(line: bytes) -> tuple[object, object]:
        try:
            fields = orjson.loads(line)
            return fields["row"], fields["mac"]
        except (ValueError, KeyError, TypeError):
            return None, None


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest() if line else ""


def _last_line(handle: int) -> tuple[int, bytes]:
    """Where the last whole line ends, and that line; (0, empty) without one."""
    size = os.fstat(handle).st_size
    start = max(0, size - 4096)
    tail = os.pread(handle, size - start, start)
    whole, end_mark, _ = tail.rpartition(b"\n")
    if not end_mark:
        return 0, b""
    return start + len(whole) + 1, whole.rpartition(b"\n")[2]
