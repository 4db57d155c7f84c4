"""One worker: takes tasks from the supervisor one after another, and answers each with one frame.

Started as ``python -m medianest.mediapool.worker FD MEMORY_BYTES``. It may die at any time; nothing is kept here.
"""

from __future__ import annotations

import signal
import socket
import sys
import traceback
from typing import Any

from medianest.errors import MediaRefused
from medianest.mediapool import limits, wire
from medianest.mediapool.operations import REGISTRY, Reply, operation


def run_task(files: Any, task: dict[str, Any], fd: int) -> tuple[bytes, bytes]:
    """Run a task's operations on its file: the reply's header, and the blobs one after another."""
    names = task["operations"]
    keep = any(REGISTRY[name].keep_open for name in names if name in REGISTRY)
    opened, done = files.take(fd, keep)
    results: dict[str, Any] = {}
    blobs: list[bytes] = []
    offset = 0
    try:
        for name, arguments in names.items():
            reply, refused = _run(name, opened, arguments)
            if refused is not None:
                results[name] = {"refused": refused.reason, "message": refused.message}
                continue
            results[name] = {"value": reply.value}
            if reply.blob:
                results[name]["blob"] = (offset, len(reply.blob))
                blobs.append(reply.blob)
                offset += len(reply.blob)
    finally:
        done()
    if keep and any("refused" in result for result in results.values()):
        files.forget(opened)
    return wire.encode({"results": results}), blobs[0] if len(blobs) == 1 else b"".join(blobs)


def _run(name: str, opened: Any, arguments: dict[str, Any]) -> tuple[Reply, MediaRefused | None]:
    from medianest.mediapool.containers import refuse

    nothing = Reply(None)
    try:
        return operation(name)(opened, arguments), None
    except MediaRefused as refused:
        return nothing, refused
    except KeyError as problem:
        if name not in REGISTRY:
            return nothing, MediaRefused(f"There is no operation {name}", "unknown_operation")
        return nothing, refuse(problem)
    except Exception as problem:  # noqa: BLE001 - a hostile file may raise anything; the worker goes on
        if not isinstance(problem, OSError):  # libav fails with OSErrors; the rest may be a mistake of ours
            traceback.print_exc()
        return nothing, refuse(problem)


def main(fd: int, memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits.confine(memory_bytes)
    limits.forbid_writing()
    from medianest.mediapool.containers import OpenFiles

    files = OpenFiles()
    with socket.socket(fileno=fd) as supervisor:
        while (frame := wire.receive(supervisor)) is not None:
            request = frame.json()
            for task, file in zip(request["tasks"], frame.fds, strict=True):
                limits.allow_processor_time(request["limit"])
                header, blob = run_task(files, task, file)
                wire.send(supervisor, header, blob)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
