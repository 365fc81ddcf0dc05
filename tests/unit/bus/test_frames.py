"""Frames of the command socket, without a socket."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.bus.frames import (
    ANSWER_BYTES_MAX,
    FRAME_BYTES_MAX,
    FrameReader,
    FramingBroken,
    frame,
    hello_payload,
    hello_read,
    service_token,
    service_token_valid,
)

FRAMES = st.lists(st.tuples(st.integers(0, 255), st.integers(0, 2**64 - 1), st.binary(max_size=300)), max_size=20)


@given(frames=FRAMES, cuts=st.lists(st.integers(0, 6_000), max_size=10))
def test_frames_come_out_whole_and_in_order_however_the_stream_is_cut(
    frames: list[tuple[int, int, bytes]], cuts: list[int]
) -> None:
    stream = b"".join(frame(*parts) for parts in frames)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    found: list[tuple[int, int, bytes]] = []
    reader = FrameReader(lambda *parts: found.append(parts))
    for start, end in pairwise(places):
        reader.feed(stream[start:end])
    assert found == frames


@pytest.mark.parametrize("length", [0, 8, FRAME_BYTES_MAX + 1, 2**32 - 1])
def test_an_impossible_length_is_named(length: int) -> None:
    reader = FrameReader(lambda *_: None)
    with pytest.raises(FramingBroken, match=f"found {length}"):
        reader.feed(length.to_bytes(4, "little") + bytes(20))


def test_a_large_answer_arrives_in_pieces_and_a_service_may_not_send_one() -> None:
    answer = frame(4, 7, bytes(3 * FRAME_BYTES_MAX))
    found: list[tuple[int, int, bytes]] = []
    reader = FrameReader(lambda *parts: found.append(parts), ANSWER_BYTES_MAX)
    for start in range(0, len(answer), 60_000):
        reader.feed(answer[start : start + 60_000])
    assert found == [(4, 7, bytes(3 * FRAME_BYTES_MAX))]
    with pytest.raises(FramingBroken):
        FrameReader(lambda *_: None).feed(answer[:20])


@given(noise=st.binary(max_size=2_000))
def test_noise_is_refused_or_read_as_frames_and_never_anything_else(noise: bytes) -> None:
    reader = FrameReader(lambda *_: None)
    with suppress(FramingBroken):
        reader.feed(noise)


def test_a_token_holds_for_its_own_service_alone() -> None:
    token = service_token("secret", 2)
    assert service_token_valid("secret", 2, token)
    assert not service_token_valid("secret", 1, token)
    assert not service_token_valid("other", 2, token)
    assert not service_token_valid("secret", 2, "secret")


def test_hello_round_trips_and_a_short_one_is_refused() -> None:
    assert hello_read(hello_payload(bytes(32), 4, "täken")) == (bytes(32), 4, "täken")
    with pytest.raises(ValueError, match="expected more than 32 bytes"):
        hello_read(bytes(32))
