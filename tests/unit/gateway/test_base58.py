"""Base58 of keys and signatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.gateway.base58 import ALPHABET, decode, encode, key_decode, signature_decode
from quantdesk.model.base58 import decode_base58, encode_base58

KEYS = st.binary(min_size=32, max_size=32)
SIGNATURES = st.binary(min_size=64, max_size=64)


@given(KEYS)
def test_a_key_survives_the_round_trip(key: bytes) -> None:
    assert key_decode(encode(key)) == key


@given(SIGNATURES)
def test_a_signature_survives_the_round_trip(signature: bytes) -> None:
    assert signature_decode(encode(signature)) == signature


@given(st.binary(max_size=8).map(lambda zeros: bytes(len(zeros))), SIGNATURES)
def test_leading_zeros_are_kept(zeros: bytes, signature: bytes) -> None:
    data = (zeros + signature)[:64]
    assert decode(encode(data), 64) == data


@given(KEYS)
def test_the_fast_decoder_agrees_with_the_plain_one(key: bytes) -> None:
    text = encode_base58(key)
    assert encode(key) == text
    assert decode(text, 32) == decode_base58(text, 32)


@given(st.text(max_size=140))
def test_any_other_text_is_refused_and_never_crashes(text: str) -> None:
    try:
        data = decode(text, 32)
    except ValueError:
        return
    assert encode(data) == text


@pytest.mark.parametrize("text", ["", "1" * 31, "1" * 33, "0" * 44, "l" * 44, "z" * 44, "é" * 44, "1" * 200])
def test_wrong_lengths_and_letters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected base58 of 32 bytes"):
        decode(text, 32)


def test_the_alphabet_has_no_letters_that_look_alike() -> None:
    assert len(set(ALPHABET)) == 58
    assert not set("0OIl") & set(ALPHABET)
