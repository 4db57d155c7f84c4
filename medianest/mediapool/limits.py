"""Limits of the processes that touch media: memory, processor time, no core files, no outliving the supervisor."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def confine(memory_bytes: int) -> None:
    """Limit this process for good. Called first thing in a worker, and in a transcoder before it becomes ffmpeg.

    A negative ``memory_bytes`` leaves the address space alone: drivers of graphics cards reserve more than there is.
    """
    if memory_bytes >= 0:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent()


def die_with_parent() -> None:
    """End when the supervisor does, however it ends (Linux; elsewhere the closed socket says so)."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def forbid_writing() -> None:
    """A worker answers over its socket; it has no file to write."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def allow_processor_time(seconds: float) -> None:
    """Let this process use ``seconds`` more of a processor; beyond, the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def raise_open_files() -> None:
    """Use all the descriptors the system allows: batches hold many for a moment."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # the system's own ceiling may be lower than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def background() -> None:
    """Yield the processor to whoever serves people."""
    with contextlib.suppress(OSError):
        os.nice(5)
