"""What a loader's account says: deployed or not, whose, which bytes."""

import struct

import pytest

from quantdesk.chain import loader
from quantdesk.chain.transaction import (
    PACKET_BYTES,
    Blockhash,
    KeySigner,
    transaction_sign,
    units_limit,
    units_price,
)


def data(body: bytes, authority: bytes | None = bytes([7]) * 32) -> bytes:
    """A program data account."""
    head = struct.pack("<IQB", 3, 5, authority is not None) + (authority or bytes(32))
    return head + body


def test_a_programs_bytes_are_those_before_the_zeros() -> None:
    assert loader.program_bytes(data(b"abc" + bytes(9)), 3) == b"abc"
    assert loader.program_bytes(data(b"abcd" + bytes(9)), 3) is None
    assert loader.program_bytes(struct.pack("<I", 1) + data(b"abc")[4:], 3) is None


@pytest.mark.parametrize("authority", [bytes([7]) * 32, None])
def test_the_authority_is_read_or_said_to_be_nobody(authority: bytes | None) -> None:
    assert loader.data_authority(data(b"", authority)) == authority


def test_a_reserved_address_is_no_program_yet() -> None:
    assert not loader.program_is_deployed(bytes(loader.PROGRAM_BYTES))
    assert loader.program_is_deployed(struct.pack("<I", 2) + bytes(32))


def test_a_deployment_is_signed_by_the_authority_alone() -> None:
    keys = {name: bytes([number]) * 32 for number, name in enumerate(("program", "buffer", "authority"), 1)}
    one = loader.deploy(keys["program"], keys["buffer"], keys["authority"], 100)
    assert {meta.key for meta in one.accounts if meta.signer} == {keys["authority"]}


def test_a_buffers_writer_is_read_or_said_to_be_nobody() -> None:
    key = bytes([7]) * 32
    assert loader.buffer_authority(struct.pack("<IB", 1, 1) + key + b"elf") == key
    assert loader.buffer_authority(struct.pack("<IB", 1, 0) + bytes(32)) is None
    assert loader.buffer_authority(data(b"")) is None


def test_a_write_at_a_price_fits_a_packet() -> None:
    """The largest chunk, with limit and price of compute units beside it, is one transaction."""
    payer, blockhash = KeySigner(bytes([1]) * 32), Blockhash(bytes(32), 0)
    write = loader.buffer_write(bytes([2]) * 32, payer.public, 10**9, bytes(loader.CHUNK_BYTES))
    raw = transaction_sign((units_limit(10_000), units_price(10**6), write), (payer,), blockhash).raw
    assert len(raw) <= PACKET_BYTES
