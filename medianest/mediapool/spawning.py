"""Start processes that are to end when this one does.

The kernel does not watch the process that started them but the very thread (``PR_SET_PDEATHSIG``), and threads here
live as long as a client's connection. So one thread starts them all, and it stays.
"""

from __future__ import annotations

import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawn")


def spawn(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """``subprocess.Popen`` of bytes from the thread that lasts.

    Raises:
        OSError: the command cannot be started.
    """
    started: Future[subprocess.Popen[bytes]] = _starter.submit(subprocess.Popen, command, **options)
    return started.result()
