"""Accounts of the token programs, read from their bytes."""

import struct
from typing import Final

import msgspec
from solders.account import Account
from solders.pubkey import Pubkey

TOKEN: Final = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
TOKEN_2022: Final = Pubkey.from_string("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
PROGRAMS: Final = (TOKEN, TOKEN_2022)
NAMES: Final = {TOKEN: "spl-token", TOKEN_2022: "spl-token-2022"}
ACCOUNT_BYTES: Final = 165
MINT_BYTES: Final = 82
KIND_AT: Final = 165
KIND_MINT, KIND_ACCOUNT = 1, 2
STATES: Final = {1: "initialized", 2: "frozen"}
_ACCOUNT: Final = struct.Struct("<32s32sQI32sBIQQI32s")
_MINT: Final = struct.Struct("<I32sQBBI32s")


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A token account. Options are None when absent; native is the rent reserve of wrapped SOL."""

    mint: bytes
    owner: bytes
    amount: int
    delegate: bytes | None
    state: str
    native: int | None
    delegated: int
    closer: bytes | None


class Mint(msgspec.Struct, frozen=True, kw_only=True):
    """A mint."""

    authority: bytes | None
    supply: int
    decimals: int
    freezer: bytes | None


def token_read(account: Account | None) -> Token | None:
    """The token account in an account; None when it is no initialised one."""
    if account is None or account.owner not in PROGRAMS:
        return None
    data = bytes(account.data)
    if len(data) < ACCOUNT_BYTES or (len(data) > ACCOUNT_BYTES and data[KIND_AT] != KIND_ACCOUNT):
        return None
    mint, owner, amount, delegated_by, delegate, state, native_by, native, delegated, closes, closer = (
        _ACCOUNT.unpack_from(data)
    )
    if state not in STATES:
        return None
    return Token(
        mint=mint,
        owner=owner,
        amount=amount,
        delegate=delegate if delegated_by else None,
        state=STATES[state],
        native=native if native_by else None,
        delegated=delegated,
        closer=closer if closes else None,
    )


def mint_read(account: Account | None) -> Mint | None:
    """The mint in an account; None when it is no initialised one."""
    if account is None or account.owner not in PROGRAMS:
        return None
    data = bytes(account.data)
    whole = len(data) == MINT_BYTES or (len(data) > KIND_AT and data[KIND_AT] == KIND_MINT)
    if not whole:
        return None
    minted, authority, supply, decimals, initialised, frozen, freezer = _MINT.unpack_from(data)
    if not initialised:
        return None
    return Mint(
        authority=authority if minted else None,
        supply=supply,
        decimals=decimals,
        freezer=freezer if frozen else None,
    )


def decimals_of(account: Account | None) -> int:
    """Decimals of a mint; 0 for what is none."""
    mint = mint_read(account)
    return 0 if mint is None else mint.decimals


def amount_json(amount: int, decimals: int) -> dict[str, object]:
    """A token amount as the JSON-RPC writes it. uiAmount is a float there: for people, never for counting."""
    text = str(amount).rjust(decimals + 1, "0")
    shown = f"{text[:-decimals]}.{text[-decimals:]}".rstrip("0").rstrip(".") if decimals else text
    return {"amount": str(amount), "decimals": decimals, "uiAmount": float(shown), "uiAmountString": shown}
