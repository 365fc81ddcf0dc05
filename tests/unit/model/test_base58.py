"""Base58 as Solana writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.model.base58 import decode_base58, decode_base58_any, encode_base58
from quantdesk.model.errors import Invalid


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\0", "1"),
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (bytes(32), "1" * 32),
    ],
)
def test_known_texts(data, text):
    assert encode_base58(data) == text
    assert decode_base58(text, len(data)) == data
    assert decode_base58_any(text) == data


@given(st.binary(max_size=400))
def test_bytes_of_any_length_survive_their_text(data):
    assert decode_base58_any(encode_base58(data)) == data


@given(st.binary(max_size=80))
def test_bytes_survive_their_text(data):
    assert decode_base58(encode_base58(data), len(data)) == data


@given(st.binary(min_size=1, max_size=64))
def test_another_length_is_refused(data):
    with pytest.raises(Invalid, match=f"expected base58 of {len(data) + 1} bytes"):
        decode_base58(encode_base58(data), len(data) + 1)


@pytest.mark.parametrize("text", ["0", "O", "I", "l", " 2", "2\n", "é", "1" * 129])
def test_what_is_no_base58_is_refused(text):
    with pytest.raises(Invalid):
        decode_base58(text, 1)
