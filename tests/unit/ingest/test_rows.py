"""How long rows wait: told by source, from the first that is not written to the moment in which it is."""

import asyncio
import time
from typing import Any, cast

import pytest

from quantdesk.ingest import rows as rows_module
from quantdesk.ingest.received import Garbage, Received
from quantdesk.ingest.rows import Rows
from quantdesk.model.feed import E9, Print
from quantdesk.store.pool import Pool

S = 1_000_000
POOL = cast(Pool, None)


class Store:
    """Takes pages, or is away, or is slow until it is let go."""

    def __init__(self) -> None:
        self.away = False
        self.free = asyncio.Event()
        self.free.set()

    async def write(self, *_: Any) -> None:
        await self.free.wait()
        if self.away:
            raise OSError("away")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    found = Store()
    monkeypatch.setattr(rows_module, "page_write", found.write)
    return found


def trade(source: str, number: int) -> Received:
    # Received long ago, as a recording that is filled in: what counts is how long the row waits.
    return Received(source, "BTC-PERP", S, Print(S, E9, E9, True), number)


async def test_backlog_is_the_age_of_the_oldest_row_and_over_when_it_is_written(store: Store) -> None:
    """DATA-9."""
    clock = [100 * S]
    rows = Rows(lambda: clock[0])
    assert rows.backlog_us("a") == 0
    rows.tick(trade("a", 1))
    clock[0] += S
    rows.tick(trade("a", 2))
    rows.letter(Received("b", "", S, Garbage("bad", b"x")), "bad")
    clock[0] += 2 * S
    assert (rows.backlog_us("a"), rows.backlog_us("b"), rows.backlog_us("c")) == (3 * S, 2 * S, 0)
    assert await rows.flush(POOL) == 3
    assert (rows.backlog_us("a"), rows.backlog_us("b")) == (0, 0)


async def test_backlog_goes_on_while_the_store_is_away_or_slow(store: Store) -> None:
    """DATA-9: a failed page waits since its first row, and so does one that is on its way."""
    clock = [100 * S]
    rows = Rows(lambda: clock[0])
    rows.tick(trade("a", 1))
    store.away = True
    clock[0] += 5 * S
    with pytest.raises(OSError, match="away"):
        await rows.flush(POOL)
    rows.tick(trade("a", 2))
    clock[0] += S
    assert rows.backlog_us("a") == 6 * S
    store.away = False
    store.free.clear()
    writing = asyncio.create_task(rows.flush(POOL))
    await asyncio.sleep(0)
    rows.tick(trade("a", 3))
    clock[0] += S
    assert rows.backlog_us("a") == 7 * S
    store.free.set()
    assert await writing == 2
    assert rows.backlog_us("a") == S


async def test_backlog_is_no_longer_than_what_passed_whatever_the_wall_clock_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DATA-9: a wall clock that is set an hour ahead makes no row an hour old."""
    rows = Rows()
    rows.tick(trade("a", 1))
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 3_600 * 1_000_000_000)
    assert 0 <= rows.backlog_us("a") < 600 * S
