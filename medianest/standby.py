"""``python -m medianest.standby LOCK COMMAND...``: run a command as soon as nobody else runs its like.

Two supervisors on one data folder (``medianest web`` and ``medianest worker``) share what may exist once. The second
waits here and takes over when the first one ends; the kernel lets go of the lock with the process that holds it.
"""

from __future__ import annotations

import fcntl
import os
import sys


def main() -> None:
    path, *command = sys.argv[1:]
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.set_inheritable(handle, True)  # the command holds it from here on
    os.execvp(command[0], command)  # noqa: S606 - the command that was asked for


if __name__ == "__main__":
    main()
