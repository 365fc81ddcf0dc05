"""Every match comes once and in order, whatever the stream lost and however late the records are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from quantdesk.client import own_fills
from quantdesk.client.answers import AccountFill, Message
from quantdesk.client.own_fills import FillPage, fills_followed


def fill(number: int) -> AccountFill:
    return AccountFill(f"{number}.1.taker", "X", "buy", "taker", "1", "1", "0", "0", "00", number)


def snapshot(seq: int, *, reset: bool = True) -> Message:
    return Message("fills:7", seq, seq, "snapshot", 0, [], reset)


def event(*numbers: int) -> Message:
    lines = [{name: getattr(fill(number), name) for name in AccountFill.__struct_fields__} for number in numbers]
    return Message("fills:7", numbers[-1], 0, "event", 0, [line | {"position": "1"} for line in lines])


class Records:
    """Pages of two fills, as new as the next of `seqs` says; the last one stays."""

    def __init__(self, numbers: list[int], *seqs: int) -> None:
        self.numbers, self.seqs, self.asked = numbers, list(seqs), 0

    async def page(self, before: str | None) -> FillPage:
        self.asked += 1
        if before is None and len(self.seqs) > 1 and self.asked > 1:
            self.seqs.pop(0)
        there = [one for one in sorted(self.numbers, reverse=True) if one <= self.seqs[0]]
        older = [one for one in there if before is None or one < int(before.split(".")[0])]
        cursor = f"{older[1]}.1" if len(older) > 2 else None
        return FillPage(tuple(fill(one) for one in older[:2]), cursor, self.seqs[0])


async def heard(records: Records, *messages: Message) -> list[int]:
    async def told() -> AsyncIterator[Message]:
        for message in messages:
            yield message

    return [own_fills.command_of(one) async for one in fills_followed(told(), records.page)]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(own_fills, "LAG_S", 0)


async def test_first_message_begins_and_reads_no_records() -> None:
    records = Records([3, 9], 9)
    assert await heard(records, snapshot(9, reset=False), event(11), event(12, 14)) == [11, 12, 14]
    assert records.asked == 0


async def test_what_a_gap_swallowed_is_read_over_several_pages_in_order() -> None:
    numbers = [3, 9, 11, 13, 14, 15, 16, 21]
    assert await heard(Records(numbers, 30), snapshot(9), event(11), snapshot(20), event(21)) == [
        11,
        13,
        14,
        15,
        16,
        21,
    ]


async def test_records_that_lag_behind_the_stream_are_awaited() -> None:
    records = Records([11, 13, 14], 11, 13, 19, 20)
    assert await heard(records, snapshot(9), event(11), snapshot(20)) == [11, 13, 14]
    assert records.asked >= 4


async def test_channel_that_begins_before_what_was_told_repeats_nothing() -> None:
    assert await heard(Records([11, 12], 30), snapshot(9), event(11, 12), snapshot(10), event(12), event(13)) == [
        11,
        12,
        13,
    ]
