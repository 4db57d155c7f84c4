"""Many browser tabs on Reflex's websocket, as a process of its own.

Speaks Engine.IO 4 and Socket.IO by hand, as little as Reflex needs. ``python -m bench.tabs`` reads a JSON ``Spec`` from
standard input and prints latencies in milliseconds, from an event sent until its last update is here. (Reflex answers
an event only when it changed something, so the events measured must.)
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
import uuid
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect

_NAMESPACE = "/_event"
OPENING_AT_ONCE = 12
QUIET_SECONDS = 0.15


@dataclass
class Spec:
    """``cookies`` and ``bearers`` are of the people, who take them in turn. ``calls`` are paths asked over REST.

    ``events`` are names of handlers with what the route binds: ``["…load", {"media_id": "…"}]``.
    """

    url: str
    events: list[tuple[str, dict[str, str]]]
    tabs: int
    seconds: float
    every: float  # seconds between a tab's events; 0 sends the next when the last is answered
    cookies: list[str] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)


@dataclass
class Heard:
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Tab:
    def __init__(self, spec: Spec, number: int) -> None:
        self._spec = spec
        self._cookie = spec.cookies[number % len(spec.cookies)] if spec.cookies else ""
        self._token = str(uuid.uuid4())
        self._socket: ClientConnection
        self._answered = asyncio.Event()
        self._updates = 0
        self._expected: dict[str, int] = {}  # updates that each event brings, as counted once in quiet
        self._listener: asyncio.Task[None]
        self._turn = number

    async def open(self) -> None:
        address = self._spec.url.replace("http", "ws", 1)
        address += f"{_NAMESPACE}/?EIO=4&transport=websocket&token={self._token}"
        headers = {"Cookie": self._cookie} if self._cookie else {}
        self._socket = await connect(
            address, additional_headers=headers, origin=self._spec.url, compression=None, max_size=None, open_timeout=60
        )
        await self._socket.recv()  # 0{...}: Engine.IO is open
        await self._socket.send(f"40{_NAMESPACE},")
        joined = asyncio.Event()
        self._listener = asyncio.create_task(self._listen(joined))
        await asyncio.wait_for(joined.wait(), 60)

    async def _listen(self, joined: asyncio.Event) -> None:
        async for message in self._socket:
            if message == "2":
                await self._socket.send("3")
            elif isinstance(message, str) and message.startswith(f"40{_NAMESPACE}"):
                joined.set()
            elif isinstance(message, str) and message.startswith(f"42{_NAMESPACE}"):
                self._updates += 1
                self._answered.set()

    async def learn(self) -> None:
        """Send each event until it brings the same number of updates twice: the first ones fill the state."""
        for name, bound in self._spec.events:
            seen = [0]
            while len(seen) < 3 or seen[-1] != seen[-2]:
                self._updates = 0
                await self._send(name, bound)
                await asyncio.wait_for(self._answered.wait(), 120)
                before = -1
                while before != self._updates:
                    before = self._updates
                    await asyncio.sleep(QUIET_SECONDS)
                seen.append(self._updates)
            self._expected[name] = seen[-1]

    async def event(self) -> float:
        """Send the next event; milliseconds until its last update."""
        name, bound = self._spec.events[self._turn % len(self._spec.events)]
        self._turn += 1
        self._updates = 0
        began = time.perf_counter()
        await self._send(name, bound)
        while self._updates < self._expected[name]:
            await asyncio.wait_for(self._answered.wait(), 120)
            self._answered.clear()
        return (time.perf_counter() - began) * 1000

    async def _send(self, name: str, bound: dict[str, str]) -> None:
        told = {"name": name, "payload": {}, "router_data": {"pathname": "/", "query": bound, "asPath": "/"}}
        self._answered.clear()
        await self._socket.send(f"42{_NAMESPACE}," + json.dumps(["event", told]))

    async def close(self) -> None:
        self._listener.cancel()
        await self._socket.close()


class Caller:
    """A person who asks over REST instead, on a connection of their own, as a program does.

    Written by hand: five hundred people in one client library's pool wait for that pool, and it takes more of the
    machine than the server does.
    """

    def __init__(self, spec: Spec, number: int) -> None:
        self._spec = spec
        self._address = urlsplit(spec.url)
        self._bearer = spec.bearers[number % len(spec.bearers)]
        self._turn = number
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter | None = None

    async def event(self) -> float:
        path = self._spec.calls[self._turn % len(self._spec.calls)]
        self._turn += 1
        began = time.perf_counter()
        async with asyncio.timeout(120):
            await self._ask(path)
        return (time.perf_counter() - began) * 1000

    async def _ask(self, path: str) -> None:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._address.hostname, self._address.port)
        head = f"GET {path} HTTP/1.1\r\nHost: {self._address.netloc}\r\nAuthorization: Bearer {self._bearer}\r\n\r\n"
        self._writer.write(head.encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length:")[2].split(b"\r", 1)[0])
        await self._reader.readexactly(length)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.split(b"\r", 1)[0].decode())

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


async def _live(person: Tab | Caller, spec: Spec, end: float, heard: Heard) -> None:
    if spec.every:
        await asyncio.sleep(random.random() * spec.every)
    while time.perf_counter() < end:
        began = time.perf_counter()
        try:
            heard.latencies.append(await person.event())
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is a failure to be counted
            heard.failures.append(f"{type(problem).__name__}: {problem}"[:200])
            if len(heard.failures) > 50:
                return
        await asyncio.sleep(max(0, began + spec.every - time.perf_counter()) if spec.every else 0)


async def crowd(spec: Spec) -> dict[str, object]:
    """Everybody in, each event sent until it is understood, then ``spec.seconds`` of life."""
    tabs = [Tab(spec, number) for number in range(spec.tabs)]
    door = asyncio.Semaphore(OPENING_AT_ONCE)

    async def enter(tab: Tab) -> None:
        async with door:
            await tab.open()
            await tab.learn()

    await asyncio.gather(*(enter(tab) for tab in tabs))
    heard, called = Heard(), Heard()
    callers = [Caller(spec, number) for number in range(len(spec.bearers) if spec.calls else 0)]
    cpu = _cpu()
    began = time.perf_counter()
    end = began + spec.seconds
    await asyncio.gather(
        *(_live(tab, spec, end, heard) for tab in tabs), *(_live(caller, spec, end, called) for caller in callers)
    )
    busy = (_cpu() - cpu) / (time.perf_counter() - began)
    for caller in callers:
        caller.close()
    await asyncio.gather(*(tab.close() for tab in tabs), return_exceptions=True)
    return {"events": asdict(heard), "calls": asdict(called), "cpu": busy}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(crowd(Spec(**json.load(sys.stdin))))))
