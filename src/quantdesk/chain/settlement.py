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
from quantdesk.chain.items import (
    CONVERT,
    FILL,
    MOVE,
    SHARE,
    STEP,
    TAIL,
    TOUCH,
    Convert,
    Deal,
    Fill,
    Item,
    Move,
    Share,
    Step,
    Tail,
    Touch,
    Transfer,
)
from quantdesk.chain.lookup import Lookup, Table
from quantdesk.chain.network import Addresses, entries_address
from quantdesk.chain.program_gen import settle_items
from quantdesk.chain.transaction import PACKET_BYTES
from quantdesk.model.assets import USDC
from quantdesk.model.settled import day_of, epoch_of

DIGEST_BYTES: Final = 16
ITEM_BYTES: Final = 32
# Of a transaction without items: signature, head, operator, exchange, risk, both programs, the digest.
BARE_BYTES: Final = 321
ROOM_BYTES: Final = PACKET_BYTES - BARE_BYTES
# The runtime locks 64 accounts for one transaction, five of which every settlement names.
ACCOUNTS_MAX: Final = 59
# Compute units, measured (tests/program/test_units.py); the last: of each position of each account of an item.
UNITS_BASE: Final = 8_000
UNITS_AN_ACCOUNT: Final = 1_500
UNITS_AN_ITEM: Final = 9_000
UNITS_A_POSITION: Final = 1_000
UNITS_MAX: Final = 1_400_000
_ITEM: Final = struct.Struct("<BBBB4xQQ8x")
_STEP: Final = struct.Struct("<BBBBIQQ8x")
_MOVE: Final = struct.Struct("<BBBBIQQQ")
_DEAL: Final = struct.Struct("<BBBBB3xQQQ")
_CONVERT: Final = struct.Struct("<BBBB4xQQQ")
_FILL: Final = struct.Struct("<BBBBBBhhBBIIIII")
_LOW: Final = 0xFFFFFFFF

# Place of what an item of the tail does not have.
_NONE: Final = 255

# Bit of a move's rate: the account has its room.
_ROOM_BIT: Final = 31

# Place of the taker's order in a step of a liquidation, and where the operator closes one who leaves.
_STEP_ENTRY: Final = 255
_LEAVE_ENTRY: Final = 254

Settled = Item | Fill | Touch | Step | Move | Deal | Convert | Tail | Share


_entries = lru_cache(65_536)(entries_address)


class Settlement:
    """A transaction under construction. Items are applied to the books as they come."""

    def __init__(self, books: Books, floor_us: int, lookup: Lookup | None = None) -> None:
        """floor_us: earliest engine time that the chain takes; lookup: tables by which accounts may be named."""
        self._books = books
        self._lookup = lookup or Lookup()
        self._floor_us = floor_us
        self._body: list[bytes] = []
        self._users: list[int] = []
        self._tables: set[int] = set()
        self._markets: list[int] = []
        self._touched: list[tuple[bool, int]] = []
        self._positions = 0
        self._with_vault = False
        self.engine_us = 0
        self.works: list[Settled] = []

    def takes(self, work: Settled) -> bool:
        """Whether an item fits beside those that are in it."""
        accounts, market = accounts_of(work), market_of(work)
        users = [*self._users, *(one for one in accounts if one not in self._users)]
        tables = self._tables | ({party.account for party in work.signed} if isinstance(work, Fill) else set())
        markets = self._markets if market is None or market in self._markets else [*self._markets, market]
        keys = self._keys(users, tables, markets, with_vault=self._with_vault or isinstance(work, Tail))
        _, named = self._lookup.naming(keys)
        items = len(self._body) + 1
        fits = named + ITEM_BYTES * items <= ROOM_BYTES and len(keys) <= ACCOUNTS_MAX
        cheap = units_of(len(keys), items, self._positions + self._positions_of(work)) <= UNITS_MAX
        same_epoch = not self.works or epoch_of(self._time(work)) == epoch_of(self.engine_us)
        return fits and cheap and same_epoch

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
        elif isinstance(work, Convert):
            self._books.convert(work)
            places = [self._user(part.account) for part in (work.giving, work.taking)]
            seqs = (work.giving.item_seq, work.taking.item_seq)
            convert_us = 0 if work.asset == USDC else work.ts_us
            self._body.append(_CONVERT.pack(CONVERT, *places, work.asset, *seqs, convert_us))
        elif isinstance(work, Step):
            self._books.step(work)
            place, market = self._user(work.account), self._market_place(work.market)
            self._body.append(_STEP.pack(STEP, place, market, work.way, work.lots, work.item_seq, work.ts_us))
        elif isinstance(work, Deal):
            ledger_seq = self._books.ledgers[work.market].engine.seq
            has_room = self._books.deal(work, time_us)
            place, market = self._user(work.account), self._market(work.market)
            numbers = (place, market, work.act, has_room)
            self._body.append(_DEAL.pack(work.kind, *numbers, work.item_seq, ledger_seq, work.amount))
        elif isinstance(work, Tail):
            self._tail(work, time_us)
        elif isinstance(work, Share):
            ledger_seq = self._books.ledgers[work.market].engine.seq
            self._books.share(work, time_us)
            place, market = self._user(work.account), self._market(work.market)
            self._body.append(_DEAL.pack(SHARE, place, market, 0, 0, work.item_seq, ledger_seq, work.amount))
        else:
            ledger_seq = self._books.ledgers[work.market].engine.seq
            self._books.touch(work, time_us)
            place, market = self._user(work.account), self._market(work.market)
            self._body.append(_ITEM.pack(TOUCH, place, market, work.step, work.item_seq, ledger_seq))
        self._positions += self._positions_of(work)
        self.engine_us = time_us
        self.works.append(work)

    def instruction(self, where: Addresses, operator: bytes, mark_round: int) -> Instruction:
        """settle_items, signed by an operator; the books are those that it leaves."""
        for number in self._written:
            seat = self._books.seats[number]
            seat.settled = replace(seat.settled, engine_us=self.engine_us)
        keys = self._keys(self._users, self._tables, self._markets, with_vault=self._with_vault)
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
    def tables(self) -> tuple[Table, ...]:
        """Lookup tables that the transaction is to name: those that make it smaller."""
        keys = self._keys(self._users, self._tables, self._markets, with_vault=self._with_vault)
        return self._lookup.naming(keys)[0]

    @property
    def units(self) -> int:
        """Compute units that it may take."""
        accounts = len(self._users) + len(self._tables) + len(self._markets) + self._with_vault
        return units_of(accounts, len(self._body), self._positions)

    @property
    def seqs(self) -> dict[int, int]:
        """Sequence of each account behind it."""
        return {number: self._books.seats[number].settled.seq for number in self._written}

    @property
    def _written(self) -> list[int]:
        """Accounts that items write; others are read beside them."""
        return [number for is_user, number in self._touched if is_user]

    def _positions_of(self, work: Settled) -> int:
        """Positions that the program looks through for an item, with one that it may open."""
        return sum(len(self._books.seats[number].slots) + 1 for number in accounts_of(work))

    def _fill(self, fill: Fill, time_us: int) -> None:
        seats = [self._books.seats[party.account] for party in fill.parties]
        seqs = (*(seat.settled.seq for seat in seats), self._books.ledgers[fill.market].engine.seq)
        orders = [
            (seat.places or {})[party.nonce] if party.nonce else _STEP_ENTRY if fill.is_step else _LEAVE_ENTRY
            for seat, party in zip(seats, fill.parties, strict=True)
        ]
        rates, (taker_room, maker_room) = self._books.fill(fill, time_us)
        places = [self._user(party.account) for party in fill.parties]
        self._tables.update(party.account for party in fill.signed)
        # Of an earlier day than the one before, which the chain takes no more, that one counts (CUST-49).
        terms = taker_room | maker_room << 1 | (day_of(fill.ts_us) < day_of(time_us)) << 2
        numbers = (FILL, *places, self._market(fill.market), *orders, *rates, fill.shared, terms, fill.lots, fill.price)
        self._body.append(_FILL.pack(*numbers, *(seq & _LOW for seq in seqs)))

    def _move(self, move: Move, time_us: int) -> None:
        parts = (move.giving, move.taking)
        seqs = (*(part.item_seq for part in parts), self._books.ledgers[move.market].engine.seq)
        rate, has_room = self._books.move(move, time_us)
        rate |= has_room << _ROOM_BIT
        places = [self._user(part.account) for part in parts]
        self._body.append(_MOVE.pack(MOVE, *places, self._market(move.market), rate, *seqs))

    def _tail(self, tail: Tail, time_us: int) -> None:
        # Of a day that is over longer than the chain takes the next one counts.
        day = max(day_of(tail.ts_us), day_of(time_us) - 1)
        funds = tail.market is None
        ledger_seq = 0 if tail.market is None else self._books.ledgers[tail.market].engine.seq
        self._books.tail(tail, day)
        place = self._user(tail.account)
        market = _NONE if tail.market is None else self._market(tail.market)
        debtor = _NONE if tail.debtor is None else self._user_place(tail.debtor)
        self._with_vault = True
        numbers = (place, market, debtor, 0 if funds else day)
        self._body.append(_MOVE.pack(TAIL, *numbers, tail.item_seq, ledger_seq, tail.amount))

    def _keys(self, users: list[int], tables: set[int], markets: list[int], *, with_vault: bool) -> list[bytes]:
        """Accounts, each with its table of orders behind it where that is written, then markets, then the books of USDC."""
        keys: list[bytes] = []
        for number in users:
            address = self._books.seats[number].user.address
            keys += [address, _entries(address)] if number in tables else [address]
        keys += [self._books.ledgers[market].address for market in markets]
        return [*keys, self._books.vault] if with_vault else keys

    def _time(self, work: Settled) -> int:
        last = max(self._books.seats[number].settled.engine_us for number in accounts_of(work))
        return max(work.ts_us, self._floor_us, last)

    def _user(self, number: int) -> int:
        """The place of an account that an item writes."""
        if (True, number) not in self._touched:
            self._touched.append((True, number))
        return self._user_place(number)

    def _user_place(self, number: int) -> int:
        if number not in self._users:
            self._users.append(number)
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


def units_of(accounts: int, items: int, positions: int) -> int:
    """Compute units that a settlement may take. accounts: written, tables of orders and markets too; positions: of each account of each
    item.
    """
    parts = UNITS_AN_ACCOUNT * accounts + UNITS_AN_ITEM * items + UNITS_A_POSITION * positions
    return UNITS_BASE + parts


def accounts_of(work: Settled | Transfer) -> tuple[int, ...]:
    """Accounts that an item names; that of a loss that the tail is for it only reads."""
    if isinstance(work, Transfer):
        return (work.account, work.to_account)
    if isinstance(work, Fill):
        return (work.taker.account, work.maker.account)
    if isinstance(work, Move | Convert):
        return (work.giving.account, work.taking.account)
    if isinstance(work, Tail):
        return (work.account,) if work.debtor in (None, work.account) else (work.account, work.debtor)
    return (work.account,)


def market_of(work: Settled | Transfer) -> int | None:
    """The market whose ledger an item writes; None where it writes none."""
    return None if isinstance(work, Item | Transfer | Convert) else work.market
