"""Health, readiness and metrics of a process over HTTP, the same three paths everywhere.

/health: the process is alive. /ready: it can do its job, or which parts are missing. /metrics: Prometheus' text.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping

import msgspec

from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.metrics import METRICS_TYPE, Metrics

Fact = int | str | bool

JSON_TYPE = "application/json"
REQUEST_BYTES_MAX = 8_192
REQUEST_TIMEOUT_S = 5.0
_REASONS = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class Ops:
    """Answers the three paths; a server of its own where the process has none."""

    def __init__(
        self,
        process: str,
        metrics: Metrics,
        missing: Callable[[], list[str]],
        facts: Callable[[], Mapping[str, Fact]] = dict,
    ) -> None:
        self.process = process
        self.metrics = metrics
        self._missing = missing
        self._facts = facts
        self._started_s = monotonic_s()
        self._server: asyncio.Server | None = None

    def answer(self, path: str) -> tuple[int, str, bytes] | None:
        """Status, content type and body of one of the three paths; None for any other."""
        if path == "/health":
            return 200, JSON_TYPE, self._body({})
        if path == "/ready":
            missing = self._missing()
            body = self._body({"ready": not missing, "missing": missing, **self._facts()})
            return (503 if missing else 200), JSON_TYPE, body
        if path == "/metrics":
            return 200, METRICS_TYPE, self.metrics.render()
        return None

    async def start(self, host: str, port: int) -> None:
        """Listens on host:port (TCP)."""
        self._server = await asyncio.start_server(self._serve, host, port, limit=REQUEST_BYTES_MAX)

    async def close(self) -> None:
        """Stops listening."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _body(self, more: Mapping[str, object]) -> bytes:
        uptime_s = int(monotonic_s() - self._started_s)
        return msgspec.json.encode({"process": self.process, "pid": os.getpid(), "uptime_s": uptime_s, **more})

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._response(head))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    def _response(self, head: bytes) -> bytes:
        method, _, rest = head.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0].decode("latin-1")
        status, kind, body = self.answer(path) or (404, JSON_TYPE, b'{"code":"not_found"}')
        if method not in (b"GET", b"HEAD"):
            status, kind, body = 405, JSON_TYPE, b'{"code":"method_not_allowed"}'
        lines = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        return lines.encode() + (b"" if method == b"HEAD" else body)


def listen(host: str, port: int) -> socket.socket:
    """A bound TCP socket with SO_REUSEPORT, so that several copies of a door share one port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((host, port))
    sock.setblocking(False)
    return sock
