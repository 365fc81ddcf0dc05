"""Sends a transaction and follows it to its end.

Invariant: what happened is what accounts show, finalised ones unless the caller can bear that a fork takes it back.
A node's answer to a send or its word on a status only says when to look:
a transaction that was dropped is sent again in the same bytes, which the chain takes once; one whose blockhash has gone by without
an effect can never have one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Literal

import msgspec

from quantdesk.chain.errors import ChainRefused, ChainUnavailable, TransactionFailed
from quantdesk.chain.rpc import Commitment, Rpc
from quantdesk.chain.transaction import SignedTransaction
from quantdesk.runtime.clock import monotonic_s

LOOK_S: Final = 0.25
SEND_AGAIN_S: Final = 2.0
# A blockhash lives for a minute and a half; a chain that stands still longer than this is not waited for.
FOLLOW_MAX_S: Final = 180.0

Seen = Callable[[], Awaitable[bool]]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """landed: its effect is finalised; expired: it never will be; failed: the chain refuses it, error says why."""

    state: Literal["landed", "expired", "failed"]
    signature: str
    error: TransactionFailed | None = None


async def send_and_follow(
    rpc: Rpc,
    signed: SignedTransaction,
    seen: Seen,
    commitment: Commitment = "finalized",
    look_s: float = LOOK_S,
    *,
    fresh: bool = False,
) -> Outcome:
    """Sends until `seen` finds the effect, or until it cannot come any more. commitment: of the accounts that `seen` reads; fresh: the
    caller has just looked, and sends at once.

    Errors: ChainUnavailable, when nothing is known because no node answers or the chain stands still.
    """
    error: TransactionFailed | None = None
    try:
        async with asyncio.timeout(FOLLOW_MAX_S):
            if fresh:
                error = await _sent(rpc, signed, commitment)
                if error is not None and error.code is not None:
                    return await _refused(rpc, signed, seen, error)
                if await seen():
                    return Outcome(state="landed", signature=signed.signature)
                await asyncio.sleep(look_s)
            # What the runtime refuses, not the program, is tried again or has expired.
            again_s = 0.0 if not fresh or error is not None else SEND_AGAIN_S
            return await _followed(rpc, signed, seen, commitment, look_s, again_s)
    except TimeoutError:
        raise ChainUnavailable(f"transaction {signed.signature}: expected an end, found none yet") from None


async def _followed(
    rpc: Rpc, signed: SignedTransaction, seen: Seen, commitment: Commitment, look_s: float, wait_s: float
) -> Outcome:
    sent_s = monotonic_s() - SEND_AGAIN_S + wait_s
    while True:
        # Height before accounts: an effect that a look behind the last height does not see will never be there.
        expired = await rpc.height() > signed.last_height
        if await seen():
            return Outcome(state="landed", signature=signed.signature)
        if expired:
            return Outcome(state="expired", signature=signed.signature)
        if monotonic_s() - sent_s >= SEND_AGAIN_S:
            sent_s = monotonic_s()
            error = await _sent(rpc, signed, commitment)
            if error is not None:
                return await _refused(rpc, signed, seen, error)
        await asyncio.sleep(look_s)


async def _sent(rpc: Rpc, signed: SignedTransaction, commitment: Commitment) -> TransactionFailed | None:
    try:
        await rpc.send(signed.raw, "processed" if commitment == "processed" else "confirmed")
    except TransactionFailed as error:
        return error
    except (ChainUnavailable, ChainRefused):
        return None
    return None


async def _refused(rpc: Rpc, signed: SignedTransaction, seen: Seen, error: TransactionFailed) -> Outcome:
    """A refusal may also mean that it has landed already: the state that the node judged by must be final before it counts."""
    judged = await rpc.slot("confirmed")
    while await rpc.slot("finalized") < judged:
        if await seen():
            return Outcome(state="landed", signature=signed.signature)
        await asyncio.sleep(LOOK_S)
    if await seen():
        return Outcome(state="landed", signature=signed.signature)
    return Outcome(state="failed", signature=signed.signature, error=error)
