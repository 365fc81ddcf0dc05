"""What was promised (the traders' logs) against what is (the journal, its replay, the projections)."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from quantdesk.model.records_gen import OrderAccepted, OrderFilled, events_decode
from quantdesk.store.journal import journal_read
from quantdesk.store.pool import Pool


class Promises(msgspec.Struct):
    """Of all logs: seq by acknowledged order, refused orders, unknown outcomes, and when each was sent and answered (ns)."""

    acked: dict[str, int] = {}
    refused: Counter[str] = msgspec.field(default_factory=Counter)
    unknown: int = 0
    broken: list[str] = []
    sent_ns: dict[str, int] = {}
    answered_ns: dict[str, int] = {}

    def in_flight(self, moment_ns: int) -> int:
        """Orders that were sent and not answered at a moment."""
        return sum(
            sent <= moment_ns < self.answered_ns.get(order_id, moment_ns + 1) for order_id, sent in self.sent_ns.items()
        )


class Facts(msgspec.Struct):
    """Of the journal: seqs by accepted order, client order ids with more than one order, number of fills."""

    accepted: dict[str, list[int]] = {}
    reused: list[tuple[int, int]] = []
    fills: int = 0


def promises_read(logs: Iterable[Path]) -> Promises:
    """Reads the logs; a last line that was cut is left out."""
    found = Promises()
    for log in logs:
        for line in log.read_text().rpartition("\n")[0].splitlines():
            what, order_id, moment, *more = line.split(" ")
            if what == "S":
                found.sent_ns.setdefault(order_id, int(moment))
            elif what == "A":
                _acknowledged(found, order_id, int(more[0]))
            elif what == "R":
                found.refused[more[0]] += 1
            elif what == "U":
                found.unknown += 1
            else:
                found.broken.append(line)
            if what in "AR":
                found.answered_ns.setdefault(order_id, int(moment))
    return found


def _acknowledged(found: Promises, order_id: str, seq: int) -> None:
    if found.acked.setdefault(order_id, seq) != seq:
        found.broken.append(f"{order_id} was acknowledged at seq {found.acked[order_id]} and at seq {seq}")


async def facts_read(pool: Pool) -> Facts:
    """Reads the whole journal."""
    found = Facts()
    clients: Counter[tuple[int, int]] = Counter()
    seq = 0
    while rows := await journal_read(pool, seq):
        for row in rows:
            assert row.seq_from == seq + 1, f"the journal jumps from {seq} to {row.seq_from}"
            seq = row.seq_to
            for event in events_decode(row.events):
                if isinstance(event, OrderAccepted):
                    found.accepted.setdefault(event.order_id.hex(), []).append(event.seq)
                    clients[(event.account, event.client_order_id)] += 1
                elif isinstance(event, OrderFilled):
                    found.fills += 1
    found.reused = [client for client, count in clients.items() if count > 1]
    return found
