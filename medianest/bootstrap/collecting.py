"""Where works come from: libraries, scans, pictures, and the servers that others run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import redis

from medianest.config import FORBIDDEN_ROOTS, Settings
from medianest.jobs.queue import DramatiqQueue
from medianest.mediapool.client import MediaPool
from medianest.providers.local.opening import PoolOpener
from medianest.providers.local.pictures import PoolPictures
from medianest.providers.local.tree import LocalTree
from medianest.providers.registry import Registry
from medianest.repositories.hints import JobNews
from medianest.repositories.unit_of_work import Transactions
from medianest.services.artwork import Artwork, PictureStore
from medianest.services.artwork_jobs import ArtworkJobs
from medianest.services.audit import Audit
from medianest.services.demo.library import DemoLibrary
from medianest.services.folders import Folders
from medianest.services.jobs import Jobs
from medianest.services.libraries import Libraries
from medianest.services.provider_accounts import ProviderAccounts
from medianest.services.provider_connections import ProviderConnections
from medianest.services.provider_libraries import ProviderLibraries
from medianest.services.remote_pictures import RemotePictures
from medianest.services.scans.origins import Origins
from medianest.services.scans.run import Scanner
from medianest.services.scans.service import Scans
from medianest.services.sources.search import SourceSearch


def ffmpeg() -> Path:
    """The program that draws, plays and converts."""
    import imageio_ffmpeg

    return Path(imageio_ffmpeg.get_ffmpeg_exe())


def scanning(
    settings: Settings,
    transactions: Transactions,
    cache: redis.Redis,
    queue: DramatiqQueue,
    pool: MediaPool,
    audit: Audit,
    registry: Registry,
    connections: ProviderConnections,
) -> dict[str, Any]:
    """Libraries, their scans and their pictures."""
    jobs = Jobs(transactions, queue, JobNews(cache, str(settings.redis_url)))
    scanner = Scanner(transactions, Origins(LocalTree, connections), PoolOpener(pool), settings.media_workers)
    scans = Scans(transactions, jobs, scanner)
    maker = PoolPictures(pool, settings.media_workers)
    far = RemotePictures(connections, maker, settings.artwork_dir)
    store = PictureStore(settings.artwork_dir, maker)
    forbidden = [settings.data_dir, *map(Path, FORBIDDEN_ROOTS)]
    folders = Folders(settings.allowed_roots, forbidden)
    libraries = Libraries(transactions, folders, scans, audit, own_folders=[settings.demo_dir], forbidden=forbidden)
    return {
        "folders": folders,
        "jobs": jobs,
        "scans": scans,
        "libraries": libraries,
        "provider_accounts": ProviderAccounts(transactions, registry, connections, scans, audit),
        "source_search": SourceSearch(transactions, connections),
        "provider_libraries": ProviderLibraries(transactions, connections, scans, audit),
        "artwork": Artwork(transactions, store, maker, far),
        "artwork_jobs": ArtworkJobs(transactions, jobs, store, maker, far),
        "demo": DemoLibrary(settings.demo_dir, ffmpeg, jobs, libraries),
    }
