"""One honest call of every instruction, each in a world of its own: what hostile tests change one thing of."""

from collections.abc import Callable
from typing import Any, NamedTuple

from solders.account import Account
from solders.compute_budget import set_compute_unit_limit
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

from quantdesk.chain.program_gen import Risk
from tests.program.honest_case import Case, money_world
from tests.program.honest_ends import END_CASES
from tests.program.honest_items import ITEM_CASES
from tests.program.honest_markets import MARKET_CASES
from tests.program.honest_own import OWN_CASES
from tests.program.test_accounts import outdated
from tests.program.test_admin import VAULT_CAP, change_of, propose
from tests.program.upgrades import DELAY_S as UPGRADE_S
from tests.program.upgrades import UNITS as UPGRADE_UNITS
from tests.program.upgrades import announced, buffer_make, handed_over, upgrade_accounts
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
    World,
    key_of,
)


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
        "operator": world.operator.pubkey(), "backstop": world.backstop.pubkey(), "admin_threshold": 2,
        "sol_cap_atoms": CAP, "sol_floor_atoms": FLOOR, "admins": [key.pubkey() for key in world.admins],
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
            "market": None,
            "risk": None,
        }
        return Case(world, "apply_change", accounts, {}, [world.stranger], [])

    return build


def case_cancel() -> Case:
    world, _ = money_world()
    propose(world, VAULT_CAP, number=USDC, amounts=[CAP, 0, 0])
    accounts = change_accounts(world) | {"guardian": world.guardian.pubkey(), "instructions": INSTRUCTIONS}
    return Case(world, "cancel_change", accounts, {}, [world.guardian], [])


def case_upgrade() -> Case:
    world = handed_over(money_world()[0])
    change = announced(world)
    world.time_pass(UPGRADE_S)
    accounts = upgrade_accounts(world, change, buffer_make(world))
    limit = set_compute_unit_limit(UPGRADE_UNITS)
    return Case(world, "upgrade_program", accounts, {}, [world.stranger], [], (limit,))


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


def case_migrate_risk() -> Case:
    """The Risk account as it was before there were assets."""
    world, _ = money_world()
    account = world.svm.get_account(world.risk)
    data = bytearray(account.data[: Risk.ASSETS_AT])
    data[8:10] = (1).to_bytes(2, "little")
    # One round was posted.
    data[16:24] = (1).to_bytes(8, "little")
    world.svm.set_account(world.risk, Account(account.lamports, bytes(data), account.owner, False))
    accounts = {"payer": world.stranger.pubkey(), "user": world.risk, "system_program": SYSTEM}
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
        accounts = {"user": trader.user, "exchange": world.exchange, "resolution": None}
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
CASES: dict[str, Callable[[], Case]] = (
    {
        "initialize_exchange": case_initialize,
        "initialize_token_vault": case_vault,
        "propose_change": case_propose,
        "apply_change": case_apply(USDC),
        "apply_change of SOL": case_apply(SOL),
        "cancel_change": case_cancel,
        "upgrade_program": case_upgrade,
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
        "migrate_account of Risk": case_migrate_risk,
        "deposit_tokens": simple(
            "deposit_tokens", lambda w, t: w.deposit_accounts(t.key, t.tokens), "owner", amount=10
        ),
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
    | ITEM_CASES
    | MARKET_CASES
    | END_CASES
    | OWN_CASES
)


class Slot(NamedTuple):
    """An account of a call: its name and its meta."""

    name: str
    meta: AccountMeta


def slots_of(case: Case) -> tuple[Instruction, list[Slot]]:
    instruction = case.world.interface.instruction(case.name, case.accounts, case.args, case.more)
    names = [slot["name"] for slot in case.world.interface.instructions[case.name]["accounts"]]
    names += [f"more {n}" for n in range(len(case.more))]
    return instruction, [Slot(name, meta) for name, meta in zip(names, instruction.accounts, strict=True)]
