"""The table of hostile accounts: every instruction, each of its accounts replaced in turn.

Columns: wrong owner, look-alike (the same bytes of the same owner at an address with other seeds), another's, closed, wrong
mint, wrong program, another signer, not signer, not writable, given twice. A cell is the number of the refusal or the
runtime's word for it; "free" is no attack (FREE and HONEST say why); "-" does not apply; TAKEN would be a hole.

`python -m tests.program.hostile_table` writes the table that docs/audit holds.
"""

from collections.abc import Callable
from typing import NamedTuple

from solders.account import Account
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tests.program.honest_calls import CASES, Slot, slots_of
from tests.program.honest_case import Case, others_open
from tests.program.interface import ROOT
from tests.program.markets import market_of
from tests.program.orders import entries_of, order, register, signed
from tests.program.world import (
    Refused,
    World,
    key_of,
)

TABLE = ROOT / "docs/audit/hostile-accounts.txt"
COLUMNS = (
    "wrong owner", "look-alike", "another's", "closed", "wrong mint", "wrong program", "other signer", "not signer",
    "not writable", "twice",
)  # fmt: skip
PROGRAMS = {"token_program", "system_program", "instructions", "loader"}
# Whoever signs or is named here needs no right: what the role may be, and why that harms nobody.
FREE = {
    ("initialize_token_vault", "payer"): "pays the rent, admins decide",
    ("propose_change", "payer"): "pays the rent, admins decide",
    ("initialize_market", "payer"): "pays the rent, admins decide",
    ("create_user_account", "payer"): "pays the rent, the owner signs",
    ("migrate_account", "payer"): "pays the rent, changes nothing else",
    ("register_keeper", "key"): "the operator names any key",
    ("freeze", "payer"): "pays the rent; anybody may freeze what is due",
    ("withdraw_tokens", "caller"): "anybody may have the owner paid",
    ("withdraw_native_sol", "caller"): "anybody may have the owner paid",
}
# Replacements that are another honest call.
HONEST = {
    ("view_health", "user", "another's"): "anybody may look at any account",
    ("deposit_tokens", "owner_tokens", "look-alike"): "another token account of the owner",
    ("withdraw_tokens", "owner_tokens", "look-alike"): "another token account of the owner",
    ("withdraw_tokens", "caller", "twice"): "a reader",
    ("update_oracle_price", "update", "look-alike"): "another price account of the same feed, by the same receiver",
    ("post_mark_round", "more 1", "look-alike"): "another price account of the same update, by the same receiver",
    ("resolve_price", "update", "look-alike"): "another price account of the same update, by the same receiver",
    ("resolve_account", "user", "another's"): "anybody may resolve any account",
    ("upgrade_program", "buffer", "look-alike"): "another buffer of the announced bytes, which nobody can write either",
}


def others(world: World) -> dict[str, Pubkey]:
    """Another's account for every kind."""
    if world.svm.get_account(world.exchange) is None:
        return {}
    other, mint = others_open(world)
    return {
        "user": other.user, "owner_tokens": other.tokens, "vault": world.pda(b"vault", bytes(mint)),
        "vault_tokens": world.pda(b"tokens", bytes(mint)), "mint": mint, "owner": other.key.pubkey(),
        "risk": world.exchange, "exchange": world.risk, "sol_vault": world.vault, "change": world.exchange,
    }  # fmt: skip


def another(world: World, key: Pubkey) -> Pubkey | None:
    """Another's account of the same type, where there is one."""
    other, mint = others_open(world)
    table = entries_of(world, other.user)
    types = {
        "UserAccount": other.user, "Entries": table, "TokenVault": world.pda(b"vault", bytes(mint)),
        "Market": market_of(world, b"SOL-PERP".ljust(16, b"\0")),
    }  # fmt: skip
    kind = world.data_of(key)[:8]
    found = next((one for name, one in types.items() if world.interface.accounts[name] == kind), None)
    if found == table and world.svm.get_account(table) is None:
        number = world.user(other.user)["settled"]["number"]
        register(world, other.user, [signed(other.key, order(world, number, 1))])
    return found if found is not None and world.svm.get_account(found) is not None else None


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
        return another(world, meta.pubkey) if name.startswith("more") else others(world).get(name)
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
        case.world.send(*case.before, changed, signers=hostile.signers or case.signers)
    except Refused as refused:
        return str(refused.code if refused.code is not None else refused.word.rpartition(".")[2][:14])
    return "TAKEN"


def rows_of(title: str) -> list[str]:
    """The rows of one instruction."""
    _, slots = slots_of(CASES[title]())
    lines = [f"{title:<24} {' '.join(f'{column:>14}' for column in COLUMNS)}"]
    for at, slot in enumerate(slots):
        verdicts = [attempt(CASES[title], at, column) for column in COLUMNS]
        lines.append(f"  {slot.name:<22} {' '.join(f'{verdict:>14}' for verdict in verdicts)}")
    return lines


def main() -> None:
    """Writes the table."""
    TABLE.write_text("\n\n".join("\n".join(rows_of(title)) for title in CASES) + "\n")


if __name__ == "__main__":
    main()
