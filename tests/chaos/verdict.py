"""What the log of the outside process says against what the journal holds."""

from collections import Counter

import msgspec

from quantdesk.model.records_gen import (
    LevelChanged,
    MarketChanged,
    OrderAccepted,
    OrderDuplicate,
    PlaceOrder,
    Refused,
    events_decode,
)
from quantdesk.store.journal import JournalRow


class Verdict(msgspec.Struct):
    """lost: answers that the journal does not hold; doubled: orders that it holds more than once; unasked: orders in the journal
    of which nobody was told although everything was answered."""

    answers: int
    orders: int
    lost: list[str]
    doubled: list[str]
    unasked: list[str]
    refused: Counter[int]
    sent: int
    answered: int


def events_by_seq(rows: list[JournalRow]) -> dict[int, bytes]:
    """Event bytes of each command, without those that belong to the whole batch."""
    parts: dict[int, list[bytes]] = {}
    for row in rows:
        at = 0
        while at < len(row.events):
            size = row.events[at + 2] | row.events[at + 3] << 8
            if row.events[at] not in (MarketChanged.KIND, LevelChanged.KIND):
                seq = int.from_bytes(row.events[at + 8 : at + 16], "little")
                parts.setdefault(seq, []).append(row.events[at : at + size])
            at += size
    return {seq: b"".join(part) for seq, part in parts.items()}


def judge(lines: list[str], rows: list[JournalRow], accounts: frozenset[int]) -> Verdict:
    """Compares the log with the journal. accounts: those that only the outside process trades with."""
    journal = events_by_seq(rows)
    accepted = Counter(
        event.order_id
        for events in journal.values()
        for event in events_decode(events)
        if isinstance(event, OrderAccepted) and event.account in accounts
    )
    verdict = Verdict(0, len(accepted), [], [], [], Counter(), 0, 0)
    told: set[bytes] = set()
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "end":
            verdict.sent, verdict.answered = (int(number) for number in rest.split())
            continue
        verdict.answers += 1
        events = bytes.fromhex(rest)
        seq = int.from_bytes(events[8:16], "little")
        if journal.get(seq) != events:
            verdict.lost.append(f"command {seq}: answered {rest[:120]}, journal {journal.get(seq, b'').hex()[:120]}")
        first = events_decode(events)[0]
        if isinstance(first, OrderAccepted | OrderDuplicate) and int(kind) == PlaceOrder.KIND:
            told.add(first.order_id)
        elif isinstance(first, Refused):
            verdict.refused[first.reason] += 1
    verdict.doubled = [order_id.hex() for order_id, count in accepted.items() if count > 1]
    verdict.unasked = [order_id.hex() for order_id in accepted if order_id not in told]
    return verdict
