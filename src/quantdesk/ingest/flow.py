"""The way of market data through the process: judged, kept, and where it is a proven price, sent to the engine as an index.

Invariant: an index reaches the engine only from a verified update that is newer than the last of its feed; everything else that comes is
kept, counted and weighed, and moves nothing [ORC-1, DATA-2, DATA-3].
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import msgspec

from quantdesk.bus.commands import CommandClient, EngineRefused, Unavailable
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.ingest.index import FeedMarket, IndexPrice, Indices
from quantdesk.ingest.local_prices import LocalPrices
from quantdesk.ingest.received import BookChecked, ChainPrice, Garbage, Received, SignedUpdate
from quantdesk.ingest.rows import Rows
from quantdesk.ingest.votes import Voice, Votes
from quantdesk.model.feed import Quote
from quantdesk.model.market import Market, mticks_of
from quantdesk.model.price_tiers import tier_text
from quantdesk.model.pyth_update import UpdateReason, UpdateRefused
from quantdesk.model.pyth_verify import Judge, Trust, update_verify
from quantdesk.model.records_gen import IndexSet, MarketView, Refused, SetIndex, events_decode
from quantdesk.runtime.log import get
from quantdesk.runtime.metrics import Metrics

US_PER_S: Final = 1_000_000
SEEN_MAX: Final = 4_096
BACKLOG_US: Final = 2_000_000
"""Rows that are older when they are still not written are a backlog [DATA-9]."""
SENDING_MAX: Final = 64
"""Updates of which the engine has not answered yet."""
E9: Final = 10**9
MTICKS_PER_TICK: Final = 1_000


class Flow:
    """All markets of this process."""

    def __init__(self, client: CommandClient, genesis: bytes, local: LocalPrices | None, metrics: Metrics) -> None:
        """genesis: hash of the network; local: signs the middles of local sources, None where there are none."""
        self._client = client
        self._genesis = genesis
        self._local = local
        self._sending: set[asyncio.Task[str]] = set()
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._behind: set[str] = set()
        self._faults: dict[tuple[str, str], tuple[str, ...]] = {}
        self.trusts: list[Trust] = []
        self.indices = Indices()
        self.votes: dict[str, Votes] = {}
        self.rows = Rows()
        self.tell: Callable[[bytes], None] | None = None
        self.origins: dict[str, str] = {}
        self.tiers: dict[str, str] = {}
        self._events = metrics.counter("ingest_events_total", "Market data events taken.", ("source",))
        self._prices = metrics.counter("ingest_prices_total", "Indices that the engine took.", ("market",))
        self._refused = metrics.counter("ingest_refused_total", "What was refused, by reason.", ("reason",))
        self._scores = metrics.gauge("ingest_score_count", "Points of a stream, 0 to 100.", ("source", "market"))
        self._complete = metrics.gauge(
            "ingest_complete_ratio", "Minutes with trades of those in which others traded.", ("source", "market")
        )
        self._checksums = metrics.gauge(
            "ingest_checksum_wrong_count",
            "Books unlike the venue's checksum; absent: it sends none.",
            ("source", "market"),
        )
        self._backlog = metrics.gauge("ingest_backlog_seconds", "Age of the oldest row not written yet.", ("source",))
        self._index_s = metrics.gauge("ingest_publish_seconds", "Publish time of the newest index.", ("market",))
        self._doubts = metrics.gauge("ingest_index_doubted", "1: the venues stay away from the index.", ("market",))

    def market_add(self, view: MarketView) -> None:
        """A market that the engine has listed."""
        market = Market.of(view)
        feed = FEED_IDS.get(market.symbol)
        self.tiers[market.symbol] = tier_text(view)
        if feed is not None and market.symbol not in self.votes:
            self.votes[market.symbol] = Votes(market.symbol)
            self.indices.add(FeedMarket(market.market, market.symbol, market.tick_size_e9, feed))

    async def take(self, received: Received) -> None:
        """One event of a source."""
        self._events.labels(received.source).inc()
        event = received.event
        if isinstance(event, SignedUpdate):
            await self._begin(received)
            return
        if isinstance(event, Garbage):
            self._refused.labels("garbage").inc()
            self.rows.letter(received, event.reason)
            for heard in self.votes.values():
                if received.source in heard.streams:
                    heard.take(received)
            return
        votes = self.votes.get(received.symbol)
        if votes is None or not votes.take(received):
            return
        if isinstance(event, BookChecked):
            return
        if isinstance(event, ChainPrice):
            votes.streams[received.source].mid = mticks_of(event.price, event.expo, MTICKS_PER_TICK)
            return
        self.rows.tick(received)
        if isinstance(event, Quote) and self._local is not None and received.source in self.origins:
            stream = votes.streams[received.source]
            if stream.mid is not None and event.bid_price < event.ask_price:
                self._local.take(FEED_IDS[received.symbol], stream.mid, stream.spread, received.recv_us)

    async def _begin(self, received: Received) -> None:
        """An update without waiting for the engine's answer to those before it; they are sent in the order in which they came."""
        while len(self._sending) >= SENDING_MAX:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self.update(received), name="price-update")
        self._sending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: "asyncio.Task[str]") -> None:
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            get().error("update_failed", error=repr(error))

    async def settled(self) -> None:
        """Waits until the engine has answered to every update that was taken."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def update(self, received: Received) -> str:
        """A signed update: proven, kept, sent. Returns what became of it."""
        event = received.event
        if not isinstance(event, SignedUpdate):
            return "no signed update"
        if event.data in self._seen:
            return "came before"
        now_s = received.recv_us // US_PER_S
        try:
            verified = update_verify(event.data, self.trusts, Judge(now_s, self._genesis))
            prices = self.indices.take(verified, now_s)
        except UpdateRefused as error:
            self._refused.labels(error.reason.value).inc()
            if error.reason is not UpdateReason.REPLAYED:
                self.rows.letter(received, str(error))
            return str(error)
        self._seen[event.data] = None
        if len(self._seen) > SEEN_MAX:
            self._seen.popitem(last=False)
        self.rows.update(received.source, received.recv_us, event.data, verified)
        if self.tell is not None:
            self.tell(event.data)
        await self._send(prices, received.recv_us)
        return "taken"

    async def local_prices(self, now_us: int) -> None:
        """Signs the middles of local sources when they are due, and takes them like any other update."""
        data = self._local.due(now_us) if self._local is not None else None
        if data is not None:
            await self.update(Received("local", "", now_us, SignedUpdate(data)))

    def check(self, now_us: int) -> None:
        """Judges all streams; what begins or ends to be wrong is logged by name."""
        self._behind_check()
        for votes in self.votes.values():
            votes.check(now_us)
            self._doubts.labels(votes.symbol).set(votes.doubted)
            for voice in votes.voices(now_us):
                key = (voice.source, voice.symbol)
                self._scores.labels(*key).set(voice.score)
                if voice.complete_pct is not None:
                    self._complete.labels(*key).set(voice.complete_pct / 100)
                if voice.checksums_wrong is not None:
                    self._checksums.labels(*key).set(voice.checksums_wrong)
                if self._faults.get(key, ()) != voice.faults:
                    self._faults[key] = voice.faults
                    get().warning(
                        "stream_judged",
                        source=voice.source,
                        market=voice.symbol,
                        faults=voice.faults,
                        score=voice.score,
                    )

    def voices(self, source: str, now_us: int) -> list[Voice]:
        """What a source says about each market."""
        backlog_us = self.rows.backlog_us(source)
        return [
            msgspec.structs.replace(voice, backlog_us=backlog_us)
            for votes in self.votes.values()
            if source in votes.streams
            for voice in votes.voices(now_us)
            if voice.source == source
        ]

    def _behind_check(self) -> None:
        """Says which sources' rows wait for too long, once when it begins."""
        for source in {name for votes in self.votes.values() for name in votes.streams}:
            backlog_us = self.rows.backlog_us(source)
            self._backlog.labels(source).set(backlog_us / US_PER_S)
            if backlog_us <= BACKLOG_US:
                self._behind.discard(source)
            elif source not in self._behind:
                self._behind.add(source)
                get().warning("rows_behind", source=source, backlog_us=backlog_us)

    async def _send(self, prices: list[IndexPrice], recv_us: int) -> None:
        """Sends indices as one frame; the engine's mark rounds follow them [MRK-1, MRK-2]."""
        if not prices:
            return
        records = [
            SetIndex(
                market=p.market,
                index_price=p.price_mticks,
                published=p.publish_s * US_PER_S,
                conf=p.conf_mticks,
                doubt=self.votes[p.symbol].doubt_ppm,
                evidence=p.digest,
            ).encode()
            for p in prices
        ]
        try:
            events = events_decode(await self._client.send(b"".join(records)))
        except (Unavailable, EngineRefused):
            # A newer one comes within the second.
            self._refused.labels("engine_unavailable").inc(len(prices))
            return
        told = [event for event in events if isinstance(event, IndexSet)]
        taken = {event.market: event.seq for event in told if event.used}
        for event in events:
            if isinstance(event, Refused):
                self._refused.labels("engine_refused").inc()
        for _ in (event for event in told if not event.used):
            self._refused.labels("engine_unused").inc()
        for price in prices:
            seq = taken.get(price.market)
            if seq is None:
                continue
            self.rows.index(price, seq, recv_us)
            self.votes[price.symbol].index = self._e9(price)
            self._prices.labels(price.symbol).inc()
            self._index_s.labels(price.symbol).set(price.publish_s)

    def _e9(self, price: IndexPrice) -> int:
        """An index in e9 USD, rounded down."""
        market = self.indices.market_of(FEED_IDS[price.symbol])
        return price.price_mticks * (market.tick_size if market else 0) // MTICKS_PER_TICK

    @property
    def priced(self) -> list[str]:
        """Markets that have an index."""
        return [symbol for symbol, votes in self.votes.items() if votes.index is not None]
