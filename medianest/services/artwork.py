"""Pictures of works: made once, kept by their content, handed out in a few widths.

A picture lies in the artwork folder under the hash of its bytes, so that the address of a picture never shows another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID

from medianest.errors import NotFound
from medianest.providers.pictures import Picture, PictureMaker
from medianest.repositories.unit_of_work import Transactions
from medianest.services.kept_files import Turns, write_whole
from medianest.services.remote_pictures import RemotePictures
from medianest.services.viewer import Viewer

KINDS = ("poster", "backdrop", "logo", "thumb")
WIDTHS = (160, 320, 480, 960, 1920)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture on our own disk; ``key`` names its content."""

    path: Path
    key: str


class PictureStore:
    """The artwork folder."""

    def __init__(self, folder: Path, maker: PictureMaker) -> None:
        self._folder = folder
        self._maker = maker
        self._turns = Turns()

    def keep(self, picture: Picture) -> dict[str, Any]:
        """Store a picture; what ``media_items.artwork`` says of it."""
        key = blake2b(picture.data, digest_size=16).hexdigest()
        place = self._place(key)
        if not place.exists():
            write_whole(place, picture.data)
        return {"key": key, "width": picture.width, "height": picture.height, "color": picture.color}

    def has(self, key: str) -> bool:
        return self._place(key).exists()

    def at_width(self, made: Mapping[str, Any], width: int | None) -> PictureFile:
        """The picture at the smallest kept width that is enough; made on its first use.

        Raises:
            NotFound: its file is gone from the artwork folder.
        """
        key = str(made["key"])
        base = self._place(key)
        if not base.exists():
            raise NotFound("There is no such picture.")
        enough = next((one for one in WIDTHS if width is not None and one >= width), None)
        if enough is None or enough >= int(made["width"]):
            return PictureFile(base, key)
        smaller = base.with_name(f"{key}-{enough}.webp")
        if not smaller.exists():
            with self._turns.at(smaller.name):
                if not smaller.exists():
                    write_whole(smaller, self._maker.resize(base.parent, base.name, enough))
        return PictureFile(smaller, key)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.webp"


class Artwork:
    def __init__(
        self, transactions: Transactions, store: PictureStore, maker: PictureMaker, far: RemotePictures
    ) -> None:
        self._uow = transactions
        self._store = store
        self._maker = maker
        self._far = far

    def file(self, viewer: Viewer, item_id: UUID, kind: str, width: int | None = None) -> PictureFile:
        """A work's picture on our disk. Touches the disk and may make it: call it in the lane ``disk``.

        Raises:
            NotFound: no such work for this viewer, or no such picture of it.
        """
        viewer.require_signed_in()
        with self._uow() as work:
            row = work.artwork.of(item_id)
        if row is None or not viewer.may_see(row[0], row[1]) or kind not in KINDS:
            raise NotFound("There is no such picture.")
        _, _, root, wanted, made, over, account_id = row
        if kind in made and self._store.has(str(made[kind]["key"])):
            return self._store.at_width(made[kind], width)
        if root is None or not (wanted or {}).get(kind) or (over and kind not in made):
            raise NotFound("There is no such picture.")
        return self._store.at_width(self._make(item_id, kind, Path(root), account_id, wanted[kind]), width)

    def _make(
        self, item_id: UUID, kind: str, root: Path, account_id: UUID | None, wanted: list[dict[str, str]]
    ) -> dict[str, Any]:
        for one in wanted:
            if one["from"] == "remote":
                made = self._far.make(account_id, one["path"])
            else:
                (made,) = self._maker.make([(root, one["path"], one["from"])])
            if isinstance(made, Picture):
                kept = self._store.keep(made)
                with self._uow() as work:
                    work.artwork.add_one(item_id, kind, kept)
                    work.commit()
                return kept
        raise NotFound("There is no such picture.")
