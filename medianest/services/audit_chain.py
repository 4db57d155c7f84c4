"""What can be told of a chain of audit rows: which were edited, removed, moved or cut off, and what was pruned.

Each row's ``mac`` is HMAC-SHA-256 over the mac of the row before it and its own canonical JSON (sorted keys, UTF-8, UTC
times to the microsecond). Numbers have no gaps, so that what is missing can be named.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

import orjson

from medianest.keyring import Keyring
from medianest.models import AuditEntry
from medianest.repositories.audit import Written
from medianest.services.audit_checkpoints import Checkpoint

PURPOSE = "audit chain"
START = b"\x00" * 32
PRUNED = "audit.pruned"

Row = AuditEntry | Written
Kind = Literal["edited", "removed", "moved", "cut_off"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What happened to the rows ``first`` to ``last``, both included."""

    kind: Kind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ChainReport:
    """``pruned`` is how far retention has lawfully taken rows away; ``broken_checkpoints`` are lines of their file."""

    rows: int
    findings: tuple[Finding, ...]
    pruned: int = 0
    checkpoints: int = 0
    broken_checkpoints: tuple[int, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.findings and not self.broken_checkpoints


def canonical(entry: Row) -> bytes:
    """The bytes that a row's mac covers: everything but its number, which its place in the chain gives."""
    fields = {
        "at": entry.at,
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "action": entry.action,
        "target_type": entry.target_type,
        "target_id": entry.target_id,
        "address": entry.address,
        "before": entry.before,
        "after": entry.after,
        "key_id": entry.key_id,
    }
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def mac_of(keys: Keyring, entry: Row) -> bytes:
    return keys.mac(PURPOSE, entry.previous_mac, canonical(entry))


def _is_ours(keys: Keyring, entry: Row) -> bool:
    """Whether it stands as it was written. What no row of ours can hold, as a number without end, does not."""
    try:
        # orjson writes such a number as null.
        json.dumps([entry.actor, entry.before, entry.after], allow_nan=False)
        return hmac.compare_digest(entry.mac, mac_of(keys, entry))
    except (ValueError, TypeError):
        return False


@dataclass(frozen=True, slots=True)
class _Broken:
    """A row that does not follow the one before it. ``told``: so much is said already that only a move adds to it."""

    row: int
    follows: bytes
    told: bool


@dataclass
class _Walk:
    """What has been seen so far, row by row."""

    keys: Keyring
    expected: set[tuple[int, bytes]]
    findings: list[Finding] = field(default_factory=list)
    broken_links: list[_Broken] = field(default_factory=list)
    prunings: set[tuple[int, str]] = field(default_factory=set)
    first: tuple[int, bytes | None] | None = None  # its number, and the mac that it follows; None: edited
    last_id: int = 0
    last_mac: bytes = START
    last_edited: bool = False
    rows: int = 0

    def step(self, entry: Row) -> None:
        number = entry.id or 0
        edited = not _is_ours(self.keys, entry)
        if edited:
            self.findings.append(Finding("edited", number, number))
        elif entry.action == PRUNED and entry.after:
            self.prunings.add((entry.after.get("through", 0), entry.after.get("mac", "")))
        if self.first is None:
            self.first = number, None if edited else entry.previous_mac
        else:
            self._follow(number, None if edited else entry.previous_mac)
        self.expected.discard((number, entry.mac))
        self.last_id, self.last_mac, self.last_edited = number, entry.mac, edited
        self.rows += 1

    def _follow(self, number: int, follows: bytes | None) -> None:
        """How the row fits to the one before it. ``follows`` is None for an edited one, which says nothing of that."""
        gap = number > self.last_id + 1
        if follows == self.last_mac:
            if gap:
                self.findings.append(Finding("moved", self.last_id + 1, number))
            return
        if gap:
            self.findings.append(Finding("removed", self.last_id + 1, number - 1))
        if follows is not None:
            # A gap tells already why nothing has the mac that it follows; so does an edit, which may have changed it.
            self.broken_links.append(_Broken(number, follows, told=gap or self.last_edited))


def examine(
    entries: Iterable[Row],
    keys: Keyring,
    checkpoints: Iterable[Checkpoint],
    holds: Callable[[bytes], bool],
) -> ChainReport:
    """Walk the rows in order of their numbers.

    ``holds`` says whether some row has this mac; asked only where a row does not follow the one before it.
    """
    noted = tuple(checkpoints)
    walk = _Walk(keys, {(one.row_id, one.mac) for one in noted})
    for entry in entries:
        walk.step(entry)
    pruned = _beginning(walk)
    for link in walk.broken_links:
        if link.follows == START or holds(link.follows):
            walk.findings.append(Finding("moved", link.row, link.row))
        elif not link.told:
            walk.findings.append(Finding("removed", link.row, link.row))  # and those after it closed the ranks
    _end(walk, pruned)
    ordered = sorted(set(walk.findings), key=lambda one: (one.first, one.last, one.kind))
    return ChainReport(walk.rows, tuple(ordered), pruned, len(noted))


def _beginning(walk: _Walk) -> int:
    """How far the log was pruned; a finding when rows before the first are missing for no lawful reason."""
    if walk.first is None:
        return 0
    number, follows = walk.first
    pruned = max((through for through, _ in walk.prunings if through < number), default=0)
    lawful = {START.hex()} if pruned == 0 else {mac for through, mac in walk.prunings if through == pruned}
    if number < 1:
        walk.findings.append(Finding("moved", number, number))
    if number > pruned + 1:
        walk.findings.append(Finding("removed", pruned + 1, number - 1))
    if follows is not None and follows.hex() not in lawful:
        walk.broken_links.append(_Broken(number, follows, told=number > pruned + 1))
    return pruned


def _end(walk: _Walk, pruned: int) -> None:
    """What the checkpoints know and the log does not."""
    told = list(walk.findings)
    missing = sorted(number for number, _ in walk.expected if number > pruned)
    beyond = [number for number in missing if number > walk.last_id]
    if beyond:
        walk.findings.append(Finding("cut_off", max(walk.last_id, pruned) + 1, beyond[-1]))
    for number in missing:
        if number <= walk.last_id and not any(one.first <= number <= one.last for one in told):
            # The chain holds, but it is not the one that stood here: its end was cut off and it has grown again.
            walk.findings.append(Finding("cut_off", number, number))
