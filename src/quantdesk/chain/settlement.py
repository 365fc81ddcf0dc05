"""One transaction of the settlement log: items of several accounts, all or none, and the digest of what they leave [CUST-6, CUST-8].

Invariant: it fits a packet; its items are within one epoch of held profit, so that profit is held for as long as the engine holds it
(PNL-6); its engine time is that of its newest item, or later where the chain wants it later (CUST-7).
"""

import hashlib
import struct
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from quantdesk.chain.books import Books
from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.items import FILL, MOVE, STEP, TOUCH, Fill, Item, Move, Step, Touch, Transfer
from quantdesk.chain.lookup import Table
from quantdesk.chain.network import Addresses, entries_address
from quantdesk.chain.program_gen import settle_items
from quantdesk.model.settled import epoch_of

DIGEST_BYTES: Final = 16
# What an account and an item add to a transaction, and what is left of a packet beside operator, exchange and risk.
ACCOUNT_BYTES: Final = 33
ITEM_BYTES: Final = 32
ROOM_BYTES: Final = 880
# An account that a lookup table has, and the table itself.
LOOKED_UP_BYTES: Final = 2
TABLE_BYTES: Final = 36
# The runtime locks 64 accounts for one transaction: five are operator, exchange, risk, the program and the compute budget.
ACCOUNTS_MAX: Final = 59
UNITS_BASE: Final = 20_000
UNITS_AN_ACCOUNT: Final = 12_000
UNITS_AN_ITEM: Final = 12_000
_ITEM: Final = struct.Struct("<BBBB4xQQ8x")
_STEP: Final = struct.Struct("<BBBBIQQ8x")
_MOVE: Final = struct.Struct("<BBBBIQQQ")
_FILL: Final = struct.Struct("<BBBBBBhhHIIIII")
_LOW: Final = 0xFFFFFFFF

# Place of the taker's order in a step of a liquidation, and where the operator closes one who leaves.
_STEP_ENTRY: Final = 255
_LEAVE_ENTRY: Final = 254

Settled = Item | Fill | Touch | Step | Move


_entries = lru_cache(65_536)(entries_address)


class Settlement:
    """A transaction under construction. Items are applied to the books as they come."""

    def __init__(self, books: Books, floor_us: int, tables: tuple[Table, ...] = ()) -> None:
        """floor_us: earliest engine time that the chain takes; tables: by which accounts may be named."""
        self._books = books
        self._known = {key for table in tables for key in table.keys}
        self._room = ROOM_BYTES - TABLE_BYTES * len(tables)
        self._floor_us = floor_us
        self._body: list[bytes] = []
        self._users: list[int] = []
        self._tables: set[int] = set()
        self._markets: list[int] = []
        self._touched: list[tuple[bool, int]] = []
        self.engine_us = 0
        self.works: list[Settled] = []

    def takes(self, work: Settled) -> bool:
        """Whether an item fits beside those that are in it."""
        accounts, market = accounts_of(work), None if isinstance(work, Item) else work.market
        users = [*self._users, *(one for one in accounts if one not in self._users)]
        tables = self._tables | ({party.account for party in work.signed} if isinstance(work, Fill) else set())
        markets = self._markets if market is None or market in self._markets else [*self._markets, market]
        keys = [*self._user_keys(users, tables), *(self._books.ledgers[one].address for one in markets)]
        needed = sum(map(self._key_bytes, keys)) + ITEM_BYTES * (len(self._body) + 1)
        same_epoch = not self.works or epoch_of(self._time(work)) == epoch_of(self.engine_us)
        return needed <= self._room and len(keys) <= ACCOUNTS_MAX and same_epoch

    def take(self, work: Settled) -> None:
        """Applies an item to the books and adds it; what raises leaves both as they were. Errors: ValueError, SettlementImpossible."""
        time_us = max(self.engine_us, self._time(work))
        if isinstance(work, Item):
            self._books.item(work)
            self._body.append(
                _ITEM.pack(work.kind, self._user(work.account), work.asset, 0, work.item_seq, work.amount)
            )
        elif isinstance(work, Fill):
            self._fill(work, time_us)
        elif isinstance(work, Move):
            self._move(work, time_us)
        elif isinstance(work, Step):
            self._books.step(work)
            place, market = self._user(work.account), self._market_place(work.market)
            self._body.append(_STEP.pack(STEP, place, market, work.way, work.lots, work.item_seq, work.ts_us))
        else:
            ledger_seq = self._books.ledgers[work.market].engine.seq
            self._books.touch(work, time_us)
            place, market = self._user(work.account), self._market(work.market)
            self._body.append(_ITEM.pack(TOUCH, place, market, work.step, work.item_seq, ledger_seq))
        self.engine_us = time_us
        self.works.append(work)

    def instruction(self, where: Addresses, operator: bytes, mark_round: int) -> Instruction:
        """settle_items, signed by an operator; the books are those that it leaves."""
        for number in self._users:
            seat = self._books.seats[number]
            seat.settled = replace(seat.settled, engine_us=self.engine_us)
        keys = self._user_keys(self._users, self._tables)
        keys += [self._books.ledgers[market].address for market in self._markets]
        return settle_items(
            where.program,
            operator=operator,
            exchange=where.exchange,
            risk=where.risk,
            engine_us=self.engine_us,
            round=mark_round,
            items=b"".join(self._body),
            digest=self._digest(),
            more=tuple(Meta(key, False, True) for key in keys),
        )

    @property
    def units(self) -> int:
        """Compute units that it may take."""
        accounts = len(self._users) + len(self._tables) + len(self._markets)
        return UNITS_BASE + UNITS_AN_ACCOUNT * accounts + UNITS_AN_ITEM * len(self._body)

    @property
    def seqs(self) -> dict[int, int]:
        """Sequence of each account behind it."""
        return {number: self._books.seats[number].settled.seq for number in self._users}

    def _fill(self, fill: Fill, time_us: int) -> None:
        seats = [self._books.seats[party.account] for party in fill.parties]
        seqs = (*(seat.settled.seq for seat in seats), self._books.ledgers[fill.market].engine.seq)
        orders = [
            (seat.places or {})[party.nonce] if party.nonce else _STEP_ENTRY if fill.is_step else _LEAVE_ENTRY
            for seat, party in zip(seats, fill.parties, strict=True)
        ]
        rates = self._books.fill(fill, time_us)
        places = [self._user(party.account) for party in fill.parties]
        self._tables.update(party.account for party in fill.signed)
        numbers = (FILL, *places, self._market(fill.market), *orders, *rates, 0, fill.lots, fill.price)
        self._body.append(_FILL.pack(*numbers, *(seq & _LOW for seq in seqs)))

    def _move(self, move: Move, time_us: int) -> None:
        parts = (move.giving, move.taking)
        seqs = (*(part.item_seq for part in parts), self._books.ledgers[move.market].engine.seq)
        rate = self._books.move(move, time_us)
        places = [self._user(part.account) for part in parts]
        self._body.append(_MOVE.pack(MOVE, *places, self._market(move.market), rate, *seqs))

    def _user_keys(self, users: list[int], tables: set[int]) -> list[bytes]:
        """Accounts, each with its table of orders behind it where that is written."""
        keys: list[bytes] = []
        for number in users:
            address = self._books.seats[number].user.address
            keys += [address, _entries(address)] if number in tables else [address]
        return keys

    def _key_bytes(self, key: bytes) -> int:
        return LOOKED_UP_BYTES if key in self._known else ACCOUNT_BYTES

    def _time(self, work: Settled) -> int:
        last = max(self._books.seats[number].settled.engine_us for number in accounts_of(work))
        return max(work.ts_us, self._floor_us, last)

    def _user(self, number: int) -> int:
        if number not in self._users:
            self._users.append(number)
            self._touched.append((True, number))
        return self._users.index(number)

    def _market(self, number: int) -> int:
        """The place of a market whose ledger an item writes."""
        if (False, number) not in self._touched:
            self._touched.append((False, number))
        return self._market_place(number)

    def _market_place(self, number: int) -> int:
        if number not in self._markets:
            self._markets.append(number)
        return self._markets.index(number)

    def _digest(self) -> bytes:
        """The first 16 bytes of SHA-256 over what was written, in the order of its first touch [CUST-8]."""
        seats, ledgers = self._books.seats, self._books.ledgers
        parts = (seats[key].block() if is_user else ledgers[key].engine.write() for is_user, key in self._touched)
        return hashlib.sha256(b"".join(parts)).digest()[:DIGEST_BYTES]


def accounts_of(work: Settled | Transfer) -> tuple[int, ...]:
    """Accounts that an item writes."""
    if isinstance(work, Transfer):
        return (work.account, work.to_account)
    if isinstance(work, Fill):
        return (work.taker.account, work.maker.account)
    return (work.giving.account, work.taking.account) if isinstance(work, Move) else (work.account,)
