"""Transfers between two accounts of an owner: signed by him, settled by the keeper, equal on both sides to the atom."""

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
    Transferred,
    events_decode,
    views_decode,
)
from quantdesk.runtime.clock import now_us
from quantdesk.store.settlement import halts_list
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, traders

USDC = 10**6


def signed(owner: Wallet, of: tuple[int, int], atoms: int, counter: int, slots: int = 400) -> tuple[int, bytes]:
    """Nonce and record of a transfer that the owner signs; slots: until it expires."""
    nonce = nonce_of(now_us() // 1_000, counter)
    message = TransferMessage(
        domain=DOMAIN_LOCALNET, account=of[0], nonce=nonce, expiry_slot=slot_of(now_us()) + slots, to_account=of[1], amount=atoms
    ).encode()  # fmt: skip
    signature = sign((501).to_bytes(32, "little"), message)
    return nonce, Transfer(order_id(message), message, signature, owner.keypair.public).encode()


async def moved(desk: ChainDesk, owner: Wallet, of: tuple[int, int], atoms: int, counter: int, slots: int = 400) -> int:
    """A transfer that the engine takes; its nonce."""
    nonce, record = signed(owner, of, atoms, counter, slots)
    events = events_decode(await desk.engine.send(record))
    assert not any(isinstance(event, Refused) for event in events), events
    return nonce


async def collateral(desk: ChainDesk, number: int) -> int:
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    return next((view.collateral for view in views if isinstance(view, AccountView)), 0)


async def second_account(desk: ChainDesk, owner: Wallet) -> int:
    """An account with 100 USDC beside the owner's first."""
    beside = await owner.open_account(usdc="100", index=1)

    async def credited() -> bool:
        return await collateral(desk, beside) == 100 * USDC

    await desk.until(credited)
    return beside


async def arrived(desk: ChainDesk, owner: Wallet, beside: int) -> None:
    """The chain has what the engine has of the owner's second account."""

    async def equals() -> bool:
        account = await owner.account(1)
        return account is not None and account.settled.collateral[0] == await collateral(desk, beside)

    await desk.until(equals)


async def test_a_transfer_settles_between_fills_and_both_logs_go_on(desk: ChainDesk) -> None:
    """CUST-38, CUST-8: what was won leaves for the other account behind the fill that won it, and comes back; nobody stands still."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2)
    (owner, one), (other, two) = made
    beside = await second_account(desk, owner)
    await order(desk, other, two, Side.SELL, PRICE, 20)
    assert await order(desk, owner, one, Side.BUY, PRICE, 20, time_in_force=TimeInForce.IOC) == 20
    nonce = await moved(desk, owner, (one, beside), 2_500 * USDC, 1)
    await moved(desk, owner, (beside, one), 40 * USDC, 2)
    await order(desk, other, two, Side.BUY, PRICE, 20)
    assert await order(desk, owner, one, Side.SELL, PRICE, 20, time_in_force=TimeInForce.IOC) == 20
    await all_settled(desk, made)
    await equal(desk, made)
    await arrived(desk, owner, beside)
    assert await collateral(desk, beside) == (100 + 2_500 - 40) * USDC
    assert await halts_list(desk.pool) == []
    receipt = receipt_address(one, nonce)
    assert (await desk.rpc().accounts([receipt], "processed")).accounts[0] is not None
    await crew.kill()


async def test_equal_transfers_of_one_batch_settle_each_by_its_own_message(desk: ChainDesk) -> None:
    """CUST-38: a message moves money once, so the second must not come with the first one's; nor with one that the engine refused."""
    crew = desk.crew()
    crew.start()
    [(owner, one)] = await traders(desk, 1)
    beside = await second_account(desk, owner)
    late = signed(owner, (one, beside), 7 * USDC, 1, slots=-400)
    made = [signed(owner, (one, beside), 7 * USDC, counter) for counter in (2, 3)]
    events = events_decode(await desk.engine.send(b"".join(record for _, record in (late, *made)), 3))
    assert [type(event) for event in events if isinstance(event, Refused | Transferred)] == [
        Refused,
        Transferred,
        Transferred,
    ]
    await arrived(desk, owner, beside)
    assert await collateral(desk, beside) == (100 + 7 + 7) * USDC
    assert await halts_list(desk.pool) == []
    await crew.kill()
