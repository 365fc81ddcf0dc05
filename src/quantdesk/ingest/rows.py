"""What is kept of market data, as rows of its tables, written every second in one transaction.

Invariant: rows leave in the order in which they came; when the database is away they wait, and beyond a bound the oldest ticks are given
up and counted, never updates, indices or dead letters. Source: [DATA-4], [DATA-6].
"""

import asyncio
from collections.abc import Callable
from typing import Final

from quantdesk.ingest.index import IndexPrice
from quantdesk.ingest.received import Garbage, Received, SignedUpdate
from quantdesk.model.feed import Print, Quote
from quantdesk.model.pyth_verify import Verified
from quantdesk.runtime.clock import monotonic_us
from quantdesk.store.market_data import Page, Row, StateRow, page_write
from quantdesk.store.pool import Pool, signed64

TICKS_MAX: Final = 200_000
QUOTE_EVERY_US: Final = 100_000
"""Of the quotes of a stream one in so long is kept."""
U32: Final = 2**32


class Rows:
    """Rows that wait for the next page."""

    def __init__(self, clock: Callable[[], int] = monotonic_us) -> None:
        """clock: microseconds of elapsed time, which never goes back."""
        self._clock = clock
        self._page = Page()
        self._since: dict[str, int] = {}
        self._leaving: list[dict[str, int]] = []
        self._quoted: dict[tuple[str, str], int] = {}
        self.dropped = 0
        self._written = asyncio.Event()

    def __len__(self) -> int:
        return len(self._page)

    def tick(self, received: Received) -> None:
        """Keeps a trade, and of quotes one in a while."""
        event, recv_us = received.event, received.recv_us
        row: Row
        if isinstance(event, Quote):
            key = (received.source, received.symbol)
            if recv_us - self._quoted.get(key, 0) < QUOTE_EVERY_US:
                return
            self._quoted[key] = recv_us
            sides = (event.bid_price, event.bid_size, event.ask_price, event.ask_size)
            row = ("quote", received.number, event.ts_us, recv_us, *sides, None)
        elif isinstance(event, Print):
            row = ("trade", received.number, event.ts_us, recv_us, event.price, event.size, None, None, event.buy)
        else:
            return
        if len(self._page.ticks) >= TICKS_MAX:
            self._page.ticks.pop(0)
            self.dropped += 1
        self._waits(received.source)
        self._page.ticks.append((received.source, received.symbol, *row))

    def update(self, source: str, recv_us: int, data: bytes, verified: Verified) -> None:
        """Keeps a proven update."""
        self._waits(source)
        self._page.updates.append(
            (
                verified.digest,
                recv_us,
                source,
                verified.trust_version,
                verified.set_index,
                list(verified.signers),
                signed64(verified.slot),
                signed64(verified.sequence),
                verified.timestamp,
                data,
            )
        )

    def index(self, price: IndexPrice, seq: int, recv_us: int) -> None:
        """Keeps an index that the engine took."""
        self._page.indices.append(
            (price.market, price.publish_s, price.price_mticks, price.conf_mticks, price.digest, seq, recv_us)
        )

    def letter(self, received: Received, reason: str) -> None:
        """Keeps what could not be read or proven."""
        event = received.event
        payload = (
            event.data if isinstance(event, SignedUpdate) else event.payload if isinstance(event, Garbage) else b""
        )
        self._waits(received.source)
        self._page.letters.append((received.source, received.recv_us, reason[:500], payload))

    def backlog_us(self, source: str) -> int:
        """Age of the oldest row of a source that is not written yet; 0: all are [DATA-9]."""
        began = [since[source] for since in (self._since, *self._leaving) if source in since]
        return max(0, self._clock() - min(began)) if began else 0

    def _waits(self, source: str) -> None:
        if source not in self._since:
            self._since[source] = self._clock()

    async def room(self, rows_max: int) -> None:
        """Returns when at most rows_max wait."""
        while len(self) > rows_max:
            self._written.clear()
            await self._written.wait()

    async def flush(self, pool: Pool, states: list[StateRow] | None = None) -> int:
        """Writes what waits, and how the sources are now, in one transaction; how many rows.

        Errors: those of the store, and the rows wait on.
        """
        page, self._page = self._page, Page()
        page.states = states or []
        if not len(page) and not states:
            return 0
        since, self._since = self._since, {}
        self._leaving.append(since)
        try:
            await page_write(pool, page)
        except BaseException:
            self._since = {**self._since, **since}
            page.updates += self._page.updates
            page.indices += self._page.indices
            page.ticks += self._page.ticks
            page.letters += self._page.letters
            self._page = page
            raise
        finally:
            self._leaving.remove(since)
        self._written.set()
        return len(page)
