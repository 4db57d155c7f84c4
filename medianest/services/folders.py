"""The server's folders, for an administrator who chooses one for a library.

Only folders beneath the allowed roots are shown, never MediaNest's own data, the system's, hidden ones, or a link that
leads out.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from medianest.errors import Invalid, NotFound
from medianest.services.account_views import FolderList, FolderView
from medianest.services.viewer import Viewer

MOST = 2000  # folders in one answer


class Folders:
    def __init__(self, roots: Sequence[Path], forbidden: Sequence[Path]) -> None:
        self._roots = tuple(Path(os.path.realpath(root)) for root in roots)
        self._forbidden = tuple(Path(os.path.realpath(path)) for path in forbidden)

    def list(self, viewer: Viewer, path: str | None = None) -> FolderList:
        """What lies in ``path``, or the roots when it is None. Touches the disk: call it in the lane ``disk``.

        Raises:
            NotFound: there is no such folder, it cannot be read, or it may not be shown: one answer for all.
        """
        viewer.require_admin()
        if not path:
            roots = tuple(FolderView(str(root), str(root)) for root in self._roots if self._shown(root))
            return FolderList(None, None, roots)
        folder = self.checked(viewer, path)
        try:
            with os.scandir(folder) as entries:
                names = sorted((entry.name for entry in entries if self._is_folder(folder, entry)), key=str.casefold)
        except OSError as problem:
            raise NotFound("There is no such folder.") from problem
        parent = str(folder.parent) if folder not in self._roots else None
        shown = tuple(FolderView(str(folder / name), name) for name in names[:MOST])
        return FolderList(str(folder), parent, shown, truncated=len(names) > MOST)

    def checked(self, viewer: Viewer, path: str) -> Path:
        """``path`` with every link followed, if a library may lie there.

        Raises:
            Invalid: it is not absolute or holds a NUL.
            NotFound: as ``list``.
        """
        viewer.require_admin()
        if "\0" in path or not Path(path).is_absolute():
            raise Invalid("This is not a folder's path.", {"path": "Write the whole path of a folder."})
        real = Path(os.path.realpath(path))
        try:
            if self._shown(real) and real.is_dir():
                return real
        except OSError as problem:
            raise NotFound("There is no such folder.") from problem
        raise NotFound("There is no such folder.")

    def _shown(self, real: Path) -> bool:
        root = next((root for root in self._roots if real.is_relative_to(root)), None)
        if root is None or any(real.is_relative_to(path) for path in self._forbidden):
            return False
        return not any(part.startswith(".") for part in real.relative_to(root).parts)

    def _is_folder(self, folder: Path, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith(".") or not _encodable(entry.name):
            return False
        try:
            if not entry.is_dir():
                return False
            real = Path(os.path.realpath(folder / entry.name)) if entry.is_symlink() else folder / entry.name
        except OSError:
            return False
        return self._shown(real)


def _encodable(name: str) -> bool:
    """A name that is not text cannot travel to a browser and back."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
