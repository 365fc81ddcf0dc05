"""An exit with an open position while the operator serves: asked for on the chain, closed on the book, settled, paid (CUST-34)."""

from quantdesk.client import Wallet
from quantdesk.keepers import endings
from quantdesk.model.records_gen import Reason, Refused, SetBackstop, Side, events_decode
from quantdesk.model.settled import LEAVE
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import BACKSTOP_SEED, ChainDesk, Crew
from tests.integration.keepers.changing import hours_put
from tests.integration.keepers.test_chain import quiet
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, signed, traders

LOTS = 1_000
LAST_HOURS = 12
ROUNDS = "select count(*) from settlement_items where account = $1 and kind = 'record' and step = $2"
CLOSED = "select count(*) from settlement_items where account = $1 and kind = 'fill' and step = 1"


async def paid(desk: ChainDesk, crew: Crew, leaver: Wallet) -> None:
    """The keeper closes him until nothing is left of him, in his account or on its way out of it."""

    async def gone() -> bool:
        await endings.run_once(crew.parts)
        account = await leaver.account()
        out = account.positions_count == 0 and not any(account.settled.collateral)
        return out and not any(pocket.leaving_atoms for pocket in account.pockets)

    await desk.until(gone)


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

    await paid(desk, crew, leaver)
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    assert await desk.pool.fetchval(CLOSED, two) == 2
    left = float((await leaver.balances())["USDC"])
    assert 1_900 < left < 2_000, "what he came with, less a loss of 20 to 25 bps and fees"
    await equal(desk, [made[0], made[2]])
    assert (await bidder.account()).positions[0].lots == LOTS
    await crew.kill()
    assert crew.failures == []


async def test_who_leaves_where_nobody_bids_is_closed_by_a_round_at_the_index_in_the_last_of_his_hours(
    desk: ChainDesk,
) -> None:
    """CUST-51, CUST-10, CUST-8: in an empty market both who hold are closed once one has asked, and he is paid: nobody can freeze."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2, usdc=1_000)
    backstop = await desk.wallet(BACKSTOP_SEED, usdc=20_000, sol=10)
    made.append((backstop, await backstop.open_account(usdc="10000")))
    await desk.until(lambda: quiet(desk, backstop))
    (other, one), (leaver, two), (_, named) = made
    await desk.engine.send(SetBackstop(account=named).encode())
    assert await order(desk, other, one, Side.SELL, PRICE, LOTS) == 0
    assert await order(desk, leaver, two, Side.BUY, PRICE, LOTS) == LOTS
    await all_settled(desk, made)
    await leaver.request_exit()

    async def asked() -> bool:
        ran = await endings.run_once(crew.parts)
        return ran.facts["closing"] == 1

    await desk.until(asked)
    await all_settled(desk, [made[0], made[2]])
    assert (await leaver.account()).positions[0].lots == LOTS, "for sixty hours the book alone may close him"
    await hours_put(desk, LAST_HOURS)

    await paid(desk, crew, leaver)
    await all_settled(desk, made)
    assert await halts_list(desk.pool) == []
    assert await desk.pool.fetchval(ROUNDS, two, LEAVE) == 1
    assert (await other.account()).positions[0].lots == 0
    await equal(desk, [made[0], made[2]])
    await crew.kill()


async def test_no_claim_goes_past_a_fill_for_who_asked_for_more_than_there_is(desk: ChainDesk) -> None:
    """CUST-23, CUST-10: such a request is never served. A claim between a match and its settlement would void the match for one account,
    and the market would stand still for everybody: so he trades no more long before anybody may claim.
    """
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2, usdc=1_000)
    (maker, one), (asking, two) = made
    await asking.request_withdraw("USDC", "2000000")
    await endings.run_once(crew.parts)
    assert await order(desk, maker, one, Side.SELL, PRICE, 9) == 0
    assert await order(desk, asking, two, Side.BUY, PRICE, 2) == 2, "a young request restricts nobody"
    assert await order(desk, asking, two, Side.SELL, PRICE - 500, 2) == 0
    assert await order(desk, maker, one, Side.BUY, PRICE - 500, 2) == 2
    assert await order(desk, asking, two, Side.BUY, PRICE - 100, 1) == 0
    await all_settled(desk, [made[0]])
    desk.later(endings.OLD_S)

    async def refused() -> bool:
        await endings.run_once(crew.parts)
        record = signed(desk, asking, two, Side.BUY, PRICE - 200, 1)
        events = events_decode(await desk.engine.send(record.encode()))
        return any(isinstance(event, Refused) and event.reason == Reason.ACCOUNT_RESTRICTED for event in events)

    await desk.until(refused)
    assert await order(desk, maker, one, Side.SELL, PRICE - 100, 1) == 0, "his bid is gone"
    desk.later(3_600 - endings.OLD_S)
    await asking.claim_exit()
    await all_settled(desk, [made[0]])
    assert {halt.cause for halt in await halts_list(desk.pool)} <= {"claimed"}
    await crew.kill()
    assert crew.failures == []
