"""Initialisation, pauses, changes, keepers: what keys can do, and how late (trust 9)."""

import struct

import pytest
from solders.account import Account
from solders.pubkey import Pubkey
from solders.system_program import AdvanceNonceAccountParams, advance_nonce_account

from quantdesk.model.message import GENESIS_HASH_LOCALNET, PROGRAM_ID, domain_of
from tests.program.conftest import trader_of
from tests.program.interface import Interface
from tests.program.test_vault import error_of
from tests.program.world import (
    CAP,
    CREDIT,
    DAY_S,
    DEBIT,
    FLOOR,
    HOUR_S,
    INSTRUCTIONS,
    SYSTEM,
    USDC,
    Refused,
    World,
    key_of,
)

VAULT_CAP, VAULT_LIMITS, GUARDIAN, OPERATOR_ADD, OPERATOR_REMOVE, ADMIN_ADD, ADMIN_REMOVE, THRESHOLD, UNPAUSE = range(
    1, 10
)


def change_of(world, number: int) -> Pubkey:
    return world.pda(b"change", number.to_bytes(8, "little"))


def propose(world, kind: int, signers: int = 2, **fields):
    number = world.read("Exchange", world.exchange)["changes_last"] + 1
    accounts = {
        "payer": world.authority.pubkey(), "exchange": world.exchange, "change": change_of(world, number),
        "system_program": SYSTEM, "instructions": INSTRUCTIONS,
    }  # fmt: skip
    args = {"id": number, "kind": kind, "number": 0, "key": SYSTEM, "amounts": [0, 0, 0]} | fields
    world.call("propose_change", accounts, args, [world.authority, *world.admins[:signers]], world.admins_sign(signers))
    return number


def apply(world, number: int, vault=None, sol_vault=None, market=None, operator=None):
    accounts = {
        "exchange": world.exchange, "change": change_of(world, number), "payer": world.authority.pubkey(),
        "vault": vault, "sol_vault": sol_vault, "market": market, "risk": world.risk if market else None,
        "operator": operator and operator.pubkey(),
    }  # fmt: skip
    return world.call("apply_change", accounts, {}, [operator or world.stranger])


def cancel(world, number: int, guardian, admins: int = 0):
    accounts = {
        "exchange": world.exchange, "change": change_of(world, number), "payer": world.authority.pubkey(),
        "guardian": guardian.pubkey(), "instructions": INSTRUCTIONS,
    }  # fmt: skip
    return world.call("cancel_change", accounts, {}, [guardian, *world.admins[:admins]], world.admins_sign(admins))


def pause(world, bits: int, guardian=None, admins: int = 0):
    guardian = guardian or world.guardian
    accounts = {"exchange": world.exchange, "guardian": guardian.pubkey(), "instructions": INSTRUCTIONS}
    signers = [guardian, *world.admins[:admins]]
    return world.call("set_pause", accounts, {"bits": bits}, signers, world.admins_sign(admins))


def test_only_the_upgrade_authority_initialises_and_only_once():
    """original 1.9.5: nobody is first in its place, and every account has an initialiser."""
    world = World(opened=False)
    authority, world.authority = world.authority, world.stranger
    assert error_of(world, world.initialize) == "NotUpgradeAuthority"
    world.authority = authority
    [(name, event)] = world.initialize()
    assert (name, event["seq"]) == ("ExchangeInitialized", 1)
    with pytest.raises(Refused):
        world.initialize()


def test_domain_is_the_one_that_messages_are_signed_with(world):
    """SIG-1: program id and genesis hash in one place each, the same on both sides."""
    assert bytes(Interface().program) == PROGRAM_ID
    assert world.read("Exchange", world.exchange)["domain"] == domain_of(PROGRAM_ID, GENESIS_HASH_LOCALNET)


@pytest.mark.parametrize("threshold", [0, 4, 255])
def test_threshold_that_cannot_be_met_or_is_none_is_refused(threshold):
    world = World(opened=False)
    assert error_of(world, lambda: world.initialize(admin_threshold=threshold)) == "AdminThreshold"


def test_admins_named_twice_are_refused():
    world = World(opened=False)
    doubled = [world.admins[0].pubkey()] * 2
    assert error_of(world, lambda: world.initialize(admins=doubled)) == "KeyList"


def test_one_admin_alone_and_one_admin_twice_are_not_enough(world):
    key = world.admins[0].pubkey()
    assert error_of(world, lambda: propose(world, GUARDIAN, 1, key=key)) == "AdminThreshold"
    accounts = {"exchange": world.exchange, "guardian": world.stranger.pubkey(), "instructions": INSTRUCTIONS}
    twice = [(key, True, False), (key, True, False)]
    signers = [world.stranger, world.admins[0]]
    assert error_of(world, lambda: world.call("set_pause", accounts, {"bits": 1}, signers, twice)) == "AdminThreshold"
    unsigned = [(admin.pubkey(), False, False) for admin in world.admins]
    assert error_of(world, lambda: world.call("set_pause", accounts, {"bits": 1}, [world.stranger], unsigned)) == (
        "AdminThreshold"
    )


def test_pause_stops_deposits_and_new_accounts_and_nothing_that_leaves(world, trader):
    """No pause bit exists for settle, withdraw, exit, claim."""
    world.deposit(trader.key, trader.tokens, 100)
    pause(world, 7)
    assert error_of(world, lambda: world.deposit(trader.key, trader.tokens, 1)) == "Paused"
    assert error_of(world, lambda: world.sol_deposit(trader.key, 1)) == "Paused"
    assert error_of(world, lambda: trader_of(world, 107)) == "Paused"
    world.settle([(CREDIT, trader.user, USDC, 100), (DEBIT, trader.user, USDC, 60)])
    world.withdraw(trader.user, trader.tokens, 60, world.stranger)
    world.exit_call("request_exit", trader.key)
    world.time_pass(HOUR_S)
    world.claim(trader.user, world.stranger)
    world.withdraw(trader.user, trader.tokens, 40, world.stranger)


def test_pause_is_set_at_once_by_guardian_or_admins_and_lifted_behind_the_delay(world):
    assert error_of(world, lambda: pause(world, 1, world.stranger)) == "AdminThreshold"
    assert error_of(world, lambda: pause(world, 8)) == "ChangeBounds"
    assert error_of(world, lambda: pause(world, 0)) == "ChangeBounds"
    pause(world, 1)
    pause(world, 2, world.stranger, 2)
    assert world.read("Exchange", world.exchange)["pause"] == 3
    number = propose(world, UNPAUSE, number=3)
    assert error_of(world, lambda: apply(world, number)) == "ChangeEarly"
    world.time_pass(7 * DAY_S)
    apply(world, number)
    assert world.read("Exchange", world.exchange)["pause"] == 0


def test_change_waits_for_its_delay_and_applies_once(world):
    number = propose(world, OPERATOR_ADD, key=world.stranger.pubkey())
    world.time_pass(7 * DAY_S - 1)
    assert error_of(world, lambda: apply(world, number)) == "ChangeEarly"
    world.time_pass(1)
    [(_, event)] = apply(world, number)
    assert (event["id"], event["state"]) == (number, 1)
    exchange = world.read("Exchange", world.exchange)
    assert (exchange["operators_count"], exchange["operators"][1]) == (2, world.stranger.pubkey())
    with pytest.raises(Refused):
        apply(world, number)


def test_change_waits_until_every_early_exit_is_paid(world, trader):
    """Whoever asks to leave within 72 h of a proposal is gone before it applies."""
    world.deposit(trader.key, trader.tokens, 100)
    world.settle([(CREDIT, trader.user, USDC, 100)])
    number = propose(world, GUARDIAN, key=world.stranger.pubkey())
    world.time_pass(2 * DAY_S)
    world.exit_call("request_exit", trader.key)
    world.time_pass(40 * DAY_S)
    other = trader_of(world, 108)
    world.exit_call("request_exit", other.key)  # later than the window, in the same place of the ring or another
    assert error_of(world, lambda: apply(world, number)) == "ChangeWaitsForExits"
    world.claim(trader.user, world.stranger)
    apply(world, number)
    assert world.read("Exchange", world.exchange)["guardian"] == world.stranger.pubkey()


def test_exits_that_share_a_place_of_the_ring_are_counted_apart(world, trader):
    other = trader_of(world, 109)
    number = propose(world, GUARDIAN, key=world.stranger.pubkey())
    world.exit_call("request_exit", trader.key)
    world.time_pass(32 * DAY_S)
    world.exit_call("request_exit", other.key)
    exchange = world.read("Exchange", world.exchange)
    assert (exchange["exits_older"], sum(day["open"] for day in exchange["exits"])) == (1, 1)
    assert error_of(world, lambda: apply(world, number)) == "ChangeWaitsForExits"
    world.claim(trader.user, world.stranger)
    apply(world, number)


def test_change_is_taken_back_by_guardian_or_admins(world):
    number = propose(world, OPERATOR_ADD, key=world.stranger.pubkey())
    assert error_of(world, lambda: cancel(world, number, world.stranger)) == "AdminThreshold"
    cancel(world, number, world.guardian)
    second = propose(world, GUARDIAN, key=world.stranger.pubkey())
    cancel(world, second, world.stranger, 2)
    world.time_pass(8 * DAY_S)
    with pytest.raises(Refused):
        apply(world, second)


def test_guardian_cannot_take_back_the_change_of_the_guardian(world):
    """A stolen guardian key pauses for two delays at most: it cannot keep itself in office."""
    number = propose(world, GUARDIAN, key=world.stranger.pubkey())
    assert error_of(world, lambda: cancel(world, number, world.guardian)) == "AdminThreshold"
    world.time_pass(7 * DAY_S)
    apply(world, number)
    lift = propose(world, UNPAUSE, number=1)
    assert error_of(world, lambda: cancel(world, lift, world.guardian)) == "AdminThreshold"
    taken = propose(world, GUARDIAN, key=world.guardian.pubkey())
    cancel(world, taken, world.authority, 2)


def test_cap_rises_at_most_to_the_double_and_once_a_day(world):
    """WDR-1: limits loosen step by step."""
    for amounts, fine in (([2 * CAP + 1, 0, 0], False), ([2 * CAP, 0, 0], True)):
        number = propose(world, VAULT_CAP, number=USDC, amounts=amounts)
        world.time_pass(7 * DAY_S)
        if fine:
            apply(world, number, vault=world.vault)
        else:
            assert error_of(world, lambda n=number: apply(world, n, vault=world.vault)) == "ChangeBounds"
    first, second = (propose(world, VAULT_CAP, number=USDC, amounts=[x * CAP, 0, 0]) for x in (4, 8))
    world.time_pass(7 * DAY_S)
    apply(world, first, vault=world.vault)
    assert error_of(world, lambda: apply(world, second, vault=world.vault)) == "ChangeBounds"
    world.time_pass(DAY_S)
    apply(world, second, vault=world.vault)
    assert world.read("TokenVault", world.vault)["book"]["cap_atoms"] == 8 * CAP


def test_limits_change_at_most_by_two_in_either_direction(world):
    """WDR-1: neither opened nor shut in one step."""
    for amounts in ([20_001, 100_000, FLOOR], [4_999, 100_000, FLOOR], [10_000, 100_000, 0]):
        number = propose(world, VAULT_LIMITS, number=USDC, amounts=amounts)
        world.time_pass(7 * DAY_S)
        assert error_of(world, lambda n=number: apply(world, n, vault=world.vault)) == "ChangeBounds"
    number = propose(world, VAULT_LIMITS, number=USDC, amounts=[20_000, 50_000, FLOOR * 2])
    world.time_pass(7 * DAY_S)
    assert error_of(world, lambda: apply(world, number, sol_vault=world.sol_vault)) == "AssetUnknown"
    apply(world, number, vault=world.vault)
    assert world.read("TokenVault", world.vault)["book"]["hour_ppm"] == 20_000


def test_lists_of_keys_keep_one_and_never_fall_below_the_threshold(world):
    def applied(kind, **fields):
        number = propose(world, kind, **fields)
        world.time_pass(7 * DAY_S)
        return apply(world, number)

    operator = world.operator.pubkey()
    assert error_of(world, lambda: applied(OPERATOR_REMOVE, key=operator)) == "KeyList"
    assert error_of(world, lambda: applied(OPERATOR_ADD, key=operator)) == "KeyList"
    assert error_of(world, lambda: applied(OPERATOR_REMOVE, key=key_of(77).pubkey())) == "KeyList"
    applied(OPERATOR_ADD, key=key_of(78).pubkey())
    applied(OPERATOR_REMOVE, key=operator)
    applied(ADMIN_REMOVE, key=world.admins[2].pubkey())
    assert error_of(world, lambda: applied(ADMIN_REMOVE, key=world.admins[1].pubkey())) == "KeyList"
    assert error_of(world, lambda: applied(THRESHOLD, number=3)) == "ChangeBounds"
    applied(ADMIN_ADD, key=key_of(79).pubkey())
    applied(THRESHOLD, number=1)
    assert world.read("Exchange", world.exchange)["admin_threshold"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": 0}, {"kind": 11}, {"kind": VAULT_CAP}, {"kind": VAULT_LIMITS, "amounts": [10, 5, 1]}, {"kind": GUARDIAN},
        {"kind": THRESHOLD}, {"kind": UNPAUSE, "number": 8}, {"kind": UNPAUSE, "number": 1, "amounts": [1, 0, 0]},
    ],
)  # fmt: skip
def test_malformed_change_is_refused(world, fields):
    assert error_of(world, lambda: propose(world, **fields)) == "ChangeBounds"


def test_durable_nonce_carries_no_admin_instruction(world):
    """A transaction that was signed long ago and kept."""
    nonce = key_of(300).pubkey()
    advance = advance_nonce_account(
        AdvanceNonceAccountParams(nonce_pubkey=nonce, authorized_pubkey=world.guardian.pubkey())
    )
    accounts = {"exchange": world.exchange, "guardian": world.guardian.pubkey(), "instructions": INSTRUCTIONS}
    paused = world.interface.instruction("set_pause", accounts, {"bits": 1})
    state = struct.pack("<II32s32sQ", 1, 1, bytes(world.guardian.pubkey()), bytes(world.svm.latest_blockhash()), 5_000)
    world.svm.set_account(nonce, Account(10**9, state, SYSTEM, False))
    with pytest.raises(Refused) as caught:
        world.send(advance, paused, signers=[world.guardian])
    assert world.interface.errors[caught.value.code] == "AdminTransaction"
    assert world.read("Exchange", world.exchange)["pause"] == 0


def test_operator_registers_and_removes_keepers_and_nobody_else(world):
    """A keeper's key gives no right over money."""
    key = key_of(301).pubkey()
    keeper = world.pda(b"keeper", bytes(key))

    def register(operator):
        accounts = {
            "operator": operator.pubkey(), "exchange": world.exchange, "key": key, "keeper": keeper, "system_program": SYSTEM,
        }  # fmt: skip
        return world.call("register_keeper", accounts, {}, [operator])

    def remove(operator):
        accounts = {"operator": operator.pubkey(), "exchange": world.exchange, "keeper": keeper}
        return world.call("remove_keeper", accounts, {}, [operator])

    assert error_of(world, lambda: register(world.stranger)) == "OperatorUnknown"
    register(world.operator)
    assert world.read("Keeper", keeper)["key"] == key
    assert error_of(world, lambda: remove(world.stranger)) == "OperatorUnknown"
    remove(world.operator)
    assert world.data_of(keeper) == b""


def test_vault_is_opened_by_enough_admins(world):
    """original 1.9.6: no key alone opens, names or drains a vault."""
    mint = key_of(22).pubkey()
    world.mint_make(mint)
    accounts = {
        "payer": world.stranger.pubkey(), "exchange": world.exchange, "mint": mint,
        "vault": world.pda(b"vault", bytes(mint)), "vault_tokens": world.pda(b"tokens", bytes(mint)),
        "token_program": Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
        "system_program": SYSTEM, "instructions": INSTRUCTIONS,
    }  # fmt: skip
    args = {"cap_atoms": CAP, "floor_atoms": FLOOR}
    one = world.admins_sign(1)
    open_alone = lambda: world.call("initialize_token_vault", accounts, args, [world.stranger, world.admins[0]], one)  # noqa: E731
    assert error_of(world, open_alone) == "AdminThreshold"
    with pytest.raises(Refused):
        world.vault_open()  # a second time
    assert error_of(world, lambda: world.vault_open(mint, cap=0)) == "ChangeBounds"
    assert error_of(world, lambda: world.vault_open(mint, cap=2**52 + 1)) == "ChangeBounds"
