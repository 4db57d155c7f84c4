"""The only place that names concrete classes: Settings become Services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import redis
from sqlalchemy import Engine

from medianest.bootstrap.collecting import scanning
from medianest.bootstrap.elsewhere import elsewhere, sign_in_providers
from medianest.bootstrap.household import household
from medianest.bootstrap.sources import embeds, guard, registry
from medianest.bootstrap.watching import playing, storyboards
from medianest.bridge import Bridge, Lane
from medianest.config import Settings
from medianest.errors import ConfigurationError
from medianest.jobs.queue import DramatiqQueue
from medianest.keyring import Keyring
from medianest.mediapool.client import MediaPool
from medianest.mediapool.sockets import media_socket
from medianest.providers.plex import known_as
from medianest.repositories.database import answers, open_engine
from medianest.repositories.ephemeral import SessionCache
from medianest.repositories.heartbeats import Heartbeats
from medianest.repositories.now_playing import NowPlaying
from medianest.repositories.single_use import SingleUse
from medianest.repositories.throttle import Throttle
from medianest.repositories.token_bucket import TokenBucket
from medianest.repositories.unit_of_work import Reading, Readings, Transactions, UnitOfWork
from medianest.services import Services
from medianest.services.accounts import Accounts
from medianest.services.api_keys import ApiKeys
from medianest.services.audit import Audit
from medianest.services.audit_checkpoints import Checkpoints
from medianest.services.browse import Browse
from medianest.services.favourites import Favourites
from medianest.services.health import Health
from medianest.services.history import History
from medianest.services.home import Home
from medianest.services.installation import check_secret
from medianest.services.passkey_sign_in import TRIES as PASSKEY_TRIES
from medianest.services.passkey_sign_in import PasskeySignIn
from medianest.services.passkeys import Passkeys
from medianest.services.passwords import Passwords
from medianest.services.playlists import Playlists
from medianest.services.provider_connections import ProviderConnections
from medianest.services.rates import Rates
from medianest.services.relying_party import LIFETIME_SECONDS as CHALLENGE_SECONDS
from medianest.services.search import Search
from medianest.services.second_factors import ANYWHERE, HERE, CodeThrottles, SecondFactors
from medianest.services.second_step import LIFETIME_SECONDS, SecondStep
from medianest.services.sessions import Sessions
from medianest.services.settings import PersonalSettings
from medianest.services.setup import Setup
from medianest.services.sign_in import ADDRESS, PERSON, PERSON_HERE, SignIn, Throttles
from medianest.services.step_up import FRESH, StepUp
from medianest.services.tokens import Tokens
from medianest.services.ways_in import Ways

# As many as there are connections to the media pool.
_MEDIA_THREADS, _TRANSCODE_THREADS = 8, 24


def lanes(settings: Settings) -> dict[str, Lane]:
    """Threads are bounded by what they wait for: connections, spindles, and cores for argon2."""
    return {
        "database": Lane(threads=settings.database_pool, queue=512),
        "disk": Lane(threads=8, queue=256),
        "passwords": Lane(threads=1, queue=32),
        "mail": Lane(threads=2, queue=64),
        "sessions": Lane(threads=4, queue=1024),
        "media": Lane(threads=_MEDIA_THREADS, queue=256),
        # More than one provider may hold (providers/oauth/outbound.py), so that one that hangs stops no other.
        "providers": Lane(threads=16, queue=64),
        "subtitles": Lane(threads=2, queue=64),
        # Pictures over the scrub bar: never so many at once that the film beneath has to wait.
        "storyboards": Lane(threads=1, queue=64),
        # Each waits for ffmpeg; the supervisor's limit of transcodes is what bounds the work.
        "transcodes": Lane(threads=_TRANSCODE_THREADS, queue=128),
    }


def people(settings: Settings, transactions: Transactions, cache: redis.Redis, keys: Keyring) -> dict[str, Any]:
    """Everything about who somebody is."""

    def throttle(name: str, windows: Sequence[str]) -> Throttle:
        return Throttle(cache, name, windows)

    passwords = Passwords()
    audit = Audit(transactions, keys, Checkpoints(settings.audit_checkpoints, keys))
    providers = sign_in_providers(settings, transactions, keys, audit)
    ways = Ways(providers.by_issuer)
    hot = SessionCache(cache)
    sessions = Sessions(transactions, hot, NowPlaying(cache), audit)
    tokens = Tokens(transactions, sessions, audit, keys)
    throttles = Throttles(throttle("here", PERSON_HERE), throttle("person", PERSON), throttle("address", ADDRESS))
    guesses = throttle("guesses", ("10/minute", "50/hour"))
    proofs = SingleUse(cache, "proof", seconds=int(FRESH.total_seconds()))
    step_up = StepUp(transactions, passwords, guesses, proofs, audit)
    codes = CodeThrottles(throttle("code here", HERE), throttle("code anywhere", ANYWHERE))
    enrolments = SingleUse(cache, "enrolment", seconds=15 * 60)
    second_factors = SecondFactors(transactions, keys, step_up, sessions, enrolments, codes, ways, audit)
    tries = SingleUse(cache, "second step", seconds=LIFETIME_SECONDS)
    second_step = SecondStep(transactions, second_factors, tries, keys, audit)
    challenges = SingleUse(cache, "passkey challenge", seconds=CHALLENGE_SECONDS)
    sign_in = SignIn(transactions, passwords, sessions, tokens, second_step, throttles, audit)
    return {
        "audit": audit,
        "sign_in_providers": providers,
        "sessions": sessions,
        "tokens": tokens,
        "rates": Rates(TokenBucket(cache, "api", settings.api_burst, settings.api_rate)),
        "api_keys": ApiKeys(transactions, hot, audit),
        "sign_in": sign_in,
        "step_up": step_up,
        "accounts": Accounts(transactions, passwords, sessions, audit),
        "second_factors": second_factors,
        "passkeys": Passkeys(transactions, sessions, step_up, challenges, ways, audit, settings.public_url),
        "passkey_sign_in": PasskeySignIn(
            transactions, sign_in, challenges, throttle("passkeys", PASSKEY_TRIES), audit, settings.public_url
        ),
        **household(settings, transactions, keys, throttle, passwords, sessions, sign_in, step_up, audit),
        "settings": PersonalSettings(transactions, passwords, sessions, guesses, step_up, audit),
        "setup": Setup(transactions, passwords, sign_in, guesses, audit),
    }


def schema_check(settings: Settings) -> Callable[[], bool]:
    """Whether the schema is this code's. Once it is, it stays: a step down needs this process to end first."""
    fitted = False

    def fits() -> bool:
        nonlocal fitted
        if not fitted and settings.database_url:
            from medianest import migrations  # Alembic costs every worker memory and a second, for one answer

            fitted = migrations.status(settings.database_url).fits
        return fitted

    return fits


def health(settings: Settings, engine: Engine, cache: redis.Redis) -> Health:
    """What must answer before this process is sent people."""
    return Health(
        {
            "database": lambda: answers(engine),
            "redis": lambda: bool(cache.ping()),
            "migrations": schema_check(settings),
            "worker": lambda: Heartbeats(cache).alive("worker"),
        }
    )


def shelves(transactions: Transactions, readings: Readings) -> dict[str, Any]:
    """What people browse, find and keep."""
    return {
        "browse": Browse(readings),
        "home": Home(readings),
        "search": Search(readings),
        "favourites": Favourites(transactions),
        "playlists": Playlists(transactions),
        "history": History(transactions),
    }


@contextmanager
def build(settings: Settings) -> Iterator[Services]:
    """Open what the services stand on, build them, and close in reverse.

    Called once in each process, after the fork.
    """
    if not settings.database_url or not settings.redis_url:
        raise ConfigurationError(
            "DATABASE_URL and REDIS_URL are not set. Use `medianest serve`, which starts its own, or set both."
        )
    if not settings.secret_key:
        raise ConfigurationError(
            "MEDIANEST_SECRET_KEY is not set. `medianest serve` makes and keeps one when it runs its own database; "
            "with DATABASE_URL set, make one with `openssl rand -hex 32`."
        )
    keys = Keyring(settings.secret_key)
    engine = open_engine(settings.database_url, settings.database_pool)
    cache = redis.Redis.from_url(settings.redis_url, socket_timeout=5, health_check_interval=30)
    bridge = Bridge(lanes(settings))
    uow = partial(UnitOfWork, engine)
    pool = MediaPool(media_socket(settings.data_dir), connections=_MEDIA_THREADS)
    transcoding = MediaPool(media_socket(settings.data_dir), connections=_TRANSCODE_THREADS)
    queue = DramatiqQueue(settings.redis_url)
    try:
        check_secret(uow, keys)
        accounts = people(settings, uow, cache, keys)
        known = registry(settings)
        connections = ProviderConnections(uow, keys, known, guard(uow, cache))
        known_as(f"medianest-{keys.key_id('plex')}")
        kept = scanning(settings, uow, cache, queue, pool, accounts["audit"], known, connections)
        watched = playing(settings, uow, cache, bridge, pool, transcoding, embeds(known), connections)
        yield Services(
            bridge=bridge,
            health=health(settings, engine, cache),
            **accounts,
            **elsewhere(settings, uow, cache, keys, accounts),
            **kept,
            **shelves(uow, partial(Reading, engine)),
            **watched,
            **storyboards(settings, uow, pool, kept["jobs"], watched["playback"], accounts["audit"]),
        )
    finally:
        bridge.close()
        queue.close()
        pool.close()
        transcoding.close()
        cache.close()
        engine.dispose()
