"""The socket of the exchange: channels as async iterators, order entry in records and in JSON.

Invariant: a subscription yields a channel's messages in order and leaves none out: after a lost connection or a gap it resumes
from the last seq it saw, or yields a new snapshot that says reset. Commands in flight when a connection is lost end with
Unavailable, outcome unknown: the same message sent again returns its first result.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Final, Self

import msgspec
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from quantdesk.client.answers import Message
from quantdesk.client.errors import ClientError, Refused, Unavailable
from quantdesk.client.subscription import Subscription

RECONNECT_FIRST_S: Final = 0.05
RECONNECT_LAST_S: Final = 2.0
HEARTBEAT_S: Final = 20.0
SUBSCRIBE_AGAIN_S: Final = 0.2
FRAME_BYTES_MAX: Final = 16 * 1024 * 1024
ANSWER_TIMEOUT_S: Final = 30.0

TicketSource = Callable[[], Awaitable[str]]


class _Envelope(msgspec.Struct):
    op: str = ""
    channel: str = ""
    id: int | None = None
    code: str = ""
    detail: str = ""
    field: str | None = None


_envelope = msgspec.json.Decoder(_Envelope).decode
_message = msgspec.json.Decoder(Message).decode


class Stream:
    """One connection that comes back by itself. Made by QuantDesk.stream() or Stream.open()."""

    def __init__(self, url: str, ticket: TicketSource | None) -> None:
        """url: ws://…/ws; ticket: gives a new one-use ticket for each connection; None: public channels only."""
        self._url = url
        self._ticket = ticket
        self._transport: WSTransport | None = None
        self._subscriptions: dict[str, Subscription] = {}
        self._records: dict[int, asyncio.Future[bytes]] = {}
        self._ops: dict[int, asyncio.Future[bytes]] = {}
        self._subscribing: dict[int, list[Subscription]] = {}
        self._number = 0
        self._welcome = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._refusal: Exception | None = None
        self.accounts: tuple[int, ...] = ()
        self.connections = 0

    @classmethod
    async def open(cls, url: str, ticket: TicketSource | None = None, timeout_s: float = 10.0) -> Self:
        """A connected stream. Errors: Unavailable when there is no connection within timeout_s; Refused."""
        stream = cls(url, ticket)
        stream._keeper = asyncio.create_task(stream._keep(), name="quantdesk-stream")
        try:
            await stream.ready(timeout_s)
        except BaseException:
            await stream.close()
            raise
        return stream

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def connected(self) -> bool:
        """Whether a command sent now would leave."""
        return self._transport is not None and self._welcome.is_set()

    async def ready(self, timeout_s: float = 10.0) -> None:
        """Waits until the connection is there and the ticket was taken. Errors: Unavailable, Refused."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._welcome.wait()
        except TimeoutError:
            raise Unavailable(
                f"no connection to {self._url} within {timeout_s} s", outcome_known=True
            ) from self._refusal

    async def close(self) -> None:
        """Ends the connection, and with it every iteration over a subscription."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._transport is not None:
            self._transport.disconnect()
        for subscription in self._subscriptions.values():
            subscription.end()
        self._lost()

    def subscribe(self, channel: str) -> Subscription:
        """The messages of a channel, such as "book:BTC-PERP" or "fills:7", from a snapshot on."""
        subscription = self._subscriptions.get(channel)
        if subscription is None:
            subscription = self._subscriptions[channel] = Subscription(channel, self.forget)
            if self.connected:
                self._subscribe([subscription])
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Ends a subscription."""
        if self._subscriptions.pop(subscription.name, None) is not None and self.connected:
            self._say({"op": "unsubscribe", "channels": [subscription.name]})

    def send_records_nowait(self, records: bytes) -> asyncio.Future[bytes]:
        """Sends command records as one message; the future gives the events, after the commit.

        Errors, in the future: Unavailable (outcome_known says whether it can have been taken), Refused.
        """
        transport = self._transport
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        if transport is None or not self._welcome.is_set():
            future.set_exception(Unavailable("the stream is not connected", outcome_known=True))
            return future
        self._number = number = self._number + 1
        self._records[number] = future
        transport.send(WSMsgType.BINARY, number.to_bytes(8, "little") + records)
        return future

    async def send_records(self, records: bytes) -> bytes:
        """send_records_nowait, awaited with a time limit. Errors: Unavailable, Refused."""
        return await self._within(self.send_records_nowait(records))

    async def op(self, name: str, fields: dict[str, Any]) -> bytes:
        """Order entry in JSON: op and its fields; returns the JSON of the result. Errors: Unavailable, Refused."""
        if not self.connected:
            raise Unavailable("the stream is not connected", outcome_known=True)
        self._number = number = self._number + 1
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._ops[number] = future
        self._say({"op": name, "id": number} | fields)
        return await self._within(future)

    async def ping(self) -> None:
        """Returns when the server has answered. Errors: Unavailable."""
        await self.op("ping", {})

    async def _within(self, future: asyncio.Future[bytes]) -> bytes:
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await future
        except TimeoutError:
            raise Unavailable(f"no answer within {ANSWER_TIMEOUT_S} s", outcome_known=False) from None

    async def _keep(self) -> None:
        pause_s = RECONNECT_FIRST_S
        while True:
            try:
                listener = await self._connect()
            except (OSError, TimeoutError, WSError, ClientError) as error:
                self._refusal = error
            else:
                pause_s = RECONNECT_FIRST_S
                await listener.lost.wait()
                self._lost()
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            pause_s = min(pause_s * 2, RECONNECT_LAST_S)

    async def _connect(self) -> "_Listener":
        url = self._url
        if self._ticket is not None:
            url += "?ticket=" + await self._ticket()
        listener = _Listener(self)
        await ws_connect(
            lambda: listener,
            url,
            enable_auto_ping=True,
            auto_ping_idle_timeout=HEARTBEAT_S,
            auto_ping_reply_timeout=HEARTBEAT_S,
            max_frame_size=FRAME_BYTES_MAX,
        )
        return listener

    def opened(self, transport: WSTransport) -> None:
        """The handshake is done; the server's first message may come before whoever connected knows it."""
        self._transport = transport
        self.connections += 1
        if self._ticket is None:
            self._began(())

    def _began(self, accounts: tuple[int, ...]) -> None:
        self.accounts = accounts
        self._welcome.set()
        if self._subscriptions:
            self._subscribe(list(self._subscriptions.values()))

    def _subscribe(self, subscriptions: list[Subscription]) -> None:
        if not self.connected:
            return  # whoever connects next subscribes to everything
        self._number += 1
        self._subscribing[self._number] = subscriptions
        resume = {each.name: each.seq for each in subscriptions if each.seq is not None}
        self._say(
            {"op": "subscribe", "id": self._number, "channels": [each.name for each in subscriptions], "resume": resume}
        )

    def _unsubscribed(self, subscriptions: list[Subscription], error: Exception) -> None:
        """A subscription was refused: for good, or because the exchange is away, and then it is asked for again."""
        if isinstance(error, Unavailable):
            asyncio.get_running_loop().call_later(SUBSCRIBE_AGAIN_S, self._subscribe, subscriptions)
            return
        for subscription in subscriptions:
            self._subscriptions.pop(subscription.name, None)
            subscription.fail(error)

    def _say(self, message: dict[str, Any]) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, msgspec.json.encode(message))

    def _lost(self) -> None:
        self._transport = None
        self._welcome.clear()
        self._subscribing.clear()
        for waiting in (self._records, self._ops):
            futures = list(waiting.values())
            waiting.clear()
            for future in futures:
                if not future.done():
                    future.set_exception(Unavailable("the connection was lost", outcome_known=False))

    def taken_binary(self, payload: bytes) -> None:
        """A binary message of the server: correlation and events."""
        future = self._records.pop(int.from_bytes(payload[:8], "little"), None)
        if future is not None and not future.done():
            future.set_result(payload[8:])

    def taken_text(self, payload: bytes) -> None:
        """A text message of the server."""
        head = _envelope(payload)
        if head.channel:
            self._channel(payload, head.channel)
        elif head.op == "error":
            self._failed(head)
        elif head.op == "welcome":
            self._began(tuple(msgspec.json.decode(payload)["accounts"]))
        elif head.op == "subscribed" and head.id is not None:
            self._subscribing.pop(head.id, None)
        elif head.op in {"result", "pong"} and head.id is not None:
            future = self._ops.pop(head.id, None)
            if future is not None and not future.done():
                future.set_result(payload)

    def _channel(self, payload: bytes, name: str) -> None:
        subscription = self._subscriptions.get(name)
        if subscription is not None and not subscription.take(_message(payload)):
            self._subscribe([subscription])

    def _failed(self, head: _Envelope) -> None:
        error: Exception = Refused(head.code, head.detail, field=head.field or "")
        if head.code in {"busy", "engine_unavailable", "candles_not_ready"}:
            error = Unavailable(f"{head.code}: {head.detail}", outcome_known=head.code != "engine_unavailable")
        number = head.id if head.id is not None else -1
        future = self._records.pop(number, None) or self._ops.pop(number, None)
        if future is not None:
            if not future.done():
                future.set_exception(error)
        elif number in self._subscribing:
            self._unsubscribed(self._subscribing.pop(number), error)
        else:
            self._refusal = error


class _Listener(WSListener):
    """picows' side of one connection."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.lost = asyncio.Event()

    def on_ws_connected(self, transport: WSTransport) -> None:
        """picows: the handshake is done."""
        self._stream.opened(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """picows: a frame came."""
        if frame.msg_type == WSMsgType.BINARY:
            self._stream.taken_binary(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.TEXT:
            self._stream.taken_text(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - picows's signature
        """picows: the connection is over."""
        self.lost.set()
