"""How far a scan is: the same figures for the page, the terminal and the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class ScanProgress:
    """``phase``: walk, read, tidy, done, offline. ``done`` of ``total`` files have been read in this phase."""

    phase: str = "walk"
    found: int = 0
    total: int = 0
    done: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0
    issues: int = 0
    note: str = ""
