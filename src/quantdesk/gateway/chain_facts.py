"""Where the exchange lies on its chain, for those who want to see for themselves.

Invariant: what is shown was read from the chain; while it cannot be read, it is unknown.
"""

import asyncio
from typing import Final

from quantdesk.chain.change_words import Force, force_read
from quantdesk.chain.changes import changes_pending
from quantdesk.chain.errors import ChainRefused, NetworkMismatch
from quantdesk.chain.instruction import AccountMalformed
from quantdesk.chain.network import GENESIS, Addresses
from quantdesk.chain.program_gen import PendingChange
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.view import Viewer
from quantdesk.model.errors import Unavailable
from quantdesk.runtime.clock import monotonic_s

READ_S: Final = 2.0
# What waits for days is read again after so long, whoever asks.
CHANGES_S: Final = 10.0
UNREAD: Final = (Unavailable, ChainRefused, NetworkMismatch, AccountMalformed, TimeoutError)


class ChainFacts:
    """Addresses of the exchange, read once, and changes that wait. urls: nodes; none: no chain is configured."""

    def __init__(self, urls: tuple[str, ...], network: str) -> None:
        self.url = urls[0] if urls else ""
        self._rpc = Rpc(urls, GENESIS[network]) if urls else None
        self._known: Addresses | None = None
        self._changes: tuple[Force, tuple[PendingChange, ...]] | None = None
        self._changes_s = -CHANGES_S
        self._reading = asyncio.Lock()

    async def close(self) -> None:
        """Ends the connections."""
        if self._rpc is not None:
            await self._rpc.close()

    async def addresses(self) -> Addresses | None:
        """Addresses; None while they are not known."""
        if self._known is None and self._rpc is not None:
            try:
                async with asyncio.timeout(READ_S):
                    self._known = await Viewer(self._rpc).addresses()
            except UNREAD:
                return None
        return self._known

    async def changes(self) -> tuple[Force, tuple[PendingChange, ...]] | None:
        """Changes that wait and what is in force beside them, of a moment ago; None while they are not known."""
        where = await self.addresses()
        if self._rpc is None or where is None:
            return None
        async with self._reading:
            if monotonic_s() - self._changes_s >= CHANGES_S:
                try:
                    async with asyncio.timeout(READ_S):
                        force, pending = await force_read(self._rpc, where), await changes_pending(self._rpc)
                        self._changes = (force, tuple(pending.values()))
                except UNREAD:
                    self._changes = None
                self._changes_s = monotonic_s()
            return self._changes
