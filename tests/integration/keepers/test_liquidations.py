"""Liquidations on the chain: steps of the engine that the program judges by itself, and everybody else goes on (CUST-30)."""

from quantdesk.client import Wallet
from quantdesk.model.records_gen import LiquidationWay, SetBackstop, Side
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import BACKSTOP_SEED, ChainDesk
from tests.integration.keepers.test_chain import quiet
from tests.integration.keepers.test_settled_fills import STEP_S, all_settled, equal, order, priced, traders

LOTS = 75_000
COUNT = "select count(*) from settlement_items where kind = 'liquidation' and account = $1"
STEPS = "select step, amount from settlement_items where kind = 'liquidation' and account = $1 order by item_seq"
MOVES = "select count(*) from settlement_items where kind = 'move' and account = $1"
FILLS = """
select size_lots from trades where account = $1 and order_id = decode(repeat('00', 16), 'hex') order by seq, index
"""


async def indebted(desk: ChainDesk) -> list[tuple[Wallet, int]]:
    """Winner, debtor, bidder and backstop: the debtor is long with 1,000 USDC behind 45,000 USD."""
    made = await traders(desk, 3, usdc=1_000)
    backstop = await desk.wallet(BACKSTOP_SEED, usdc=20_000, sol=10)
    made.append((backstop, await backstop.open_account(usdc="10000")))
    await desk.until(lambda: quiet(desk, backstop))
    (winner, one), (debtor, two), _, (_, named) = made
    await desk.engine.send(SetBackstop(account=named).encode())
    assert await order(desk, winner, one, Side.SELL, PRICE, LOTS) == 0
    assert await order(desk, debtor, two, Side.BUY, PRICE, LOTS) == LOTS
    return made


async def falls(desk: ChainDesk, *steps_ppm: int) -> None:
    """The price goes step by step, and ticks of the engine look at it."""
    for ppm in steps_ppm:
        desk.later(STEP_S)
        await priced(desk, ppm)


async def steps_of(desk: ChainDesk, account: int) -> list[tuple[int, int]]:
    """Way and size of the steps against an account, once there is one."""

    async def found() -> bool:
        return bool(await desk.pool.fetchval(COUNT, account))

    await desk.until(found)
    return [(row["step"], row["amount"]) for row in await desk.pool.fetch(STEPS, account)]


async def gone(desk: ChainDesk, account: int) -> bool:
    """Whether the engine has handed over what an account had."""
    return bool(await desk.pool.fetchval(MOVES, account))


async def goes_on(desk: ChainDesk, made: list[tuple[Wallet, int]], price: int) -> None:
    """Who met the debtor trades and withdraws as before, and nobody's log stands still."""
    (winner, one), _, (bidder, three), _ = made
    assert await order(desk, bidder, three, Side.SELL, price, 1_000) == 0
    assert await order(desk, winner, one, Side.BUY, price, 1_000) == 1_000
    await all_settled(desk, made)
    before = int((await bidder.balances())["USDC"].split(".")[0])
    await bidder.request_withdraw("USDC", "10")
    await desk.until(lambda: quiet(desk, bidder))
    assert int((await bidder.balances())["USDC"].split(".")[0]) == before + 10
    await equal(desk, made)
    assert await halts_list(desk.pool) == []


async def test_step_on_the_book_settles_and_counterparties_go_on(desk: ChainDesk) -> None:
    """LIQ-2, LIQ-3, CUST-8: two fills of nobody's order, the fee's half as insurance, equal on both sides to the atom."""
    crew = desk.crew()
    crew.start()
    made = await indebted(desk)
    (debtor, two), (bidder, three) = made[1:3]
    await falls(desk, -4_000, -8_000)
    for lots in (1_000, 5_000):
        assert await order(desk, bidder, three, Side.BUY, PRICE - 725, lots) == 0
    await falls(desk, -12_000)
    [(way, size)] = await steps_of(desk, two)
    assert way == LiquidationWay.BOOK
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    assert (await debtor.account()).positions[0].lots == LOTS - size
    assert [row["size_lots"] for row in await desk.pool.fetch(FILLS, two)] == [1_000, size - 1_000]
    await equal(desk, made)
    await goes_on(desk, made, PRICE - 720)
    await crew.kill()
    assert crew.failures == []


async def test_what_the_book_does_not_take_goes_to_the_backstop_and_counterparties_go_on(desk: ChainDesk) -> None:
    """LIQ-2, LIQ-3, CUST-31: below two thirds of the requirement all lots pass at the mark; the one who won trades and withdraws."""
    crew = desk.crew()
    crew.start()
    made = await indebted(desk)
    (debtor, two), (backstop, named) = made[1], made[3]
    await falls(desk, -4_000, -8_000)
    await falls(desk, -12_000)
    assert await steps_of(desk, two) == [(LiquidationWay.BOOK, 3_091)]
    await falls(desk, -15_500)
    await desk.until(lambda: gone(desk, two))
    assert (await steps_of(desk, two))[-1] == (LiquidationWay.BACKSTOP, 0)
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    assert (await debtor.account()).positions_count == 0
    assert (await backstop.account()).positions[0].lots == LOTS
    await equal(desk, made)
    bidder, three = made[2]
    price = PRICE - 930
    assert await order(desk, backstop, named, Side.SELL, price, 500, seed=BACKSTOP_SEED) == 0
    assert await order(desk, bidder, three, Side.BUY, price, 500) == 500
    await all_settled(desk, made)
    await equal(desk, made)
    await goes_on(desk, made, price)
    await crew.kill()
    assert crew.failures == []
