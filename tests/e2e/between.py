"""A stream that stands between page and desk and rewrites what the desk's says.

The page hears market data in a worker, whose sockets no browser driver reaches: so this is a server of its own, and a browser that
reaches it where the desk's stream is.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect, ws_create_server
from playwright.sync_api import Browser, Page

READY_S = 30.0
FRAME_BYTES_MAX = 1 << 26


class _Desk(WSListener):
    """The desk's end of one page's line."""

    def __init__(self, page: WSTransport, rewrite: Callable[[str], str]) -> None:
        self._page, self._rewrite = page, rewrite

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Words of the desk go on to the page, rewritten."""
        if frame.msg_type == WSMsgType.TEXT:
            self._page.send(WSMsgType.TEXT, self._rewrite(frame.get_payload_as_utf8_text()).encode())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
            self._page.disconnect()


class _Page(WSListener):
    """The page's end: what it says before the desk is reached waits."""

    def __init__(self, upstream: str, rewrite: Callable[[str], str]) -> None:
        self._upstream, self._rewrite = upstream, rewrite
        self._desk: WSTransport | None = None
        self._said: list[bytes] = []
        self._joining: asyncio.Task | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Reaches the desk."""
        self._joining = asyncio.get_running_loop().create_task(self._join(transport))

    async def _join(self, page: WSTransport) -> None:
        made = _Desk(page, self._rewrite)
        desk, _ = await ws_connect(lambda: made, self._upstream, max_frame_size=FRAME_BYTES_MAX)
        self._desk = desk
        for text in self._said:
            desk.send(WSMsgType.TEXT, text)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Words of the page go on as they are."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT and self._desk is None:
            self._said.append(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.TEXT:
            self._desk.send(WSMsgType.TEXT, frame.get_payload_as_bytes())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The desk's end goes with the page's."""
        if self._desk is not None:
            self._desk.disconnect()


@contextmanager
def stream_rewritten(desk: str, rewrite: Callable[[str], str]) -> Iterator[int]:
    """Until the end, what the desk's stream (an address with host and port) says is heard by way of `rewrite` at the port it yields."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="between", daemon=True)
    thread.start()
    making = ws_create_server(lambda _request: _Page(f"ws://{place_of(desk)}/ws", rewrite), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(making, loop).result(READY_S)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(READY_S)
        loop.close()


@contextmanager
def page_between(browser: Browser, desk: str, rewrite: Callable[[str], str], flags: tuple[str, ...]) -> Iterator[Page]:
    """A page of a browser like the given one that hears the desk's stream by way of `rewrite`."""
    with stream_rewritten(desk, rewrite) as port:
        rule = f"--host-resolver-rules=MAP {place_of(desk)} 127.0.0.1:{port}"
        path = os.environ.get("QUANTDESK_CHROMIUM") or shutil.which("chromium")
        other = browser.browser_type.launch(executable_path=path, args=[*flags, rule])
        try:
            yield other.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()
        finally:
            other.close()


def place_of(address: str) -> str:
    """Host and port of an address."""
    return urlsplit(address).netloc
