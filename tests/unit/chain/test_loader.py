"""What a loader's account says: deployed or not, whose, which bytes."""

import struct

import pytest

from quantdesk.chain import loader


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
