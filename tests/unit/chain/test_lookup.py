"""Lookup tables as the chain's program makes them, and transactions that name accounts by them."""

from solders.transaction import VersionedTransaction

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.lookup import KEYS_AN_EXTENSION, Table, lookup_of, table_create, table_extend, table_read
from quantdesk.chain.transaction import (
    PACKET_BYTES,
    Blockhash,
    KeySigner,
    transaction_bytes,
    transaction_sign,
    units_limit,
)

OPERATOR = KeySigner(b"o" * 32)
PROGRAM = b"p" * 32
KEYS = [bytes([number + 1]) * 32 for number in range(40)]
RECENT = Blockhash(b"h" * 32, 1)


def account(extended_slot: int, before: int, keys: list[bytes], ended: bytes = b"\xff" * 8) -> bytes:
    """A table's account: type, deactivation, last extension, authority."""
    head = (1).to_bytes(4, "little") + ended + extended_slot.to_bytes(8, "little") + bytes([before])
    return (head + b"\x01" + OPERATOR.public).ljust(56, b"\0") + b"".join(keys)


def test_a_key_counts_from_the_slot_after_the_one_in_which_it_was_added() -> None:
    """CUST-6."""
    data = account(100, 3, KEYS[:5])
    assert table_read(PROGRAM, data, 100) == Table(PROGRAM, tuple(KEYS[:3]), tuple(KEYS[:5]))
    assert table_read(PROGRAM, data, 101) == Table(PROGRAM, tuple(KEYS[:5]), tuple(KEYS[:5]))


def test_a_table_that_was_put_out_of_use_is_none() -> None:
    """CUST-6: nobody adds to it, and a transaction that names it is refused one day."""
    assert table_read(PROGRAM, account(100, 3, KEYS[:5], ended=(101).to_bytes(8, "little")), 101) is None


def test_a_table_of_which_one_account_is_used_is_not_named() -> None:
    """CUST-6: its own address needs more room than the account's."""
    lookup = lookup_of(
        (Table(b"t" * 32, tuple(KEYS[:3]), tuple(KEYS[:3])), Table(b"u" * 32, tuple(KEYS[3:]), tuple(KEYS[3:])))
    )
    tables, room = lookup.naming([*KEYS[2:8], b"z" * 32])
    assert [table.address for table in tables] == [b"u" * 32]
    assert room == 2 * 33 + 5 * 2 + 36


def test_accounts_of_a_table_are_named_by_their_place() -> None:
    """CUST-6."""
    call = Instruction(PROGRAM, tuple(Meta(key, False, True) for key in KEYS[:35]), b"x" * 660)
    assert transaction_bytes((call,), OPERATOR.public) > PACKET_BYTES
    table = Table(b"t" * 32, tuple(KEYS), tuple(KEYS))
    made = transaction_sign((call,), (OPERATOR,), RECENT, (table,))
    assert len(made.raw) <= PACKET_BYTES
    message = VersionedTransaction.from_bytes(made.raw).message
    (lookup,) = message.address_table_lookups
    assert bytes(lookup.writable_indexes) == bytes(range(35))
    assert [bytes(key) for key in message.account_keys] == [OPERATOR.public, PROGRAM]


def test_a_new_table_and_its_first_keys_fit_a_packet() -> None:
    """CUST-6."""
    address, create = table_create(OPERATOR.public, 7)
    calls = (units_limit(1), create, table_extend(address, OPERATOR.public, KEYS[:KEYS_AN_EXTENSION]))
    assert len(transaction_sign(calls, (OPERATOR,), RECENT).raw) <= PACKET_BYTES
