"""Managing libraries: add one with its folder, scan, rename, remove, and look at what a scan could not use."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.errors import Invalid, MediaNestError, NotFound, Sentence
from medianest.services.account_views import FolderList
from medianest.services.jobs import JobView
from medianest.services.libraries import IssueView, LibraryAdminView
from medianest.state.auth import Guarded
from medianest.state.libraries import TYPES, parse_id
from medianest.state.navigation import NavState
from medianest.state.notices import Notices


class AdminLibrariesState(Guarded):
    """The list of libraries with their running scans."""

    libraries: list[LibraryAdminView] = []
    jobs: dict[str, JobView] = {}
    ready: bool = False
    chosen: LibraryAdminView | None = None
    issues: list[IssueView] = []
    more_issues: str = ""

    @rx.event
    async def load(self):
        """Read everything anew."""
        viewer = await self._viewer()
        services = self._services
        self.libraries = list(await services.bridge.run("database", services.libraries.list, viewer))
        jobs = await services.bridge.run("database", services.jobs.list, viewer, 50)
        self.jobs = {str(job.library_id or job.kind): job for job in reversed(jobs)}
        self.ready = True
        return NavState.load

    @rx.event
    async def scan(self, library_id: str):
        """Have a library scanned now."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.scans.request, viewer, parse_id(library_id))
        return AdminLibrariesState.load

    @rx.event
    async def choose(self, library_id: str):
        """The library that a dialog is about, with the files that cannot be used."""
        viewer = await self._viewer()
        services = self._services
        self.chosen = await services.bridge.run("database", services.libraries.get, viewer, parse_id(library_id))
        page = await services.bridge.run("database", services.libraries.issues, viewer, self.chosen.id, 50)
        self.issues, self.more_issues = list(page.items), page.next_cursor or ""

    @rx.event
    async def next_issues(self):
        """More of the files that cannot be used."""
        viewer = await self._viewer()
        if self.chosen is None or not self.more_issues:
            return
        services = self._services
        page = await services.bridge.run(
            "database", services.libraries.issues, viewer, self.chosen.id, 50, self.more_issues
        )
        self.issues, self.more_issues = [*self.issues, *page.items], page.next_cursor or ""

    @rx.event
    async def rename(self, form: dict[str, str]):
        """Give the chosen library another name."""
        viewer = await self._viewer()
        if self.chosen is None:
            return None
        services = self._services
        name = str(form.get("name", ""))
        await services.bridge.run("database", services.libraries.rename, viewer, self.chosen.id, name)
        return AdminLibrariesState.load

    @rx.event
    async def remove(self):
        """Take the chosen library away; its files stay."""
        viewer = await self._viewer()
        if self.chosen is None:
            return None
        services = self._services
        await services.bridge.run("database", services.libraries.remove, viewer, self.chosen.id)
        self.chosen = None
        return [AdminLibrariesState.load, Notices.tell("success", "The library is removed. Its files are untouched.")]

    @rx.event
    async def accept_missing(self):
        """Say that what is gone from the chosen library is gone for good."""
        viewer = await self._viewer()
        if self.chosen is None:
            return None
        services = self._services
        await services.bridge.run("database", services.libraries.accept_missing, viewer, self.chosen.id)
        return AdminLibrariesState.load


class NewLibraryState(Guarded):
    """A library that is being added: its kind, its folder, its name."""

    shown: bool = False
    kind: str = "movies"
    name: str = ""
    place: FolderList = FolderList(None, None, ())
    faults: dict[str, Sentence] = {}

    @rx.event
    async def begin(self):
        """Start afresh at the roots."""
        self.shown, self.kind, self.name, self.faults = True, "movies", "", {}
        await self._open(None)

    @rx.event
    async def begin_setup(self):
        """The same on the setup page, which is open before anybody is there."""
        viewer = await self._viewer_or_nobody()
        if viewer.is_admin:
            await self.begin()

    @rx.event
    async def leave(self):
        """Add nothing after all."""
        await self._viewer()
        self.shown = False

    @rx.event
    async def make_demo(self):
        """Have the demo library drawn and played."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.demo.request, viewer)
        self.shown = False
        return rx.redirect(routes.ADMIN_LIBRARIES)

    @rx.event
    async def choose_kind(self, kind: str):
        """Films, shows, music or videos."""
        await self._viewer()
        if kind in TYPES:
            self.kind = kind

    @rx.event
    async def open(self, path: str):
        """Look into a folder; an empty path is the roots."""
        await self._open(path or None)

    @rx.event
    async def add(self, form: dict[str, str]):
        """Make the library of the folder that is open."""
        viewer = await self._viewer()
        services = self._services
        self.name = str(form.get("name", ""))
        if not self.place.path:
            self.faults = {"path": Sentence("Choose a folder first.")}
            return None
        try:
            await services.bridge.run("database", services.libraries.add, viewer, self.name, self.place.path, self.kind)
        except Invalid as problem:
            self.faults = problem.faults or {"name": problem.sentence}
            return None
        except MediaNestError as problem:
            self.faults = {"name": problem.sentence}
            return None
        self.faults, self.shown = {}, False
        if self.router.url.path.startswith(routes.SETUP):
            return rx.redirect(routes.ADMIN_LIBRARIES)
        return AdminLibrariesState.load

    async def _open(self, path: str | None) -> None:
        viewer = await self._viewer()
        services = self._services
        try:
            self.place = await services.bridge.run("disk", services.folders.list, viewer, path)
            self.faults = {}
        except NotFound as problem:
            self.faults = {"path": problem.sentence}
