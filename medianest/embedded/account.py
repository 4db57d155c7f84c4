"""Which operating-system account the embedded stores run under, and how a child becomes it.

PostgreSQL refuses to run as root. Under root the stores therefore run as the account that already owns the cluster,
else as ``medianest`` when that account exists, else as ``nobody``. Nothing else on the machine is changed for that:
where the account cannot pass a parent folder (a checkout beneath ``/root``, say), the child keeps the one capability
that lets it search folders, instead of our opening somebody's folders to everyone.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from medianest.errors import ConfigurationError

PREFERRED_ACCOUNTS = ("medianest", "nobody")

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAPBSET_READ = 23
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
# The weaker first: searching folders is all that is needed; containers often have only the second.
CAP_DAC_READ_SEARCH = 2
CAP_DAC_OVERRIDE = 1
LINUX_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the stores; ``drop`` says whether a child has to change to it."""

    name: str
    uid: int
    gid: int
    drop: bool

    def own(self, path: Path) -> None:
        """Give ``path`` itself, not what it leads to, to this account."""
        if self.drop:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose_account(cluster: Path) -> Account:
    """The account for the cluster at ``cluster``, which need not exist yet.

    Raises:
        ConfigurationError: the cluster is somebody else's, or root finds no account to step down to.
    """
    me = os.geteuid()
    owner = cluster.stat().st_uid if cluster.exists() else None
    if me != 0:
        if owner is not None and owner != me:
            raise ConfigurationError(
                f"The database folder {cluster} belongs to {account_name(owner)}, and this is {account_name(me)}. "
                f"Start MediaNest as {account_name(owner)}, "
                f"or give the data folder to {account_name(me)} with chown -R."
            )
        return Account(_entry(me, cluster).pw_name, me, os.getegid(), drop=False)
    if owner:
        return _step_down(_entry(owner, cluster))
    for name in PREFERRED_ACCOUNTS:
        try:
            return _step_down(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ConfigurationError(
        "PostgreSQL does not run as root, and there is no account named medianest or nobody. "
        "Make one (useradd --system medianest) or start MediaNest as an ordinary user."
    )


def becoming(account: Account, paths: Iterable[Path], death_signal: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec: change to ``account`` and die with its parent.

    ``paths`` are what the program must reach. Only async-signal-safe system calls are made in the child.
    """
    capability = _needed_capability(account, paths) if account.drop else None
    parent = os.getpid()

    def change() -> None:
        if account.drop:
            _drop_to(account, capability)
        # After the change of user, which would clear it.
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return change


def die_with_parent(death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when its parent ends. Does nothing where the kernel cannot."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def _drop_to(account: Account, capability: int | None) -> None:
    if capability is not None and _libc is not None:
        _libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    if capability is not None and _libc is not None:
        mask = 1 << capability
        header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
        sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable; low and high words
        _libc.capset(ctypes.byref(header), ctypes.byref(sets))
        _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def _needed_capability(account: Account, paths: Iterable[Path]) -> int | None:
    closed = next((folder for path in paths for folder in path.parents if not _passable(folder, account)), None)
    if closed is None:
        return None
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if _libc is not None and _libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1:
            return capability
    raise ConfigurationError(
        f"PostgreSQL runs as {account.name}, which cannot pass the folder {closed}. "
        f"Put MediaNest and its data folder elsewhere (MEDIANEST_DATA_DIR), or start it as an ordinary user."
    )


def _passable(folder: Path, account: Account) -> bool:
    info = folder.stat()
    if info.st_uid == account.uid:
        return bool(info.st_mode & stat.S_IXUSR)
    if info.st_gid == account.gid:
        return bool(info.st_mode & stat.S_IXGRP)
    return bool(info.st_mode & stat.S_IXOTH)


def _step_down(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, drop=True)


def _entry(uid: int, cluster: Path) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise ConfigurationError(
            f"The database in {cluster} needs the account with user id {uid}, which this machine does not know. "
            f"Make that account, run as a named one, or set DATABASE_URL to a PostgreSQL of your own."
        ) from None


def account_name(uid: int) -> str:
    """The name of a user id, or a phrase that names the number.

    PostgreSQL's ``peer`` needs a real name; :func:`choose_account` has refused before where there is none.
    """
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user id {uid}"
