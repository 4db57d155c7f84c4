"""A file's bytes over HTTP: ranges, validators, and an end when the session ends or the listener goes away.

Plain ASGI. The page cache is asked first (``RWF_NOWAIT``): what is there is read on the loop, which is as fast as
nginx; what is not is read in the pool ``disk``, so that a sleeping disk stalls nobody else.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Literal
from urllib.parse import quote

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from medianest.streaming.ranges import Span, Version, answer

CHUNK = 256 * 1024
FIRST_CHUNK = 64 * 1024  # the first byte is not to wait for a quarter of a megabyte
_BREATHE = 4  # chunks between turns of the loop
_UNWATCHED_SECONDS = 0.1
_NOWAIT = getattr(os, "RWF_NOWAIT", None)

OffLoop = Callable[..., Awaitable[bytes]]
"""Runs a blocking read elsewhere: ``bridge.run`` with the lane ``disk``."""


class FileStream(Response):
    """Sends the open file ``fd`` and closes it, whatever happens.

    ``ended`` completes when the session does; the connection is then cut in the middle.
    """

    def __init__(
        self,
        fd: int,
        media_type: str,
        file_name: str,
        off_loop: OffLoop,
        ended: Callable[[], Coroutine[Any, Any, None]] | None = None,
        *,
        disposition: Literal["inline", "attachment"] = "inline",
    ) -> None:
        self._fd = fd
        status = os.fstat(fd)
        self._version = Version(status.st_size, status.st_mtime_ns)
        self._type = media_type
        self._named = f"{disposition}; filename*=UTF-8''{quote(file_name, safe='')}"
        self._off_loop = off_loop
        self._ended = ended
        self.background = None
        self.status_code = 200
        self.body = b""
        self.raw_headers = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._respond(scope, receive, send)
        finally:
            os.close(self._fd)

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        wanted = answer(asked, self._version)
        size = self._version.size
        if wanted.kind in ("unchanged", "changed"):
            await self._start(send, 304 if wanted.kind == "unchanged" else 412, {})
        elif wanted.kind == "beyond":
            await self._start(send, 416, {"content-range": f"bytes */{size}", "content-length": "0"})
        else:
            status, headers, parts = self._plan(wanted.spans if wanted.kind == "part" else None)
            await self._start(send, status, headers)
            if scope["method"] != "HEAD" and int(headers["content-length"]):
                await until_over(receive, self._send_parts(send, parts), self._ended)
                return
        await send({"type": "http.response.body", "body": b""})

    def _plan(self, spans: tuple[Span, ...] | None) -> tuple[int, dict[str, str], list[tuple[bytes, Span | None]]]:
        """Status, headers, and what goes out: some bytes, then a span of the file, again and again."""
        size = self._version.size
        if spans is None:
            parts: list[tuple[bytes, Span | None]] = [(b"", Span(0, size - 1) if size else None)]
            return 200, {"content-type": self._type, "content-length": str(size)}, parts
        if len(spans) == 1:
            only = spans[0]
            headers = {"content-type": self._type, "content-range": f"bytes {only.start}-{only.end}/{size}"}
            return 206, {**headers, "content-length": str(only.length)}, [(b"", only)]
        boundary = secrets.token_hex(12)
        parts = []
        for span in spans:
            head = f"\r\n--{boundary}\r\nContent-Type: {self._type}\r\n"
            parts.append((f"{head}Content-Range: bytes {span.start}-{span.end}/{size}\r\n\r\n".encode(), span))
        parts.append((f"\r\n--{boundary}--\r\n".encode(), None))
        length = sum(len(text) + (span.length if span else 0) for text, span in parts)
        kind = f"multipart/byteranges; boundary={boundary}"
        return 206, {"content-type": kind, "content-length": str(length)}, parts

    async def _start(self, send: Send, status: int, headers: dict[str, str]) -> None:
        always = {
            "accept-ranges": "bytes",
            "etag": self._version.etag,
            "last-modified": self._version.last_modified,
            "cache-control": "private, no-cache",
            "content-disposition": self._named,
        }
        every = [(name.encode(), value.encode("latin-1")) for name, value in {**always, **headers}.items()]
        await send({"type": "http.response.start", "status": status, "headers": every})

    async def _send_parts(self, send: Send, parts: list[tuple[bytes, Span | None]]) -> None:
        for text, span in parts:
            if text:
                await send(_body(text))
            if span is not None:
                async for chunk in self._chunks(span):
                    await send(_body(chunk))
        await send({"type": "http.response.body", "body": b""})

    async def _chunks(self, span: Span) -> AsyncIterator[bytes]:
        at, count, length = span.start, 0, FIRST_CHUNK
        while at <= span.end:
            data = await self._read(min(length, span.end + 1 - at), at)
            if not data:
                return  # the file was cut short meanwhile: the connection closes before the promised length
            yield data
            at += len(data)
            count += 1
            length = CHUNK
            if count % _BREATHE == 0:
                await asyncio.sleep(0)

    async def _read(self, length: int, at: int) -> bytes:
        if _NOWAIT is not None:
            try:
                os.preadv(self._fd, [bytearray(1)], at + length - 1, _NOWAIT)
            except BlockingIOError:
                pass
            except OSError:  # a filesystem without it
                return await self._off_loop(os.pread, self._fd, length, at)
            else:
                return os.pread(self._fd, length, at)
        return await self._off_loop(os.pread, self._fd, length, at)


async def until_over(
    receive: Receive, sending: Coroutine[Any, Any, None], ended: Callable[[], Coroutine[Any, Any, None]] | None
) -> None:
    """Send until done, until the listener has gone (Granian does not say so on send), or until the session ends.

    A range that players ask for is out before anybody could tell: only what takes longer is watched over.
    """
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(sending)]
    try:
        done, _ = await asyncio.wait(tasks, timeout=_UNWATCHED_SECONDS)
        if not done:
            tasks.append(asyncio.create_task(_disconnected(receive)))
            if ended is not None:
                tasks.append(asyncio.create_task(ended()))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def _body(data: bytes) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": True}


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
