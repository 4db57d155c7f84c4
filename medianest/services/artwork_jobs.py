"""Make the pictures of a library by themselves, after a scan: posters appear without anybody asking for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from medianest.errors import NotFound
from medianest.providers.pictures import Picture, PictureMaker
from medianest.repositories.unit_of_work import Transactions
from medianest.services.artwork import PictureStore
from medianest.services.held import Held
from medianest.services.jobs import Jobs
from medianest.services.remote_pictures import RemotePictures
from medianest.services.viewer import Viewer

KIND = "artwork"
AT_ONCE = 16  # works in one round

Wanted = list[tuple[UUID, str, list[dict[str, str]]]]


class ArtworkJobs:
    def __init__(
        self, transactions: Transactions, jobs: Jobs, store: PictureStore, maker: PictureMaker, far: RemotePictures
    ) -> None:
        self._uow = transactions
        self._jobs = jobs
        self._store = store
        self._maker = maker
        self._far = far

    def request(self, library_id: UUID | None) -> UUID:
        """Have the missing pictures of a library made."""
        return self._jobs.request(Viewer.system(), KIND, f"artwork:{library_id}", library_id=library_id)

    def execute(self, held: Held, stopping: Callable[[], bool] = lambda: False) -> None:
        """Make pictures until none is missing, or give the job back because the worker is to end."""
        library_id = held.job.library_id
        if library_id is None:
            raise NotFound("There is no such library.")
        root, account_id, total = self._begin(library_id, held)
        done = 0
        while True:
            held.tell({"phase": "pictures", "done": done, "total": max(total, done)})
            if stopping():
                held.give_back()
                return
            with self._uow() as work:
                waiting = list(work.artwork.waiting(library_id, AT_ONCE))
            if not waiting:
                break
            made = self._round(root, account_id, waiting)
            with self._uow() as work:
                held.hold(work)
                work.artwork.made(list(made.items()))
                work.commit()
            done += len(waiting)
        with self._uow() as work:
            held.hold(work)
            for child, parent in (("episode", "season"), ("season", "show"), ("album", "artist")):
                work.artwork.lend_upward(library_id, child, parent)
            work.commit()
        held.tell({"phase": "done", "done": done, "total": done}, final=True)

    def _begin(self, library_id: UUID, held: Held) -> tuple[Path, UUID | None, int]:
        with self._uow() as work:
            library = work.libraries.get(library_id)
            if library is None:
                raise NotFound("There is no such library.")
            held.hold(work)
            work.artwork.covers_from_tracks(library_id)
            total = work.artwork.count_waiting(library_id)
            root, account_id = Path(library.path), library.provider_account_id
            work.commit()
        return root, account_id, total

    def _round(self, root: Path, account_id: UUID | None, waiting: list[Any]) -> dict[UUID, dict[str, Any]]:
        """Pictures of some works; for each kind the first origin that gives one.

        Raises:
            SourceUnavailable: the server that has them cannot be reached; they are made when somebody looks at them.
        """
        made: dict[UUID, dict[str, Any]] = {}
        todo: Wanted = []
        for item_id, pictures, artwork in waiting:
            kept: Mapping[str, Any] = artwork or {}
            made[item_id] = {kind: one for kind, one in kept.items() if kind not in pictures}
            todo += [(item_id, kind, list(origins)) for kind, origins in pictures.items() if origins]
        while todo:
            answers = self._answers(root, account_id, [origins[0] for _, _, origins in todo])
            left: Wanted = []
            for (item_id, kind, origins), answer in zip(todo, answers, strict=True):
                if isinstance(answer, Picture):
                    made[item_id][kind] = self._store.keep(answer)
                elif len(origins) > 1:
                    left.append((item_id, kind, origins[1:]))
            todo = left
        return made

    def _answers(self, root: Path, account_id: UUID | None, origins: list[dict[str, str]]) -> Sequence[Any]:
        far = [one["path"] for one in origins if one["from"] == "remote"]
        near = [(root, one["path"], one["from"]) for one in origins if one["from"] != "remote"]
        fetched = iter(self._far.fetch(account_id, far))
        made = iter(self._maker.make(near, background=True) if near else ())
        return [next(fetched) if one["from"] == "remote" else next(made) for one in origins]
