"""The data folder: checked, private, and held by one owner at a time."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from medianest.embedded.account import Account
from medianest.errors import ConfigurationError

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, with a final zero.
SOCKET_PATH_LIMIT = 103
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")
LEAST_FREE_BYTES = 128 * 1024 * 1024


def prepare_data_folder(data_dir: Path) -> None:
    """Make the data folder, closed to others, and prove that it can be written.

    Under root it can be passed, not listed: the stores live inside it under an account of their own.

    Raises:
        ConfigurationError: it cannot be made or written, or its disk is full.
    """
    try:
        fresh = not data_dir.exists()
        data_dir.mkdir(parents=True, exist_ok=True)
        if fresh:
            data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)
        with tempfile.TemporaryFile(dir=data_dir) as probe:
            probe.write(b"x")
        free = shutil.disk_usage(data_dir).free
    except OSError as problem:
        raise ConfigurationError(unusable(data_dir, problem)) from problem
    if free < LEAST_FREE_BYTES:
        raise ConfigurationError(
            f"The disk of the data folder {data_dir} is full ({free // 1024**2} MB left, "
            f"{LEAST_FREE_BYTES // 1024**2} MB needed). Free some space and start again."
        )


def unusable(data_dir: Path, problem: OSError) -> str:
    """One sentence on why the data folder cannot be used."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of the data folder {data_dir} is full. Free some space and start again."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"The data folder {data_dir} cannot be written. Give it to this user (chown, chmod u+rwx), "
            f"or choose another with MEDIANEST_DATA_DIR or --data-dir."
        )
    return f"The data folder {data_dir} cannot be used: {problem.strerror}. Choose another with MEDIANEST_DATA_DIR."


def own_folder(path: Path, account: Account) -> Path:
    """Make ``path`` a folder that only ``account`` can enter."""
    path.mkdir(mode=0o700, parents=False, exist_ok=True)
    account.own(path)
    path.chmod(0o700)
    return path


def socket_folder(data_dir: Path, account: Account) -> Path:
    """A folder for sockets that only ``account`` can enter, with a path short enough for a socket.

    ``sockets`` in the data folder, else one in the runtime or temporary folder named after the data folder.

    Raises:
        ConfigurationError: the short folder exists and is somebody else's.
    """
    inside = socket_place(data_dir)
    if inside.parent == data_dir:
        return own_folder(inside, account)
    with contextlib.suppress(FileExistsError):
        inside.mkdir(mode=0o700)
        account.own(inside)
    info = inside.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != account.uid:
        raise ConfigurationError(
            f"{inside} is not a folder of {account.name}, so no socket can be put there. Remove it."
        )
    inside.chmod(0o700)
    return inside


def socket_place(data_dir: Path) -> Path:
    """Where :func:`socket_folder` puts sockets for this data folder; touches nothing."""
    inside = data_dir / "sockets"
    text = os.fsencode(inside)
    if len(text) + LONGEST_SOCKET_NAME <= SOCKET_PATH_LIMIT and b'"' not in text and not text.startswith(b"@"):
        return inside
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Path("/tmp") / f"medianest-{digest}"  # noqa: S108 - a fixed short place; owner and mode are checked


@contextlib.contextmanager
def lock(path: Path, *, shared: bool = False, wait: bool = False) -> Iterator[bool]:
    """Hold a lock of this machine on ``path``; yields whether it was got. The kernel lets go of it when we die."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)
