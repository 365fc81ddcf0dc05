"""The stream process: every public WebSocket, on picows.

Invariant: it keeps nothing that cannot be made again from the engine and the journal; N copies may run side by side.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

from picows import (
    WSAutoPingStrategy,
    WSListener,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,
)

from quantdesk.bus.commands import CommandClient, EngineRefused, Unavailable
from quantdesk.bus.events import Batch, EventFeed
from quantdesk.bus.limits import Limiter
from quantdesk.bus.valkey_link import open_valkey
from quantdesk.gateway.revocations import Revocations
from quantdesk.gateway.stream_candles import KEPT_MAX
from quantdesk.gateway.stream_door import Door
from quantdesk.gateway.stream_entry import Entry
from quantdesk.gateway.stream_hub import Hub
from quantdesk.gateway.stream_sessions import Tickets
from quantdesk.gateway.stream_socket import MESSAGE_BYTES_MAX, Connection
from quantdesk.gateway.stream_words import Words
from quantdesk.model.candle_ticks import ticks_of
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import Service
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops, listen
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import StreamSettings, load
from quantdesk.runtime.tokens import Verifier
from quantdesk.store.candles import candles_newest
from quantdesk.store.journal import batches_between
from quantdesk.store.pool import STORE_ERRORS, Pool, StoreUnavailable, open_pool

CONNECTIONS_MAX: Final = 10_000
BACKLOG: Final = 1_024
HEARTBEAT_S: Final = 20.0
BOOK_EVERY_S: Final = 0.05
SLOW_EVERY_S: Final = 0.1
REVALUE_TURNS: Final = 10
RETRY_S: Final = 0.2
GAP_ROWS_MAX: Final = 512
GARBAGE_THRESHOLD: Final = 100_000


class Upgrades:
    """Decides about each HTTP request: a socket, one of the operator's paths, or a refusal."""

    def __init__(self, door: Door, hub: Hub, ops: Ops, origins: tuple[str, ...]) -> None:
        self._door = door
        self._hub = hub
        self._ops = ops
        self._origins = frozenset(origins)

    def __call__(self, request: WSUpgradeRequest) -> WSListener | WSUpgradeResponseWithListener:
        """picows: the listener of a socket, or a whole answer."""
        parts = urlsplit(request.path.decode("latin-1"))
        if parts.path != "/ws":
            return self._operator(parts.path)
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._origins:
            return refused(HTTPStatus.FORBIDDEN, "origin_forbidden")
        if not self._hub.ready:
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, "books_not_ready")
        if len(self._door.connections) >= CONNECTIONS_MAX:
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, "connections_full")
        tickets = parse_qs(parts.query, max_num_fields=8).get("ticket", [])
        if len(tickets) > 1:
            return refused(HTTPStatus.BAD_REQUEST, "ticket_repeated")
        return Connection(self._door, tickets[0] if tickets else None)

    def _operator(self, path: str) -> WSUpgradeResponseWithListener:
        answer = self._ops.answer(path)
        if answer is None:
            return refused(HTTPStatus.NOT_FOUND, "route_unknown")
        status, kind, body = answer
        headers = {"Content-Type": kind, "Cache-Control": "no-store"}
        if status == HTTPStatus.OK:
            return WSUpgradeResponseWithListener(WSUpgradeResponse.create_ok_response(body, headers), None)
        return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(status, body, headers), None)


def refused(status: HTTPStatus, code: str) -> WSUpgradeResponseWithListener:
    """An answer that opens no socket."""
    response = WSUpgradeResponse.create_error_response(
        status, b'{"code":"%b"}' % code.encode(), {"Content-Type": "application/json"}
    )
    return WSUpgradeResponseWithListener(response, None)


async def follow(hub: Hub, settings: StreamSettings, pool: Pool, feed_seen: Callable[[EventFeed], None]) -> None:
    """Applies batch after batch, for ever; what Valkey lost is read from the journal, and both may go away and come back."""
    log = get()

    async def read_gap(after_seq: int, to_seq: int) -> list[Batch]:
        rows = await batches_between(pool, after_seq, to_seq, GAP_ROWS_MAX)
        return [Batch(row.seq_from, row.seq_to, row.ts_us, row.events) for row in rows]

    while True:
        feed = EventFeed(settings.valkey_url.reveal(), read_gap, hub.seq)
        feed_seen(feed)
        try:
            async for batch in feed.batches():
                hub.apply(batch)
        except (*STORE_ERRORS, StoreUnavailable) as error:
            log.warning("journal_unread", seq=hub.seq, error=type(error).__name__)
        await asyncio.sleep(RETRY_S)


async def candles_begin(hub: Hub, pool: Pool, first_seq: int) -> None:
    """Reads where the candles begin: the kept ones, and from the journal what came after them up to where the hub began."""
    while True:
        try:
            applied_seq, newest = await candles_newest(pool, KEPT_MAX)
            at, missed = applied_seq, []
            while at < first_seq and (rows := await batches_between(pool, at, first_seq, GAP_ROWS_MAX)):
                missed += [ticks_of(row.events, row.ts_us) for row in rows]
                at = rows[-1].seq_to
        except (*STORE_ERRORS, StoreUnavailable) as error:
            get().warning("candles_unread", error=type(error).__name__)
            await asyncio.sleep(RETRY_S)
        else:
            hub.candles.begin(applied_seq, newest, b"".join(missed))
            return


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Does the work again and again; an engine that is away is waited for."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except (Unavailable, EngineRefused) as error:
            get().warning("engine_unasked", error=type(error).__name__)


async def begin(client: CommandClient, hub: Hub, stop: asyncio.Event) -> None:
    """Connects to the engine and loads the books, however long the engine takes; gives up when stop is set."""
    while not stop.is_set():
        try:
            await client.connect()
            await hub.load()
        except Unavailable as error:
            get().info("engine_awaited", error=type(error).__name__)
            await asyncio.sleep(RETRY_S)
        else:
            return


async def pool_open(url: str, stop: asyncio.Event) -> "Pool | None":
    """A pool of connections to PostgreSQL, however long it takes; None when stop is set."""
    while not stop.is_set():
        try:
            return await open_pool(url, size=2, application="stream")
        except StoreUnavailable:
            await asyncio.sleep(RETRY_S)
    return None


class Rhythm:
    """What is told or looked after at fixed times."""

    def __init__(self, hub: Hub, door: Door, limiter: Limiter) -> None:
        self._hub = hub
        self._door = door
        self._limiter = limiter
        self._turns = 0

    async def books(self) -> None:
        """Books, twenty times a second."""
        self._hub.books_publish()

    async def slow(self) -> None:
        """Tickers and balances, ten times a second; sessions, idle channels and unused allowances once."""
        self._turns += 1
        is_tenth = self._turns % REVALUE_TURNS == 0
        self._hub.tickers_publish()
        self._hub.candles.publish()
        await self._hub.money_publish(revalue=is_tenth)
        if is_tenth:
            moment_us = now_us()
            self._door.sessions_check(moment_us)
            self._hub.idle_remove(moment_us)
            self._hub.candles.idle_remove(moment_us)
            await self._limiter.settle()


def collector_tame() -> None:
    """What lives now lives as long as the process, and messages make no cycles: the collector may come seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)


async def serve(settings: StreamSettings, stop: asyncio.Event) -> None:
    """Runs until stop is set."""
    loop = asyncio.get_running_loop()
    metrics = Metrics("stream")
    client = CommandClient(settings.engine_socket, Service.STREAM, settings.service_token.reveal())
    hub = Hub(client)
    valkey = open_valkey(settings.valkey_url.reveal())
    limiter = Limiter(valkey)
    revocations = Revocations(valkey)
    commands = metrics.counter("stream_commands_total", "Commands sent to the engine.")
    entry = Entry(client, loop, commands.inc)
    tickets = Tickets(Verifier(settings.jwks), valkey, hub.owners, revocations)
    door = Door(hub, entry, tickets, limiter, Words(hub.names, DOMAIN_LOCALNET))
    metrics.gauge("stream_connections", "Open sockets.").set_function(lambda: len(door.connections))
    metrics.gauge("stream_seq", "Last command whose events were taken.").set_function(lambda: hub.seq)
    gaps = metrics.gauge("stream_gaps_total", "Gaps in the fan-out that were read from the journal.")

    def missing() -> list[str]:
        return [name for name, there in (("engine", client.connected), ("books", hub.ready)) if not there]

    ops = Ops("stream", metrics, missing, lambda: {"seq": hub.seq})
    server = await ws_create_server(
        Upgrades(door, hub, ops, settings.origins),
        sock=listen(settings.host, settings.stream_port),
        backlog=BACKLOG,
        enable_auto_ping=True,
        auto_ping_idle_timeout=HEARTBEAT_S,
        auto_ping_reply_timeout=HEARTBEAT_S,
        auto_ping_strategy=WSAutoPingStrategy.PING_WHEN_IDLE,
        max_frame_size=MESSAGE_BYTES_MAX,
    )
    get().info("stream_listening", port=settings.stream_port)
    pool = await pool_open(settings.database_url.reveal(), stop)
    await begin(client, hub, stop)
    if pool is None or stop.is_set():
        return
    collector_tame()
    rhythm = Rhythm(hub, door, limiter)

    def feed_seen(feed: EventFeed) -> None:
        gaps.set_function(lambda: feed.gaps)

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(follow(hub, settings, pool, feed_seen)),
            group.create_task(candles_begin(hub, pool, hub.seq)),
            group.create_task(every(BOOK_EVERY_S, rhythm.books)),
            group.create_task(every(SLOW_EVERY_S, rhythm.slow)),
            group.create_task(revocations.run()),
        ]
        await stop.wait()
        server.close()
        for task in tasks:
            task.cancel()
    entry.close()
    await limiter.close()
    await client.close()
    await pool.close()


def main() -> int:
    """Entry point of `python -m quantdesk stream`."""
    settings = load(StreamSettings)
    configure("stream", settings.log_level)
    return run("stream", lambda stop: serve(settings, stop))
