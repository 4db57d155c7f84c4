"""Files that are kept open for a moment."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from medianest.errors import NotFound
from medianest.streaming.open_files import OpenFile, OpenFiles


class Opening:
    """Opens this very file, and counts."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> OpenFile:
        self.times += 1
        return OpenFile(os.open(__file__, os.O_RDONLY), "text/x-python", "a.py")


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_a_file_asked_for_again_at_once_is_opened_once_and_each_taker_has_a_descriptor_of_their_own() -> None:
    async def go() -> None:
        files, opening = OpenFiles(kept_seconds=30), Opening()
        first, second = await files.take("ann", opening), await files.take("ann", opening)
        assert opening.times == 1
        os.close(first.fd)
        assert os.pread(second.fd, 3, 0) == b'"""'
        os.close(second.fd)
        files.close()

    asyncio.run(go())


def test_what_was_allowed_to_one_is_opened_anew_for_another() -> None:
    async def go() -> None:
        files = OpenFiles(kept_seconds=30)

        async def refused() -> OpenFile:
            raise NotFound("not yours")

        os.close((await files.take("ann", Opening())).fd)
        with pytest.raises(NotFound):
            await files.take("bob", refused)
        files.close()

    asyncio.run(go())


def test_after_the_moment_the_file_is_looked_for_again_and_nothing_stays_open() -> None:
    async def go() -> None:
        before = descriptors()
        files, opening = OpenFiles(kept_seconds=0.01), Opening()
        os.close((await files.take("ann", opening)).fd)
        for _ in range(1000):
            if descriptors() == before:
                break
            await asyncio.sleep(0.005)
        os.close((await files.take("ann", opening)).fd)
        assert opening.times == 2
        files.close()
        assert descriptors() == before

    asyncio.run(go())


def test_more_files_than_may_be_kept_are_served_all_the_same() -> None:
    async def go() -> None:
        before = descriptors()
        files = OpenFiles(kept_seconds=30, most=2)
        for number in range(5):
            os.close((await files.take(number, Opening())).fd)
        assert descriptors() == before + 2
        files.close()

    asyncio.run(go())
