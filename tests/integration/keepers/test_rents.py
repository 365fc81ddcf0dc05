"""Keeper `rents`: what the operator paid for comes back when nobody needs it any more, and not before (CUST-41, CUST-42)."""

import asyncio

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.network import entries_address, receipt_address, user_address
from quantdesk.keepers import rents
from quantdesk.keepers.parts import VIEW_AGE_S
from quantdesk.model.records_gen import Side, TimeInForce
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import ChainDesk, Crew
from tests.integration.keepers.test_settled_fills import all_settled, order, traders
from tests.integration.keepers.test_transfers import USDC, arrived, moved, second_account

EXPIRY_S, GRACE_S, HOUR_S, DAY_S = 160, 300, 3_600, 86_400


async def there(desk: ChainDesk, address: bytes) -> bool:
    return (await desk.rpc().accounts([address], "processed")).accounts[0] is not None


async def passed(desk: ChainDesk, seconds: int) -> None:
    """So much later; it is final, and no view of before is young enough."""
    desk.travel(seconds)
    desk.travel(20)
    await desk.rpc().slot("processed")
    await asyncio.sleep(2 * VIEW_AGE_S)


async def ran(crew: Crew) -> dict[str, int]:
    """Runs of the keeper until nothing is left to do; what the last one told."""
    while (told := await rents.run_once(crew.parts)).more:
        pass
    return told.facts


async def test_receipts_go_when_their_messages_are_over(desk: ChainDesk) -> None:
    """CUST-41: the operator gets back what each cost."""
    crew = desk.crew()
    crew.start()
    [(owner, one)] = await traders(desk, 1)
    beside = await second_account(desk, owner)
    nonces = [await moved(desk, owner, (one, beside), 7 * USDC, counter) for counter in range(1, 10)]
    await arrived(desk, owner, beside)
    await crew.kill()
    receipts = [receipt_address(one, nonce) for nonce in nonces]
    assert (await ran(crew))["over"] == 0
    assert await there(desk, receipts[0])
    # No round follows the one that was posted: the program counts by it for an hour (CUST-5).
    await passed(desk, EXPIRY_S + GRACE_S + 1)
    assert (await ran(crew))["over"] == 0
    await passed(desk, HOUR_S)
    before = await desk.rpc().balance(crew.parts.operator.public)
    assert (await ran(crew))["receipts"] == 9 - rents.CLOSED_A_TRANSACTION
    assert not [one for one in receipts if await there(desk, one)]
    assert await desk.rpc().balance(crew.parts.operator.public) > before + 9 * 1_300_000
    assert (await ran(crew))["receipts"] == 0


async def test_receipt_that_the_program_still_needs_holds_up_no_other(
    desk: ChainDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUST-41: one of a transaction is refused; the others go alone, and the refusal is told."""
    crew = desk.crew()
    crew.start()
    [(owner, one)] = await traders(desk, 1)
    beside = await second_account(desk, owner)
    slots = (400, 8_900, 400)
    nonces = [await moved(desk, owner, (one, beside), USDC, n, slots=slots[n]) for n in range(3)]
    await arrived(desk, owner, beside)
    await crew.kill()
    await passed(desk, HOUR_S + EXPIRY_S + GRACE_S)
    monkeypatch.setattr(rents, "over_slot", lambda view: 2**40)
    with pytest.raises(TransactionFailed):
        await ran(crew)
    assert [await there(desk, receipt_address(one, nonce)) for nonce in nonces] == [False, True, False]


async def test_tables_go_when_their_account_is_gone_or_has_not_traded_for_a_day(desk: ChainDesk) -> None:
    """CUST-42: the table of who still trades stays."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    (owner, one), (other, two) = made
    await order(desk, other, two, Side.SELL, PRICE, 20)
    assert await order(desk, owner, one, Side.BUY, PRICE, 20, time_in_force=TimeInForce.IOC) == 20
    await all_settled(desk, made)
    await crew.kill()
    users = [user_address(wallet.keypair.public) for wallet, _ in made]
    tables = [entries_address(user) for user in users]
    assert (await ran(crew))["tables"] == 2
    desk.chain.account_set(Pubkey(users[0]), Account(0, b"", Pubkey.default(), False))
    await passed(desk, 20)
    assert (await ran(crew))["over"] == 1
    assert [await there(desk, table) for table in tables] == [False, True]
    await passed(desk, DAY_S - 300)
    assert (await ran(crew))["over"] == 0
    await passed(desk, 300)
    assert (await ran(crew))["over"] == 1
    assert not await there(desk, tables[1])


async def test_more_tables_than_a_transaction_takes_go_one_after_another(
    desk: ChainDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUST-42: those beyond the first waited for another day without an order."""
    monkeypatch.setattr(rents, "CLOSED_A_TRANSACTION", 1)
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    (owner, one), (other, two) = made
    await order(desk, other, two, Side.SELL, PRICE, 20)
    assert await order(desk, owner, one, Side.BUY, PRICE, 20, time_in_force=TimeInForce.IOC) == 20
    await all_settled(desk, made)
    await crew.kill()
    tables = [entries_address(user_address(wallet.keypair.public)) for wallet, _ in made]
    assert (await ran(crew))["tables"] == 2
    await passed(desk, DAY_S + 20)
    assert (await ran(crew))["over"] == 1
    assert not [one for one in tables if await there(desk, one)]
