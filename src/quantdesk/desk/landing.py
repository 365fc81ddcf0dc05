"""A transaction of the desk's own, sent until confirmed accounts show what it does.

Invariant: what happened is what accounts show; sent again, a transaction does nothing twice, or is refused.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.rpc import AccountData, Rpc
from quantdesk.chain.transaction import Signer, transaction_sign
from quantdesk.desk.told import Told
from quantdesk.runtime.clock import monotonic_s

POLL_S: Final = 0.05
TIMEOUT_S: Final = 90.0
SEND_AGAIN_S: Final = 5.0

Seen = Callable[[list[AccountData | None]], bool]


async def send_seen(
    rpc: Rpc, instructions: tuple[Instruction, ...], signers: tuple[Signer, ...], keys: list[bytes], seen: Seen
) -> None:
    """Sends until confirmed accounts of these keys show the effect; at once when they do already.

    Errors: TransactionFailed when the chain refuses it, Told when it takes too long.
    """
    deadline_s, sent_s = monotonic_s() + TIMEOUT_S, -SEND_AGAIN_S
    while True:
        found = await rpc.accounts(keys, "confirmed")
        if seen(list(found.accounts)):
            return
        if monotonic_s() > deadline_s:
            raise Told(f"a transaction did not land within {TIMEOUT_S:.0f} s; run it again, nothing is done twice")
        if monotonic_s() - sent_s > SEND_AGAIN_S:
            try:
                await rpc.send(transaction_sign(instructions, signers, await rpc.blockhash()).raw)
            except TransactionFailed:
                # One that was sent before may have landed meanwhile: what is processed now decides.
                await slot_pass(rpc)
                if seen(list((await rpc.accounts(keys, "confirmed")).accounts)):
                    return
                raise
            sent_s = monotonic_s()
        await asyncio.sleep(POLL_S)


async def wait_seen(rpc: Rpc, keys: list[bytes], seen: Seen) -> None:
    """Waits until confirmed accounts show what somebody else's transaction does. Errors: Told when it takes too long."""
    deadline_s = monotonic_s() + TIMEOUT_S
    while not seen(list((await rpc.accounts(keys, "confirmed")).accounts)):
        if monotonic_s() > deadline_s:
            raise Told(f"the local chain shows no effect within {TIMEOUT_S:.0f} s: ./desk logs localnet")
        await asyncio.sleep(POLL_S)


async def slot_pass(rpc: Rpc) -> None:
    """What is processed now is confirmed when this returns."""
    now = await rpc.slot("processed")
    while await rpc.slot("confirmed") < now:  # noqa: ASYNC110 - the chain is asked, it does not tell
        await asyncio.sleep(POLL_S)
