"""The three networks that a desk can run on, and the addresses that follow from one.

Invariant: what differs between networks is here and in settings; code does not ask which network it is on.
"""

import struct
from functools import cache
from typing import Final

import msgspec
from solders.pubkey import Pubkey

from quantdesk.chain.program_gen import PROGRAM_TEXT
from quantdesk.model.base58 import decode_base58
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.runtime.settings import PYTH_RECEIVER

PROGRAM: Final = decode_base58(PROGRAM_TEXT, 32)
TOKEN_PROGRAM: Final = decode_base58("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", 32)
TOKEN_ACCOUNT_PROGRAM: Final = decode_base58("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL", 32)
# Whose price accounts the program reads.
PRICE_OWNER: Final = decode_base58(PYTH_RECEIVER, 32)
CLOCK: Final = decode_base58("SysvarC1ock11111111111111111111111111111111", 32)
GENESIS: Final = {
    "localnet": GENESIS_HASH_LOCALNET,
    "devnet": decode_base58("EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG", 32),
    "mainnet": decode_base58("5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d", 32),
}


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the exchange's own accounts lie. mint: of USDC, as the exchange account names it."""

    program: bytes
    mint: bytes
    exchange: bytes
    risk: bytes
    vault: bytes
    vault_tokens: bytes
    sol_vault: bytes


def derived(program: bytes, *seeds: bytes) -> bytes:
    """The program's address of these seeds."""
    return bytes(Pubkey.find_program_address(list(seeds), Pubkey(program))[0])


@cache
def addresses_of(mint: bytes, program: bytes = PROGRAM) -> Addresses:
    """Addresses of an exchange whose quote currency is this mint."""
    return Addresses(
        program=program,
        mint=mint,
        exchange=exchange_address(program),
        risk=derived(program, b"risk"),
        vault=derived(program, b"vault", mint),
        vault_tokens=derived(program, b"tokens", mint),
        sol_vault=derived(program, b"sol_vault"),
    )


@cache
def exchange_address(program: bytes = PROGRAM) -> bytes:
    """Address of the one exchange account."""
    return derived(program, b"exchange")


@cache
def user_address(owner: bytes, index: int = 0, program: bytes = PROGRAM) -> bytes:
    """Address of an owner's account of this index."""
    return derived(program, b"user", owner, struct.pack("<H", index))


@cache
def entries_address(user: bytes, program: bytes = PROGRAM) -> bytes:
    """Address of an account's table of registered orders."""
    return derived(program, b"entries", user)


def receipt_address(account: int, nonce: int, program: bytes = PROGRAM) -> bytes:
    """Address of the receipt of a transfer out of an account, by its number."""
    return derived(program, b"transfer", struct.pack("<QQ", account, nonce))


@cache
def market_address(symbol: bytes, program: bytes = PROGRAM) -> bytes:
    """Address of a market; symbol: 16 bytes."""
    return derived(program, b"market", symbol)


def upgrade_address(program: bytes = PROGRAM) -> bytes:
    """The program's own address that may upgrade it behind its timelock (CUST-45)."""
    return derived(program, b"upgrade")


def change_address(number: int, program: bytes = PROGRAM) -> bytes:
    """Address of a change that admins have named, by its number."""
    return derived(program, b"change", struct.pack("<Q", number))


def root_address(day: int, program: bytes = PROGRAM) -> bytes:
    """Address of the root of a day since 1970."""
    return derived(program, b"root", struct.pack("<I", day))


@cache
def token_address(owner: bytes, mint: bytes) -> bytes:
    """Address of the token account that wallets use for a mint."""
    return derived(TOKEN_ACCOUNT_PROGRAM, owner, TOKEN_PROGRAM, mint)


def is_wallet(key: bytes) -> bool:
    """Whether somebody can hold the key's private half: it lies on the curve."""
    return Pubkey(key).is_on_curve()
