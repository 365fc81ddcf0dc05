"""The engine goes no further than the chain can follow, by itself: the keepers' process is gone for longer than the bound, comes back,
everything lands and the exchange opens again.
"""

from quantdesk.client import Wallet
from quantdesk.model.records_gen import (
    AccountQuery,
    CancelAll,
    Hold,
    HoldChanged,
    MarkRound,
    OrderAccepted,
    PositionView,
    Reason,
    Refused,
    Side,
    TimeInForce,
    events_decode,
    views_decode,
)
from tests.integration.engine.traders import MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_catching_up import Market, caught_up, hold_of
from tests.integration.keepers.test_settled_fills import all_settled, order, signed, traders

HOUR_S = 3_600


async def answer(desk: ChainDesk, wallet: Wallet, number: int, price: int) -> Reason:
    """What an order far below the market that would rest is told."""
    event = events_decode(await desk.engine.send(signed(desk, wallet, number, Side.BUY, price, 1).encode()))[0]
    assert isinstance(event, OrderAccepted | Refused)
    return Reason(event.reason) if isinstance(event, Refused) else Reason.NONE


async def position_of(desk: ChainDesk, number: int) -> int:
    """Lots of an account."""
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    return sum(view.position for view in views if isinstance(view, PositionView))


async def reduced(desk: ChainDesk, made: list[tuple[Wallet, int]]) -> int:
    """Lots of a match in which both sides lower what they hold."""
    held = {number: await position_of(desk, number) for _, number in made}
    wallets = {number: wallet for wallet, number in made}
    short, long = min(held, key=held.__getitem__), max(held, key=held.__getitem__)
    assert held[short] < 0 < held[long]
    await order(desk, wallets[long], long, Side.SELL, PRICE - 1_000, 1, reduce_only=True)
    # Another's bid or offer may be better than theirs: either reduces.
    return await order(
        desk, wallets[short], short, Side.BUY, PRICE + 1_000, 1, reduce_only=True, time_in_force=TimeInForce.IOC
    )


async def opens(desk: ChainDesk, wallet: Wallet, number: int) -> None:
    """New risk is taken again."""

    async def taken() -> bool:
        return await answer(desk, wallet, number, PRICE - 600) == Reason.NONE

    await desk.until(taken)
    assert await hold_of(desk) == Hold.NONE


async def test_engine_holds_by_itself_and_opens_when_the_chain_has_followed(desk: ChainDesk) -> None:
    """CUST-9: a minute on only reductions, a quarter of an hour on nothing; twenty minutes are caught up to the last item."""
    crew = desk.crew()
    crew.start()
    *made, (watcher, idle) = await traders(desk, 4)
    market = Market(desk, made, 11)
    await market.rounds(20, trades=4)
    await market.cross(200)
    await all_settled(desk, made)
    assert await answer(desk, watcher, idle, PRICE - 600) == Reason.NONE
    await crew.kill()
    await market.rounds(54, trades=3)
    assert await hold_of(desk) == Hold.NONE
    await market.rounds(18, trades=3)
    assert await answer(desk, watcher, idle, PRICE - 600) == Reason.SETTLEMENT_BEHIND
    assert await reduced(desk, made) == 1
    await market.rounds(HOUR_S // 3, trades=1)
    told = [Hold(event.hold) for event in market.events if isinstance(event, HoldChanged)]
    assert told == [Hold.REDUCTIONS, Hold.NOTHING]
    rounds = sum(isinstance(event, MarkRound) for event in market.events)
    assert rounds < HOUR_S // 3 // 6
    assert await answer(desk, watcher, idle, PRICE - 600) == Reason.SETTLEMENT_STOPPED
    ended = events_decode(await desk.engine.send(CancelAll(account=idle, market=MARKET, side=2).encode()))
    assert not any(isinstance(event, Refused) for event in ended)
    crew = desk.crew()
    crew.start()
    await opens(desk, watcher, idle)
    await caught_up(desk, made)
    await market.rounds(30, trades=4)
    await caught_up(desk, made)
    await crew.kill()


async def test_exchange_opens_after_an_outage_longer_than_the_chain_takes_rounds(desk: ChainDesk) -> None:
    """CUST-9, CUST-7: rounds of two hours ago are too old to be posted; what was matched before had settled, and trading goes on."""
    crew = desk.crew()
    crew.start()
    *made, (watcher, idle) = await traders(desk, 4)
    market = Market(desk, made, 12)
    await market.rounds(20, trades=4)
    await market.cross(200)
    await all_settled(desk, made)
    await crew.kill()
    await market.rounds(2 * HOUR_S, trades=0)
    assert await answer(desk, watcher, idle, PRICE - 600) == Reason.SETTLEMENT_STOPPED
    crew = desk.crew()
    crew.start()
    await opens(desk, watcher, idle)
    await market.rounds(60, trades=4)
    await market.cross(200)
    await caught_up(desk, made)
    await crew.kill()
