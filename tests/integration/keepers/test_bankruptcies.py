"""Bankruptcies on the chain: insurance and profit of the same market pay what one could not, and the market goes on (CUST-35)."""

from collections.abc import AsyncIterator

import pytest

from quantdesk.chain.program_gen import TokenVault
from quantdesk.chain.view import Viewer
from quantdesk.client import Wallet
from quantdesk.model.ids import MARKET_ALL
from quantdesk.model.records_gen import FundInsurance
from quantdesk.model.settled import CUT, END, MARK, POT, ROUND_LONGS, SHARE, STAND, WRITTEN_OFF
from quantdesk.store.moves import moves_of
from quantdesk.store.pool import Cursor
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_liquidations import falls, goes_on, indebted
from tests.integration.keepers.test_settled_fills import all_settled, equal

USD = 1_000_000
DEALT = """
select account, step from settlement_items where kind in ('record', 'loss', 'deficit') order by seq, index, place, account
"""


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[ChainDesk]:
    made = await ChainDesk.open(database_url)
    yield made
    for crew in made.crews:
        await crew.kill()
    await made.close()


async def gaps(desk: ChainDesk, fall_ppm: int) -> None:
    """The price falls within the chain's envelope while no tick looks at anybody."""
    await falls(desk, *(-step for step in range(4_000, fall_ppm + 1, 4_000)))


async def dealt(desk: ChainDesk) -> list[tuple[int, int]]:
    """Account and act of what was dealt out."""
    return [(row["account"], row["step"]) for row in await desk.pool.fetch(DEALT)]


async def bankrupt(desk: ChainDesk, *, insurance: int, tail: int = 0) -> list[tuple[Wallet, int]]:
    """Winner, debtor, bidder, backstop; the debtor's 1,000 USDC are 260 less than he lost at the mark."""
    crew = desk.crew()
    crew.start()
    made = await indebted(desk)
    for market, amount in ((MARKET, insurance), (MARKET_ALL, tail)):
        if amount:
            await desk.engine.send(FundInsurance(account=made[3][1], market=market, amount=amount * USD).encode())
    await all_settled(desk, made)
    await crew.kill()
    await gaps(desk, 28_000)
    return made


async def test_bankrupt_is_settled_and_its_market_goes_on(desk: ChainDesk) -> None:
    """LIQ-5, LIQ-6, CUST-8: his lots meet the winner's in a round; insurance pays its part, a cut of the winner's claim the rest."""
    made = await bankrupt(desk, insurance=100)
    crew = desk.crew()
    crew.start()
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    (winner, one), (debtor, two), _, (_, named) = made
    assert await dealt(desk) == [
        (two, POT), (two, WRITTEN_OFF), (named, ROUND_LONGS), (one, SHARE), (named, END), (named, STAND), (named, MARK),
        (named, END), (named, CUT), (one, SHARE), (named, END),
    ]  # fmt: skip
    assert (await debtor.account()).positions_count == 0
    assert (await winner.account()).positions[0].lots == 0
    cut, closed = await moves_of(desk.pool, one, 2)
    assert (cut.cause, cut.lots, closed.cause, closed.position_lots) == ("cut", 0, "round", 0)
    assert [move.cause for move in await moves_of(desk.pool, two, 9)] == ["loss", "round"]
    assert await moves_of(desk.pool, one, 1, Cursor(seq=cut.seq, index=cut.index)) == [closed]
    assert None not in (cut.settled_us, closed.settled_us)
    await equal(desk, made)
    await goes_on(desk, made, PRICE * 972 // 1_000)
    await crew.kill()
    # What a killed keeper had sent may land behind the look of the next one, whose own round is then refused once.
    assert [one for one in crew.failures if "EngineTime" not in one] == []


async def test_tail_of_insurance_settles_before_the_loss_that_it_is_for(desk: ChainDesk) -> None:
    """LIQ-5, CUST-8, CUST-44: the tail is funded and gives a tenth of itself to the market's fund, on the chain as in the engine."""
    made = await bankrupt(desk, insurance=100, tail=1_000)
    crew = desk.crew()
    crew.start()
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    rpc = desk.rpc()
    found = (await rpc.accounts([(await Viewer(rpc).addresses()).vault])).accounts[0]
    assert found is not None
    assert TokenVault.read(found.data).book.tail_atoms == 900 * USD
    await equal(desk, made)
    await goes_on(desk, made, PRICE * 972 // 1_000)
    await crew.kill()


async def test_what_the_backstop_cannot_carry_goes_by_a_round_and_nobody_loses(desk: ChainDesk) -> None:
    """LIQ-2, LIQ-6: the debtor still has something; the winner's lots close at the mark and his profit is his."""
    crew = desk.crew()
    crew.start()
    made = await indebted(desk)
    (winner, one), (debtor, two), _, (_, named) = made
    await desk.engine.send(FundInsurance(account=named, market=MARKET, amount=9_900 * USD).encode())
    await all_settled(desk, made)
    await crew.kill()
    await gaps(desk, 20_000)
    crew = desk.crew()
    crew.start()
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    assert await dealt(desk) == [(two, POT), (named, ROUND_LONGS), (one, SHARE), (named, END)]
    assert (await debtor.account()).settled.collateral[0] > 0
    assert (await winner.account()).positions[0].lots == 0
    await equal(desk, made)
    await goes_on(desk, made, PRICE * 980 // 1_000)
    await crew.kill()
    # What a killed keeper had sent may land behind the look of the next one, whose own round is then refused once.
    assert [one for one in crew.failures if "EngineTime" not in one] == []
