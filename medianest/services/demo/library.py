"""The demo library as administrators ask for it and workers make it: files, then three libraries and their scans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from medianest.services.held import Held
from medianest.services.jobs import Jobs
from medianest.services.libraries import Libraries, LibraryAdminView
from medianest.services.viewer import Viewer

if TYPE_CHECKING:
    from medianest.services.demo.pieces import Piece

KIND = "demo"
LIBRARIES = (("Demo Movies", "Movies", "movies"), ("Demo Shows", "Shows", "shows"), ("Demo Music", "Music", "music"))


@dataclass(frozen=True, slots=True)
class DemoProgress:
    """``phase``: make, done. ``done`` of ``total`` pieces are there; ``note`` is the one finished last."""

    phase: str
    done: int
    total: int
    note: str = ""


class DemoLibrary:
    """``ffmpeg`` says where the program is, when it is needed and not before; ``plan`` is everything when not said."""

    def __init__(
        self,
        folder: Path,
        ffmpeg: Callable[[], Path],
        jobs: Jobs,
        libraries: Libraries,
        plan: Callable[[Path], list[Piece]] | None = None,
    ) -> None:
        self.folder = folder
        self._ffmpeg = ffmpeg
        self._jobs = jobs
        self._libraries = libraries
        self._plan = plan

    def request(self, viewer: Viewer) -> UUID:
        """Have it made; the id of the job that does it. Asked for twice it is made once."""
        viewer.require_admin()
        return self._jobs.request(viewer, KIND, KIND)

    def execute(self, held: Held, stopping: Callable[[], bool] = lambda: False) -> None:
        """Do the job that this worker has taken. Given back when the worker is to end; cancelling leaves whole pieces.

        Raises:
            Cancelled, LostLease: from the job, in the middle.
            StorageFull, Conflict: as ``DemoMaker.make``.
        """
        last = DemoProgress("make", 0, 0)

        def tell(progress: DemoProgress) -> None:
            nonlocal last
            last = progress
            held.tell(_figures(progress))

        def asked_to_stop() -> bool:
            tell(last)  # hears of a cancelled job even while one long piece is made
            return stopping()

        if self.make(Viewer.system(), tell, asked_to_stop) is None:
            held.give_back()
        else:
            held.tell(_figures(DemoProgress("done", last.total, last.total)), final=True)

    def make(
        self,
        viewer: Viewer,
        report: Callable[[DemoProgress], None] = lambda _: None,
        stopping: Callable[[], bool] = lambda: False,
        *,
        scan: bool = True,
    ) -> tuple[LibraryAdminView, ...] | None:
        """Make what is missing and add the libraries. None when ``stopping`` ended it before it was whole.

        Args:
            scan: have new libraries scanned by a worker; False when the caller scans them.

        Raises:
            StorageFull, Conflict: as ``DemoMaker.make``; Conflict also when another library has one of the names.
        """
        from medianest.services.demo.maker import DemoMaker
        from medianest.services.demo.studio import Stopped  # drawing needs Pillow, which only the maker loads

        viewer.require_admin()
        try:
            DemoMaker(self.folder, self._ffmpeg(), self._plan).make(
                lambda making: report(DemoProgress("make", making.done, making.total, making.label)), stopping
            )
        except Stopped:
            return None
        return tuple(
            self._libraries.add(Viewer.system(), name, str(self.folder / folder), type, scan=scan)[0]
            for name, folder, type in LIBRARIES
        )


def _figures(progress: DemoProgress) -> dict[str, object]:
    return {"phase": progress.phase, "done": progress.done, "total": progress.total, "note": progress.note}
