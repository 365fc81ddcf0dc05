"""Somebody with SOL closes at a loss that his USDC does not cover: he owes it for an hour, and then his SOL pays, by the real keepers
(MGN-7, CUST-47)."""

from quantdesk.client import Wallet
from quantdesk.model.assets import SOL
from quantdesk.model.records_gen import Side
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import TERMS, ChainDesk
from tests.integration.keepers.test_bankruptcies import gaps
from tests.integration.keepers.test_chain import quiet
from tests.integration.keepers.test_converted import KINDS, settled
from tests.integration.keepers.test_liquidations import LOTS, goes_on, indebted
from tests.integration.keepers.test_settled_fills import all_settled, order, priced

LAMPORTS = 10**9
FALL_PPM = 28_000
HOUR_S = 3_600


async def borrowed(desk: ChainDesk) -> list[tuple[Wallet, int]]:
    """Winner, debtor, bidder, backstop; the debtor owes some 280 USD of 720 that 0.05 SOL lend, and all of it has settled."""
    await desk.engine.send(TERMS.encode())
    crew = desk.crew()
    crew.start()
    made = await indebted(desk)
    (winner, one), (debtor, two), *_ = made
    await debtor.deposit("SOL", "0.05")
    await desk.until(lambda: quiet(desk, debtor))
    await all_settled(desk, made)
    await crew.kill()
    await gaps(desk, FALL_PPM)
    price = PRICE * (1_000_000 - FALL_PPM) // 1_000_000
    assert await order(desk, winner, one, Side.BUY, price, LOTS) == 0
    assert await order(desk, debtor, two, Side.SELL, price, LOTS) == LOTS
    await settled(desk, made)
    await desk.crews[-1].kill()
    return made


async def test_borrow_settles_and_is_paid_with_sol_an_hour_later(desk: ChainDesk) -> None:
    """MGN-7, PNL-4, CUST-8: the winner's claim is paid at once, c is below zero on both sides, and nobody's log stands still."""
    made = await borrowed(desk)
    debtor, two = made[1]
    account = await debtor.account()
    assert account.positions_count == 0
    assert -300_000_000 < account.settled.collateral[0] < -260_000_000
    assert account.settled.collateral[SOL] == LAMPORTS // 20
    assert account.insured_or_borrowed_us > 0
    desk.later(HOUR_S)
    await priced(desk, -FALL_PPM + 10)
    await settled(desk, made)
    kinds = [row["kind"] for row in await desk.pool.fetch(KINDS, two)]
    assert kinds.count("convert") == 1
    account = await debtor.account()
    assert 0 <= account.settled.collateral[0] < 10
    assert 0 < account.settled.collateral[SOL] < LAMPORTS // 20
    assert account.insured_or_borrowed_us == 0
    await goes_on(desk, made, PRICE * (1_000_000 - FALL_PPM + 10) // 1_000_000)


async def test_borrower_who_pays_keeps_his_sol(desk: ChainDesk) -> None:
    """MGN-7: money that comes pays the borrow, and an hour later nothing is taken."""
    made = await borrowed(desk)
    debtor, two = made[1]
    crew = desk.crew()
    crew.start()
    await debtor.deposit("USDC", "500")
    await desk.until(lambda: quiet(desk, debtor))
    await all_settled(desk, made)
    await crew.kill()
    desk.later(HOUR_S)
    await priced(desk, -FALL_PPM + 10)
    await settled(desk, made)
    account = await debtor.account()
    assert account.settled.collateral[0] > 0
    assert (account.settled.collateral[SOL], account.insured_or_borrowed_us) == (LAMPORTS // 20, 0)
    assert "convert" not in [row["kind"] for row in await desk.pool.fetch(KINDS, two)]
    assert await halts_list(desk.pool) == []
