"""Where the exchange lies on its chain, for those who want to see for themselves.

Invariant: what is shown was read from the chain; while it cannot be read, it is unknown.
"""

import asyncio
from typing import Final

from quantdesk.chain.errors import ChainRefused, NetworkMismatch
from quantdesk.chain.instruction import AccountMalformed
from quantdesk.chain.network import GENESIS, Addresses
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.view import Viewer
from quantdesk.model.errors import Unavailable

READ_S: Final = 2.0


class ChainFacts:
    """Addresses of the exchange, read once. urls: nodes; none: no chain is configured."""

    def __init__(self, urls: tuple[str, ...], network: str) -> None:
        self.url = urls[0] if urls else ""
        self._rpc = Rpc(urls, GENESIS[network]) if urls else None
        self._known: Addresses | None = None

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
            except (Unavailable, ChainRefused, NetworkMismatch, AccountMalformed, TimeoutError):
                return None
        return self._known
