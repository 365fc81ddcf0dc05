"""Sessions and keys that ended before their time, known to every copy of the gateway within a second.

Invariant: an access token of an ended session is refused at the latest READ_EVERY_S after its end, without a round trip in
each request; what ended here is refused here at once.
"""

import asyncio
from typing import Final

from quantdesk.bus.cache import revoke, revoked
from quantdesk.bus.valkey_link import VALKEY_ERRORS, ValkeyClient
from quantdesk.runtime.clock import now_ms
from quantdesk.runtime.log import get

READ_EVERY_S: Final = 1.0


class Revocations:
    """Ids of sessions and keys that ended, each until its tokens have expired anyway."""

    def __init__(self, valkey: ValkeyClient) -> None:
        self._valkey = valkey
        self._here: dict[str, int] = {}
        self._everywhere: frozenset[str] = frozenset()

    def __contains__(self, ended: object) -> bool:
        return ended in self._everywhere or ended in self._here

    async def end(self, ended: str, until_ms: int) -> None:
        """Ends a session or key for every copy of the gateway; one of VALKEY_ERRORS when the others cannot be told."""
        self._here[ended] = until_ms
        await revoke(self._valkey, ended, until_ms, now_ms())

    async def read(self) -> None:
        """Reads what ended elsewhere; one of VALKEY_ERRORS when it cannot be read."""
        now = now_ms()
        self._everywhere = await revoked(self._valkey, now)
        self._here = {ended: until_ms for ended, until_ms in self._here.items() if until_ms > now}

    async def run(self) -> None:
        """Reads for ever."""
        while True:
            try:
                await self.read()
            except VALKEY_ERRORS as error:
                get().warning("revocations_unread", error=type(error).__name__)
            await asyncio.sleep(READ_EVERY_S)
