"""When a turn of the engine begins: company is waited for right after a commit, and never otherwise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from quantdesk.core import Exchange
from quantdesk.engine.gauges import EngineGauges
from quantdesk.engine.inbox import Inbox
from quantdesk.engine.loop import GATHERED_ENOUGH, EngineLoop, LoopLimits, LoopParts
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import CancelAll, OpenExchange, Service, Tick
from quantdesk.runtime.metrics import Metrics
from quantdesk.store.journal import JournalRow

HOUR_US = 3_600_000_000
CANCEL = CancelAll(account=1, market=0xFFFF, side=255).encode()


class Journal:
    """Keeps rows at once."""

    def __init__(self) -> None:
        self.rows: list[JournalRow] = []

    async def append(self, row: JournalRow) -> None:
        self.rows.append(row)

    def cancels(self) -> list[int]:
        """How many cancels each row has, for rows that have some."""
        return [count for count in (row.commands.count(CANCEL) for row in self.rows) if count]


class Connection:
    """Stands for a connected service that reads its answers."""

    service = Service.STREAM

    def answer_pieces(self, pieces: list[bytes]) -> None:
        """Read."""


@asynccontextmanager
async def engine(linger_us: int) -> AsyncIterator[tuple[EngineLoop, Inbox, Journal]]:
    """An engine that has just committed its first command."""
    inbox, journal = Inbox(), Journal()
    parts = LoopParts(Exchange(), inbox, journal, lambda *_: None, lambda *_: None, EngineGauges(Metrics("engine")))
    loop = EngineLoop(parts, LoopLimits(epoch=1, linger_us=linger_us))
    loop._tick_due = False
    running = asyncio.create_task(loop.run(OpenExchange(domain=DOMAIN_LOCALNET).encode()))
    await until(lambda: len(journal.rows) == 1)
    yield loop, inbox, journal
    loop.stop()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def until(there: Any) -> None:
    async with asyncio.timeout(20):
        while not there():
            await asyncio.sleep(0.001)


def send(inbox: Inbox, count: int) -> None:
    inbox.take_commands(cast(Any, Connection()), 1, CANCEL * count)


async def test_what_comes_right_after_a_commit_waits_for_company() -> None:
    async with engine(300_000) as (_, inbox, journal):
        send(inbox, 1)
        await asyncio.sleep(0.01)
        assert journal.cancels() == []
        send(inbox, 1)
        await until(lambda: sum(journal.cancels()) == 2)
        assert journal.cancels() == [2]


async def test_a_command_that_comes_later_waits_for_nobody() -> None:
    async with engine(HOUR_US) as (loop, inbox, journal):
        loop._committed_ns -= HOUR_US * 1_000
        send(inbox, 1)
        await until(lambda: journal.cancels() == [1])


async def test_enough_company_is_not_waited_for() -> None:
    async with engine(HOUR_US) as (_, inbox, journal):
        send(inbox, GATHERED_ENOUGH)
        await until(lambda: journal.cancels() == [GATHERED_ENOUGH])
        assert inbox.waiting_commands == 0


async def test_without_a_linger_nothing_waits() -> None:
    async with engine(0) as (_, inbox, journal):
        for count in (1, 2, 3):
            send(inbox, 1)
            await until(lambda count=count: sum(journal.cancels()) == count)
        assert journal.cancels() == [1, 1, 1]
        assert Tick().encode() not in journal.rows[0].commands
