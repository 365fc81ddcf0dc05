"""One command from a request to the engine and its events back.

Invariant: what is said about an outcome is true: busy and refused frames did nothing; a lost answer says that nobody knows.
Signatures of all requests of a loop turn are checked together and travel in one frame (stream_entry).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from quantdesk.gateway.problems import Refusal, engine_unavailable, invalid, unavailable
from quantdesk.gateway.stream_entry import Asker, Entry, Item
from quantdesk.model.records_gen import Event, events_decode

ANSWER_S: Final = 5.0
SWEEP_S: Final = 0.25
NO_TAG: Final = b""


OVERDUE: Final = "engine_unavailable"


class Waiting(Asker, Protocol):
    """A request that waits for its events; it may be answered or failed more than once, the first time counts."""

    @property
    def done(self) -> bool:
        """Whether it has its answer, or needs none any more."""


class _Asked:
    """A request that waits in a future."""

    __slots__ = ("future",)

    def __init__(self, future: asyncio.Future[bytes]) -> None:
        self.future = future

    @property
    def done(self) -> bool:
        """Whether the future is set."""
        return self.future.done()

    def answered(self, tag: bytes, events: bytes) -> None:  # noqa: ARG002 - a request has one answer, it needs no tag
        """Asker: the events of the commands, after their commit."""
        if not self.future.done():
            self.future.set_result(events)

    def failed(self, tag: bytes, code: str, detail: str) -> None:  # noqa: ARG002 - as above; the words are this door's own
        """Asker: no answer will come."""
        if not self.future.done():
            self.future.set_exception(failure(code))


def failure(code: str) -> Refusal:
    """Returns what a request is told whose commands failed with this code of an Asker."""
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
        self._waiting: deque[tuple[float, Waiting]] = deque()
        self._sweeping = False

    def ask(self, waiting: Waiting, records: bytes, signed: int) -> None:
        """Sends one command, of which `signed` records carry a signature; `waiting` gets its events.

        It fails with `busy` or `refused` when nothing was done, with OVERDUE when the engine is away or has not answered
        after ANSWER_S.
        """
        self._waiting.append((self._now_s() + ANSWER_S, waiting))
        if not self._sweeping:
            self._sweeping = True
            self._loop.call_later(SWEEP_S, self._sweep)
        self._entry.add(Item(waiting, NO_TAG, records, 1, signed))

    def send_nowait(self, records: bytes, signed: int) -> asyncio.Future[bytes]:
        """As ask. Result: a future of the events. Errors, in the future: Refusal (503)."""
        future = self._new_future()
        self.ask(_Asked(future), records, signed)
        return future

    async def send(self, records: bytes, signed: int) -> list[Event]:
        """send_nowait, awaited and decoded."""
        return events_decode(await self.send_nowait(records, signed))

    def _sweep(self) -> None:
        """Ends what is overdue; one timer for all that wait, because one for each costs as much as reading the order."""
        waiting, now_s = self._waiting, self._now_s()
        while waiting and (waiting[0][1].done or waiting[0][0] <= now_s):
            overdue = waiting.popleft()[1]
            if not overdue.done:
                overdue.failed(NO_TAG, OVERDUE, "no answer in time")
        self._sweeping = bool(waiting)
        if waiting:
            self._loop.call_later(SWEEP_S, self._sweep)
