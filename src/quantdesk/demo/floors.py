"""Floors: how an account that trades all day keeps entries free on the chain [BOOK-6].

Invariant: a floor kills only messages that are older than KEPT_S; whatever hinders one leaves the next, and nothing else waits for it.
"""

import asyncio
from typing import Final

from quantdesk.chain.errors import ChainRefused, ChainUnavailable, TransactionFailed
from quantdesk.client import Keypair, QuantDesk, Refused, Unavailable, Wallet
from quantdesk.model.message import nonce_of
from quantdesk.runtime.clock import now_ms
from quantdesk.runtime.log import get

EVERY_S: Final = 10.0
KEPT_S: Final = 20
USED_MAX: Final = 40
"""Entries in use up to which nothing is done: a quiet account never needs a floor."""


async def floors_raise(desk: QuantDesk, keypair: Keypair, rpc_url: str) -> None:
    """Raises the floor of an owner's account whenever many of its entries are in use, for ever. Errors: ChainUnavailable at its start."""
    async with await Wallet.connect(keypair, rpc_url) as wallet:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                if await _used(desk) > USED_MAX:
                    await wallet.raise_floor(nonce_of(now_ms() - KEPT_S * 1_000, 0))
            except (Refused, Unavailable, TransactionFailed, ChainUnavailable, ChainRefused) as error:
                # The one before may not be acknowledged yet: there is one on its way at a time (CUST-5).
                get().info("floor_not_raised", account=desk.account, error=str(error)[:200])


async def _used(desk: QuantDesk) -> int:
    return next(one.entries_used for one in await desk.accounts() if one.account == desk.account)
