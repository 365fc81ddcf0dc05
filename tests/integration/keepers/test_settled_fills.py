"""Fills on the chain: matched in the engine, registered and settled by the keeper, equal on both sides to the atom."""

import asyncio
import itertools
import random

import msgspec
import pytest

from quantdesk.chain.network import market_address
from quantdesk.chain.program_gen import Market
from quantdesk.client import Keypair, Wallet
from quantdesk.client.errors import Refused as Unknown
from quantdesk.client.wallet import Allowed
from quantdesk.core import order_id, sign
from quantdesk.keepers import project
from quantdesk.model.assets import SOL
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of, slot_of
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    AssetView,
    DelegateView,
    Link,
    MarketQuery,
    MarketView,
    OrderFilled,
    OrderKind,
    OrderWaiting,
    PlaceAlgo,
    PlaceOrder,
    PositionView,
    Reason,
    Refused,
    SetPrices,
    Side,
    TimeInForce,
    events_decode,
    views_decode,
)
from quantdesk.runtime.clock import now_us
from quantdesk.store.projections import applied_seq
from quantdesk.store.settlement import halts_list, progress_of
from quantdesk.store.trades import fills_of
from tests.integration.engine.traders import BTC_PERP, MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk, Weather
from tests.integration.keepers.test_chain import quiet, whole

COUNTER = itertools.count(1)
STEP_S = 5
FAR = slot_of(now_us()) + 100_000


def signed(
    desk: ChainDesk, wallet: Wallet, number: int, side: Side, price: int, lots: int, **changed: int
) -> PlaceOrder:
    """A signed order of a wallet's account."""
    ahead_us = desk.engine.ahead_us
    counter = next(COUNTER)
    seed = changed.pop("seed", 500 + number)
    fields = {
        "domain": DOMAIN_LOCALNET, "account": number, "nonce": nonce_of((now_us() + ahead_us) // 1_000, counter % 4_096),
        "expiry_slot": slot_of(now_us() + ahead_us) + 400, "client_order_id": counter, "price": price, "size": lots,
        "market": MARKET, "side": side, "fee_max": 100, "time_in_force": TimeInForce.GTC,
    } | changed  # fmt: skip
    message = OrderMessage(**fields).encode()
    return PlaceOrder(order_id(message), message, sign(seed.to_bytes(32, "little"), message), wallet.keypair.public, 0)


async def order(desk: ChainDesk, wallet: Wallet, number: int, side: Side, price: int, lots: int, **changed: int) -> int:
    """A signed order of a wallet's account; the lots that it filled at once."""
    record = signed(desk, wallet, number, side, price, lots, **changed)
    events = events_decode(await desk.engine.send(record.encode()))
    return sum(event.size for event in events if isinstance(event, OrderFilled))


async def priced(desk: ChainDesk, ppm: int) -> None:
    """The price moves by this much of where it began."""
    mticks = PRICE * (1_000_000 + ppm) // 1_000
    await desk.engine.send(SetPrices(market=MARKET, index_price=mticks, mark_price=mticks).encode())


async def traders(desk: ChainDesk, count: int, usdc: int = 10_000) -> list[tuple[Wallet, int]]:
    """Funded accounts, numbered from 1 in this order: seeds are 500 and their number."""
    made = []
    for number in range(1, count + 1):
        wallet = await desk.wallet(500 + number, usdc=2 * usdc, sol=10)
        made.append((wallet, await wallet.open_account(usdc=str(usdc))))
        assert made[-1][1] == number
    for wallet, _ in made:
        await desk.until(lambda wallet=wallet: quiet(desk, wallet))
    return made


async def equal(desk: ChainDesk, made: list[tuple[Wallet, int]]) -> None:
    """CUST-8: money and positions of every account, and the market's money, are the same on chain and in the engine."""
    for wallet, number in made:
        views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
        account = next(view for view in views if isinstance(view, AccountView))
        held = [view for view in views if isinstance(view, PositionView)]
        chain = await wallet.account()
        assert chain.settled.collateral[0] == account.collateral
        assets = [view.collateral for view in views if isinstance(view, AssetView) and view.asset == SOL]
        assert chain.settled.collateral[SOL] == sum(assets)
        slots = chain.positions[: chain.positions_count]
        engine = [
            (view.position, view.quote, view.claim, view.swept)
            for view in held
            if any((view.position, view.quote, view.claim))
        ]
        assert [(slot.lots, slot.quote_atoms, slot.claim_atoms, slot.swept_atoms) for slot in slots] == engine
    views = views_decode(await desk.engine.query(MarketQuery(market=MARKET).encode()))
    view = next(view for view in views if isinstance(view, MarketView))
    found = (await desk.rpc().accounts([market_address(BTC_PERP.symbol)])).accounts[0]
    assert found is not None
    ledger = Market.read(found.data).engine
    engine_money = (view.pool, view.insurance, view.fee_bucket, view.fee_claim, view.claims, view.deficit, view.shares)
    chain_money = (
        ledger.pool_atoms, ledger.insurance_atoms, ledger.fee_bucket_atoms, ledger.fee_claim_atoms, ledger.claims_atoms,
        ledger.deficit_atoms, ledger.shares_atoms,
    )  # fmt: skip
    assert chain_money == engine_money
    assert max(ledger.long_lots, ledger.short_lots) == view.open_interest


async def all_settled(desk: ChainDesk, made: list[tuple[Wallet, int]]) -> None:
    """Everything that was commanded by now is projected, and settled."""
    seq = desk.engine.exchange.seq

    async def projected() -> bool:
        return await applied_seq(desk.pool) >= seq

    await desk.until(projected)
    for wallet, _ in made:
        await desk.until(lambda wallet=wallet: quiet(desk, wallet))


async def test_fills_settle_and_profit_can_leave(desk: ChainDesk) -> None:
    """CUST-6 to CUST-8, CUST-10: a trade with profit, settled; the profit is debited, settled and paid in tokens."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    (winner, one), (loser, two) = made
    assert await order(desk, loser, two, Side.SELL, PRICE, 1_000) == 0
    assert await order(desk, winner, one, Side.BUY, PRICE, 1_000) == 1_000
    await all_settled(desk, made)
    await equal(desk, made)
    desk.later(STEP_S)
    await priced(desk, 4_000)
    assert await order(desk, loser, two, Side.BUY, PRICE + 240, 1_000) == 0
    assert await order(desk, winner, one, Side.SELL, PRICE + 240, 1_000) == 1_000
    await all_settled(desk, made)
    await equal(desk, made)
    won = (await winner.account()).settled.collateral[0]
    assert won > whole(10_000)
    # PNL-6: profit is held for this epoch and the next.
    desk.later(900)
    await winner.request_withdraw("USDC", str(won // 10**6))
    await desk.until(lambda: quiet(desk, winner))
    assert (await winner.balances())["USDC"] == f"{10_000 + won // 10**6}.000000"
    await equal(desk, made)
    assert await halts_list(desk.pool) == []

    async def told() -> bool:
        return await desk.pool.fetchval("select count(*) from settlement_items where settled_us is null") == 0

    await desk.until(told)
    await crew.kill()
    assert crew.failures == []
    fills = await fills_of(desk.pool, one, 10)
    assert [fill.settled_us is not None and fill.settled_us > fill.ts_us for fill in fills] == [True, True]
    progress = await progress_of(desk.pool, one)
    assert (progress.pending, progress.oldest_us, progress.cause) == (0, None, None)
    assert progress.items == (await winner.account()).settled.seq


async def test_fills_of_many_settle_when_the_keeper_is_killed_at_every_step(desk: ChainDesk) -> None:
    """CUST-6: no fill is lost, none doubled, whatever befalls keeper and transactions."""
    chance = random.Random(8)
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 4)
    for turn in range(6):
        desk.later(STEP_S)
        await priced(desk, chance.randrange(-1_500, 1_500))
        for _ in range(6):
            wallet, number = chance.choice(made)
            price = PRICE + chance.randrange(-60, 61)
            force = TimeInForce.IOC if chance.random() < 0.3 else TimeInForce.GTC
            side, lots = Side(chance.randrange(2)), 1 + chance.randrange(500)
            await order(desk, wallet, number, side, price, lots, time_in_force=force)
        if turn < 4:
            await asyncio.sleep(chance.random())
            await crew.kill()
            crew = desk.crew(Weather(desk, chance))
            crew.start()
    await crew.kill()
    crew = desk.crew()
    crew.start()
    await all_settled(desk, made)
    await equal(desk, made)
    fills = await desk.pool.fetchval("select count(*) from trades where role = 'taker'")
    assert fills > 5
    await crew.kill()


async def test_a_fill_that_the_chain_would_judge_differently_stops_its_accounts_and_is_told(desk: ChainDesk) -> None:
    """CUST-7, CUST-8: an item whose outcome is not the core's is never sent; what does not depend on it goes on."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3)
    (buyer, one), (seller, two), (other, _) = made
    assert await order(desk, seller, two, Side.SELL, PRICE, 20) == 0
    assert await order(desk, buyer, one, Side.BUY, PRICE, 10) == 10
    await all_settled(desk, made)
    await crew.kill()
    assert await order(desk, buyer, one, Side.BUY, PRICE, 10) == 10
    await project.run_to_end(desk.pool)
    broken = "update settlement_items set quote_atoms = quote_atoms + 1 where item_seq = 2 and account = 1 returning kind::text"
    assert await desk.pool.fetchval(broken) == "fill"
    crew = desk.crew()
    crew.start()

    async def halted() -> bool:
        return {one.account for one in await halts_list(desk.pool)} == {1, 2}

    await desk.until(halted)
    await other.deposit("USDC", "5")
    await desk.until(lambda: quiet(desk, other))
    assert (await buyer.account()).settled.seq == 2
    mended = "update settlement_items set quote_atoms = quote_atoms - 1 where item_seq = 2 and account = 1"
    await desk.pool.execute(mended)
    crew.parts.recent.tried_s.clear()
    await all_settled(desk, made)
    await equal(desk, made)
    await crew.kill()


async def refusal(desk: ChainDesk, wallet: Wallet, number: int) -> Reason:
    """Why an order that would take a lot is refused."""
    record = signed(desk, wallet, number, Side.BUY, PRICE, 1, time_in_force=TimeInForce.IOC)
    event = events_decode(await desk.engine.send(record.encode()))[0]
    return Reason(event.reason) if isinstance(event, Refused) else Reason.NONE


async def test_a_raised_floor_frees_entries_in_the_engine_and_on_the_chain(desk: ChainDesk) -> None:
    """BOOK-6, CUST-15: what the engine counts as free is free on the chain when the next fills settle."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    (maker, one), (taker, two) = made
    assert await order(desk, maker, one, Side.SELL, PRICE, 10_000, expiry_slot=FAR) == 0
    for _ in range(144):
        assert await order(desk, taker, two, Side.BUY, PRICE, 1, time_in_force=TimeInForce.IOC) == 1
    assert await refusal(desk, taker, two) == Reason.ENTRIES_FULL
    await taker.raise_floor(nonce_of((now_us() + desk.engine.ahead_us) // 1_000, 0))

    async def free() -> bool:
        return await refusal(desk, taker, two) != Reason.ENTRIES_FULL

    await desk.until(free)
    for _ in range(40):
        assert await order(desk, taker, two, Side.BUY, PRICE, 1, time_in_force=TimeInForce.IOC) == 1
    await all_settled(desk, made)
    await equal(desk, made)
    assert await halts_list(desk.pool) == []
    await crew.kill()


async def test_orders_that_waited_or_slid_settle_like_any_other(desk: ChainDesk) -> None:
    """CUST-14, CUST-15: a stop is registered by the message that it came with; a slide fills at a better price than it signed."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3)
    (one, first), (two, second), (three, third) = made
    assert await order(desk, one, first, Side.SELL, PRICE + 10, 50) == 0
    slid = msgspec.structs.replace(
        signed(desk, two, second, Side.BUY, PRICE + 20, 30, post_only=True), kind=OrderKind.SLIDE
    )
    await desk.engine.send(slid.encode())
    assert await order(desk, three, third, Side.SELL, PRICE + 9, 30) == 30
    stop = signed(desk, two, second, Side.BUY, PRICE + 200, 20, time_in_force=TimeInForce.IOC, trigger=PRICE + 15)
    waits = PlaceAlgo(
        stop.order_id, stop.message, stop.signature, stop.signer, OrderKind.STOP_MARKET, 0, 0, 0, 0, Link.NONE, bytes(16),
        0, 0, 0,
    )  # fmt: skip
    events = events_decode(await desk.engine.send(waits.encode()))
    assert any(isinstance(event, OrderWaiting) for event in events), events
    desk.later(STEP_S)
    await priced(desk, 300)
    await all_settled(desk, made)
    await equal(desk, made)
    held = views_decode(await desk.engine.query(AccountQuery(account=second).encode()))
    assert [view.position for view in held if isinstance(view, PositionView)] == [50]
    assert await halts_list(desk.pool) == []
    await crew.kill()


async def test_a_bounded_delegate_trades_within_its_day_and_the_chain_counts_the_same(desk: ChainDesk) -> None:
    """SIG-4, CUST-49: bounds go from the owner's wallet to the engine; what was matched within them settles."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    (maker, one), (taker, two) = made
    session, lots = Keypair.generate(), 10
    atoms = lots * PRICE * BTC_PERP.tick_size * BTC_PERP.lot_size // 10**12
    symbol = BTC_PERP.symbol.rstrip(b"\0").decode()
    with pytest.raises(Unknown, match="NONE-PERP"):
        await taker.add_delegate(session, allowed=Allowed(markets=("NONE-PERP",)))
    await taker.add_delegate(
        session, allowed=Allowed(markets=(symbol,), notional_day=atoms_text(atoms), near_index=True)
    )

    async def keys() -> list[DelegateView]:
        views = views_decode(await desk.engine.query(AccountQuery(account=two).encode()))
        return [view for view in views if isinstance(view, DelegateView)]

    async def known() -> bool:
        return bool(await keys())

    await desk.until(known)
    [key] = await keys()
    assert (key.markets, key.notional_day, key.near_index, key.traded_day) == (1 << MARKET, atoms, 1, 0)
    await order(desk, maker, one, Side.SELL, PRICE, 3 * lots)
    told = []
    for size in (lots + 1, lots - 1, 2, 1):
        record = signed(desk, taker, two, Side.BUY, PRICE, size, time_in_force=TimeInForce.IOC)
        by_key = msgspec.structs.replace(record, signature=session.sign(record.message), signer=session.public)
        events = events_decode(await desk.engine.send(by_key.encode()))
        told.append(next((Reason(event.reason) for event in events if isinstance(event, Refused)), Reason.NONE))
    assert told == [Reason.DELEGATE_DAY, Reason.NONE, Reason.DELEGATE_DAY, Reason.NONE]
    assert (await keys())[0].traded_day == atoms
    await all_settled(desk, made)
    await equal(desk, made)
    account = await taker.account()
    assert (account.delegates[0].key, account.delegates[0].flags, account.traded_atoms[0]) == (session.public, 1, atoms)
    assert await halts_list(desk.pool) == []
    await crew.kill()
