"""The program's next version: announced by its hash, put in place by anybody fourteen days later, and by no key before (CUST-45)."""

import hashlib

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from solders.sysvar import CLOCK, RENT

from quantdesk.chain import instruction as chain
from quantdesk.chain import loader
from tests.program.conftest import trader_of
from tests.program.ending import SILENCE_S, freeze, listed_world
from tests.program.test_admin import apply, propose
from tests.program.test_vault import error_of
from tests.program.upgrades import (
    DELAY_S,
    NEXT,
    announced,
    authority_of,
    buffer_make,
    handed_over,
    upgrade,
)
from tests.program.world import ELF, LOADER, Refused, World, key_of

GUARDIAN = 3


@pytest.fixture
def world() -> World:
    return handed_over(World())


def wire(made: chain.Instruction) -> Instruction:
    metas = [AccountMeta(Pubkey(meta.key), meta.signer, meta.writable) for meta in made.accounts]
    return Instruction(Pubkey(made.program), made.data, metas)


def refused(world: World, change: int, buffer, **changed) -> str:
    return error_of(world, lambda: upgrade(world, change, buffer, **changed))


def held(world: World) -> bytes:
    """Bytes of the program as the loader has them."""
    return world.data_of(world.program_data)[45:]


def test_announced_bytes_are_put_in_place_by_anybody_when_their_time_has_come(world):
    """CUST-45: exactly these; the rent of buffer and change goes to who paid; the program answers afterwards."""
    change, buffer = announced(world), buffer_make(world)
    assert refused(world, change, buffer) == "ChangeEarly"
    world.time_pass(DELAY_S - 1)
    assert refused(world, change, buffer) == "ChangeEarly"
    world.time_pass(1)
    before = world.svm.get_balance(world.authority.pubkey())
    result = upgrade(world, change, buffer)
    assert result.compute_units_consumed() < 400_000
    assert held(world)[: len(NEXT)] == NEXT
    assert not any(held(world)[len(NEXT) :])
    assert world.svm.get_balance(world.authority.pubkey()) > before
    assert not world.data_of(buffer)
    trader_of(world, 100)
    with pytest.raises(Refused):
        upgrade(world, change, buffer_make(world))


def test_other_bytes_than_the_announced_are_refused(world):
    """CUST-45: one bit, one byte more, a buffer that is none."""
    change = announced(world)
    world.time_pass(DELAY_S)
    for program in (NEXT[:-1] + b"\1", NEXT + b"\0", ELF, b""):
        assert refused(world, change, buffer_make(world, program)) == "UpgradeBytes"
    assert refused(world, change, world.program_data) != ""
    assert held(world)[: len(NEXT)] == ELF + bytes(len(NEXT) - len(ELF))


def test_buffer_that_somebody_may_still_write_is_refused_by_the_loader(world):
    """CUST-45: what was looked at is what is put in place."""
    change = announced(world)
    world.time_pass(DELAY_S)
    with pytest.raises(Refused):
        upgrade(world, change, buffer_make(world, authority=world.stranger.pubkey()))
    assert held(world)[: len(ELF)] == ELF


def test_buffer_is_written_as_always_and_by_nobody_once_it_is_the_programs(world):
    """CUST-45: by the loader itself, from the first byte to the upgrade."""
    change, pair, key = announced(world), world.authority, key_of(77)
    buffer, owner, size = bytes(key.pubkey()), bytes(pair.pubkey()), loader.BUFFER_HEAD_BYTES + len(NEXT)
    rent = world.svm.minimum_balance_for_rent_exemption(size)
    create = loader.account_create(owner, buffer, loader.LOADER, size, rent)
    world.send(wire(create), wire(loader.buffer_begin(buffer, owner)), signers=[pair, key])

    def write(at: int) -> None:
        call = loader.buffer_write(buffer, owner, at, NEXT[at : at + loader.CHUNK_BYTES])
        world.send(wire(call), signers=[pair])

    for at in range(0, len(NEXT), loader.CHUNK_BYTES):
        write(at)
    world.send(wire(loader.authority_set(buffer, owner, bytes(authority_of(world)))), signers=[pair])
    with pytest.raises(Refused):
        write(0)
    world.time_pass(DELAY_S)
    upgrade(world, change, key.pubkey())
    assert held(world)[: len(NEXT)] == NEXT


def test_another_change_upgrades_nothing_and_this_one_changes_nothing_else(world):
    """CUST-22, CUST-45."""
    key = Pubkey(hashlib.sha256(NEXT).digest())
    other, change = propose(world, GUARDIAN, key=key), announced(world)
    world.time_pass(DELAY_S)
    assert refused(world, other, buffer_make(world)) == "ChangeBounds"
    assert error_of(world, lambda: apply(world, change)) == "ChangeBounds"


def test_exits_of_the_first_days_are_paid_before(world):
    """CUST-22: who does not like the next version leaves before it."""
    trader = trader_of(world, 100)
    world.deposit(trader.key, trader.tokens, 1_000)
    change, buffer = announced(world), buffer_make(world)
    world.exit_call("request_exit", trader.key)
    world.time_pass(DELAY_S)
    assert refused(world, change, buffer) == "ChangeWaitsForExits"


def test_after_a_freeze_nothing_is_upgraded():
    """CUST-17, CUST-45."""
    world = handed_over(listed_world())
    change, buffer = announced(world), buffer_make(world)
    world.time_pass(max(DELAY_S, SILENCE_S))
    freeze(world)
    assert refused(world, change, buffer) == "Frozen"


def test_no_key_upgrades_where_the_program_is_its_own_authority(world):
    """CUST-45: neither the one that deployed nor admins, operator and guardian together."""
    buffer = buffer_make(world)
    for key in (world.authority, world.operator, world.guardian, *world.admins):
        for signer in (key.pubkey(), authority_of(world)):
            metas = [
                AccountMeta(world.program_data, False, True), AccountMeta(world.program, False, True),
                AccountMeta(buffer, False, True), AccountMeta(key.pubkey(), False, True),
                AccountMeta(RENT, False, False), AccountMeta(CLOCK, False, False),
                AccountMeta(signer, signer == key.pubkey(), False),
            ]  # fmt: skip
            with pytest.raises(Refused):
                world.send(Instruction(LOADER, bytes([3, 0, 0, 0]), metas), signers=[key])
    assert held(world)[: len(ELF)] == ELF
