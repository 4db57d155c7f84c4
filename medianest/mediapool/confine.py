"""``python -I -m medianest.mediapool.confine MEMORY FILE_SIZE COMMAND...``: become a command under limits.

A transcoder is not ours: it gets its limits from a process that then turns into it.
"""

from __future__ import annotations

import os
import resource
import sys

from medianest.mediapool import limits


def main(memory_bytes: int, file_bytes: int, command: list[str]) -> None:
    limits.confine(memory_bytes)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    limits.background()
    os.execv(command[0], command)  # noqa: S606 - no shell, and the command is our own


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
