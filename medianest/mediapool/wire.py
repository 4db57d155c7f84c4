"""Frames on the media pool's Unix sockets: a JSON header, a blob, and open files beside them.

One frame is ``>II`` (header bytes, blob bytes), the header, the blob. Descriptors travel with the first byte.
"""

from __future__ import annotations

import array
import os
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

PREFIX = struct.Struct(">II")
MAX_HEADER = 16 * 1024**2
MAX_BLOB = 512 * 1024**2
# The kernel takes 253 descriptors in one message; batches stay well below.
MAX_FILES = 64


class WireError(ConnectionError):
    """The other side spoke nonsense or went away in the middle of a frame."""


@dataclass(slots=True)
class Frame:
    """One message. Whoever receives ``fds`` owns them."""

    header: bytes
    blob: bytes | bytearray = b""
    fds: list[int] = field(default_factory=list)

    def json(self) -> Any:
        return orjson.loads(self.header)

    def close_files(self) -> None:
        for fd in self.fds:
            os.close(fd)
        self.fds = []


def encode(header: Any) -> bytes:
    return orjson.dumps(header)


def send(sock: socket.socket, header: bytes, blob: bytes | bytearray = b"", fds: Sequence[int] = ()) -> None:
    """Send one frame; blocks until the kernel has taken it all."""
    if len(fds) > MAX_FILES:
        raise ValueError(f"at most {MAX_FILES} files in one frame")
    head = PREFIX.pack(len(header), len(blob)) + header
    if fds:
        sent = socket.send_fds(sock, [head], list(fds))
        head = head[sent:]
    if head:
        sock.sendall(head)
    if blob:
        sock.sendall(blob)


def receive(sock: socket.socket) -> Frame | None:
    """Read one frame; None when the other side closed between frames.

    Raises:
        WireError: in the middle of a frame, or when a length is beyond the limits.
        TimeoutError: when the socket's time limit passes.
    """
    fds: list[int] = []
    try:
        first = _receive_with_files(sock, PREFIX.size, fds)
        if not first:
            return None
        while len(first) < PREFIX.size:
            more = _receive_with_files(sock, PREFIX.size - len(first), fds)
            if not more:
                raise WireError("closed inside a frame")
            first += more
        header_length, blob_length = PREFIX.unpack(first)
        if header_length > MAX_HEADER or blob_length > MAX_BLOB:
            raise WireError("a frame beyond the limits")
        header = bytes(_receive_exactly(sock, header_length))
        return Frame(header, _receive_exactly(sock, blob_length), fds)
    except BaseException:
        for fd in fds:
            os.close(fd)
        raise


def _receive_exactly(sock: socket.socket, length: int) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    done = 0
    while done < length:
        count = sock.recv_into(view[done:])
        if not count:
            raise WireError("closed inside a frame")
        done += count
    return data


def _receive_with_files(sock: socket.socket, length: int, fds: list[int]) -> bytes:
    room = socket.CMSG_SPACE(MAX_FILES * array.array("i").itemsize)
    data, ancillary, flags, _address = sock.recvmsg(length, room, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            received = array.array("i")
            received.frombytes(payload[: len(payload) - len(payload) % received.itemsize])
            fds.extend(received)
    if flags & socket.MSG_CTRUNC:
        raise WireError("too many files in one frame")
    return data
