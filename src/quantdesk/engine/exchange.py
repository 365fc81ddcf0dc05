"""Commands to bytes to the core to bytes. Synchronous and deterministic: no clock, no loop, no I/O, and no rule of its own."""

from msgspec import Struct

from quantdesk.core import Exchange, batch_head


class Applied(Struct, frozen=True, gc=False):
    """A batch that the core has taken. commands: head and records, as the journal keeps them; events: what happened.

    ends[i] is where the events of command i end in `events`; what follows the last end belongs to the batch as a whole.
    """

    seq_from: int
    seq_to: int
    ts_us: int
    commands: bytes
    events: bytes
    ends: list[int]


def apply_records(exchange: Exchange, records: list[bytes], count: int, ts_us: int) -> Applied:
    """Gives `count` command records, in order, to the core as one batch with the next numbers.

    ts_us never goes back: where it would, the exchange's own time stands. Errors: BatchError when the records are no commands;
    nothing has changed then.
    """
    seq_from = exchange.seq + 1
    time_us = max(ts_us, exchange.ts_us)
    commands = b"".join((batch_head(count, seq_from, time_us), *records))
    events, ends = exchange.apply_split(commands)
    return Applied(seq_from, seq_from + count - 1, time_us, commands, events, ends)
