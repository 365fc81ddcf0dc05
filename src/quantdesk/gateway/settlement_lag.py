"""How far the chain is behind the engine, as the records say.

Invariant: the records are asked at most once in LAG_S, however many ask; what cannot be read is unknown, not nothing.
"""

import asyncio
from typing import Final, NamedTuple

from quantdesk.runtime.clock import monotonic_s
from quantdesk.store.pool import STORE_ERRORS, Pool
from quantdesk.store.settlement import oldest_pending

LAG_S: Final = 1.0
READ_S: Final = 2.0


class Lag(NamedTuple):
    """Items that the chain does not have yet, and the engine's time of the oldest, microseconds; None: there is none."""

    pending: int
    oldest_us: int | None


class SettlementLag:
    """The lag, read again when somebody asks and it is old."""

    def __init__(self, database: Pool) -> None:
        self._database = database
        self._reading = asyncio.Lock()
        self._known: Lag | None = None
        self._read_s = -LAG_S

    async def now(self) -> Lag | None:
        """The lag; None: not known."""
        async with self._reading:
            if monotonic_s() - self._read_s >= LAG_S:
                self._known = await self._read()
                self._read_s = monotonic_s()
            return self._known

    async def _read(self) -> Lag | None:
        try:
            async with asyncio.timeout(READ_S):
                oldest_us, pending = await oldest_pending(self._database)
        except (*STORE_ERRORS, TimeoutError):
            return None
        return Lag(pending, oldest_us)
