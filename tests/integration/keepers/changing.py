"""Changes that the admins of a chain desk name, and time that passes until they may apply."""

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace
from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain import program_gen as program
from quantdesk.chain.changes import Kind, applying
from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import PROGRAM, addresses_of, change_address, exchange_address
from quantdesk.chain.program_gen import Exchange, PendingChange
from quantdesk.chain.transaction import KeySigner, transaction_sign
from quantdesk.keepers.parts import VIEW_AGE_S
from tests.integration.keepers.chain_desk import OPERATOR_SEED, ChainDesk

ADMINS = [KeySigner(seed.to_bytes(32, "little")) for seed in (10, 11)]
GUARDIAN = KeySigner((2).to_bytes(32, "little"))
PAYER = KeySigner(OPERATOR_SEED)
DELAY_S = 7 * 86_400
# Slots until what has landed is final.
FINAL_S = 2


async def passed(desk: ChainDesk, seconds: int) -> None:
    """So much later on the chain and in the engine; it is final, and no view of before is young enough."""
    desk.later(seconds)
    desk.travel(FINAL_S)
    await desk.rpc().slot("processed")
    await asyncio.sleep(2 * VIEW_AGE_S)


async def sent(desk: ChainDesk, made: Instruction, *signers: KeySigner) -> None:
    """Sends it and lets it become final. Errors: TransactionFailed."""
    rpc = desk.rpc()
    await rpc.send(transaction_sign((made,), (PAYER, *signers), await rpc.blockhash()).raw)
    await passed(desk, FINAL_S)


async def proposed(
    desk: ChainDesk, kind: Kind, number: int = 0, key: bytes = bytes(32), amounts: Sequence[int] = (0, 0, 0)
) -> int:
    """Number of a change that two admins name."""
    identity = (await exchange_of(desk)).changes_last + 1
    made = program.propose_change(
        PROGRAM, payer=PAYER.public, exchange=exchange_address(), change=change_address(identity), id_=identity,
        kind=kind, number=number, key=key, amounts=tuple(amounts),
        more=tuple(Meta(admin.public, True, False) for admin in ADMINS),
    )  # fmt: skip
    await sent(desk, made, *ADMINS)
    return identity


async def made_due(desk: ChainDesk, identity: int) -> None:
    """Its week is over: written into the change, so that marks and orders do not grow old."""
    address = change_address(identity)
    found = (await desk.rpc().accounts([address], "processed")).accounts[0]
    assert found is not None
    change = PendingChange.read(found.data)
    data = replace(change, proposed_s=change.proposed_s - DELAY_S, due_s=change.due_s - DELAY_S).write()
    desk.chain.account_set(Pubkey(address), Account(found.lamports, data, Pubkey(found.owner), False))
    await passed(desk, FINAL_S)


async def exchange_of(desk: ChainDesk) -> Exchange:
    """The exchange as it is processed."""
    found = (await desk.rpc().accounts([exchange_address()], "processed")).accounts[0]
    assert found is not None
    return Exchange.read(found.data)


async def hours_put(desk: ChainDesk, hours: int) -> None:
    """Hours of an exit from now on."""
    key = exchange_address()
    found = (await desk.rpc().accounts([key], "processed")).accounts[0]
    assert found is not None
    data = replace(Exchange.read(found.data), exit_hours=hours).write()
    desk.chain.account_set(Pubkey(key), Account(found.lamports, data, Pubkey(found.owner), False))
    await passed(desk, FINAL_S)


async def change_of(desk: ChainDesk, identity: int) -> PendingChange | None:
    """A change as it is processed; None when it was applied or taken back."""
    found = (await desk.rpc().accounts([change_address(identity)], "processed")).accounts[0]
    return found and PendingChange.read(found.data)


async def applied_by_anybody(desk: ChainDesk, identity: int, market: bytes) -> Instruction:
    """The call that applies a change of a market, signed by no operator."""
    change = await change_of(desk, identity)
    assert change is not None
    where = addresses_of(bytes(desk.world.mint))
    return applying(where, change_address(identity), change, {change.number: market}, None)
