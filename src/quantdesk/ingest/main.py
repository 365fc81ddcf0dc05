"""The ingest process: reads market data and sends index and mark of each market as commands.

Invariant: it holds nothing that matters: killed and started again it goes on with the next price. A source that fails is
started again; an engine that is away is waited for.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from quantdesk.bus.commands import CommandClient, EngineRefused, Unavailable
from quantdesk.ingest.prices import MarketPrice
from quantdesk.ingest.sources import REPLAY_SYMBOL, replay_path, replay_source, synthetic_source
from quantdesk.model.feed import FeedEvent, FeedInvalid
from quantdesk.model.feed_synthetic import SYNTHETIC
from quantdesk.model.market import Market
from quantdesk.model.records_gen import MarketQuery, MarketView, Service, SetPrices, views_decode
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import IngestSettings, load

MARKETS_ALL: Final = 0xFFFF
RETRY_S: Final = 0.5
MARKETS_EVERY_S: Final = 2.0

Source = AsyncIterator[tuple[str, FeedEvent]]


class Prices:
    """Latest price of each market, and the way to the engine."""

    def __init__(self, client: CommandClient, metrics: Metrics) -> None:
        self._client = client
        self._markets: dict[str, MarketPrice] = {}
        self._events = metrics.counter("ingest_events_total", "Market data events read.", ("market",))
        self._sent = metrics.counter("ingest_prices_total", "Prices that the engine took.", ("market",))
        self._refused = metrics.counter(
            "ingest_prices_refused_total", "Prices that did not reach the engine.", ("market",)
        )

    @property
    def symbols(self) -> tuple[str, ...]:
        """Markets that have had a price."""
        return tuple(symbol for symbol, market in self._markets.items() if market.price_mticks)

    async def markets_learn(self) -> None:
        """Asks the engine which markets there are, for ever: new ones are listed while we run."""
        while True:
            try:
                await self._client.connect()
                views = views_decode(await self._client.query(MarketQuery(market=MARKETS_ALL).encode()))
            except (Unavailable, EngineRefused) as error:
                get().info("engine_awaited", error=type(error).__name__)
                await asyncio.sleep(RETRY_S)
                continue
            for view in views:
                if isinstance(view, MarketView):
                    market = Market.of(view)
                    if market.symbol not in self._markets:
                        self._markets[market.symbol] = MarketPrice(market.market, market.tick_size_e9)
            await asyncio.sleep(MARKETS_EVERY_S)

    async def take(self, symbol: str, event: FeedEvent) -> None:
        """Notes an event and sends the price when it is due."""
        self._events.labels(symbol).inc()
        price = self._markets.get(symbol)
        if price is None:
            return
        price.take(event)
        if not price.due(now_us()):
            return
        record = SetPrices(market=price.market, index_price=price.price_mticks, mark_price=price.price_mticks)
        try:
            await self._client.send(record.encode())
        except (Unavailable, EngineRefused):
            # The next one comes in a quarter of a second, and is better.
            self._refused.labels(symbol).inc()
        else:
            self._sent.labels(symbol).inc()


async def pump(symbol: str, settings: IngestSettings, prices: Prices) -> None:
    """Reads the source of one market, for ever; begins again when it fails."""
    while True:
        try:
            async for name, event in source_of(symbol, settings.data):
                await prices.take(name, event)
        except (FeedInvalid, OSError) as error:
            get().warning("source_failed", market=symbol, error=str(error)[:200])
            await asyncio.sleep(RETRY_S)


def source_of(symbol: str, data: str) -> Source:
    """The source of a market: the recorded feed where there is one, else the made-up one."""
    path = replay_path(data)
    if symbol == REPLAY_SYMBOL and path is not None:
        return replay_source(path)
    return synthetic_source(symbol, SYNTHETIC[symbol])


async def serve(settings: IngestSettings, stop: asyncio.Event) -> None:
    """Runs until stop is set."""
    metrics = Metrics("ingest")
    client = CommandClient(settings.engine_socket, Service.INGEST, settings.service_token.reveal())
    prices = Prices(client, metrics)
    recorded = replay_path(settings.data) is not None

    def missing() -> list[str]:
        return [name for name, there in (("engine", client.connected), ("prices", bool(prices.symbols))) if not there]

    def facts() -> dict[str, str]:
        return {symbol: "replay" if recorded and symbol == REPLAY_SYMBOL else "synthetic" for symbol in SYNTHETIC}

    ops = Ops("ingest", metrics, missing, facts)
    await ops.start(settings.host, settings.ingest_port)
    get().info("ingest_started", source="replay" if recorded else "synthetic")
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(prices.markets_learn())]
        tasks += [group.create_task(pump(symbol, settings, prices)) for symbol in SYNTHETIC]
        await stop.wait()
        for task in tasks:
            task.cancel()
    await client.close()
    await ops.close()


def main() -> int:
    """Entry point of `python -m quantdesk ingest`."""
    settings = load(IngestSettings)
    configure("ingest", settings.log_level)
    return run("ingest", lambda stop: serve(settings, stop))
