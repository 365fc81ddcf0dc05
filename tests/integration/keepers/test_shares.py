"""Shares of referrers on the chain: set aside by fills, paid by the keeper `shares`, equal on both sides to the atom (FEE-2, CUST-46)."""

from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain.network import user_address
from quantdesk.keepers import shares
from quantdesk.model.records_gen import OpenAccount, SetReferrer, SharesQuery, ShareView, Side, views_decode
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, quiet, traders


async def owed(desk: ChainDesk) -> list[tuple[int, int]]:
    """Referrer and amount."""
    views = views_decode(await desk.engine.query(SharesQuery().encode()))
    return [(view.account, view.amount) for view in views if isinstance(view, ShareView)]


async def test_shares_of_a_referrer_settle_and_are_paid_once_a_day(desk: ChainDesk) -> None:
    """FEE-2, FEE-5, CUST-8: a referred taker and a referred maker; what waits is paid once, and lands."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3)
    (_, maker), (_, taker), (referrer, third) = made
    key = bytes(referrer.keypair.public)
    for number in (maker, taker):
        await desk.engine.send(SetReferrer(account=number, referrer=key).encode())
    assert await order(desk, made[0][0], maker, Side.SELL, PRICE, 1_000) == 0
    assert await order(desk, made[1][0], taker, Side.BUY, PRICE, 1_000) == 1_000
    await all_settled(desk, made)
    await equal(desk, made)
    ((account, amount),) = await owed(desk)
    assert (account, amount > 0) == (third, True)
    before = (await referrer.account()).settled.collateral[0]
    await shares.run_once(crew.parts)
    assert await owed(desk) == []
    await all_settled(desk, made)
    assert (await referrer.account()).settled.collateral[0] == before + amount
    await equal(desk, made)
    assert await order(desk, made[0][0], maker, Side.BUY, PRICE, 500) == 0
    assert await order(desk, made[1][0], taker, Side.SELL, PRICE, 500) == 500
    await shares.run_once(crew.parts)
    assert len(await owed(desk)) == 1, "today's were paid"
    await all_settled(desk, made)
    await equal(desk, made)
    assert await halts_list(desk.pool) == []
    await crew.kill()


async def test_a_share_waits_for_who_holds_nothing_and_the_others_are_paid(desk: ChainDesk) -> None:
    """CUST-46: his account could be closed on the chain before the share lands, and the market would stand: no item is made."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 3)
    (_, maker), (_, taker), (referrer, third) = made
    empty, owner = 9, bytes(range(32))
    await desk.engine.send(OpenAccount(account=empty, owner=owner, index=0).encode())
    await desk.engine.send(SetReferrer(account=maker, referrer=owner).encode())
    await desk.engine.send(SetReferrer(account=taker, referrer=bytes(referrer.keypair.public)).encode())
    assert await order(desk, made[0][0], maker, Side.SELL, PRICE, 1_000) == 0
    assert await order(desk, made[1][0], taker, Side.BUY, PRICE, 1_000) == 1_000
    assert [account for account, _ in await owed(desk)] == [third, empty]
    await shares.run_once(crew.parts)
    assert [account for account, _ in await owed(desk)] == [empty]
    await all_settled(desk, made)
    await equal(desk, made)
    await crew.kill()


async def test_an_account_that_is_gone_with_money_in_the_engine_holds_up_nobody_who_comes(desk: ChainDesk) -> None:
    """CUST-38: whoever could bring that about by a share that came too late kept everybody out."""
    crew = desk.crew()
    crew.start()
    [(gone, _)] = await traders(desk, 1)
    desk.chain.account_set(Pubkey(user_address(gone.keypair.public)), Account(0, b"", Pubkey.default(), False))
    wallet = await desk.wallet(502, usdc=200, sol=10)
    assert await wallet.open_account(usdc="100") == 2
    await desk.until(lambda: quiet(desk, wallet), 60)
    await crew.kill()
