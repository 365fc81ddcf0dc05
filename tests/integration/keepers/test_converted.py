"""Accounts with SOL on the chain by the real keepers: judged by what it counts, and taken by the backstop for what they owe (CUST-39,
CUST-40)."""

from collections.abc import AsyncIterator

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain.network import addresses_of
from quantdesk.chain.program_gen import Risk
from quantdesk.chain.transaction import KeySigner
from quantdesk.client import Wallet
from quantdesk.desk.chain import risk_move
from quantdesk.desk.landing import slot_pass
from quantdesk.model.assets import SOL, USDC
from quantdesk.model.records_gen import LiquidationWay, MarketQuery, MarketView, views_decode
from quantdesk.store.settlement import collateral_of, halts_list
from tests.integration.engine.traders import MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_bankruptcies import gaps
from tests.integration.keepers.test_chain import quiet
from tests.integration.keepers.test_liquidations import goes_on, indebted, steps_of
from tests.integration.keepers.test_settled_fills import all_settled, equal

# The price of SOL here is that of the market: 60,000 USD.
LAMPORTS = 10**9
PAYER = 700
# For 0.003 SOL of 58,320 USD, at 98 % of it.
PAID = 171_460_800
BEHIND = "select item_seq + 1 from settlement_items where account = $1 and kind = 'convert'"
KINDS = "select kind::text from settlement_items where account = $1 order by item_seq"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[ChainDesk]:
    made = await ChainDesk.open(database_url)
    yield made
    for crew in made.crews:
        await crew.kill()
    await made.close()


async def backed(desk: ChainDesk, sol: str, fall_ppm: int) -> list[tuple[Wallet, int]]:
    """Winner, debtor, bidder, backstop; the debtor has SOL beside 1,000 USDC, and the price falls while no tick looks at anybody."""
    crew = desk.crew()
    crew.start()
    made = await indebted(desk)
    debtor = made[1][0]
    await debtor.deposit("SOL", sol)
    await desk.until(lambda: quiet(desk, debtor))
    await all_settled(desk, made)
    await crew.kill()
    await gaps(desk, fall_ppm)
    return made


async def settled(desk: ChainDesk, made: list[tuple[Wallet, int]]) -> None:
    """A new crew settles all of it, and nobody stands still."""
    crew = desk.crew()
    crew.start()
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    await equal(desk, made)


async def slow_equal(desk: ChainDesk) -> MarketView:
    """MGN-7: the slow index is one on both sides, once the last round is posted; the engine's view of it."""
    views = views_decode(await desk.engine.query(MarketQuery(market=MARKET).encode()))
    view = next(view for view in views if isinstance(view, MarketView))
    rpc = desk.rpc()

    async def one() -> bool:
        found = (await rpc.accounts([bytes(desk.world.risk)], "processed")).accounts[0]
        assert found is not None
        row = Risk.read(found.data).rows[MARKET]
        return (row.index_mticks, row.slow_mticks) == (view.index_price, view.slow_price)

    await desk.until(one)
    return view


async def test_risk_of_the_layout_before_is_moved_at_a_start(desk: ChainDesk) -> None:
    """CUST-39: a chain that another version of the program left behind has rows of assets then; another start changes nothing more."""
    rpc, key = desk.rpc(), bytes(desk.world.risk)

    async def bytes_of() -> bytes:
        found = (await rpc.accounts([key], "confirmed")).accounts[0]
        assert found is not None
        return found.data

    rows = (await bytes_of())[: Risk.ASSETS_AT]
    outdated = rows[:8] + (1).to_bytes(2, "little") + rows[10:]
    desk.chain.account_set(Pubkey(key), Account(10**9, outdated, desk.world.program, False))
    await desk.wallet(PAYER, usdc=0, sol=10)
    await slot_pass(rpc)
    for _ in range(2):
        await risk_move(rpc, KeySigner(PAYER.to_bytes(32, "little")), addresses_of(bytes(desk.world.mint)))
        assert await bytes_of() == rows + bytes(Risk.SIZE - Risk.ASSETS_AT)


async def test_bankrupts_sol_is_taken_and_his_market_goes_on(desk: ChainDesk) -> None:
    """MGN-7, LIQ-5, CUST-8: 0.003 SOL of what he owes, the rest is written off; the log explains both assets of both accounts."""
    made = await backed(desk, "0.003", 28_000)
    await settled(desk, made)
    (_, (debtor, two), _, (backstop, named)) = made
    kinds = [row["kind"] for row in await desk.pool.fetch(KINDS, two)]
    assert (kinds.count("liquidation"), kinds.count("convert"), kinds.count("loss")) == (1, 1, 1)
    account, taker = await debtor.account(), await backstop.account()
    assert (account.positions_count, account.settled.collateral[:2]) == (0, (0, 0))
    assert taker.settled.collateral[SOL] == 3 * LAMPORTS // 1_000
    behind = await desk.pool.fetchval(BEHIND, named)
    told = await collateral_of(desk.pool, {two: account.settled.seq, named: behind}, (USDC, SOL))
    assert (told[two, SOL], told[named, SOL]) == (0, taker.settled.collateral[SOL])
    assert told[named, USDC] == 10_000_000_000 - PAID
    view = await slow_equal(desk)
    assert view.slow_price != view.index_price
    await goes_on(desk, made, PRICE * 972 // 1_000)


async def test_bankrupt_who_owes_less_than_his_sol_keeps_the_rest(desk: ChainDesk) -> None:
    """MGN-7: below nothing by its maintenance weight, above it by what the backstop pays."""
    made = await backed(desk, "0.0052", 28_000)
    await settled(desk, made)
    kinds = [row["kind"] for row in await desk.pool.fetch(KINDS, made[1][1])]
    assert (kinds.count("convert"), kinds.count("loss")) == (1, 0)
    assert (await made[1][0].account()).settled.collateral[SOL] > 0
    await goes_on(desk, made, PRICE * 972 // 1_000)


async def test_account_is_liquidated_by_its_usdc_and_its_sol(desk: ChainDesk) -> None:
    """CUST-39: bankrupt by USDC alone, its lots are handed over to the backstop by what it has; then its SOL pays the loss of that."""
    made = await backed(desk, "0.0075", 28_000)
    await settled(desk, made)
    assert [way for way, _ in await steps_of(desk, made[1][1])] == [LiquidationWay.BACKSTOP]
    kinds = [row["kind"] for row in await desk.pool.fetch(KINDS, made[1][1])]
    assert (kinds.count("move"), kinds.count("convert"), kinds.count("loss")) == (1, 1, 0)
    assert (await made[1][0].account()).settled.collateral[SOL] > 0
    await goes_on(desk, made, PRICE * 972 // 1_000)
