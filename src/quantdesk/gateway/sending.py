"""One command from a request to the engine and its events back.

Invariant: what is said about an outcome is true: busy and refused frames did nothing; a lost answer says that nobody knows.
Signatures of all requests of a loop turn are checked together and travel in one frame (stream_entry).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from quantdesk.gateway.problems import Refusal, engine_unavailable, invalid, unavailable
from quantdesk.gateway.stream_entry import Entry, Item
from quantdesk.model.records_gen import Event, events_decode

ANSWER_S: Final = 5.0
SWEEP_S: Final = 0.25
NO_TAG: Final = b""


class _Asked:
    """A request that waits for its events."""

    __slots__ = ("future",)

    def __init__(self, future: asyncio.Future[bytes]) -> None:
        self.future = future

    def answered(self, tag: bytes, events: bytes) -> None:  # noqa: ARG002 - a request has one answer, it needs no tag
        """Asker: the events of the commands, after their commit."""
        if not self.future.done():
            self.future.set_result(events)

    def failed(self, tag: bytes, code: str, detail: str) -> None:  # noqa: ARG002 - as above; the words are this door's own
        """Asker: no answer will come."""
        if not self.future.done():
            self.future.set_exception(_failure(code))


def _failure(code: str) -> Refusal:
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
        self._new_future: Callable[[], asyncio.Future[bytes]] = loop.create_future
        self._now_s = loop.time
        self._waiting: deque[tuple[float, asyncio.Future[bytes]]] = deque()
        self._sweeping = False

    def send_nowait(self, records: bytes, signed: int) -> asyncio.Future[bytes]:
        """Sends one command, of which `signed` records carry a signature.

        Result: a future of its events. Errors, in the future: Refusal (503) when the engine is busy, away, or has not
        answered after ANSWER_S.
        """
        future = self._new_future()
        self._waiting.append((self._now_s() + ANSWER_S, future))
        if not self._sweeping:
            self._sweeping = True
            self._loop.call_later(SWEEP_S, self._sweep)
        self._entry.add(Item(_Asked(future), NO_TAG, records, 1, signed))
        return future

    async def send(self, records: bytes, signed: int) -> list[Event]:
        """send_nowait, awaited and decoded."""
        return events_decode(await self.send_nowait(records, signed))

    def _sweep(self) -> None:
        """Ends what is overdue; one timer for all that wait, because one for each costs as much as reading the order."""
        waiting, now_s = self._waiting, self._now_s()
        while waiting and (waiting[0][1].done() or waiting[0][0] <= now_s):
            future = waiting.popleft()[1]
            if not future.done():
                future.set_exception(engine_unavailable())
        self._sweeping = bool(waiting)
        if waiting:
            self._loop.call_later(SWEEP_S, self._sweep)
