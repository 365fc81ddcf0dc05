"""An exit with an open position while the operator serves: asked for on the chain, closed on the book, settled, paid (CUST-34)."""

from quantdesk.keepers import endings
from quantdesk.model.records_gen import Side
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, traders

LOTS = 1_000
CLOSED = "select count(*) from settlement_items where account = $1 and kind = 'fill' and step = 1"


async def test_who_leaves_with_a_position_is_closed_near_the_index_and_paid_without_doing_anything(
    desk: ChainDesk,
) -> None:
    """CUST-34, CUST-10, CUST-8: one instruction on the chain, then everything is in the wallet; the others go on, equal to the atom."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3, usdc=1_000)
    (seller, one), (leaver, two), (bidder, three) = made
    assert await order(desk, seller, one, Side.SELL, PRICE, LOTS) == 0
    assert await order(desk, leaver, two, Side.BUY, PRICE, LOTS) == LOTS
    await all_settled(desk, made)
    await leaver.request_exit()
    far, near = PRICE - PRICE // 200 - 1, PRICE - PRICE // 500
    for price, lots in ((far, LOTS), (near, LOTS // 4), (near - 5, LOTS)):
        assert await order(desk, bidder, three, Side.BUY, price, lots) == 0

    async def paid() -> bool:
        await endings.run_once(crew.parts)
        account = await leaver.account()
        out = account.positions_count == 0 and not any(account.settled.collateral)
        return out and not any(pocket.leaving_atoms for pocket in account.pockets)

    await desk.until(paid)
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    assert await desk.pool.fetchval(CLOSED, two) == 2
    left = float((await leaver.balances())["USDC"])
    assert 1_900 < left < 2_000, "what he came with, less a loss of 20 to 25 bps and fees"
    await equal(desk, [made[0], made[2]])
    assert (await bidder.account()).positions[0].lots == LOTS
    await crew.kill()
    assert crew.failures == []
