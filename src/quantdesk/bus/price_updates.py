"""Proven price updates over Valkey: told by ingestion, heard by whoever needs them before they are in the table.

Delivery may fail, and nobody must rely on it: the table `price_updates` has every one of them. Who hears one verifies it himself: whoever
reaches Valkey can speak here.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from quantdesk.bus.event_channel import Listener
from quantdesk.bus.topics import PRICE_UPDATES
from quantdesk.bus.valkey_link import VALKEY_ERRORS, open_valkey

WAITING_MAX: Final = 256
SILENCE_S: Final = 5.0
PAUSE_AFTER_ERROR_S: Final = 0.2
UPDATE_BYTES_MAX: Final = 65_536


class UpdateTeller:
    """Tells updates without letting anybody wait; what does not fit or cannot be sent is dropped and counted."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(WAITING_MAX)
        self.dropped = 0

    def tell(self, update: bytes) -> None:
        """Sends a proven update soon."""
        try:
            self._waiting.put_nowait(update)
        except asyncio.QueueFull:
            self.dropped += 1

    async def run(self) -> None:
        """Sends what waits, for ever."""
        valkey = open_valkey(self._url, connections=1)
        try:
            while True:
                update = await self._waiting.get()
                try:
                    await valkey.publish(PRICE_UPDATES, update)
                except VALKEY_ERRORS:
                    self.dropped += 1
                    await asyncio.sleep(PAUSE_AFTER_ERROR_S)
        finally:
            await valkey.aclose()


async def updates_heard(url: str) -> AsyncIterator[bytes]:
    """Updates as they are told, not proven, for ever."""
    while True:
        listener = Listener(SILENCE_S)
        try:
            await listener.listen(url, PRICE_UPDATES)
            while True:
                for message in await listener.next():
                    if len(message) <= UPDATE_BYTES_MAX:
                        yield message
        except VALKEY_ERRORS:
            await asyncio.sleep(PAUSE_AFTER_ERROR_S)
        finally:
            await listener.close()
