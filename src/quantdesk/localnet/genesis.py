"""What the chain begins with, and how it begins again from a ledger.

The program's address is fixed by the law and nobody holds its key, so the genesis reserves it: an empty account of the
upgradeable loader, into which a real deployment goes. Everything else is LiteSVM's own: programs of the network, sysvars.
"""

import hashlib
import struct
from collections.abc import Iterable
from typing import Final

from solders.account import Account
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey

from quantdesk.localnet.records import SLOT_US, SLOTS_BEFORE, AccountRow, Genesis, SlotRow
from quantdesk.model.message import PROGRAM_ID

FAUCET_SEED: Final = b"quantdesk localnet faucet"
FAUCET_LAMPORTS: Final = 500_000_000 * 10**9
LOADER: Final = Pubkey.from_string("BPFLoaderUpgradeab1e11111111111111111111111")
SYSTEM: Final = Pubkey.default()
PROGRAM_BYTES: Final = 36
PROGRAM_STATE: Final = struct.pack("<I", 2)


def genesis_make(seed: bytes, now_us: int) -> tuple[Genesis, SlotRow]:
    """The first two records of a ledger that begins now."""
    genesis = Genesis(seed, now_us // SLOT_US - SLOTS_BEFORE, now_us)
    rows = [
        AccountRow(bytes(key), account.lamports, bytes(account.owner), account.executable, bytes(account.data))
        for key, account in accounts_of(faucet_key(seed).pubkey())
    ]
    return genesis, SlotRow(genesis.first_slot, 0, 0, rows, [])


def faucet_key(seed: bytes) -> Keypair:
    """The key that holds the lamports of the genesis."""
    return Keypair.from_seed(hashlib.sha256(FAUCET_SEED + seed).digest())


def accounts_of(faucet: Pubkey) -> list[tuple[Pubkey, Account]]:
    """The accounts of the genesis: the faucet's lamports, and the program's reserved address."""
    rent = LiteSVM().minimum_balance_for_rent_exemption(PROGRAM_BYTES)
    return [
        (faucet, Account(FAUCET_LAMPORTS, b"", SYSTEM, False)),
        (Pubkey(PROGRAM_ID), Account(rent, bytes(PROGRAM_BYTES), LOADER, False)),
    ]


def restored(svm: LiteSVM, rows: Iterable[AccountRow]) -> None:
    """Puts accounts in place; what programs are made of first, because a program is loaded when its account arrives."""
    for row in sorted(rows, key=lambda row: (row.executable, row.data[:4] == PROGRAM_STATE)):
        account = Account(row.lamports, row.data, Pubkey(row.owner), row.executable)
        svm.set_account(Pubkey(row.key), account)
