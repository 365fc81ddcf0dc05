"""Folders that are short enough, private enough and reachable enough for sockets and servers."""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from quantdesk.runtime.launch import EmbeddedFailed

SERVER_USERS = ("nobody", "postgres", "daemon")
REACHABLE_PARENT = Path("/var/tmp")  # noqa: S108 - survives a restart; ours is made inside it and its owner is checked
TEMPORARY_CHARS_MAX = 50
COPY_PREFIX = "quantdesk-postgres-"
# Holds the path that a folder of ours belongs to.
HOME_FILE = "home"


def run_folder(home: Path) -> Path:
    """The folder of a desk's sockets: short, private, the same for the same home; made when absent.

    Folders whose home is gone are removed on the way: nobody can stop a desk that was killed with its folder.
    """
    name = f"quantdesk-{os.geteuid()}-{hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]}"
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > TEMPORARY_CHARS_MAX:
        parent = Path("/tmp")  # noqa: S108 - ours is made inside it and its owner is checked
    sweep(parent, f"quantdesk-{os.geteuid()}-")
    folder = private_folder(parent / name)
    (folder / HOME_FILE).write_text(str(home.resolve()))
    return folder


def server_user() -> pwd.struct_passwd:
    """The unprivileged user that PostgreSQL runs as when we are root."""
    for name in SERVER_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedFailed(
        f"PostgreSQL refuses to run as root: expected one of the users {', '.join(SERVER_USERS)}, found none"
    )


def reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """Every existing folder on the way to path lets this user search it."""
    resolved = path.resolve()
    for folder in (resolved, *resolved.parents):
        try:
            found = folder.stat()
        except FileNotFoundError:
            continue
        bit = (
            stat.S_IXUSR
            if found.st_uid == user.pw_uid
            else stat.S_IXGRP
            if found.st_gid == user.pw_gid
            else stat.S_IXOTH
        )
        if not found.st_mode & bit:
            return False
    return True


def private_folder(folder: Path) -> Path:
    """A folder of ours under a shared one. Errors: EmbeddedFailed when somebody else made it."""
    try:
        folder.mkdir(mode=0o755)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise EmbeddedFailed(
                f"{folder}: expected a folder of uid {os.geteuid()}, found uid {found.st_uid}; remove it"
            ) from None
    folder.chmod(0o755)
    return folder


def sweep(parent: Path, prefix: str) -> None:
    """Removes folders of ours whose home does not exist any more."""
    for folder in parent.glob(f"{prefix}*"):
        try:
            home = Path((folder / HOME_FILE).read_text())
            gone = folder.lstat().st_uid == os.geteuid() and not (home.exists() or home.is_symlink())
        except OSError:
            continue
        if gone:
            shutil.rmtree(folder, ignore_errors=True)


def place_name(path: Path) -> str:
    """A short name that is the same for the same path."""
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]


def copied(binaries: Path) -> Path:
    """The server's files where an unprivileged user reaches them; copied once for each installed version."""
    name = hashlib.sha256(os.fsencode(binaries) + str(binaries.stat().st_mtime_ns).encode()).hexdigest()[:16]
    sweep(REACHABLE_PARENT, COPY_PREFIX)
    folder = private_folder(REACHABLE_PARENT / f"{COPY_PREFIX}{name}")
    (folder / HOME_FILE).write_text(str(binaries))
    target = folder / "pginstall"
    if not target.exists():
        part = folder / f"part-{os.getpid()}"
        shutil.copytree(binaries, part, symlinks=True, dirs_exist_ok=True)
        try:
            part.rename(target)
        except OSError:
            shutil.rmtree(part, ignore_errors=True)
    return target
