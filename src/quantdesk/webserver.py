"""The web process: serves the built terminal to browsers, and nothing else.

Invariant: every byte that it serves was read at the start from one folder of built files, so no path of a request ever reaches
the disk; the page may load scripts, styles and fonts from this origin alone and talk to the desk's own doors alone.
"""

import asyncio
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from quantdesk.runtime.http_server import server_make, server_run
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import JSON_TYPE, Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import WebSettings, load

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
PAGE: Final = "/index.html"
FOREVER: Final = "public, max-age=31536000, immutable"
TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}

Message = Mapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A built file with its compressed forms, by the name that Accept-Encoding gives them."""

    kind: str
    etag: str
    cache: str
    bodies: dict[str, bytes]
    is_worker: bool


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """What the page asks for first: which network this is, and where the doors are. rpc is null without a local chain."""

    network: str
    gateway: str
    stream: str
    rpc: str | None


def files_read(folder: Path) -> dict[str, File]:
    """Reads every built file, by its path in an address. Errors: FileNotFoundError when no page is there."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in (".br", ".gz"):
            continue
        bodies = {"": path.read_bytes()}
        for name, suffix in ENCODINGS:
            packed = path.with_name(path.name + suffix)
            if packed.exists():
                bodies[name] = packed.read_bytes()
        address = "/" + path.relative_to(folder).as_posix()
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        etag = f'"{hashlib.sha256(bodies[""]).hexdigest()[:24]}"'
        is_worker = "-worker-" in path.name and path.suffix == ".js"
        # Vite names what lies in assets by its content; but a policy that comes with it may change.
        cache = FOREVER if address.startswith("/assets/") and not is_worker else "no-cache"
        files[address] = File(kind=kind, etag=etag, cache=cache, bodies=bodies, is_worker=is_worker)
    if PAGE not in files:
        raise FileNotFoundError(f"no built page: expected {folder}/index.html; ./desk up builds it")
    return files


def addresses_for(settings: WebSettings, host: str) -> Addresses:
    """The doors as this page reaches them. On one machine they get the page's own host name, so that cookies stay on one site."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host

    def same(address: str) -> str:
        parts = urlsplit(address)
        if name not in LOOPBACK or (parts.hostname or "") not in ("127.0.0.1", "localhost", "::1"):
            return address
        return urlunsplit(parts._replace(netloc=f"{name}:{parts.port}" if parts.port else name))

    return Addresses(
        network=settings.network,
        gateway=same(settings.gateway_url),
        stream=same(settings.stream_url),
        rpc=same(settings.rpc_url) if settings.rpc_url else None,
    )


def policy(addresses: Addresses) -> str:
    """The content security policy of the page: this origin, the desk's doors, WebAssembly of this origin, nothing inline."""
    stream = urlsplit(addresses.stream)
    gateway = urlsplit(addresses.gateway)
    sockets = "wss" if gateway.scheme == "https" else "ws"
    doors = [addresses.gateway, f"{stream.scheme}://{stream.netloc}", f"{sockets}://{gateway.netloc}"]
    if addresses.rpc:
        doors.append(addresses.rpc)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "worker-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self' {' '.join(doors)}",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


class Site:
    """Answers requests for built files, /config.json and the three paths of every process."""

    def __init__(self, settings: WebSettings, files: dict[str, File], ops: Ops, metrics: Metrics) -> None:
        self._settings = settings
        self._files = files
        self._ops = ops
        self._served = metrics.counter("web_responses_total", "Responses by status.", ("status",))

    async def __call__(self, scope: Mapping[str, object], _receive: Receive, send: Send) -> None:
        """One ASGI request."""
        if scope["type"] != "http":
            return
        asked = dict(_pairs(scope.get("headers")))
        status, headers, body = self.answer(str(scope["method"]), str(scope["path"]), asked)
        self._served.labels(str(status)).inc()
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def answer(self, method: str, path: str, asked: Mapping[str, str]) -> tuple[int, Headers, bytes]:
        """Status, headers and body for a request; asked: its headers by lower-case name."""
        if method not in ("GET", "HEAD"):
            return 405, _headers(JSON_TYPE, 29, allow="GET, HEAD"), b'{"code":"method_not_allowed"}'
        told = self._ops.answer(path)
        if told is not None:
            status, kind, body = told
            return status, _headers(kind, len(body), cache_control="no-store"), body
        addresses = addresses_for(self._settings, asked.get("host", ""))
        if path == "/config.json":
            body = msgspec.json.encode(addresses)
            return 200, _headers(JSON_TYPE, len(body), cache_control="no-cache"), body
        # A path without a dot is a place inside the terminal: the page finds it by itself.
        file = self._files.get(PAGE if "." not in path.rsplit("/", 1)[-1] else path)
        if file is None:
            return 404, _headers(JSON_TYPE, 20, cache_control="no-store"), b'{"code":"not_found"}'
        return _file(file, asked, policy(addresses))


def _file(file: File, asked: Mapping[str, str], rules: str) -> tuple[int, Headers, bytes]:
    accepted = {part.split(";")[0].strip() for part in asked.get("accept-encoding", "").split(",")}
    encoding = next((name for name, _ in ENCODINGS if name in accepted and name in file.bodies), "")
    body = file.bodies[encoding]
    more = {"etag": file.etag, "cache_control": file.cache, "vary": "accept-encoding"}
    if encoding:
        more["content_encoding"] = encoding
    if file.kind.startswith("text/html") or file.is_worker:
        # A worker is held by the policy that its own script came with, not by its page's.
        more["content_security_policy"] = rules
    if asked.get("if-none-match") == file.etag:
        return 304, _headers(file.kind, 0, **more), b""
    return 200, _headers(file.kind, len(body), **more), body


def _headers(kind: str, length: int, **more: str) -> Headers:
    """The headers of every answer, with these; names with underscores for hyphens."""
    named = {
        "content_type": kind,
        "content_length": str(length),
        "x_content_type_options": "nosniff",
        "referrer_policy": "no-referrer",
        "cross_origin_opener_policy": "same-origin",
        "permissions_policy": "camera=(), microphone=(), geolocation=()",
        **more,
    }
    return [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()]


def _pairs(headers: object) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers or ()]  # type: ignore[attr-defined]


async def serve(settings: WebSettings, stop: asyncio.Event) -> int:
    """Serves until stop is set; returns the exit status."""
    metrics = Metrics("web")
    files = files_read(Path(settings.web_folder))
    ops = Ops("web", metrics, list, lambda: {"files": len(files)})
    server = server_make(Site(settings, files, ops, metrics))
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server_run(server, settings.host, settings.web_port), name="http")
        get().info("web_started", host=settings.host, port=settings.web_port, files=len(files))
        await stop.wait()
        server.should_exit = True
        await serving
    return 0


def main() -> int:
    """Runs the web process; returns the exit status."""
    settings = load(WebSettings)
    configure("web", settings.log_level)
    return run("web", lambda stop: serve(settings, stop))
