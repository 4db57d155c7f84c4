"""What the frame around every page shows: the libraries and whether there is anything to manage."""

from __future__ import annotations

from medianest.services.views import LibraryCard
from medianest.state.auth import Guarded


class NavState(Guarded):
    """The sidebar."""

    libraries: list[LibraryCard] = []
    is_admin: bool = False
    name: str = ""
    email: str = ""
