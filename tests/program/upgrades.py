"""Another version of the program, behind the timelock: its address is the upgrade authority, a buffer holds the bytes."""

import hashlib
import struct
from typing import Any

from solders.account import Account
from solders.compute_budget import set_compute_unit_limit
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.sysvar import CLOCK, RENT

from tests.program.test_admin import propose
from tests.program.world import DAY_S, ELF, LOADER, World

UPGRADE = 15
DELAY_S = 14 * DAY_S
UNITS = 1_400_000
# The present program with bytes behind it that nobody reads: it runs, and is another.
NEXT = ELF + bytes(8)


def authority_of(world: World) -> Pubkey:
    return world.pda(b"upgrade")


def handed_over(world: World) -> World:
    """The loader names the program's own address as the authority, and has room for a larger program."""
    head = struct.pack("<IQB", 3, 0, 1) + bytes(authority_of(world))
    data = (head + ELF).ljust(len(head) + 2 * len(ELF), b"\0")
    rent = world.svm.minimum_balance_for_rent_exemption(len(data))
    world.svm.set_account(world.program_data, Account(rent, data, LOADER, False))
    return world


def buffer_make(world: World, program: bytes = NEXT, authority: Pubkey | None = None, owner: Pubkey = LOADER) -> Pubkey:
    """A buffer of the loader that holds a program; its authority is the program's address unless told."""
    data = struct.pack("<IB", 1, 1) + bytes(authority or authority_of(world)) + program
    key = Pubkey(hashlib.sha256(data + bytes(owner)).digest())
    rent = world.svm.minimum_balance_for_rent_exemption(len(data))
    world.svm.set_account(key, Account(rent, data, owner, False))
    return key


def announced(world: World, program: bytes = NEXT) -> int:
    """The number of a change that names a program by its hash."""
    return propose(world, UPGRADE, key=Pubkey(hashlib.sha256(program).digest()))


def upgrade_accounts(world: World, change: int, buffer: Pubkey) -> dict[str, Pubkey | None]:
    return {
        "exchange": world.exchange, "change": world.pda(b"change", struct.pack("<Q", change)),
        "payer": world.authority.pubkey(), "authority": authority_of(world), "program_data": world.program_data,
        "program": world.program, "buffer": buffer, "rent": RENT, "clock": CLOCK, "loader": LOADER,
    }  # fmt: skip


def upgrade(world: World, change: int, buffer: Pubkey, caller: Keypair | None = None, **changed: Any):
    """By a stranger. Errors: Refused."""
    accounts = upgrade_accounts(world, change, buffer) | changed
    call = world.interface.instruction("upgrade_program", accounts, {})
    return world.send(set_compute_unit_limit(UNITS), call, signers=[caller or world.stranger])
