"""One transaction: an explicit commit, rollback by default, a repository for each noun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine
from sqlmodel import Session

from medianest.repositories import database, prepared


class UnitOfWork:
    """``with uow() as work: ...; work.commit()``. Leaving without ``commit`` changes nothing.

    Repositories are made when first asked for. Rows never leave the ``with`` block: services turn them into views.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        self.session = Session(self._engine, expire_on_commit=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.rollback()
        self.session.close()

    def commit(self) -> None:
        self.session.commit()

    def fetch(self, statement: str, values: dict[str, Any]) -> Sequence[Any]:
        """Rows as plain tuples, in this transaction."""
        return database.fetch(self.session.connection().connection.cursor(), statement, values)

    @cached_property
    def libraries(self):
        from medianest.repositories.libraries import LibraryRepository

        return LibraryRepository(self.session)

    @cached_property
    def accounts(self):
        from medianest.repositories.accounts import AccountRepository

        return AccountRepository(self.session)

    @cached_property
    def sessions(self):
        from medianest.repositories.sessions import SessionRepository

        return SessionRepository(self.session)

    @cached_property
    def api_keys(self):
        from medianest.repositories.api_keys import ApiKeyRepository

        return ApiKeyRepository(self.session)

    @cached_property
    def invitations(self):
        from medianest.repositories.invitations import InvitationRepository

        return InvitationRepository(self.session)

    @cached_property
    def second_factors(self):
        from medianest.repositories.second_factors import SecondFactorRepository

        return SecondFactorRepository(self.session)

    @cached_property
    def passkeys(self):
        from medianest.repositories.passkeys import PasskeyRepository

        return PasskeyRepository(self.session)

    @cached_property
    def remembered_profiles(self):
        from medianest.repositories.remembered_profiles import RememberedProfileRepository

        return RememberedProfileRepository(self.session)

    @cached_property
    def identities(self):
        from medianest.repositories.identities import IdentityRepository

        return IdentityRepository(self.session)

    @cached_property
    def sign_in_providers(self):
        from medianest.repositories.sign_in_providers import SignInProviderRepository

        return SignInProviderRepository(self.session)

    @cached_property
    def provider_usage(self):
        from medianest.repositories.provider_usage import ProviderUsageRepository

        return ProviderUsageRepository(self.session)

    @cached_property
    def provider_accounts(self):
        from medianest.repositories.provider_accounts import ProviderAccountRepository

        return ProviderAccountRepository(self.session)

    @cached_property
    def password_resets(self):
        from medianest.repositories.password_resets import PasswordResetRepository

        return PasswordResetRepository(self.session)

    @cached_property
    def audit(self):
        from medianest.repositories.audit import AuditRepository

        return AuditRepository(self.session)

    @cached_property
    def webhooks(self):
        from medianest.repositories.webhooks import WebhookRepository

        return WebhookRepository(self.session)

    @cached_property
    def events(self):
        from medianest.repositories.events import EventRepository

        return EventRepository(self.session)

    @cached_property
    def server_settings(self):
        from medianest.repositories.server_settings import ServerSettingRepository

        return ServerSettingRepository(self.session)

    @cached_property
    def media(self):
        from medianest.repositories.media import MediaRepository

        return MediaRepository(self)

    @cached_property
    def playlists(self):
        from medianest.repositories.playlists import PlaylistRepository

        return PlaylistRepository(self.session)

    @cached_property
    def favourites(self):
        from medianest.repositories.favourites import FavouriteRepository

        return FavouriteRepository(self)

    @cached_property
    def history(self):
        from medianest.repositories.history import HistoryRepository

        return HistoryRepository(self.session)

    @cached_property
    def scans(self):
        from medianest.repositories.scans import ScanRepository

        return ScanRepository(self.session)

    @cached_property
    def reunions(self):
        from medianest.repositories.reunions import ReunionRepository

        return ReunionRepository(self.session)

    @cached_property
    def people(self):
        from medianest.repositories.people import PeopleRepository

        return PeopleRepository(self.session)

    @cached_property
    def jobs(self):
        from medianest.repositories.jobs import JobRepository

        return JobRepository(self.session)

    @cached_property
    def track_choices(self):
        from medianest.repositories.track_choices import TrackChoiceRepository

        return TrackChoiceRepository(self.session)

    @cached_property
    def artwork(self):
        from medianest.repositories.artwork import ArtworkRepository

        return ArtworkRepository(self.session)

    @cached_property
    def playback(self):
        from medianest.repositories.playback import PlaybackRepository

        return PlaybackRepository(self.session)


class Reading:
    """Reads only: each statement sees what is committed when it runs, and costs one round trip instead of three."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        self._connection = self._engine.raw_connection()
        # By the driver itself: SQLAlchemy's isolation level would ask the server, twice.
        self._driver: Any = self._connection.dbapi_connection
        self._driver.autocommit = True
        self._plans: set[str] = self._connection.info.setdefault("plans", set())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._driver.closed:
            self._driver.autocommit = False
        self._connection.close()

    def fetch(self, statement: str, values: dict[str, Any]) -> Sequence[Any]:
        """Rows as plain tuples; the connection keeps the statement's plan."""
        with self._driver.cursor() as cursor:
            return prepared.fetch(cursor, self._plans, statement, values)

    @cached_property
    def media(self):
        from medianest.repositories.media import MediaRepository

        return MediaRepository(self)

    @cached_property
    def favourites(self):
        from medianest.repositories.favourites import FavouriteRepository

        return FavouriteRepository(self)

    @cached_property
    def shelves(self):
        from medianest.repositories.shelves import ShelfRepository

        return ShelfRepository(self)

    @cached_property
    def search(self):
        from medianest.repositories.search import SearchRepository

        return SearchRepository(self)


Readings = Callable[[], Reading]
Transactions = Callable[[], UnitOfWork]
