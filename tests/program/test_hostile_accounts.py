"""Every instruction, each of its accounts replaced in turn by a hostile one: all are refused, and the table is printed.

Attack: wrong owner, look-alike (the same bytes of the same owner at an address with other seeds), another's, closed,
wrong mint, wrong program, another signer, not signer, not writable, given twice.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from solders.account import Account
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tests.program.conftest import trader_of
from tests.program.interface import ROOT
from tests.program.test_accounts import outdated
from tests.program.test_admin import VAULT_CAP, change_of, propose
from tests.program.world import (
    CAP,
    CREDIT,
    DAY_S,
    FLOOR,
    GENESIS_HASH,
    HOUR_S,
    INSTRUCTIONS,
    SELF,
    SOL,
    SYSTEM,
    TOKEN,
    USDC,
    Refused,
    World,
    key_of,
)

COLUMNS = (
    "wrong owner", "look-alike", "another's", "closed", "wrong mint", "wrong program", "other signer", "not signer",
    "not writable", "twice",
)  # fmt: skip
PROGRAMS = {"token_program", "system_program", "instructions"}
# Whoever signs or is named here needs no right: what the role may be, and why that harms nobody.
FREE = {
    ("initialize_token_vault", "payer"): "pays the rent, admins decide",
    ("propose_change", "payer"): "pays the rent, admins decide",
    ("create_user_account", "payer"): "pays the rent, the owner signs",
    ("migrate_account", "payer"): "pays the rent, changes nothing else",
    ("register_keeper", "key"): "the operator names any key",
    ("withdraw_tokens", "caller"): "anybody may have the owner paid",
    ("withdraw_native_sol", "caller"): "anybody may have the owner paid",
}
# Replacements that are another honest call.
HONEST = {
    ("view_health", "user", "another's"): "anybody may look at any account",
    ("deposit_tokens", "owner_tokens", "look-alike"): "another token account of the owner",
    ("withdraw_tokens", "owner_tokens", "look-alike"): "another token account of the owner",
    ("withdraw_tokens", "caller", "twice"): "a reader",
}


# CUST-3: no other instruction moves a token or a lamport of a vault, whoever signs it (original 1.9.6).
MOVES_TOKENS = {"deposit_tokens", "withdraw_tokens", "deposit_native_sol", "withdraw_native_sol"}


class Case(NamedTuple):
    """An honest call."""

    world: World
    name: str
    accounts: dict[str, Pubkey | None]
    args: dict[str, Any]
    signers: list[Keypair]
    more: list[tuple[Pubkey, bool, bool]]


def money_world() -> tuple[World, Any]:
    """A world in which everything that can be called can be called."""
    world = World()
    trader = trader_of(world, 100)
    world.deposit(trader.key, trader.tokens, 1_000)
    world.sol_deposit(trader.key, 1_000)
    world.settle([(CREDIT, trader.user, USDC, 500), (CREDIT, trader.user, SOL, 500)])
    record = world.user(trader.user)
    for asset in (USDC, SOL):
        record["pockets"][asset]["leaving_atoms"], record["settled"]["collateral"][asset] = 400, 100
    world.rewrite("UserAccount", trader.user, record)
    return world, trader


def simple(
    name: str, accounts: Callable[[World, Any], dict[str, Pubkey | None]], who: str, **args: Any
) -> Callable[[], Case]:
    def build() -> Case:
        world, trader = money_world()
        signer = trader.key if who == "owner" else getattr(world, who)
        return Case(world, name, accounts(world, trader), args, [signer], [])

    return build


def case_initialize() -> Case:
    world = World(opened=False)
    args = {
        "genesis_hash": GENESIS_HASH, "quote_mint": world.mint, "guardian": world.guardian.pubkey(),
        "operator": world.operator.pubkey(), "admin_threshold": 2, "sol_cap_atoms": CAP, "sol_floor_atoms": FLOOR,
        "admins": [key.pubkey() for key in world.admins],
    }  # fmt: skip
    return Case(world, "initialize_exchange", world.initialize_accounts(), args, [world.authority], [])


def case_vault() -> Case:
    world, _ = money_world()
    mint = key_of(23).pubkey()
    world.mint_make(mint)
    accounts = {
        "payer": world.authority.pubkey(), "exchange": world.exchange, "mint": mint,
        "vault": world.pda(b"vault", bytes(mint)), "vault_tokens": world.pda(b"tokens", bytes(mint)),
        "token_program": TOKEN, "system_program": SYSTEM, "instructions": INSTRUCTIONS,
    }  # fmt: skip
    args = {"cap_atoms": CAP, "floor_atoms": FLOOR}
    return Case(
        world, "initialize_token_vault", accounts, args, [world.authority, *world.admins[:2]], world.admins_sign()
    )


def case_propose() -> Case:
    world, _ = money_world()
    accounts = {
        "payer": world.authority.pubkey(), "exchange": world.exchange, "change": change_of(world, 1),
        "system_program": SYSTEM, "instructions": INSTRUCTIONS,
    }  # fmt: skip
    args = {"id": 1, "kind": VAULT_CAP, "number": USDC, "key": SYSTEM, "amounts": [CAP, 0, 0]}
    return Case(world, "propose_change", accounts, args, [world.authority, *world.admins[:2]], world.admins_sign())


def change_accounts(world: World) -> dict[str, Pubkey | None]:
    return {"exchange": world.exchange, "change": change_of(world, 1), "payer": world.authority.pubkey()}


def case_apply(asset: int) -> Callable[[], Case]:
    def build() -> Case:
        world, _ = money_world()
        propose(world, VAULT_CAP, number=asset, amounts=[CAP, 0, 0])
        world.time_pass(7 * DAY_S)
        token = asset == USDC
        accounts = change_accounts(world) | {
            "vault": world.vault if token else None,
            "sol_vault": None if token else world.sol_vault,
        }
        return Case(world, "apply_change", accounts, {}, [world.stranger], [])

    return build


def case_cancel() -> Case:
    world, _ = money_world()
    propose(world, VAULT_CAP, number=USDC, amounts=[CAP, 0, 0])
    accounts = change_accounts(world) | {"guardian": world.guardian.pubkey(), "instructions": INSTRUCTIONS}
    return Case(world, "cancel_change", accounts, {}, [world.guardian], [])


def keeper_accounts(world: World) -> dict[str, Pubkey | None]:
    key = key_of(301).pubkey()
    return {
        "operator": world.operator.pubkey(), "exchange": world.exchange, "key": key,
        "keeper": world.pda(b"keeper", bytes(key)), "system_program": SYSTEM,
    }  # fmt: skip


def case_remove_keeper() -> Case:
    world, _ = money_world()
    accounts = keeper_accounts(world)
    world.call("register_keeper", accounts, {}, [world.operator])
    left = {name: accounts[name] for name in ("operator", "exchange", "keeper")}
    return Case(world, "remove_keeper", left, {}, [world.operator], [])


def case_sweep(asset: int) -> Callable[[], Case]:
    def build() -> Case:
        world, _ = money_world()
        if asset == SOL:
            world.svm.airdrop(world.sol_vault, 5)
            accounts = {"vault": None, "vault_tokens": None, "sol_vault": world.sol_vault}
        else:
            tokens_give(world, world.vault_tokens, 5)
            accounts = {"vault": world.vault, "vault_tokens": world.vault_tokens, "sol_vault": None}
        return Case(world, "sweep_surplus", accounts, {}, [world.stranger], [])

    return build


def tokens_give(world: World, key: Pubkey, amount: int) -> None:
    account = world.svm.get_account(key)
    data = bytearray(account.data)
    data[64:72] = (world.tokens_of(key) + amount).to_bytes(8, "little")
    world.svm.set_account(key, Account(account.lamports, bytes(data), account.owner, False))


def case_migrate() -> Case:
    world, trader = money_world()
    outdated(world, trader)
    accounts = {"payer": world.stranger.pubkey(), "user": trader.user, "system_program": SYSTEM}
    return Case(world, "migrate_account", accounts, {}, [world.stranger], [])


def case_create() -> Case:
    world, trader = money_world()
    key = trader.key.pubkey()
    accounts = {
        "payer": world.stranger.pubkey(), "owner": key, "exchange": world.exchange, "user": world.user_of(key, 1),
        "system_program": SYSTEM,
    }  # fmt: skip
    return Case(world, "create_user_account", accounts, {"index": 1, "kind": 0}, [world.stranger, trader.key], [])


def case_close() -> Case:
    world, trader = money_world()
    user = world.account_open(trader.key, SELF, 2)
    accounts = {"user": user, "owner": trader.key.pubkey(), "exchange": world.exchange}
    return Case(world, "close_user_account", accounts, {}, [trader.key], [])


def case_requested(name: str, wait_s: int) -> Callable[[], Case]:
    def build() -> Case:
        world, trader = money_world()
        world.exit_call("request_exit", trader.key)
        world.time_pass(wait_s)
        accounts = {"user": trader.user, "exchange": world.exchange}
        if name != "claim_exit":
            accounts["owner"] = trader.key.pubkey()
        return Case(world, name, accounts, {}, [trader.key if wait_s == 0 else world.stranger], [])

    return build


def case_settle() -> Case:
    world, trader = money_world()
    body, users, digest = world.items_make([(CREDIT, trader.user, USDC, 10)])
    args = {"engine_us": world.now_s * 1_000_000, "round": 0, "items": body, "digest": digest}
    accounts = {"operator": world.operator.pubkey(), "exchange": world.exchange, "risk": world.risk}
    return Case(world, "settle_items", accounts, args, [world.operator], [(user, False, True) for user in users])


OWNED = lambda w, t: {"user": t.user, "owner": t.key.pubkey(), "exchange": w.exchange}  # noqa: E731
UPDATE = {
    "action": 3,
    "key": SYSTEM,
    "expiry_s": 0,
    "markets": 0,
    "notional_day_atoms": 0,
    "flags": 0,
    "floor": 1 << 12,
}
CASES: dict[str, Callable[[], Case]] = {
    "initialize_exchange": case_initialize,
    "initialize_token_vault": case_vault,
    "propose_change": case_propose,
    "apply_change": case_apply(USDC),
    "apply_change of SOL": case_apply(SOL),
    "cancel_change": case_cancel,
    "set_pause": simple(
        "set_pause",
        lambda w, _: {"exchange": w.exchange, "guardian": w.guardian.pubkey(), "instructions": INSTRUCTIONS},
        "guardian",
        bits=1,
    ),
    "register_keeper": simple("register_keeper", lambda w, _: keeper_accounts(w), "operator"),
    "remove_keeper": case_remove_keeper,
    "sweep_surplus": case_sweep(USDC),
    "sweep_surplus of SOL": case_sweep(SOL),
    "migrate_account": case_migrate,
    "deposit_tokens": simple("deposit_tokens", lambda w, t: w.deposit_accounts(t.key, t.tokens), "owner", amount=10),
    "withdraw_tokens": simple(
        "withdraw_tokens", lambda w, t: w.withdraw_accounts(t.user, t.tokens, w.stranger), "stranger", amount=10
    ),
    "deposit_native_sol": simple(
        "deposit_native_sol",
        lambda w, t: OWNED(w, t) | {"sol_vault": w.sol_vault, "system_program": SYSTEM},
        "owner",
        amount=10,
    ),
    "withdraw_native_sol": simple(
        "withdraw_native_sol",
        lambda w, t: OWNED(w, t) | {"risk": w.risk, "sol_vault": w.sol_vault, "caller": w.stranger.pubkey()},
        "stranger",
        amount=10,
    ),
    "create_user_account": case_create,
    "update_user_account": simple("update_user_account", OWNED, "owner", **UPDATE),
    "close_user_account": case_close,
    "view_health": simple("view_health", lambda w, t: {"user": t.user, "risk": w.risk}, "stranger"),
    "request_withdraw": simple("request_withdraw", OWNED, "owner", asset=0, amount=1),
    "request_exit": simple("request_exit", OWNED, "owner"),
    "cancel_request": case_requested("cancel_request", 0),
    "claim_exit": case_requested("claim_exit", HOUR_S),
    "settle_items": case_settle,
}


class Slot(NamedTuple):
    """An account of a call: its name and its meta."""

    name: str
    meta: AccountMeta


def vaults_hold(world: World) -> tuple[int, int]:
    """Tokens and lamports of the two vaults; no lamports before the SOL vault exists."""
    if world.svm.get_account(world.vault_tokens) is None:
        return 0, 0
    return world.tokens_of(world.vault_tokens), world.svm.get_balance(world.sol_vault)


def slots_of(case: Case) -> tuple[Instruction, list[Slot]]:
    instruction = case.world.interface.instruction(case.name, case.accounts, case.args, case.more)
    names = [slot["name"] for slot in case.world.interface.instructions[case.name]["accounts"]]
    names += [f"more {n}" for n in range(len(case.more))]
    return instruction, [Slot(name, meta) for name, meta in zip(names, instruction.accounts, strict=True)]


def others(world: World) -> dict[str, Pubkey]:
    """Another's account for every kind."""
    if world.svm.get_account(world.exchange) is None:
        return {}
    other = trader_of(world, 150)
    world.deposit(other.key, other.tokens, 100)
    mint = key_of(24).pubkey()
    world.mint_make(mint)
    world.vault_open(mint)
    return {
        "user": other.user, "more 0": other.user, "owner_tokens": other.tokens, "vault": world.pda(b"vault", bytes(mint)),
        "vault_tokens": world.pda(b"tokens", bytes(mint)), "mint": mint, "owner": other.key.pubkey(),
        "risk": world.exchange, "exchange": world.risk, "sol_vault": world.vault, "change": world.exchange,
    }  # fmt: skip


def copied(world: World, key: Pubkey, owner: Pubkey | None) -> Pubkey | None:
    """The bytes of an account at an address of no seeds, under the same or another owner."""
    account = world.svm.get_account(key)
    if account is None or not account.data:
        return None
    copy = Pubkey(bytes([99]) * 31 + bytes([owner is None]))
    world.svm.set_account(copy, Account(account.lamports, bytes(account.data), owner or account.owner, False))
    return copy


class Hostile(NamedTuple):
    """What stands in an account's place: another key, or the flags that it lacks; and who signs then."""

    key: Pubkey | None = None
    signer: bool = True
    writable: bool = True
    signers: list[Keypair] | None = None


def hostile_address(case: Case, slot: Slot, column: str) -> Pubkey | None:
    """The key of a column that replaces an account which does not sign; None where it does not apply."""
    world, (name, meta) = case.world, slot
    if name in PROGRAMS:
        return Pubkey.from_string("Stake11111111111111111111111111111111111111") if column == "wrong program" else None
    if column in ("wrong owner", "look-alike"):
        return copied(world, meta.pubkey, world.stranger.pubkey() if column == "wrong owner" else None)
    if column == "another's":
        return others(world).get(name)
    if column == "closed":
        return key_of(998).pubkey()
    if column == "wrong mint" and name in ("owner_tokens", "vault_tokens"):
        mint = key_of(25).pubkey()
        world.mint_make(mint)
        data = world.data_of(meta.pubkey)
        return world.tokens_make(Pubkey(data[32:64]) if data else world.vault, 10**6, mint, seed=9)
    return None


def payer_beside(case: Case, key: Pubkey) -> list[Keypair]:
    """The signers of the call without a key, with another to pay."""
    world = case.world
    others_sign = [one for one in case.signers if one.pubkey() != key]
    payer = world.stranger if key == world.authority.pubkey() else world.authority
    return [payer, *(one for one in others_sign if one.pubkey() != payer.pubkey())]


def hostile_of(case: Case, slots: list[Slot], at: int, column: str) -> Hostile | None:
    """What a column puts in the place of an account; None where it does not apply."""
    meta = slots[at].meta
    if column == "not writable":
        signers = [*payer_beside(case, meta.pubkey), *(one for one in case.signers if one.pubkey() == meta.pubkey)]
        return Hostile(writable=False, signers=signers) if meta.is_writable else None
    if column == "twice":
        if not meta.is_writable or meta.is_signer:
            return None
        other = [slot.meta.pubkey for n, slot in enumerate(slots) if n != at and slot.meta.is_writable]
        return Hostile(key=other[0]) if other else None
    if not meta.is_signer:
        key = hostile_address(case, slots[at], column)
        return Hostile(key=key) if key else None
    if column == "not signer":
        return Hostile(signer=False, signers=payer_beside(case, meta.pubkey))
    if column == "other signer":
        thief = key_of(997)
        case.world.svm.airdrop(thief.pubkey(), 10**12)
        return Hostile(
            key=thief.pubkey(), signers=[thief if one.pubkey() == meta.pubkey else one for one in case.signers]
        )
    return None


def attempt(build: Callable[[], Case], at: int, column: str) -> str:
    """Verdict of one hostile call: a code, a word of the runtime, or why it is no attack."""
    case = build()
    instruction, slots = slots_of(case)
    name = slots[at].name
    if slots[at].meta.pubkey == case.world.program:
        return "-"
    if (case.name, name) in FREE and column in ("another's", "other signer", "wrong owner", "look-alike", "closed"):
        return "free"
    if (case.name, name, column) in HONEST:
        return "free"
    hostile = hostile_of(case, slots, at, column)
    if hostile is None:
        return "-"
    meta = slots[at].meta
    flags = meta.is_signer and hostile.signer, meta.is_writable and hostile.writable
    metas = list(instruction.accounts)
    metas[at] = AccountMeta(hostile.key or meta.pubkey, *flags)
    try:
        changed = Instruction(case.world.program, bytes(instruction.data), metas)
        case.world.send(changed, signers=hostile.signers or case.signers)
    except Refused as refused:
        return str(refused.code if refused.code is not None else refused.word.rpartition(".")[2][:14])
    return "TAKEN"


@pytest.mark.parametrize("title", CASES)
def test_hostile_account_is_refused(title):
    """Each account replaced in turn; and the honest call works, so that a refusal is not for another reason."""
    case = CASES[title]()
    instruction, slots = slots_of(case)
    before = vaults_hold(case.world)
    case.world.send(instruction, signers=case.signers)
    assert (vaults_hold(case.world) != before) == (case.name in MOVES_TOKENS)
    lines = [f"{title:<24} {' '.join(f'{column:>14}' for column in COLUMNS)}"]
    taken = []
    for at, slot in enumerate(slots):
        verdicts = [attempt(CASES[title], at, column) for column in COLUMNS]
        lines.append(f"  {slot.name:<22} {' '.join(f'{verdict:>14}' for verdict in verdicts)}")
        taken += [
            f"{slot.name}: {column}" for column, verdict in zip(COLUMNS, verdicts, strict=True) if verdict == "TAKEN"
        ]
    print("\n" + "\n".join(lines))
    assert not taken


def test_every_instruction_has_its_row():
    assert {title.split(" of ")[0] for title in CASES} == set(World(opened=False).interface.instructions)


def test_every_instruction_has_its_audit_page_and_its_tests_exist():
    """docs/audit: one page an instruction, and what it names is there."""
    pages = {path.stem: path.read_text() for path in (ROOT / "docs/audit").glob("*.md") if path.stem != "README"}
    assert set(pages) == set(World(opened=False).interface.instructions)
    here = Path(__file__).parent
    for text in pages.values():
        for file, _, test in re.findall(r"`(test_\w+\.py)(::)?(\w*)`", text):
            assert f"def {test}" in (here / file).read_text()
