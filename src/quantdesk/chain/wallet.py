"""What a wallet signs: opening an account, deposits, delegates, requests; and payouts, which anybody may send.

Invariant: every instruction names the owner's own token account; none can send money elsewhere.
"""

from typing import Any, Final

from msgspec import Struct

from quantdesk.chain import program_gen as program
from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import TOKEN_ACCOUNT_PROGRAM, TOKEN_PROGRAM, Addresses, token_address, user_address
from quantdesk.model.assets import SOL
from quantdesk.model.ids import MARKETS_ALL

DELEGATE_ADD: Final = 1
DELEGATE_REMOVE: Final = 2
FLOOR_RAISE: Final = 3
_SYSTEM: Final = bytes(32)
_CREATE_IDEMPOTENT: Final = b"\x01"


def account_open(where: Addresses, owner: bytes, index: int = 0, payer: bytes | None = None) -> Instruction:
    """Opens an engine account of the owner's."""
    return program.create_user_account(
        where.program,
        payer=payer or owner,
        owner=owner,
        exchange=where.exchange,
        user=user_address(owner, index, where.program),
        index_=index,
        kind=0,
    )


def account_close(where: Addresses, owner: bytes, index: int = 0) -> Instruction:
    """Closes an empty account; its rent returns to the owner."""
    user = user_address(owner, index, where.program)
    return program.close_user_account(where.program, user=user, owner=owner, exchange=where.exchange)


def token_account_make(owner: bytes, mint: bytes, payer: bytes) -> Instruction:
    """Makes the owner's token account of a mint where there is none."""
    metas = (
        Meta(payer, True, True),
        Meta(token_address(owner, mint), False, True),
        Meta(owner, False, False),
        Meta(mint, False, False),
        Meta(_SYSTEM, False, False),
        Meta(TOKEN_PROGRAM, False, False),
    )
    return Instruction(TOKEN_ACCOUNT_PROGRAM, metas, _CREATE_IDEMPOTENT)


def deposit(where: Addresses, owner: bytes, asset: int, amount: int, index: int = 0) -> Instruction:
    """Atoms of an asset from the owner's wallet to the account's pocket."""
    user = user_address(owner, index, where.program)
    if asset == SOL:
        return program.deposit_native_sol(
            where.program, user=user, owner=owner, exchange=where.exchange, sol_vault=where.sol_vault, amount=amount
        )
    return program.deposit_tokens(
        where.program,
        user=user,
        owner=owner,
        exchange=where.exchange,
        vault=where.vault,
        mint=where.mint,
        vault_tokens=where.vault_tokens,
        owner_tokens=token_address(owner, where.mint),
        amount=amount,
    )


def payout(where: Addresses, owner: bytes, user: bytes, caller: bytes, asset: int, amount: int) -> Instruction:
    """Atoms from the account's pocket to its owner; `owner` is what the account names."""
    if asset == SOL:
        return program.withdraw_native_sol(
            where.program,
            user=user,
            exchange=where.exchange,
            risk=where.risk,
            sol_vault=where.sol_vault,
            owner=owner,
            caller=caller,
            amount=amount,
        )
    return program.withdraw_tokens(
        where.program,
        user=user,
        exchange=where.exchange,
        risk=where.risk,
        vault=where.vault,
        mint=where.mint,
        vault_tokens=where.vault_tokens,
        owner_tokens=token_address(owner, where.mint),
        caller=caller,
        amount=amount,
    )


class Bounds(Struct, frozen=True):
    """What an owner allows a key: a bit for each market that it may trade, atoms that its orders may fill in a UTC day (0: any), and
    whether they fill near the index alone [SIG-4].
    """

    markets: int = MARKETS_ALL
    notional_day: int = 0
    near_index: bool = False


def delegate_add(
    where: Addresses,
    owner: bytes,
    key: bytes,
    expiry_s: int,
    index: int = 0,
    bounds: Bounds = Bounds(),  # noqa: B008 - frozen
) -> Instruction:
    """Lets a key sign orders of the account until a time, within bounds."""
    amounts = {"markets": bounds.markets, "notional_day_atoms": bounds.notional_day}
    terms = amounts | {"flags": int(bounds.near_index)}
    return _update(where, owner, index, DELEGATE_ADD, key=key, expiry_s=expiry_s, **terms)


def delegate_remove(where: Addresses, owner: bytes, key: bytes, index: int = 0) -> Instruction:
    """Schedules the end of a delegate."""
    return _update(where, owner, index, DELEGATE_REMOVE, key=key)


def floor_raise(where: Addresses, owner: bytes, floor: int, index: int = 0) -> Instruction:
    """Schedules the death of every message with a nonce below the floor."""
    return _update(where, owner, index, FLOOR_RAISE, floor=floor)


def request_withdraw(where: Addresses, owner: bytes, asset: int, amount: int, index: int = 0) -> Instruction:
    """Asks for atoms of an asset; unserved for an hour, anybody may claim them."""
    return program.request_withdraw(
        where.program,
        user=user_address(owner, index, where.program),
        owner=owner,
        exchange=where.exchange,
        asset=asset,
        amount=amount,
    )


def request_exit(where: Addresses, owner: bytes, index: int = 0) -> Instruction:
    """Asks for everything."""
    user = user_address(owner, index, where.program)
    return program.request_exit(where.program, user=user, owner=owner, exchange=where.exchange)


def claim_exit(where: Addresses, user: bytes) -> Instruction:
    """Serves a request that is an hour old; anybody may send it."""
    return program.claim_exit(where.program, user=user, exchange=where.exchange, resolution=None)


def _update(where: Addresses, owner: bytes, index: int, action: int, **fields: int | bytes) -> Instruction:
    """update_user_account; what an action does not need is zero."""
    terms: dict[str, Any] = {
        "key": _SYSTEM,
        "expiry_s": 0,
        "markets": 0,
        "notional_day_atoms": 0,
        "flags": 0,
        "floor": 0,
    }
    user = user_address(owner, index, where.program)
    return program.update_user_account(where.program, user=user, owner=owner, action=action, **(terms | fields))
