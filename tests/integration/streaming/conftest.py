"""A library of real media behind the real doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from medianest import routes
from medianest.config import Settings
from medianest.mediapool.client import MediaPool
from medianest.mediapool.sockets import media_socket
from tests.factories import Factory, Made
from tests.media import folder, local_file, media, running_pool
from tests.people import People


@pytest.fixture
def pool(settings: Settings) -> Iterator[MediaPool]:
    """The media pool of this installation, with transcodes."""
    cache = ("--cache", str(settings.transcodes_dir), "--transcodes", "2")
    with running_pool(arguments=cache, socket=media_socket(settings.data_dir)) as running:
        yield running


@dataclass
class Shelf:
    """Puts files of ``tests.media`` (or any other) into the database as a scan would."""

    make: Factory
    pool: MediaPool
    library: Made
    root: Path

    def put(self, path: Path | str, type: str = "movie", metadata: dict[str, Any] | None = None, **more: Any) -> Made:
        path = media(path) if isinstance(path, str) else path
        file = local_file(path)
        facts = asdict(self.pool.probe(file))
        about = {"metadata": metadata} if metadata else {}
        item = self.make.make_item(self.library, type, path.stem, duration=facts["duration"], **about)
        source = self.make.make_source(
            item,
            remote_id=str(path.relative_to(self.root)),
            file_name=path.name,
            container=facts["container"],
            size=file.size,
            mtime_ns=file.mtime_ns,
            duration=facts["duration"],
            bitrate=facts["bitrate"],
            start_time=facts["start_time"],
            streams=list(facts["streams"]),
            chapters=list(facts["chapters"]) or ...,
            **more,
        )
        item.values["source"] = source
        return item


@pytest.fixture
def shelf(make: Factory, pool: MediaPool) -> Shelf:
    library = make.make_library(path=str(folder()))
    return Shelf(make, pool, library, folder())


@dataclass
class Door:
    """A signed-in program at the API."""

    client: TestClient
    headers: dict[str, str]

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, headers={**self.headers, **more.pop("headers", {})}, **more)

    def post(self, path: str, json: Any = None) -> Any:
        return self.client.post(path, headers=self.headers, json=json)

    def put(self, path: str, json: Any = None) -> Any:
        return self.client.put(path, headers=self.headers, json=json)

    def delete(self, path: str) -> Any:
        return self.client.delete(path, headers=self.headers)

    def offer(self, media_id: UUID, **wish: Any) -> dict[str, Any]:
        answer = self.post(f"{routes.API}/media/{media_id}/playback", wish)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def door(browser: TestClient, people: People) -> Door:
    people.add()
    return Door(browser, people.bearer(browser))


@pytest.fixture
def rendition(door: Door) -> Callable[[str], bytes]:
    """Everything a media playlist names, put together as a player would."""

    def whole(address: str) -> bytes:
        answer = door.get(address)
        assert answer.status_code == 200, answer.text
        names = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
        base = address.rpartition("/")[0]
        data = door.get(f"{base}/init.mp4").content
        for name in names:
            part = door.get(f"{base}/{name}")
            assert part.status_code == 200, part.text
            data += part.content
        return data

    return whole
