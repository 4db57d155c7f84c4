"""Pictures that servers of others have: fetched, and decoded where every picture is, for they are hostile input too."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

from medianest.errors import MediaRefused, SourceUnavailable
from medianest.providers.base import PictureSource
from medianest.providers.pictures import Picture, PictureMaker
from medianest.services.provider_connections import ProviderConnections

AT_ONCE = 3  # pictures that are fetched from one server
LONGEST = 20 * 1024 * 1024  # bytes


class RemotePictures:
    """``folder``: where a picture lies until it is decoded."""

    def __init__(self, connections: ProviderConnections, maker: PictureMaker, folder: Path) -> None:
        self._connections = connections
        self._maker = maker
        self._folder = folder

    def make(self, account_id: UUID | None, path: str) -> Picture | MediaRefused | SourceUnavailable:
        """
        Raises:
            SourceUnavailable: the server cannot be reached.
        """
        return self.fetch(account_id, [path])[0]

    def fetch(
        self, account_id: UUID | None, paths: Sequence[str]
    ) -> Sequence[Picture | MediaRefused | SourceUnavailable]:
        """For each path, the picture or why there is none.

        Raises:
            SourceUnavailable: the server cannot be reached.
        """
        if not paths:
            return []
        connection = self._connections.open(account_id)
        if not isinstance(connection, PictureSource):
            return [MediaRefused("There is no such picture.", "missing") for _ in paths]
        with ThreadPoolExecutor(min(AT_ONCE, len(paths)), thread_name_prefix="pictures") as executor:
            found = list(executor.map(connection.picture, paths))
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="fetched-") as name:
            folder = Path(name)
            wanted = []
            for number, picture in enumerate(found):
                if picture is not None and len(picture.content) <= LONGEST:
                    (folder / str(number)).write_bytes(picture.content)
                    wanted.append((folder, str(number), "file"))
            made = iter(self._maker.make(wanted, background=len(paths) > 1) if wanted else ())
            there = {int(name) for _, name, _ in wanted}
            return [
                next(made) if number in there else MediaRefused("There is no such picture.", "missing")
                for number in range(len(paths))
            ]
