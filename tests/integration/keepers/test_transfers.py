"""Transfers between two accounts of an owner: signed by him, settled by the keeper, equal on both sides to the atom."""

from collections.abc import AsyncIterator

import pytest

from quantdesk.chain.network import receipt_address
from quantdesk.client import Wallet
from quantdesk.core import order_id, sign
from quantdesk.model.message import DOMAIN_LOCALNET, TransferMessage, nonce_of, slot_of
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    Refused,
    Side,
    TimeInForce,
    Transfer,
    events_decode,
    views_decode,
)
from quantdesk.runtime.clock import now_us
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, traders

USDC = 10**6


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[ChainDesk]:
    made = await ChainDesk.open(database_url)
    yield made
    for crew in made.crews:
        await crew.kill()
    await made.close()


async def moved(desk: ChainDesk, owner: Wallet, of: tuple[int, int], atoms: int, counter: int) -> int:
    """A transfer that the owner signs; its nonce."""
    nonce = nonce_of(now_us() // 1_000, counter)
    message = TransferMessage(
        domain=DOMAIN_LOCALNET, account=of[0], nonce=nonce, expiry_slot=slot_of(now_us()) + 400, to_account=of[1], amount=atoms
    ).encode()  # fmt: skip
    signature = sign((501).to_bytes(32, "little"), message)
    record = Transfer(order_id(message), message, signature, owner.keypair.public)
    events = events_decode(await desk.engine.send(record.encode()))
    assert not any(isinstance(event, Refused) for event in events), events
    return nonce


async def collateral(desk: ChainDesk, number: int) -> int:
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    return next((view.collateral for view in views if isinstance(view, AccountView)), 0)


async def test_a_transfer_settles_between_fills_and_both_logs_go_on(desk: ChainDesk) -> None:
    """CUST-38, CUST-8: what was won leaves for the other account behind the fill that won it, and comes back; nobody stands still."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    (owner, one), (other, two) = made
    beside = await owner.open_account(usdc="100", index=1)

    async def credited() -> bool:
        return await collateral(desk, beside) == 100 * USDC

    await desk.until(credited)
    await order(desk, other, two, Side.SELL, PRICE, 20)
    assert await order(desk, owner, one, Side.BUY, PRICE, 20, time_in_force=TimeInForce.IOC) == 20
    nonce = await moved(desk, owner, (one, beside), 2_500 * USDC, 1)
    await moved(desk, owner, (beside, one), 40 * USDC, 2)
    await order(desk, other, two, Side.BUY, PRICE, 20)
    assert await order(desk, owner, one, Side.SELL, PRICE, 20, time_in_force=TimeInForce.IOC) == 20
    await all_settled(desk, made)
    await equal(desk, made)

    async def arrived() -> bool:
        account = await owner.account(1)
        return account is not None and account.settled.collateral[0] == await collateral(desk, beside)

    await desk.until(arrived)
    assert await collateral(desk, beside) == (100 + 2_500 - 40) * USDC
    assert await halts_list(desk.pool) == []
    receipt = receipt_address(one, nonce)
    assert (await desk.rpc().accounts([receipt], "processed")).accounts[0] is not None
    await crew.kill()
