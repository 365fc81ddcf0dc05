"""Order entry of the sockets: commands gather over a loop turn, are verified together and travel to the engine in one frame.

Invariant: commands of one connection reach the engine in the order of their arrival; what a signature check refused never
reaches it; every command that was taken gets exactly one answer, and none before its journal commit.
"""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from quantdesk.bus.commands import CommandClient, EngineRefused, EngineUnavailable, Unavailable
from quantdesk.core import orders_prepare
from quantdesk.gateway.stream_records import SEQ_AT, TAIL_KINDS, refusals_of

TURN_BYTES_MAX: Final = 512 * 1024
"""Command bytes of one engine frame; its bound is 1 MiB."""
WAITING_BYTES_MAX: Final = 8 * 1024 * 1024
"""Command bytes of all connections that wait for verification or an answer; above it the answer is busy."""
INLINE_SIGNATURES_MAX: Final = 4
"""As many signatures are checked at once on the loop; a worker thread pays only for more (its hand-over costs one check)."""
SWITCH_S: Final = 0.0005


class Asker(Protocol):
    """Who gets the answer to a command."""

    def answered(self, tag: bytes, events: bytes) -> None:
        """The events of the commands sent under this tag, after their commit."""

    def failed(self, tag: bytes, code: str, detail: str) -> None:
        """No answer will come; code busy: nothing was done, engine_unavailable: the outcome is not known."""


class Item:
    """Commands of one message on their way."""

    __slots__ = ("asker", "count", "records", "signed", "tag")

    def __init__(self, asker: Asker, tag: bytes, records: bytes, count: int, signed: int) -> None:
        """records: whole command records; count: how many of them are commands of their own; signed: signatures in them."""
        self.asker = asker
        self.tag = tag
        self.records = records
        self.count = count
        self.signed = signed


class Entry:
    """The one way from the sockets to the engine."""

    def __init__(
        self,
        client: CommandClient,
        loop: asyncio.AbstractEventLoop,
        order_count: Callable[[int], None],
        inline_signatures_max: int = INLINE_SIGNATURES_MAX,
    ) -> None:
        """order_count: told how many commands each engine frame carried."""
        self._client = client
        self._loop = loop
        self._order_count = order_count
        self._inline_max = inline_signatures_max
        self._items: list[Item] = []
        self._scheduled = False
        self._verifying = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="verify")
        self._is_closed = False
        self.waiting_bytes = 0
        # The worker asks for the interpreter when its checks are done; a busy loop must not keep it waiting for 5 ms.
        sys.setswitchinterval(SWITCH_S)

    def close(self) -> None:
        """Ends the worker thread; what comes now is told that nothing was done."""
        self._is_closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def add(self, item: Item) -> None:
        """Takes a message's commands; their answer comes through item.asker."""
        if self._is_closed or self.waiting_bytes + len(item.records) > WAITING_BYTES_MAX:
            item.asker.failed(
                item.tag, "busy", "too many commands wait for their answer; nothing was done, try again later"
            )
            return
        self.waiting_bytes += len(item.records)
        self._items.append(item)
        self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled and not self._verifying:
            self._scheduled = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._scheduled = False
        items = self._take()
        if not items:
            return
        if self._is_closed:
            self._fail(items, "busy", "this door is closing; nothing was done, connect again")
            return
        records = b"".join([item.records for item in items])
        signed = sum([item.signed for item in items])
        if not signed:
            self._forward(items, records)
        elif signed <= self._inline_max:
            self._prepared_apart(items)
        else:
            self._verifying = True
            work = self._loop.run_in_executor(self._thread, orders_prepare, records)
            work.add_done_callback(lambda done: self._verified(items, done))
        if self._items:
            self._schedule()

    def _take(self) -> list[Item]:
        """The waiting items from the front, at most one engine frame of them."""
        size = 0
        for place, item in enumerate(self._items):
            size += len(item.records)
            if size > TURN_BYTES_MAX:
                taken, self._items = self._items[:place], self._items[place:]
                return taken
        taken, self._items = self._items, []
        return taken

    def _verified(self, items: list[Item], done: asyncio.Future[tuple[bytes, bytes]]) -> None:
        self._verifying = False
        if done.cancelled():
            return
        if done.exception() is None:
            self._prepared(items, done.result())
        else:
            self._prepared_apart(items)
        if self._items:
            # Straight on, without another pass of the loop: what gathered meanwhile is the next turn.
            self._turn()

    def _prepared_apart(self, items: list[Item]) -> None:
        """Prepares each item for itself, so that one that is no record fails alone."""
        whole: list[Item] = []
        records: list[bytes] = []
        verdicts: list[bytes] = []
        for item in items:
            try:
                prepared = orders_prepare(item.records)
            except ValueError as error:
                self._fail([item], "refused", str(error))
            else:
                whole.append(item)
                records.append(prepared[0])
                verdicts.append(prepared[1])
        if whole:
            self._prepared(whole, (b"".join(records), b"".join(verdicts)))

    def _prepared(self, items: list[Item], prepared: tuple[bytes, bytes]) -> None:
        """prepared: the records with their order ids, and one verdict byte a signature."""
        records, verdicts = prepared
        if 0 not in verdicts:
            self._forward(items, records)
            return
        good: list[Item] = []
        parts: list[bytes] = []
        start = at = 0
        for item in items:
            end = start + len(item.records)
            own = verdicts[at : at + item.signed]
            if 0 in own:
                self.waiting_bytes -= len(item.records)
                item.asker.answered(item.tag, refusals_of(records[start:end], own))
            else:
                good.append(item)
                parts.append(records[start:end])
            start, at = end, at + item.signed
        if good:
            self._forward(good, b"".join(parts))

    def _forward(self, items: list[Item], records: bytes) -> None:
        self._order_count(sum([item.count for item in items]))
        answer = self._client.send_nowait(records)
        answer.add_done_callback(lambda done: self._answered(items, records, done))

    def _answered(self, items: list[Item], records: bytes, done: asyncio.Future[bytes]) -> None:
        if done.cancelled():
            self._fail(items, "engine_unavailable", "the outcome is not known: send the same message again")
            return
        error = done.exception()
        if error is None:
            self._deal(items, done.result())
        elif isinstance(error, Unavailable) and not isinstance(error, EngineUnavailable):
            # Busy, or not connected: it never left.
            self._fail(items, "busy", "the exchange cannot take it now; nothing was done, try again later")
        elif isinstance(error, EngineRefused):
            self._refused(items, records, str(error))
        else:
            self._fail(items, "engine_unavailable", "the outcome is not known: send the same message again")

    def _refused(self, items: list[Item], records: bytes, detail: str) -> None:
        """The engine took nothing of a frame: each item goes alone, so that the one it refuses spoils no other."""
        if len(items) == 1:
            self._fail(items, "refused", detail)
            return
        start = 0
        for item in items:
            end = start + len(item.records)
            self._forward([item], records[start:end])
            start = end

    def _fail(self, items: list[Item], code: str, detail: str) -> None:
        for item in items:
            self.waiting_bytes -= len(item.records)
            item.asker.failed(item.tag, code, detail)

    def _deal(self, items: list[Item], events: bytes) -> None:
        """Gives each item the events of its commands: those of one command share one seq, and seqs follow each other."""
        at, size = 0, len(events)
        for item in items:
            start = at
            for _ in range(item.count):
                if at >= size:
                    raise AssertionError("expected an answer for every command, found fewer events")
                seq = events[at + SEQ_AT : at + SEQ_AT + 8]
                while at < size and events[at + SEQ_AT : at + SEQ_AT + 8] == seq and events[at] not in TAIL_KINDS:
                    at += events[at + 2] | events[at + 3] << 8
            self.waiting_bytes -= len(item.records)
            item.asker.answered(item.tag, events[start:at])
