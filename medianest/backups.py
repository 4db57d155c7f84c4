# pyright: reportAttributeAccessIssue=false
# (pyrage is a compiled module without stubs)
"""A whole installation in one encrypted file: the database, the secret, and on request the artwork.

The file is two messages of the age format (https://age-encryption.org/v1): a short one under the passphrase that holds
a key, and the archive under that key, so that any size passes without being held in memory.
"""

from __future__ import annotations

import json
import shutil
import struct
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pyrage

from medianest import __version__
from medianest.config import Settings
from medianest.dumps import write_dump
from medianest.errors import ConfigurationError, Invalid

MAGIC = b"MEDIANEST-BACKUP-1\n"
SHORTEST_PASSPHRASE = 8
# A wrapped key is a few hundred bytes; a file that claims more is not ours.
LONGEST_HEADER = 16_384
DUMP, SECRET, MANIFEST, ARTWORK = "database.dump", "secret.key", "manifest.json", "artwork"


def write_backup(settings: Settings, target: Path, passphrase: str, *, artwork: bool) -> None:
    """Write ``target``, readable by this user alone; what was there stays until the new one is whole.

    Raises:
        Invalid: the passphrase is too short.
        ConfigurationError: the database cannot be dumped or the file not be written.
    """
    check_passphrase(passphrase)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".backup-") as folder:
            archive = _archive(settings, Path(folder), artwork)
            partial.touch(mode=0o600)
            with archive.open("rb") as source, partial.open("wb") as sink:
                _encrypt(source, sink, passphrase)
        partial.replace(target)
    except OSError as problem:
        raise ConfigurationError(
            f"The backup {target} could not be written: {problem.strerror or problem}."
        ) from problem
    finally:
        partial.unlink(missing_ok=True)


def open_backup(source: Path, passphrase: str, folder: Path) -> dict[str, str]:
    """Unpack ``source`` into the empty ``folder``; returns its manifest.

    Raises:
        Invalid: it is no backup of ours, it is damaged, or the passphrase is another one.
    """
    archive = folder / "archive.tar"
    try:
        with source.open("rb") as sealed, archive.open("wb") as sink:
            _decrypt(sealed, sink, passphrase)
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        archive.unlink()
        manifest = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, ValueError) as problem:
        raise Invalid(f"{source} is damaged and cannot be restored.") from problem
    except OSError as problem:
        raise Invalid(f"{source} cannot be read: {problem.strerror or problem}.") from problem
    if not isinstance(manifest, dict) or manifest.get("format") != "1" or not (folder / DUMP).is_file():
        raise Invalid(f"{source} was made by another MediaNest than this one can read.")
    return {str(name): str(value) for name, value in manifest.items()}


def put_artwork(folder: Path, settings: Settings) -> None:
    """Copy the artwork of an unpacked backup, if it has any, over what is there."""
    if (folder / ARTWORK).is_dir():
        shutil.copytree(folder / ARTWORK, settings.artwork_dir, dirs_exist_ok=True)


def check_passphrase(passphrase: str) -> None:
    """
    Raises:
        Invalid: it is too short to keep anything.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Invalid(f"The passphrase must have at least {SHORTEST_PASSPHRASE} characters.")


def _archive(settings: Settings, folder: Path, artwork: bool) -> Path:
    write_dump(str(settings.database_url), folder / DUMP)
    (folder / SECRET).write_text(f"{settings.secret_key}\n")
    manifest = {"format": "1", "medianest": __version__, "made": datetime.now(UTC).isoformat(timespec="seconds")}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    archive = folder / "archive.tar"
    with tarfile.open(archive, "w") as tar:
        for name in (MANIFEST, SECRET, DUMP):
            tar.add(folder / name, arcname=name)
        if artwork and settings.artwork_dir.is_dir():
            tar.add(settings.artwork_dir, arcname=ARTWORK)
    return archive


def _encrypt(source: BinaryIO, sink: BinaryIO, passphrase: str) -> None:
    key = pyrage.x25519.Identity.generate()
    wrapped = pyrage.passphrase.encrypt(str(key).encode(), passphrase)
    sink.write(MAGIC + struct.pack(">I", len(wrapped)) + wrapped)
    pyrage.encrypt_io(source, sink, [key.to_public()])


def _decrypt(source: BinaryIO, sink: BinaryIO, passphrase: str) -> None:
    start = source.read(len(MAGIC) + 4)
    if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 4:
        raise Invalid("This is not a backup made by medianest backup.")
    (length,) = struct.unpack(">I", start[len(MAGIC) :])
    wrapped = source.read(min(length, LONGEST_HEADER))
    try:
        key = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(wrapped, passphrase).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as problem:
        raise Invalid("The passphrase is not the one that this backup was made with.") from problem
    try:
        pyrage.decrypt_io(source, sink, [key])
    except (pyrage.DecryptError, OSError) as problem:
        if getattr(problem, "errno", None):  # the disk's trouble, not the message's
            raise
        raise Invalid("The backup is damaged: it was cut short or changed.") from problem
