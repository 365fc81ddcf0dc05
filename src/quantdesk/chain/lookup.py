"""Lookup tables: accounts that a transaction names by a byte instead of thirty-two.

Invariant: a table only grows, and a key counts from the slot after the one in which it was added; nobody but its authority adds.
"""

import struct
from typing import Final

import msgspec
from solders.pubkey import Pubkey

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.model.base58 import decode_base58

LOOKUP_PROGRAM: Final = decode_base58("AddressLookupTab1e1111111111111111111111111", 32)
SYSTEM: Final = bytes(32)
KEYS_MAX: Final = 256
# Keys that fit the packet of one instruction that adds them, with room for the one that creates the table.
KEYS_AN_EXTENSION: Final = 20
# Where the authority's key stands in a table's account.
AUTHORITY_AT: Final = 22
_KEYS_AT: Final = 56
_IN_USE: Final = 0xFFFF_FFFF_FFFF_FFFF
# What an account adds to a transaction that names it itself, and what one that a table has; a table, and the first of them beside that.
KEY_BYTES: Final = 33
LOOKED_UP_BYTES: Final = 2
TABLE_BYTES: Final = 34
FIRST_TABLE_BYTES: Final = 2
# From so many accounts on a table takes less room than they do.
KEYS_WORTH_A_TABLE: Final = 2
# Type, slot of deactivation, slot of the last extension, keys that were there before it.
_HEAD: Final = struct.Struct("<IQQB")


class Table(msgspec.Struct, frozen=True):
    """A table. keys: those that a transaction may name now; added: with those of a moment ago."""

    address: bytes
    keys: tuple[bytes, ...]
    added: tuple[bytes, ...]


class Lookup(msgspec.Struct, frozen=True):
    """Tables, and for each key the first of them that has it. Made by lookup_of()."""

    tables: tuple[Table, ...] = ()
    places: dict[bytes, int] = {}

    def naming(self, keys: list[bytes]) -> tuple[tuple[Table, ...], int]:
        """The tables by which a transaction names these accounts in less room than without, and the most bytes that the accounts then
        take in it, tables included.
        """
        counts = [0] * len(self.tables)
        for key in keys:
            place = self.places.get(key)
            if place is not None:
                counts[place] += 1
        used = [place for place, count in enumerate(counts) if count >= KEYS_WORTH_A_TABLE]
        named = sum(counts[place] for place in used)
        heads = TABLE_BYTES * len(used) + (FIRST_TABLE_BYTES if used else 0)
        room = KEY_BYTES * (len(keys) - named) + LOOKED_UP_BYTES * named + heads
        return tuple(self.tables[place] for place in used), room


def lookup_of(tables: tuple[Table, ...]) -> Lookup:
    """Where the keys of tables are."""
    places: dict[bytes, int] = {}
    for place, table in enumerate(tables):
        for key in table.keys:
            places.setdefault(key, place)
    return Lookup(tables, places)


def table_read(address: bytes, data: bytes, slot: int) -> Table | None:
    """A table as it is at a slot; None where it was put out of use: nothing is added to it, and soon nothing is named by it."""
    _, ended_slot, extended_slot, before = _HEAD.unpack_from(data)
    if ended_slot != _IN_USE:
        return None
    keys = tuple(data[at : at + 32] for at in range(_KEYS_AT, len(data), 32))
    return Table(address, keys if slot > extended_slot else keys[:before], keys)


def table_create(authority: bytes, slot: int) -> tuple[bytes, Instruction]:
    """The address of a new, empty table, and the instruction that makes it; slot: a recent one; the authority pays."""
    seeds = [authority, slot.to_bytes(8, "little")]
    address, bump = Pubkey.find_program_address(seeds, Pubkey(LOOKUP_PROGRAM))
    data = struct.pack("<IQB", 0, slot, bump)
    return bytes(address), Instruction(LOOKUP_PROGRAM, _metas(bytes(address), authority), data)


def table_extend(table: bytes, authority: bytes, keys: list[bytes]) -> Instruction:
    """Adds keys to a table."""
    data = struct.pack("<IQ", 2, len(keys)) + b"".join(keys)
    return Instruction(LOOKUP_PROGRAM, _metas(table, authority), data)


def _metas(table: bytes, authority: bytes) -> tuple[Meta, ...]:
    return (
        Meta(table, False, True),
        Meta(authority, True, False),
        Meta(authority, True, True),
        Meta(SYSTEM, False, False),
    )
