"""The chain: LiteSVM with slots, blockhashes, commitments and a memory of what it took.

Invariants: the slot is the chain's time over 400 ms and never goes back. A slot is confirmed when it has ended and the
ledger holds what changed in it; finalised `finality_slots` after its end, never before it is durable. What a commitment
shows is the state at the end of its slot, also of accounts that changed since.
"""

import hashlib
import struct
from collections import deque
from collections.abc import Callable
from typing import Final, Literal

import msgspec
from solders.account import Account
from solders.hash import Hash
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from quantdesk.localnet.accounts import Accounts
from quantdesk.localnet.errors import ALREADY_PROCESSED, BLOCKHASH_UNKNOWN
from quantdesk.localnet.execution import Execution, entry_of, execute, named_of
from quantdesk.localnet.genesis import faucet_key, restored
from quantdesk.localnet.ledger import Kept
from quantdesk.localnet.records import SLOT_US, SLOTS_OF_BLOCKHASH, AccountRow, Entry, SlotRow

Commitment = Literal["processed", "confirmed", "finalized"]
HISTORY_MAX: Final = 20_000
SLOT_HASHES: Final = 512
BLOCKHASHES_REMEMBERED: Final = 1_024


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a chain is set to. price_owner: the program whose price accounts may be set from outside."""

    finality_slots: int
    price_owner: Pubkey
    history_max: int = HISTORY_MAX


class Refused(Exception):
    """A transaction that the chain did not take: nothing changed. err: in JSON-RPC's shape."""

    def __init__(self, err: object, logs: list[str], units: int = 0) -> None:
        super().__init__(str(err))
        self.err, self.logs, self.units = err, logs, units


class Closed(msgspec.Struct, frozen=True):
    """A slot that has ended. row: what changed in it, None when nothing did."""

    slot: int
    row: SlotRow | None


class Chain:
    """One chain. Not safe for threads: the process's loop is its only caller."""

    def __init__(self, kept: Kept, now_us: int, rules: Rules) -> None:
        self.genesis = kept.genesis
        self.finality_slots = rules.finality_slots
        self.price_owner = rules.price_owner
        self.offset_us = kept.offset_us
        self.airdrops = kept.airdrops
        self.slot = max(kept.slot, (now_us + kept.offset_us) // SLOT_US)
        self.durable = self.slot - 1
        self.history: dict[bytes, Entry] = {}
        self.blocks: dict[int, list[bytes]] = {}
        self.touched_in: dict[int, frozenset[Pubkey]] = {}
        self.pending: deque[Closed] = deque()
        self.listeners: list[Callable[[Entry], None]] = []
        self.closers: list[Callable[[int, frozenset[Pubkey]], None]] = []
        self.keys: set[Pubkey] = set()
        self.faucet = faucet_key(self.genesis.seed)
        self._history_max = rules.history_max
        self._undo: dict[Pubkey, list[tuple[int, Account | None]]] = {}
        self._touched: dict[Pubkey, None] = {}
        self._fresh: list[bytes] = []
        self._hashes: dict[bytes, int] = {}
        self._slot_hashes: deque[tuple[int, Hash]] = deque(maxlen=SLOT_HASHES)
        self.svm = LiteSVM()
        self.accounts = Accounts(self.svm)
        self.svm.with_sigverify(False).with_blockhash_check(False).with_transaction_history(0)
        # LiteSVM's own faucet is another account in every process; ours comes from the genesis.
        self.svm.set_account(self.svm.airdrop_pubkey(), Account(0, b"", Pubkey.default(), False))
        self._clock_set()
        restored(self.svm, [row for row in kept.accounts.values() if row.lamports])
        self.keys.update(Pubkey(key) for key in kept.accounts)
        for entry in map(entry_of, kept.transactions):
            self._remember(entry)

    # ---- slots and time

    def tick(self, now_us: int) -> bool:
        """Moves to the slot of this wall time; true when it is another one. Time that goes back changes nothing."""
        slot = (now_us + self.offset_us) // SLOT_US
        if slot <= self.slot:
            return False
        self._close()
        for empty in range(max(self.slot + 1, slot - 1), slot):
            self.pending.append(Closed(empty, None))
        self.slot = slot
        self._clock_set()
        return True

    def time_travel(self, slot: int, now_us: int) -> None:
        """Moves the chain's clock forward to a slot; kept over a restart. Errors: ValueError when it lies behind."""
        if slot <= self.slot:
            raise ValueError(f"expected a slot after {self.slot}, found {slot}: time goes forward alone")
        self.offset_us = slot * SLOT_US - now_us
        self._touch(self.faucet.pubkey())
        self.tick(now_us)

    @property
    def time_s(self) -> int:
        """The chain's time, unix seconds, as the clock sysvar says it."""
        return self.slot * SLOT_US // 1_000_000

    def view(self, commitment: Commitment) -> int:
        """The slot whose end (for processed: whose present) this commitment shows."""
        if commitment == "processed":
            return self.slot
        lag = 1 if commitment == "confirmed" else self.finality_slots
        return max(min(self.slot - lag, self.durable), self.genesis.first_slot)

    def height(self, slot: int) -> int:
        """Number of blocks up to a slot: every slot has one, most are empty."""
        return slot - self.genesis.first_slot

    def _clock_set(self) -> None:
        schedule = self.svm.get_epoch_schedule()
        clock = self.svm.get_clock()
        clock.slot, clock.unix_timestamp = self.slot, self.time_s
        clock.epoch = schedule.get_epoch(self.slot)
        clock.leader_schedule_epoch = schedule.get_leader_schedule_epoch(self.slot)
        first = schedule.get_first_slot_in_epoch(clock.epoch)
        clock.epoch_start_timestamp = first * SLOT_US // 1_000_000
        self.svm.set_clock(clock)
        oldest = max(self.slot - SLOT_HASHES, self.genesis.first_slot)
        first = max(oldest, self._slot_hashes[0][0] + 1 if self._slot_hashes else oldest)
        for slot in range(first, self.slot):
            self._slot_hashes.appendleft((slot, Hash(self.blockhash(slot))))
        self.svm.set_slot_hashes(list(self._slot_hashes))
        self.accounts.forget()

    # ---- blockhashes

    def blockhash(self, slot: int) -> bytes:
        """The blockhash of a slot: a function of the genesis alone, so that a restart knows them all."""
        return hashlib.sha256(self.genesis.seed + struct.pack("<Q", slot)).digest()

    def blockhash_slot(self, blockhash: bytes) -> int | None:
        """The slot of a blockhash that still holds: at most 150 blocks old."""
        if (
            self._hashes.get(blockhash, -1) < self.slot - SLOTS_OF_BLOCKHASH
            and len(self._hashes) > BLOCKHASHES_REMEMBERED
        ):
            self._hashes.clear()
        if blockhash not in self._hashes:
            oldest = max(self.slot - SLOTS_OF_BLOCKHASH, self.genesis.first_slot)
            self._hashes |= {self.blockhash(slot): slot for slot in range(oldest, self.slot + 1)}
        slot = self._hashes.get(blockhash)
        return slot if slot is not None and slot >= self.slot - SLOTS_OF_BLOCKHASH else None

    # ---- transactions

    def submit(self, transaction: VersionedTransaction, wire: bytes, *, check: bool) -> Entry:
        """Executes a transaction whose signatures hold. check: one that fails is not taken, as if it had been tried before.

        Errors: Refused, and nothing changed.
        """
        self.admit(transaction)
        named = named_of(self.accounts, transaction)
        # Before the run: whatever happens after it, the end of the slot writes what these accounts are.
        fresh = [key for key in named.writable if self._touch(key)]
        run = execute(self.svm, self.accounts, named, (transaction, wire), (self.slot, len(self._fresh)))
        if check and run.err is not None:
            self._take_back(run, named.writable, fresh)
        if run.entry is None or (check and run.err is not None):
            raise Refused(run.err, run.logs, run.units)
        self._fresh.append(run.entry.body)
        self._remember(run.entry)
        for listener in self.listeners:
            listener(run.entry)
        return run.entry

    def admit(self, transaction: VersionedTransaction) -> None:
        """The blockhash holds and the signature is new. Errors: Refused."""
        if bytes(transaction.signatures[0]) in self.history:
            raise Refused(ALREADY_PROCESSED, [])
        if self.blockhash_slot(bytes(transaction.message.recent_blockhash)) is None:
            raise Refused(BLOCKHASH_UNKNOWN, [])

    def _take_back(self, run: Execution, writable: list[Pubkey], fresh: list[Pubkey]) -> None:
        """Undoes a run that failed: what it changed is the fee, and a nonce. fresh: keys that it was the first to touch."""
        for key in writable:
            before, now = run.before[key].account, self.accounts.at(key).account
            if before is not None and before != now:
                self.svm.set_account(key, before)
                self.accounts.renewed(key)
        for key in fresh:
            del self._touched[key]
            self._undo[key].pop()
            if not self._undo[key]:
                del self._undo[key]

    def status(self, signature: bytes) -> Entry | None:
        """What is remembered of a transaction."""
        return self.history.get(signature)

    def _remember(self, entry: Entry) -> None:
        self.history[entry.signature] = entry
        self.blocks.setdefault(entry.slot, []).append(entry.signature)
        while len(self.history) > self._history_max:
            oldest = next(iter(self.history.values()))
            if oldest.slot >= self.slot - SLOTS_OF_BLOCKHASH:
                return
            del self.history[oldest.signature]
            self.blocks.pop(oldest.slot, None)

    # ---- accounts

    def account(self, key: Pubkey, slot: int) -> Account | None:
        """An account at the end of a slot (at present for the newest)."""
        for changed, before in self._undo.get(key, ()):
            if changed > slot:
                return before
        return self.accounts.at(key).account

    def program_accounts(self, program: Pubkey, slot: int) -> list[tuple[Pubkey, Account]]:
        """Every account of a program at the end of a slot."""
        found = {key: account for key, account in self.svm.get_program_accounts(program) if key not in self._undo}
        for key in self._undo:
            account = self.account(key, slot)
            if account is not None and account.owner == program:
                found[key] = account
        return sorted(found.items(), key=lambda item: bytes(item[0]))

    def account_set(self, key: Pubkey, account: Account) -> None:
        """Puts an account in place; who may do this is the caller's matter."""
        self._touch(key)
        self.svm.set_account(key, account)
        self.accounts.renewed(key)

    def _touch(self, key: Pubkey) -> bool:
        """Notes that an account may change in this slot; true at the first time."""
        if key in self._touched:
            return False
        self._touched[key] = None
        self._undo.setdefault(key, []).append((self.slot, self.accounts.at(key).account))
        return True

    # ---- the end of a slot

    def _close(self) -> None:
        row = None
        if self._touched:
            rows = [account_row(key, self.accounts.at(key).account) for key in self._touched]
            self.keys.update(self._touched)
            row = SlotRow(self.slot, self.offset_us, self.airdrops, rows, self._fresh)
            touched = frozenset(self._touched)
            self.touched_in[self.slot] = touched | self.touched_in.get(self.slot, frozenset())
            for closer in self.closers:
                closer(self.slot, touched)
        self.pending.append(Closed(self.slot, row))
        self._touched, self._fresh = {}, []

    def flush(self) -> None:
        """Ends the present slot before its time, so that all of it can be written."""
        self._close()

    def written(self, slot: int) -> None:
        """The ledger holds everything up to the end of this slot."""
        self.durable = max(self.durable, slot)

    def prune(self) -> None:
        """Forgets what accounts were before the newest final slot; whoever shows older states asks before."""
        final = self.view("finalized")
        for past in [past for past in self.touched_in if past <= final]:
            for key in self.touched_in.pop(past):
                versions = [version for version in self._undo.get(key, ()) if version[0] > final]
                if versions:
                    self._undo[key] = versions
                else:
                    self._undo.pop(key, None)

    def whole(self, slot: int) -> SlotRow:
        """Everything that a compacted ledger holds, as of the end of a slot that is not final yet or the newest final one."""
        rows = [account_row(key, self.account(key, slot)) for key in self.keys]
        bodies = [entry.body for entry in self.history.values() if entry.slot <= slot]
        return SlotRow(slot, self.offset_us, self.airdrops, [row for row in rows if row.lamports], bodies)


def account_row(key: Pubkey, account: Account | None) -> AccountRow:
    """An account as the ledger keeps it."""
    if account is None:
        return AccountRow(bytes(key), 0, bytes(32), False, b"")
    return AccountRow(bytes(key), account.lamports, bytes(account.owner), account.executable, bytes(account.data))
