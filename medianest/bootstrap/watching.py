"""What plays works, and shows pictures of them: from files to screens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import redis

from medianest.bridge import Bridge
from medianest.config import Settings
from medianest.mediapool.client import MediaPool
from medianest.models.columns import now
from medianest.repositories.now_playing import NowPlaying
from medianest.repositories.unit_of_work import Transactions
from medianest.services.audit import Audit
from medianest.services.jobs import Jobs
from medianest.services.playback import Embeds, Playback
from medianest.services.progress import Progress
from medianest.services.provider_connections import ProviderConnections
from medianest.services.storyboard_jobs import StoryboardJobs
from medianest.services.storyboards import Storyboards, StoryboardStore
from medianest.services.track_choices import TrackChoices
from medianest.streaming.decision import decide
from medianest.streaming.endings import SessionEndings
from medianest.streaming.relay import Relay
from medianest.streaming.room import Streaming
from medianest.streaming.subtitles import Subtitles
from medianest.streaming.transcodes import Transcodes


def playing(
    settings: Settings,
    transactions: Transactions,
    cache: redis.Redis,
    bridge: Bridge,
    pool: MediaPool,
    transcoding: MediaPool,
    embeds: Embeds,
    connections: ProviderConnections,
) -> dict[str, Any]:
    """What turns a work into picture and sound, and remembers how far it got."""

    def alive(credential_id: UUID) -> bool:
        with transactions() as work:
            found = work.sessions.alive_by_id(credential_id, now()) or work.api_keys.alive_by_id(credential_id, now())
            return found is not None

    streaming = Streaming(
        bridge,
        pool,
        SessionEndings(str(settings.redis_url), lambda session_id: bridge.run("database", alive, session_id)),
        Subtitles(pool, settings.subtitles_dir),
        Transcodes(bridge, transcoding, settings.transcodes_dir),
        Relay(bridge, connections),
    )
    playing = NowPlaying(cache)
    playback = Playback(transactions, decide, playing, embeds)
    return {
        "playback": playback,
        "track_choices": TrackChoices(transactions, playback),
        "progress": Progress(transactions, playing),
        "streaming": streaming,
    }


def storyboards(
    settings: Settings, transactions: Transactions, pool: MediaPool, jobs: Jobs, playback: Playback, audit: Audit
) -> dict[str, Any]:
    """The small pictures over the scrub bar."""
    store = StoryboardStore(settings.storyboards_dir, pool)
    return {
        "storyboards": Storyboards(transactions, playback, store, audit),
        "storyboard_jobs": StoryboardJobs(transactions, jobs, store),
    }
