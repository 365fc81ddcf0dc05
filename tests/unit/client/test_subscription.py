"""A subscription yields every message once and notices what is missing."""

import pytest

from quantdesk.client import LiveBook, Message, ProtocolBroken, Stream
from quantdesk.client.subscription import QUEUE_MAX


def message(seq: int, prev: int, kind: str = "delta", data: object = None) -> Message:
    return Message("book:X", seq, prev, kind, 0, data or {"bids": [], "asks": []})


async def test_messages_come_out_in_order_and_repeats_are_left_out() -> None:
    subscription = Stream("ws://nowhere", None).subscribe("book:X")
    assert subscription.take(message(5, 5, "snapshot"))
    assert subscription.take(message(7, 5))
    assert subscription.take(message(7, 5))
    assert subscription.take(message(9, 7))
    assert [(await anext(subscription)).seq for _ in range(3)] == [5, 7, 9]


async def test_gap_is_noticed_and_what_follows_it_is_left_out() -> None:
    subscription = Stream("ws://nowhere", None).subscribe("book:X")
    subscription.take(message(5, 5, "snapshot"))
    assert not subscription.take(message(9, 7))
    assert subscription.gaps == 1
    assert subscription.seq == 5


async def test_message_before_the_first_snapshot_is_a_gap() -> None:
    assert not Stream("ws://nowhere", None).subscribe("book:X").take(message(9, 7))


async def test_reader_that_never_reads_ends_with_an_error() -> None:
    subscription = Stream("ws://nowhere", None).subscribe("book:X")
    for seq in range(QUEUE_MAX + 1):
        subscription.take(message(seq, seq, "snapshot"))
    with pytest.raises(ProtocolBroken):
        for _ in range(QUEUE_MAX + 2):
            await anext(subscription)


def test_live_book_applies_deltas_and_refuses_a_gap() -> None:
    book = LiveBook()
    book.take(message(5, 5, "snapshot", {"bids": [["1.5", "2"]], "asks": [["2", "1"]]}))
    book.take(message(6, 5, "delta", {"bids": [["1.5", "0"], ["1.4", "3"]], "asks": []}))
    assert book.bids == {1_400_000_000: 3_000_000_000}
    with pytest.raises(ProtocolBroken):
        book.take(message(9, 7))
