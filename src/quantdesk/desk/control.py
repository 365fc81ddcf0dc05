"""The supervisor's socket: one JSON line in, one JSON line out. Only the owner of the desk reaches it (mode 0600)."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from quantdesk.desk.member import MemberState

TIMEOUT_S = 5.0
LINE_BYTES_MAX = 65_536


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """status: what runs; stop: end it all; kill: end one process by force (the supervisor starts it again)."""

    op: Literal["status", "stop", "kill"]
    name: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A whole desk at one moment. ready: everything is; stage: where the start is."""

    ready: bool
    stage: str
    failure: str
    pid: int
    started_us: int
    processes: list[MemberState]


class DeskDown(Exception):
    """No supervisor answers."""


async def control_serve(path: Path, answer: Callable[[Request], Status]) -> asyncio.Server:
    """Listens on a Unix socket; answer is called for every request."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                line = await reader.readline()
            writer.write(msgspec.json.encode(answer(msgspec.json.decode(line, type=Request))) + b"\n")
            await writer.drain()
        except (OSError, TimeoutError, ValueError, msgspec.MsgspecError):
            pass
        finally:
            writer.close()

    listening = _bound(path)
    return await asyncio.start_unix_server(serve, sock=listening, limit=LINE_BYTES_MAX)


def control_ask(path: Path, request: Request) -> Status:
    """Asks the supervisor. Errors: DeskDown when none answers."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(TIMEOUT_S)
            sock.connect(str(path))
            sock.sendall(msgspec.json.encode(request) + b"\n")
            with sock.makefile("rb") as lines:
                return msgspec.json.decode(lines.readline(), type=Status)
    except (OSError, msgspec.MsgspecError) as error:
        raise DeskDown(f"no desk answers at {path} ({type(error).__name__}): ./desk up starts one") from None


def _bound(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(path))
    path.chmod(0o600)
    return listening
