"""One command from a request to the engine and its events back.

Invariant: what is said about an outcome is true: busy and refused frames did nothing; a lost answer says that nobody knows.
Signatures of all requests of a loop turn are checked together and travel in one frame (stream_entry).
"""

import asyncio
from typing import Final

from quantdesk.gateway.problems import Refusal, engine_unavailable, invalid, unavailable
from quantdesk.gateway.stream_entry import Entry, Item
from quantdesk.model.records_gen import Event, events_decode

ANSWER_S: Final = 5.0
NO_TAG: Final = b""


class _Asked:
    """A request that waits for its events."""

    __slots__ = ("future",)

    def __init__(self, future: asyncio.Future[bytes]) -> None:
        self.future = future

    def answered(self, tag: bytes, events: bytes) -> None:
        """Asker: the events of the commands, after their commit."""
        if not self.future.done():
            self.future.set_result(events)

    def failed(self, tag: bytes, code: str, detail: str) -> None:
        """Asker: no answer will come."""
        if not self.future.done():
            self.future.set_exception(_failure(code, detail))


def _failure(code: str, detail: str) -> Refusal:
    if code == "busy":
        return unavailable(
            "engine_busy", "Too much waits for the exchange; nothing was done, send the request again later."
        )
    if code == "refused":
        return invalid("record_malformed", "The exchange could not read the command; nothing was done.")
    return engine_unavailable()


class Sender:
    """Sends commands through the entry that all requests share."""

    def __init__(self, entry: Entry, loop: asyncio.AbstractEventLoop) -> None:
        self._entry, self._loop = entry, loop

    async def send(self, records: bytes, signed: int) -> list[Event]:
        """Returns the events of one command, of which `signed` records carry a signature.

        Raises Refusal (503) when the engine is busy, away, or does not answer within ANSWER_S.
        """
        future: asyncio.Future[bytes] = self._loop.create_future()
        late = self._loop.call_later(ANSWER_S, _late, future)
        self._entry.add(Item(_Asked(future), NO_TAG, records, 1, signed))
        try:
            return events_decode(await future)
        finally:
            late.cancel()


def _late(future: asyncio.Future[bytes]) -> None:
    if not future.done():
        future.set_exception(engine_unavailable())
