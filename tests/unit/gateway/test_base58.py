"""Base58 of keys and signatures at the doors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.gateway.base58 import key_decode, key_encode, signature_decode
from quantdesk.model.base58 import encode_base58


@given(st.binary(min_size=32, max_size=32))
def test_a_key_survives_the_round_trip(key: bytes) -> None:
    assert key_decode(key_encode(key)) == key


@given(st.binary(min_size=64, max_size=64))
def test_a_signature_survives_the_round_trip(signature: bytes) -> None:
    assert signature_decode(encode_base58(signature)) == signature


@given(st.text(max_size=140))
def test_any_other_text_is_refused_and_never_crashes(text: str) -> None:
    try:
        data = key_decode(text)
    except ValueError:
        return
    assert key_encode(data) == text


@pytest.mark.parametrize("text", ["", "1" * 31, "1" * 33, "0" * 44, "l" * 44, "z" * 44, "é" * 44, "1" * 200])
def test_wrong_lengths_and_letters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected base58 of 32 bytes"):
        key_decode(text)
