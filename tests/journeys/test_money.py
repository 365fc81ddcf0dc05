"""Journey 5: deposit on the chain, credit, trade, withdrawal on the chain, with every process of a desk; also when they are killed."""

import asyncio
from collections.abc import Iterator

import pytest

from quantdesk.client import QuantDesk, Unavailable, Wallet
from quantdesk.client import Refused as RefusedByDoor
from quantdesk.desk.backstop import backstop_name
from quantdesk.desk.keys import public_key
from quantdesk.desk.seed import connected
from quantdesk.desk.world import World
from quantdesk.model.records_gen import (
    AccountView,
    OwnerQuery,
    Reason,
    Refused,
    Service,
    SetBackstop,
    events_decode,
    views_decode,
)
from quantdesk.runtime.clock import now_us
from tests.traders import depositor

PROCESSES = ("localnet", "engine", "gateway", "stream", "keepers")
MARKET = "ETH-PERP"


@pytest.fixture(scope="module")
def chain_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A desk on a chain of its own."""
    with World(tmp_path_factory.mktemp("money"), PROCESSES) as desk:
        yield desk


async def at_rest(wallet: Wallet) -> None:
    """Returns when nothing is on its way on the chain."""
    async with asyncio.timeout(120):
        while True:
            account = await wallet.account()
            moving = any(pocket.arriving_atoms or pocket.leaving_atoms for pocket in account.pockets)
            if not moving and account.request.state != 1:
                return
            await asyncio.sleep(0.3)


async def equal(wallet: Wallet, desk: QuantDesk, usdc: str, sol: str) -> None:
    """Chain and exchange hold the same."""
    account = await wallet.account()
    held = {each.asset: each.collateral for each in (await desk.balances()).assets}
    assert held["USDC"] == usdc
    assert held.get("SOL", "0.000000000") == sol
    assert f"{account.settled.collateral[0] / 10**6:.6f}" == usdc
    assert f"{account.settled.collateral[1] / 10**9:.9f}" == sol


async def test_a_desk_names_its_backstop_once(chain_desk: World) -> None:
    """LIQ-2: an account of the desk's own, funded on the chain; nobody else's takes its place, and a second start changes nothing."""
    await backstop_name(chain_desk.plan)
    engine = await connected(chain_desk.plan, Service.DESK)
    try:
        owners = [public_key(chain_desk.plan.keys.backstop), public_key(chain_desk.plan.keys.traders["alice"])]
        views = [views_decode(await engine.query(OwnerQuery(owner=owner).encode())) for owner in owners]
        backstop, alice = (next(view for view in found if isinstance(view, AccountView)) for found in views)
        events = events_decode(await engine.send(SetBackstop(account=alice.account).encode()))
    finally:
        await engine.close()
    assert backstop.collateral > 0
    assert [event.reason for event in events if isinstance(event, Refused)] == [Reason.BACKSTOP_EXISTS]


async def test_money_goes_in_is_traded_with_and_comes_out(chain_desk: World) -> None:
    """CUST-3, CUST-10: balances are equal on the chain, in the exchange and in the wallet, to the atom."""
    async with (
        depositor(chain_desk, 5_000, 2) as (wallet, one),
        depositor(chain_desk, 5_000) as (other_wallet, other),
    ):
        await one.money.wait_for_credit("SOL", "2")
        await at_rest(wallet)
        await equal(wallet, one, "5000.000000", "2.000000000")
        assert [deposit.state for deposit in await one.money.deposits()] == ["settled", "settled"]
        await other.place(MARKET, "sell", "0.1", "3000.00")
        assert (await one.place(MARKET, "buy", "0.1", "3000.00")).status == "filled"
        assert (await other.place(MARKET, "buy", "0.1", "3000.00")).status == "resting"
        sold = await one.place(MARKET, "sell", "0.1", "3000.00")
        assert sold.status == "filled"
        told = await one.money.wait_for_settlement(sold.seq, 120)
        assert (told.settled, told.oldest_ms, told.stands) == (told.items, None, None)
        assert [fill.settled_ms is not None and fill.settled_ms >= fill.ts_ms for fill in await one.fills()] == [
            True,
            True,
        ]
        asked = await one.money.withdraw("USDC", "1234.5")
        paid = await one.money.wait_for_payout(asked.request, 120)
        assert (paid.amount, paid.signature is not None) == ("1234.500000", True)
        assert (await wallet.balances())["USDC"] == "1234.500000"
        before = float((await wallet.balances())["SOL"])
        asked = await one.money.withdraw("SOL", "1.5")
        await one.money.wait_for_payout(asked.request, 120)
        assert float((await wallet.balances())["SOL"]) - before == pytest.approx(1.5)
        await other_wallet.request_withdraw("USDC", "1000")
        await at_rest(other_wallet)
        assert (await other_wallet.balances())["USDC"] == "1000.000000"


async def test_loss_beyond_the_usdc_is_owed_on_the_strength_of_sol(chain_desk: World) -> None:
    """MGN-7, CUST-47: the desk lends by the terms that its chain has; the chain takes the fill, and SOL that the debt needs stays."""
    async with depositor(chain_desk, 100, 2) as (wallet, one), depositor(chain_desk, 5_000) as (_, other):
        await one.money.wait_for_credit("SOL", "2")
        before = (await one.balances()).borrow
        assert before is not None
        assert (before.owed, before.since_ms, float(before.room) > 20) == ("0.000000", None, True)
        await other.place(MARKET, "sell", "1", "3050.00")
        assert (await one.place(MARKET, "buy", "1", "3050.00")).status == "filled"
        await other.place(MARKET, "buy", "1", "2945.00")
        sold = await one.place(MARKET, "sell", "1", "2945.00")
        assert sold.status == "filled"
        told = await one.money.wait_for_settlement(sold.seq, 120)
        assert (told.settled, told.stands) == (told.items, None)
        async with asyncio.timeout(60):
            while (await wallet.account()).settled.seq < told.items:
                await asyncio.sleep(0.3)
        shown = await one.balances()
        assert shown.borrow is not None
        assert -10 < float(shown.collateral) < -5
        assert shown.borrow.owed == shown.collateral.removeprefix("-")
        assert shown.borrow.since_ms is not None
        await equal(wallet, one, shown.collateral, "2.000000000")
        with pytest.raises(RefusedByDoor, match="withdrawable"):
            await one.money.withdraw("SOL", "2")


async def withdrawn(desk: QuantDesk, amount: str) -> str:
    """A withdrawal under one number, asked for again while its outcome is not known. Returns the number."""
    request = now_us()
    async with asyncio.timeout(120):
        while True:
            try:
                return (await desk.money.withdraw("USDC", amount, request)).request
            except Unavailable:
                await asyncio.sleep(0.5)


async def test_nothing_is_lost_or_doubled_when_keepers_and_chain_are_killed(chain_desk: World) -> None:
    """CUST-6: kill -9 of keepers, engine and chain while money moves."""
    async with depositor(chain_desk, 1_000) as (wallet, desk):
        requests = []
        for name in ("keepers", "localnet", "keepers", "engine", "keepers"):
            requests.append(await withdrawn(desk, "10"))
            await asyncio.to_thread(chain_desk.kill, name)
            await asyncio.to_thread(chain_desk.wait_ready, 120)
        for request in requests:
            await desk.money.wait_for_payout(request, 180)
        await at_rest(wallet)
        assert (await wallet.balances())["USDC"] == "50.000000"
        await equal(wallet, desk, "950.000000", "0.000000000")
        assert len([each for each in await desk.money.withdrawals() if each.state == "paid"]) == 5
