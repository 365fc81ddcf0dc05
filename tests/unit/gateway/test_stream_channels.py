"""A channel's readers see every message, or see that they did not."""

import msgspec

from quantdesk.gateway.stream_channels import RING_MAX, Channel
from quantdesk.gateway.stream_frames import BINARY, TEXT, frame


class Notes:
    """A reader that keeps what it is offered."""

    def __init__(self) -> None:
        self.messages: list[dict[str, object]] = []

    def offer(self, channel: Channel, message: bytes) -> None:
        self.messages.append(content(message))


def content(message: bytes) -> dict[str, object]:
    head = 2 if message[1] < 126 else 4 if message[1] == 126 else 10
    decoded = msgspec.json.decode(message[head:])
    assert isinstance(decoded, dict)
    return decoded


def channel(*, is_state: bool = True) -> Channel:
    return Channel("book:BTC-PERP", 5, is_state=is_state, snapshot=lambda: b'"all"')


def test_each_message_names_the_one_before() -> None:
    book, notes = channel(), Notes()
    book.readers[notes] = None
    book.publish(7, 1, b"1")
    book.publish(9, 2, b"2")
    assert notes.messages == [
        {"channel": "book:BTC-PERP", "seq": 7, "prev": 5, "type": "delta", "ts_ms": 1, "data": 1},
        {"channel": "book:BTC-PERP", "seq": 9, "prev": 7, "type": "delta", "ts_ms": 2, "data": 2},
    ]


def test_first_message_is_a_snapshot_at_the_last_seq() -> None:
    book = channel()
    book.publish(7, 1, b"1")
    assert content(book.first(reset=False)) == {
        "channel": "book:BTC-PERP",
        "seq": 7,
        "prev": 7,
        "type": "snapshot",
        "ts_ms": 1,
        "data": "all",
    }
    assert content(book.first(reset=True))["reset"] is True


def test_resume_gives_what_was_missed_in_order() -> None:
    trades = channel(is_state=False)
    for seq in range(6, 12):
        trades.publish(seq, seq, b"%d" % seq)
    missed = trades.missed(8)
    assert missed is not None
    assert [content(message)["seq"] for message in missed] == [9, 10, 11]
    assert trades.missed(11) == []


def test_resume_from_a_seq_that_is_gone_or_was_never_there_is_not_possible() -> None:
    trades = channel(is_state=False)
    for seq in range(6, 6 + RING_MAX + 10):
        trades.publish(seq, seq, b"0")
    assert trades.missed(6) is None
    assert trades.missed(10**9) is None


def test_ring_is_bounded_in_bytes() -> None:
    trades = Channel("trades:X", 0, is_state=False, snapshot=lambda: b"[]", bytes_max=10_000)
    for seq in range(1, 101):
        trades.publish(seq, seq, b'"' + b"x" * 1_000 + b'"')
    assert sum(len(message) for _, message in trades.ring) <= 10_000
    assert trades.missed(1) is None
    missed = trades.missed(95)
    assert missed is not None
    assert len(missed) == 5


def test_restart_gives_readers_a_new_first_message() -> None:
    book, notes = channel(), Notes()
    book.readers[notes] = None
    book.publish(7, 1, b"1")
    book.restart(20)
    assert notes.messages[-1]["seq"] == 20
    assert notes.messages[-1]["reset"] is True
    assert book.missed(7) is None


def test_frames_have_the_lengths_of_the_protocol() -> None:
    assert frame(TEXT, b"x" * 125)[:2] == b"\x81\x7d"
    assert frame(BINARY, b"x" * 126)[:4] == b"\x82\x7e\x00\x7e"
    assert frame(BINARY, b"x" * 65_536)[:10] == b"\x82\x7f" + (65_536).to_bytes(8, "big")
