"""Pictures as they are made from files: plain values, and the protocol of whoever decodes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from medianest.errors import MediaRefused, SourceUnavailable


@dataclass(frozen=True, slots=True)
class Picture:
    """A made picture: WebP bytes, size in pixels, and the colour that stands for it."""

    data: bytes
    width: int
    height: int
    color: str


class PictureMaker(Protocol):
    """Where pictures are decoded: in the media pool."""

    def make(
        self, wanted: Sequence[tuple[Path, str, str]], *, background: bool = False
    ) -> Sequence[Picture | MediaRefused | SourceUnavailable]:
        """For each root, relative path and origin (``file``, ``embedded``, ``frame``)."""
        ...

    def resize(self, folder: Path, name: str, width: int) -> bytes:
        """A picture of ours at another width. Raises MediaRefused or SourceUnavailable."""
        ...
