"""The one secret from which all keys are derived: from the environment, or made once and kept in the data folder."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from medianest.config import Settings
from medianest.embedded import is_ours
from medianest.errors import ConfigurationError

FILE = "secret.key"
PRIVATE = 0o600


def obtain(settings: Settings) -> Settings:
    """``settings`` with a secret: the environment's, the kept one, or a new one for a new data folder.

    Raises:
        ConfigurationError: the database is not ours and no secret is set, or ours exists and its secret has gone.
    """
    if settings.secret_key:
        return settings
    if not is_ours(settings):
        raise ConfigurationError(
            "MEDIANEST_SECRET_KEY is not set, and it must be when DATABASE_URL is: every machine needs the same one. "
            "Make one with `openssl rand -hex 32` and keep it."
        )
    path = settings.data_dir / FILE
    if not path.exists():
        if (settings.data_dir / "postgres.json").exists():
            raise ConfigurationError(
                f"{path} is missing, and without it nothing that the database keeps sealed can be opened. "
                f"Put it back from a backup, or set MEDIANEST_SECRET_KEY to what it held."
            )
        _make(path)
    try:
        if path.stat().st_mode & 0o077:
            path.chmod(PRIVATE)
        secret = path.read_text().strip()
    except OSError as problem:
        raise ConfigurationError(
            f"{path} cannot be read: {problem.strerror}. Start as the user who owns it."
        ) from problem
    return settings.model_copy(update={"secret_key": secret})


def keep(data_dir: Path, secret: str) -> None:
    """Put ``secret`` in place of the kept one, as restoring a backup does."""
    fresh = _written(data_dir / FILE, secret)
    fresh.replace(data_dir / FILE)


def _make(path: Path) -> None:
    """Whoever links first wins; another command that starts at the same moment uses that one."""
    fresh = _written(path, secrets.token_hex(32))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _written(path: Path, secret: str) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # 0600 by contract
    with os.fdopen(handle, "w") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
