"""The WebSocket door: picows sockets that carry subscriptions.

Invariant: a reader that does not read is cut off; it holds up nobody.
"""

from collections.abc import Sequence
from typing import Final

from picows import (
    WSAutoPingStrategy,
    WSCloseCode,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,
)

from quantdesk.localnet.pubsub import PubSub
from quantdesk.runtime.ops import listen

MESSAGE_BYTES_MAX: Final = 256 * 1024
UNREAD_BYTES_MAX: Final = 16 * 1024 * 1024
CONNECTIONS_MAX: Final = 512
HEARTBEAT_S: Final = 30.0


class Socket(WSListener):
    """One connection."""

    def __init__(self, pubsub: PubSub, open_sockets: set["Socket"]) -> None:
        self._pubsub, self._open = pubsub, open_sockets
        self._transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """picows: the handshake is done."""
        self._transport = transport
        self._open.add(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """picows: a frame came; pings are answered by picows itself."""
        if not frame.fin or frame.msg_type == WSMsgType.CONTINUATION:
            transport.send_close(WSCloseCode.UNSUPPORTED_DATA, b"expected a message in one frame")
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            answer = self._pubsub.message(self, frame.get_payload_as_bytes())
            if answer is not None:
                self.tell(answer)
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - picows's signature
        """picows: the socket is closed."""
        self._transport = None
        self._open.discard(self)
        self._pubsub.gone(self)

    def tell(self, message: bytes) -> None:
        """pubsub.Reader: sends a text message."""
        transport = self._transport
        if transport is None:
            return
        transport.send(WSMsgType.TEXT, message)
        if transport.underlying_transport.get_write_buffer_size() > UNREAD_BYTES_MAX:
            transport.underlying_transport.abort()

    def close(self) -> None:
        """Says goodbye."""
        if self._transport is not None:
            self._transport.send_close(WSCloseCode.GOING_AWAY)
            self._transport.disconnect()


class Sockets:
    """The door and its open sockets."""

    def __init__(self, pubsub: PubSub, origins: Sequence[str]) -> None:
        self._pubsub, self._origins = pubsub, frozenset(origins)
        self._server: object = None
        self.open: set[Socket] = set()

    async def start(self, host: str, port: int) -> None:
        """Listens."""
        self._server = await ws_create_server(
            self._accept,
            sock=listen(host, port),
            enable_auto_ping=True,
            auto_ping_idle_timeout=HEARTBEAT_S,
            auto_ping_reply_timeout=HEARTBEAT_S,
            auto_ping_strategy=WSAutoPingStrategy.PING_WHEN_IDLE,
            max_frame_size=MESSAGE_BYTES_MAX,
        )

    def _accept(self, request: WSUpgradeRequest) -> WSListener | None:
        """None refuses: a page of another origin, or one connection too many."""
        origin = request.headers.get("Origin")
        if (origin is not None and origin not in self._origins) or len(self.open) >= CONNECTIONS_MAX:
            return None
        return Socket(self._pubsub, self.open)

    def close(self) -> None:
        """Closes all."""
        server: object = self._server
        if server is not None:
            server.close()  # type: ignore[attr-defined]
        for socket in list(self.open):
            socket.close()
