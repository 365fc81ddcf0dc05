"""After an outage of the keepers their log goes on: every mark round and item lands, late and in order, and the markets open again."""

import random

import pytest

from quantdesk.chain.view import Viewer
from quantdesk.client import Wallet
from quantdesk.keepers import backpressure
from quantdesk.model.records_gen import (
    Event,
    FundingSet,
    Hold,
    MarketQuery,
    MarketView,
    SetIndex,
    Side,
    Tick,
    TimeInForce,
    events_decode,
    views_decode,
)
from quantdesk.runtime.clock import now_us
from quantdesk.store.settlement import halts_list, holds_list
from tests.integration.engine.traders import MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_converted import slow_equal
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, traders

# Whole slots: the clocks of engine and chain stay together.
ROUND_S = 6
HOUR_S = 3_600
# How far the mark may go a round, ppm, so that the margin of whoever trades bears hours of it.
STEP_PPM = 1_500
AWAY_PPM = 6_000


class Market:
    """A price that wanders, and whoever trades at it. Time passes in rounds."""

    def __init__(self, desk: ChainDesk, made: list[tuple[Wallet, int]], seed: int) -> None:
        self.desk, self.made, self.chance = desk, made, random.Random(seed)
        self._ppm = 0
        self.events: list[Event] = []

    async def round(self, trades: int) -> None:
        """A round later: a new index, its mark round, and so many orders."""
        desk, chance = self.desk, self.chance
        desk.later(ROUND_S)
        self._ppm = max(-AWAY_PPM, min(AWAY_PPM, self._ppm + chance.randrange(-STEP_PPM, STEP_PPM + 1)))
        index = PRICE * (1_000_000 + self._ppm) // 1_000
        told = SetIndex(
            market=MARKET, index_price=index, published=now_us() + desk.engine.ahead_us, conf=0, doubt=0, evidence=bytes(32)
        )  # fmt: skip
        for record in (told, Tick()):
            self.events += events_decode(await desk.engine.send(record.encode()))
        for _ in range(trades):
            wallet, number = chance.choice(self.made)
            side, lots = Side(chance.randrange(2)), 1 + chance.randrange(300)
            force = TimeInForce.IOC if chance.random() < 0.4 else TimeInForce.GTC
            price = index // 1_000 + chance.randrange(-60, 61)
            await order(desk, wallet, number, side, price, lots, time_in_force=force)

    async def cross(self, lots: int) -> None:
        """A match for sure: two of them cross at the index, for more than others have put there."""
        (seller, sells), (buyer, buys), *_ = self.made
        price = PRICE * (1_000_000 + self._ppm) // 1_000_000
        await order(self.desk, seller, sells, Side.SELL, price, lots)
        await order(self.desk, buyer, buys, Side.BUY, price + 60, lots, time_in_force=TimeInForce.IOC)

    async def rounds(self, seconds: int, trades: int) -> None:
        """Rounds of so many seconds."""
        for _ in range(seconds // ROUND_S):
            await self.round(trades)


async def funding_of(desk: ChainDesk) -> tuple[int, int]:
    """F in the engine and on the chain."""
    views = views_decode(await desk.engine.query(MarketQuery(market=MARKET).encode()))
    view = next(view for view in views if isinstance(view, MarketView))
    return view.funding, (await Viewer(desk.rpc()).view()).risk.rows[MARKET].funding


async def hold_of(desk: ChainDesk) -> Hold:
    """What the engine takes."""
    views = views_decode(await desk.engine.query(MarketQuery(market=MARKET).encode()))
    return next(Hold(view.hold) for view in views if isinstance(view, MarketView))


async def caught_up(desk: ChainDesk, made: list[tuple[Wallet, int]]) -> None:
    """Everything has landed as the engine has it, nobody stands still, no market is held."""
    await all_settled(desk, made)
    await equal(desk, made)
    in_engine, on_chain = await funding_of(desk)
    assert in_engine == on_chain
    assert await halts_list(desk.pool) == []

    async def open_again() -> bool:
        return not await holds_list(desk.pool)

    await desk.until(open_again)
    fills = await desk.pool.fetchval("select count(*) from settlement_items where kind = 'fill'")
    assert fills > 5


@pytest.mark.parametrize("away_s", [30, 90, 300])
async def test_items_and_rounds_of_an_outage_land_late_and_in_order(desk: ChainDesk, away_s: int) -> None:
    """CUST-7, CUST-9: the engine matched on, the price moved; the keepers were gone and come without a memory. CUST-39: the slow index
    is that of the engine's rounds, however late they land.
    """
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3)
    market = Market(desk, made, away_s)
    await market.rounds(20, trades=4)
    await all_settled(desk, made)
    await crew.kill()
    await market.rounds(away_s, trades=3)
    crew = desk.crew()
    crew.start()
    await caught_up(desk, made)
    await slow_equal(desk)
    await market.rounds(20, trades=4)
    await caught_up(desk, made)
    await slow_equal(desk)
    await crew.kill()


async def test_what_is_ahead_of_the_chains_clock_waits_for_it(desk: ChainDesk) -> None:
    """CUST-7: a chain whose clock stands still for 24 s refuses the rounds of then; none is passed over, nobody stands still for it."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3)
    market = Market(desk, made, 5)
    await market.rounds(18, trades=4)
    await all_settled(desk, made)
    desk.travel = lambda seconds: None  # type: ignore[method-assign]
    await market.rounds(24, trades=4)
    failed = len(crew.failures)

    async def refused() -> bool:
        return sum("EngineTime" in failure or "OracleStale" in failure for failure in crew.failures[failed:]) > 5

    await desk.until(refused)
    assert await halts_list(desk.pool) == []
    ChainDesk.travel(desk, 24)
    await caught_up(desk, made)
    await crew.kill()


async def test_an_hour_that_ended_in_an_outage_is_funded_as_the_engine_did(desk: ChainDesk) -> None:
    """FND-1 to FND-3, CUST-5, CUST-16: most of an hour and its turn are caught up, positions take in what the engine took.

    The engine is not told how far rounds are posted, else it would take no samples a minute on (CUST-9).
    """
    crew = desk.crew()
    crew.start(without=backpressure)
    made = await traders(desk, 3)
    market = Market(desk, made, 7)
    time_s = (now_us() + desk.engine.ahead_us) // 1_000_000
    desk.later(HOUR_S - time_s % HOUR_S + HOUR_S // 12)
    await market.rounds(20, trades=4)
    await all_settled(desk, made)
    await crew.kill()
    await market.rounds(40, trades=3)
    await market.rounds(11 * HOUR_S // 12, trades=0)
    assert any(isinstance(event, FundingSet) for event in market.events)
    in_engine, on_chain = await funding_of(desk)
    assert in_engine != on_chain  # and every order of before ended 50 minutes ago
    crew = desk.crew()
    crew.start()
    await caught_up(desk, made)
    await crew.kill()
