"""Changes of what items are judged by: engine and chain change at the same place of the journal, whoever dies between (CUST-50)."""

import asyncio

import msgspec
import pytest

from quantdesk.chain.changes import Kind
from quantdesk.chain.network import addresses_of, market_address
from quantdesk.chain.program_gen import Market, Risk
from quantdesk.client import Wallet
from quantdesk.keepers import changes, project
from quantdesk.model.assets import SOL
from quantdesk.model.records_gen import (
    AssetTotalsView,
    ChangeMarket,
    MarketQuery,
    MarketView,
    Side,
    TotalsQuery,
    View,
    views_decode,
)
from quantdesk.store.changes import changes_taken
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import BTC_PERP, MARKET, PRICE
from tests.integration.keepers.chain_desk import ASSET, ChainDesk, Crew
from tests.integration.keepers.changing import applied_by_anybody, change_of, made_due, passed, proposed, sent
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, priced, traders
from tests.integration.keepers.test_steps import BEFORE, DONE, Trap

# Of 10,000 USDC: by the listed fraction, and not by twice of it.
MANY, SOME = 600_000, 300_000
LISTED = (BTC_PERP.imf, BTC_PERP.mmf, BTC_PERP.requirement_min)
DOUBLE = (2 * BTC_PERP.imf, *LISTED[1:])


async def traded(desk: ChainDesk, pair: list[tuple[Wallet, int]], lots: int) -> None:
    (seller, one), (buyer, two) = pair
    assert await order(desk, seller, one, Side.SELL, PRICE, lots) == 0
    assert await order(desk, buyer, two, Side.BUY, PRICE, lots) == lots


async def engine_said(desk: ChainDesk, query: MarketQuery | TotalsQuery, kind: type[View]) -> View:
    return next(view for view in views_decode(await desk.engine.query(query.encode())) if isinstance(view, kind))


async def numbers(desk: ChainDesk) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Fractions and limits of the market in the engine and on the chain."""
    view = await engine_said(desk, MarketQuery(market=MARKET), MarketView)
    assert isinstance(view, MarketView)
    keys = [addresses_of(bytes(desk.world.mint)).risk, market_address(BTC_PERP.symbol)]
    risk, market = (one and one.data for one in (await desk.rpc().accounts(keys, "processed")).accounts)
    assert risk is not None
    assert market is not None
    row, read = Risk.read(risk).rows[MARKET], Market.read(market)
    chain = (row.imf_ppm, row.mmf_ppm, row.requirement_min_atoms, read.order_max, read.position_max)
    return (view.imf, view.mmf, view.requirement_min, view.order_max, view.position_max), chain


async def told(desk: ChainDesk) -> Crew:
    """A keeper without memory tells the engine of what is due; the tables follow."""
    crew = desk.crew()
    await project.run_to_end(desk.pool)
    await changes.run_once(crew.parts)
    await project.run_to_end(desk.pool)
    return crew


async def landed(desk: ChainDesk, identity: int) -> None:
    async def gone() -> bool:
        return await change_of(desk, identity) is None

    await desk.until(gone)


async def test_change_lands_behind_what_was_matched_before_it_and_before_what_was_matched_behind_it(
    desk: ChainDesk,
) -> None:
    """CUST-50: what the old fraction alone allowed, and what the new one alone allows, all wait to settle at once."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 4)
    await crew.kill()
    tight = await proposed(desk, Kind.MARKET_MARGIN, number=MARKET, amounts=DOUBLE)
    await made_due(desk, tight)
    await traded(desk, made[:2], MANY)
    await told(desk)
    assert [one.change for one in await changes_taken(desk.pool)] == [tight]
    engine, chain = await numbers(desk)
    assert (engine[0], chain[0]) == (2 * BTC_PERP.imf, BTC_PERP.imf)
    await traded(desk, made[2:], SOME)
    crew = desk.crew()
    crew.start(beside=(changes,))
    await landed(desk, tight)
    await all_settled(desk, made)
    await equal(desk, made)
    await crew.kill()
    loose = await proposed(desk, Kind.MARKET_MARGIN, number=MARKET, amounts=LISTED)
    await made_due(desk, loose)
    await priced(desk, 1)
    await told(desk)
    await traded(desk, made[2:], SOME)
    crew = desk.crew()
    crew.start(beside=(changes,))
    await all_settled(desk, made)
    await equal(desk, made)
    engine, chain = await numbers(desk)
    assert engine == chain
    assert engine[:3] == LISTED
    assert await halts_list(desk.pool) == []
    await crew.kill()


@pytest.mark.parametrize(
    ("step", "when"),
    [
        (ChangeMarket.__name__, BEFORE),
        (ChangeMarket.__name__, DONE),
        ("simulateTransaction", BEFORE),
        ("apply_change", BEFORE),
        ("apply_change", DONE),
        ("settle_items", DONE),
    ],
)
async def test_keepers_that_die_at_any_step_change_engine_and_chain_once(
    desk: ChainDesk, step: str, when: bool
) -> None:
    """CUST-50: told and not projected, landed and not seen, told twice: the next ones go on."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    await crew.kill()
    named = await proposed(desk, Kind.MARKET_MARGIN, number=MARKET, amounts=DOUBLE)
    await made_due(desk, named)
    await traded(desk, made, MANY)
    trap = Trap(desk, step, when)
    crew = desk.crew(trap)
    crew.parts = msgspec.structs.replace(crew.parts, engine=trap)
    crew.start(beside=(changes,))
    try:
        await desk.until(trap.sprung)
    finally:
        await crew.kill()
    crew = desk.crew()
    crew.start(beside=(changes,))
    await landed(desk, named)
    await all_settled(desk, made)
    await equal(desk, made)
    engine, chain = await numbers(desk)
    assert engine == chain
    assert engine[0] == 2 * BTC_PERP.imf
    assert await desk.pool.fetchval("select count(*) from settlement_halts") == 0

    async def forgotten() -> bool:
        return not await changes_taken(desk.pool)

    await passed(desk, 2)
    await desk.until(forgotten)
    await crew.kill()


async def test_what_the_chain_would_refuse_is_not_told_and_the_next_change_goes_on(desk: ChainDesk) -> None:
    """CUST-50: more than the double of the order limit; one behind it; a second of the market waits for that."""
    beyond = (BTC_PERP.position_max, BTC_PERP.open_interest_max, 2 * BTC_PERP.order_max + 1)
    less = (BTC_PERP.position_max, BTC_PERP.open_interest_max, 777)
    refused = await proposed(desk, Kind.MARKET_LIMITS, number=MARKET, amounts=beyond)
    first = await proposed(desk, Kind.MARKET_LIMITS, number=MARKET, amounts=less)
    second = await proposed(desk, Kind.MARKET_MARGIN, number=MARKET, amounts=DOUBLE)
    for one in (refused, first, second):
        await made_due(desk, one)
    crew = await told(desk)
    assert crew.parts.recent.changes_refused.keys() == {refused}
    assert [one.change for one in await changes_taken(desk.pool)] == [first]
    await changes.run_once(crew.parts)
    engine, chain = await numbers(desk)
    assert (engine[3], chain[3], engine[0]) == (777, BTC_PERP.order_max, BTC_PERP.imf)
    crew = desk.crew()
    crew.start(beside=(changes,))
    await landed(desk, first)
    await passed(desk, 2)
    await landed(desk, second)
    engine, chain = await numbers(desk)
    assert engine == chain == (*DOUBLE, 777, BTC_PERP.position_max)
    assert await change_of(desk, refused) is not None
    await crew.kill()


async def test_weights_of_collateral_change_with_the_log_too(desk: ChainDesk) -> None:
    """CUST-39, CUST-50."""
    weights = (MARKET + (ASSET.decimals << 16), 500_000, 600_000)
    named = await proposed(desk, Kind.ASSET_WEIGHTS, number=SOL, amounts=weights)
    await made_due(desk, named)
    crew = desk.crew()
    crew.start(beside=(changes,))
    await landed(desk, named)
    view = await engine_said(desk, TotalsQuery(), AssetTotalsView)
    assert isinstance(view, AssetTotalsView)
    found = (await desk.rpc().accounts([addresses_of(bytes(desk.world.mint)).risk], "processed")).accounts[0]
    assert found is not None
    row = Risk.read(found.data).assets[SOL]
    assert (view.weight_initial, view.weight_maintenance) == (500_000, 600_000)
    assert (row.weight_initial_ppm, row.weight_maintenance_ppm) == (500_000, 600_000)
    await crew.kill()


async def test_engine_follows_a_chain_that_has_other_numbers_and_no_change_on_its_way(desk: ChainDesk) -> None:
    """CUST-50: somebody applied it after the operator's hour; never while a change waits in the log."""
    named = await proposed(desk, Kind.MARKET_MARGIN, number=MARKET, amounts=DOUBLE)
    await made_due(desk, named)
    await passed(desk, 3_600)
    crew = desk.crew()
    await sent(desk, await applied_by_anybody(desk, named, market_address(BTC_PERP.symbol)))
    assert await change_of(desk, named) is None
    await project.run_to_end(desk.pool)
    await changes.run_once(crew.parts)
    engine, chain = await numbers(desk)
    assert engine == chain == (*DOUBLE, BTC_PERP.order_max, BTC_PERP.position_max)
    assert await changes_taken(desk.pool) == []
    loose = await proposed(desk, Kind.MARKET_MARGIN, number=MARKET, amounts=LISTED)
    await made_due(desk, loose)
    await told(desk)
    for _ in range(2):
        await changes.run_once(desk.crew().parts)
        await asyncio.sleep(0)
    engine, chain = await numbers(desk)
    assert (engine[0], chain[0]) == (BTC_PERP.imf, 2 * BTC_PERP.imf)
