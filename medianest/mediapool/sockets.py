"""Where the media pool listens: in the data folder's ``run``, or a short private folder when that path is too long."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from medianest.errors import ConfigurationError

# The kernel's limit for a Unix socket's path is 108 bytes on Linux and 104 on macOS, its end mark included.
LONGEST = 100
SOCKET = "media.sock"


def run_dir(data_dir: Path) -> Path:
    """A folder of mode 0700 that only we own, made when it is missing.

    Raises:
        ConfigurationError: somebody else holds the short folder's name.
    """
    folder = data_dir / "run"
    if len(os.fsencode(folder / SOCKET)) > LONGEST:
        name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"medianest-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise ConfigurationError(f"{folder} belongs to somebody else; remove it or choose a shorter data folder")
    if stat.S_IMODE(status.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def media_socket(data_dir: Path) -> Path:
    """The socket of the media pool that belongs to this data folder."""
    return run_dir(data_dir) / SOCKET
