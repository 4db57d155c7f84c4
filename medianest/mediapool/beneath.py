"""Open a file beneath a folder, following no link out of it.

Linux does it in one call (``openat2`` with ``RESOLVE_BENEATH``); elsewhere, and for absolute links that stay inside,
the path is walked part by part with ``O_NOFOLLOW``, so that nobody can swap a folder for a link in between.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from pathlib import Path

from medianest.errors import MediaRefused, SourceUnavailable

_OPENAT2 = 437
_RESOLVE_NO_MAGICLINKS = 0x02
_RESOLVE_BENEATH = 0x08
_MAX_LINKS = 40
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK


class _OpenHow(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def open_beneath(root: Path, relative_path: str) -> int:
    """Open a regular file for reading; the caller owns the descriptor.

    Raises:
        SourceUnavailable: there is no such file now, or it cannot be read.
        MediaRefused: the path leaves the root, or names something that is not a regular file.
    """
    parts = _parts(relative_path)
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as problem:
        raise SourceUnavailable("The library's folder cannot be reached now") from problem
    try:
        fd = _open(root, folder, parts)
    except OSError as problem:
        if problem.errno in (errno.EXDEV, errno.ELOOP):
            raise MediaRefused("The file lies outside its library", "outside_library") from problem
        raise SourceUnavailable("The file cannot be reached now") from problem
    finally:
        os.close(folder)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise MediaRefused("This is not a regular file", "not_a_file")
    return fd


def _parts(relative_path: str) -> list[str]:
    if not relative_path or relative_path.startswith("/") or "\0" in relative_path:
        raise MediaRefused("The file lies outside its library", "outside_library")
    return [part for part in relative_path.split("/") if part not in ("", ".")]


def _open(root: Path, folder: int, parts: list[str]) -> int:
    if _libc is not None:
        how = _OpenHow(_FLAGS, 0, _RESOLVE_BENEATH | _RESOLVE_NO_MAGICLINKS)
        path = os.fsencode("/".join(parts))
        fd = _libc.syscall(_OPENAT2, folder, path, ctypes.byref(how), ctypes.sizeof(how))
        if fd >= 0:
            return fd
        code = ctypes.get_errno()
        # ENOSYS and EPERM: an old kernel or a seccomp filter. EXDEV may be an absolute link that stays inside.
        if code not in (errno.ENOSYS, errno.EPERM, errno.EXDEV, errno.EAGAIN):
            raise OSError(code, os.strerror(code))
    return walk_beneath(root, folder, parts)


def walk_beneath(root: Path, folder: int, parts: list[str]) -> int:
    """The portable way: one folder at a time, links resolved here and kept inside.

    Raises:
        OSError: with EXDEV when the path leaves ``root``, ELOOP when links never end.
    """
    real_root = os.path.realpath(root)
    trail = [os.dup(folder)]
    todo = list(reversed(parts))
    links = 0
    try:
        while todo:
            name = todo.pop()
            if name == "..":
                if len(trail) == 1:
                    raise OSError(errno.EXDEV, "leaves the library")
                os.close(trail.pop())
                continue
            target = _link_target(name, trail[-1])
            if target is not None:
                links += 1
                if links > _MAX_LINKS:
                    raise OSError(errno.ELOOP, "too many links")
                if target.startswith("/"):
                    target = _inside(real_root, target)
                    while len(trail) > 1:
                        os.close(trail.pop())
                todo.extend(part for part in reversed(target.split("/")) if part not in ("", "."))
                continue
            if not todo:
                return os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=trail[-1])
            trail.append(os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=trail[-1]))
        raise OSError(errno.EISDIR, "a folder")
    finally:
        for fd in trail:
            os.close(fd)


def _link_target(name: str, folder: int) -> str | None:
    try:
        return os.readlink(name, dir_fd=folder)
    except OSError as problem:
        if problem.errno == errno.EINVAL:
            return None
        raise


def _inside(real_root: str, target: str) -> str:
    lexical = os.path.normpath(target)
    if lexical != real_root and not lexical.startswith(real_root.rstrip("/") + "/"):
        raise OSError(errno.EXDEV, "leaves the library")
    return os.path.relpath(lexical, real_root)
