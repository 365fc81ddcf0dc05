"""Accounts and ledgers as the chain holds them, and what items of the settlement log make of them, one after another.

Invariant: an item goes in by the core's own functions, and its outcome is what the engine's events say; where it is not, nothing is
sent (CUST-8). Sequences and counts move as the program moves them.
"""

from typing import NamedTuple

from msgspec.structs import replace

from quantdesk.chain.items import ACK, CREDIT, Convert, Deal, Fill, Item, Move, Share, Step, Tail, Touch
from quantdesk.chain.lending import Lending
from quantdesk.chain.program_gen import Market, MarketLedger, PositionSlot, RiskRow, Settled
from quantdesk.chain.told import agree, as_told, same_money
from quantdesk.chain.view import User
from quantdesk.model import settled as law
from quantdesk.model.assets import USDC
from quantdesk.model.settled import (
    SHARE,
    Act,
    Grid,
    Held,
    Holding,
    LedgerMoney,
    Match,
    Passing,
    Place,
)


class Seat:
    """A margin account as it will be. places: of its registered orders by nonce, None where nobody has looked; is_backstop: its lots
    count in no open interest.
    """

    def __init__(self, user: User, is_backstop: bool = False) -> None:
        self.user = user
        self.is_backstop = is_backstop
        self.settled: Settled = user.account.settled
        used = user.account.positions[: user.account.positions_count]
        self.slots: dict[int, PositionSlot] = {slot.market: slot for slot in used}
        self.places: dict[int, int] | None = None

    @property
    def number(self) -> int:
        """Global number."""
        return self.user.number

    def holding(self, market: int) -> Holding:
        """Its money in a market, and its collateral."""
        slot, collateral = self.slots.get(market), self.settled.collateral[USDC]
        if slot is None:
            return Holding(0, 0, 0, 0, 0, collateral)
        return Holding(slot.lots, slot.quote_atoms, slot.claim_atoms, slot.swept_atoms, slot.funding, collateral)

    def record(self, market: int) -> int:
        """The last record that it passed in a market."""
        slot = self.slots.get(market)
        return slot.record if slot else 0

    def passed(self, market: int, record: int) -> None:
        """It has passed a record."""
        slot = self.slots.get(market)
        if slot is not None:
            self.slots[market] = replace(slot, record=record)

    def block(self) -> bytes:
        """The settled block and the positions in use, as the digest has them."""
        return self.settled.write() + b"".join(self.slots[market].write() for market in sorted(self.slots))

    def put(self, market: int, after: Holding, paid: int, engine_us: int) -> None:
        """An item wrote it."""
        if any(after[:4]):
            known = self.slots.get(market) or PositionSlot(
                market=market, reserved=bytes(6), lots=0, quote_atoms=0, claim_atoms=0, swept_atoms=0, funding=0, record=0
            )  # fmt: skip
            self.slots[market] = replace(
                known, lots=after.lots, quote_atoms=after.quote, claim_atoms=after.claim, swept_atoms=after.swept,
                funding=after.funding,
            )  # fmt: skip
        else:
            self.slots.pop(market, None)
        before = self.settled
        held = law.held_after(Held(before.held_epoch, before.held_current, before.held_previous), engine_us, paid)
        self.settled = replace(
            before, seq=before.seq + 1, held_epoch=held.epoch, held_current=held.current, held_previous=held.previous,
            collateral=(after.collateral, *before.collateral[1:]),
        )  # fmt: skip


class Ledger:
    """The engine's ledger of a market as it will be."""

    def __init__(self, address: bytes, market: Market, row: RiskRow) -> None:
        self.address, self.market, self.row = address, market, row
        self.engine: MarketLedger = market.engine

    @property
    def grid(self) -> Grid:
        """Its tick value and the mark in force."""
        return Grid(self.row.tick_value, self.row.mark_mticks)

    @property
    def place(self) -> Place:
        """Where acts of dealing happen."""
        row = self.row
        holders = (self.engine.longs, self.engine.shorts)
        return Place(self.grid, row.mark_us, row.insurance_cap_atoms, holders, row.index_mticks)

    def money(self) -> LedgerMoney:
        """Its money and lots."""
        one = self.engine
        return LedgerMoney(
            one.pool_atoms, one.insurance_atoms, one.fee_bucket_atoms, one.fee_claim_atoms, one.claims_atoms,
            one.deficit_atoms, self.row.funding, one.long_lots, one.short_lots, one.shares_atoms,
        )  # fmt: skip

    def put(self, after: LedgerMoney, moved: list[tuple[Seat, Holding, Holding]]) -> None:
        """An item wrote it; moved: whose holdings before and after, for the counts of longs, shorts and claimants."""
        one = self.engine
        longs, shorts, claimants = one.longs, one.shorts, one.claimants
        for seat, old, new in moved:
            if not seat.is_backstop:
                longs += (new.lots > 0) - (old.lots > 0)
                shorts += (new.lots < 0) - (old.lots < 0)
            claimants += (new.claim > 0) - (old.claim > 0)
        self.engine = replace(
            one, seq=one.seq + 1, pool_atoms=after.pool, insurance_atoms=after.insurance,
            fee_bucket_atoms=after.fee_bucket, fee_claim_atoms=after.fee_claim, claims_atoms=after.claims,
            deficit_atoms=after.deficit, shares_atoms=after.shares, long_lots=after.long_lots, short_lots=after.short_lots, longs=longs,
            shorts=shorts, claimants=claimants,
        )  # fmt: skip


class Books(NamedTuple):
    """Seats by account number, ledgers by market number. vault: where the books of USDC lie, which hold the tail of insurance."""

    seats: dict[int, Seat]
    ledgers: dict[int, Ledger]
    vault: bytes = b""
    lending: Lending = Lending()

    def room(self, seat: Seat) -> int:
        """How far c of an account may lie below zero by the indices in force (MGN-7)."""
        # Asked twice a fill; hardly anybody has other collateral.
        if seat.is_backstop or not any(seat.settled.collateral[USDC + 1 :]):
            return 0
        indices = {number: ledger.row.index_mticks for number, ledger in self.ledgers.items()}
        return self.lending.room(seat.settled.collateral, indices)

    def item(self, item: Item) -> None:
        """A credit, a debit or an acknowledgement. Errors: ValueError, when it does not follow the account's state."""
        seat = self.seats[item.account]
        before = follows(seat, item.item_seq)
        collateral = list(before.collateral)
        if item.kind != ACK:
            collateral[item.asset] += item.amount if item.kind == CREDIT else -item.amount
            agree(f"collateral of account {item.account}", item.collateral, collateral[item.asset])
        seat.settled = replace(
            before, seq=before.seq + 1, collateral=tuple(collateral),
            inbox_acked=item.amount if item.kind == ACK else before.inbox_acked,
        )  # fmt: skip

    def fill(self, fill: Fill, engine_us: int) -> tuple[tuple[int, int], tuple[bool, bool]]:
        """A match; the rates of taker and maker, and whether they have their rooms. Errors: ValueError, SettlementImpossible."""
        ledger = self.ledgers[fill.market]
        taking, making = seats = (self.seats[fill.taker.account], self.seats[fill.maker.account])
        fees, counted = (fill.taker.fee, fill.maker.fee), (not taking.is_backstop, not making.is_backstop)
        shared = (bool(fill.shared & 1), bool(fill.shared & 2))
        for seat, party in zip(seats, fill.parties, strict=True):
            follows(seat, party.item_seq)
        before = [seat.holding(fill.market) for seat in seats]

        def made(rooms: tuple[int, ...]) -> tuple[Match, LedgerMoney, list[tuple[Holding, int]]]:
            lent = (rooms[0], rooms[1])
            match = Match(fill.side, fill.lots, fill.price, fees, fill.is_step, counted, shared, lent)
            after, *sides = law.fill_apply(ledger.money(), before[0], before[1], match, ledger.grid)
            for party, (holding, _) in zip(fill.parties, sides, strict=True):
                same_money(party.account, party.after, holding)
            return match, after, sides

        (taker_room, maker_room), (match, after, sides) = as_told([self.room(seat) for seat in seats], made)
        for seat, (holding, paid) in zip(seats, sides, strict=True):
            seat.put(fill.market, holding, paid, engine_us)
        ledger.put(after, [(seat, old, new) for seat, old, (new, _) in zip(seats, before, sides, strict=True)])
        return law.rates_of(match, ledger.row.tick_value), (taker_room, maker_room)

    def step(self, step: Step) -> None:
        """A step of a liquidation: no money moves. Errors: ValueError."""
        seat = self.seats[step.account]
        before = follows(seat, step.item_seq)
        seat.settled = replace(before, seq=before.seq + 1)

    def convert(self, convert: Convert) -> None:
        """Other collateral that changes hands for USDC; that it is as much as the law asks is the program's to say, by the digest.

        Errors: ValueError; SettlementImpossible, where it leaves another amount than the engine tells.
        """
        parts = ((convert.giving, 1), (convert.taking, -1))
        befores = [follows(self.seats[part.account], part.item_seq) for part, _ in parts]
        afters = []
        for before, (part, sign) in zip(befores, parts, strict=True):
            collateral = list(before.collateral)
            collateral[convert.asset] -= sign * convert.amount
            collateral[USDC] += sign * convert.paid
            agree(f"asset {convert.asset} of account {part.account}", part.left, collateral[convert.asset])
            agree(f"collateral of account {part.account}", part.usdc, collateral[USDC])
            afters.append(replace(before, seq=before.seq + 1, collateral=tuple(collateral)))
        for after, (part, _) in zip(afters, parts, strict=True):
            self.seats[part.account].settled = after

    def move(self, move: Move, engine_us: int) -> tuple[int, bool]:
        """Lots that pass to the backstop; the fee's rate in ppm, and whether the account has its room.

        Errors: ValueError, SettlementImpossible.
        """
        ledger, parts = self.ledgers[move.market], (move.giving, move.taking)
        seats = [self.seats[part.account] for part in parts]
        for seat, part in zip(seats, parts, strict=True):
            follows(seat, part.item_seq)
        before = [seat.holding(move.market) for seat in seats]

        def made(rooms: tuple[int, ...]) -> tuple[int, LedgerMoney, list[Holding]]:
            terms = (move.fee, rooms[0])
            rate, money, *after = law.hand_over_apply(ledger.money(), before[0], before[1], terms, ledger.grid)
            for part, holding in zip(parts, after, strict=True):
                same_money(part.account, part.after, holding)
            return rate, money, after

        (has_room,), (rate, money, after) = as_told([self.room(seats[0])], made)
        for seat, holding in zip(seats, after, strict=True):
            seat.put(move.market, holding, 0, engine_us)
        ledger.put(money, list(zip(seats, before, after, strict=True)))
        return rate, has_room

    def deal(self, deal: Deal, engine_us: int) -> bool:
        """An act of dealing; whether the account has its room in it. Errors: ValueError, SettlementImpossible."""
        seat, ledger = self.seats[deal.account], self.ledgers[deal.market]
        follows(seat, deal.item_seq)
        before = seat.holding(deal.market)
        words = ledger.engine.dealing

        def made(rooms: tuple[int, ...]) -> tuple[LedgerMoney, Holding, tuple[int, ...]]:
            of = Passing(before, seat.record(deal.market), seat.is_backstop, rooms[0])
            money, holding, dealt = law.deal_apply(ledger.money(), words, of, Act(deal.act, deal.amount), ledger.place)
            if deal.after is not None:
                same_money(seat.number, deal.after, holding)
            return money, holding, dealt

        lends = deal.act in (law.POT, SHARE, law.LEAVE) and deal.after is not None
        (has_room,), (money, holding, dealt) = as_told([self.room(seat) if lends else 0], made)
        seat.put(deal.market, holding, 0, engine_us)
        if deal.act == SHARE:
            seat.passed(deal.market, law.record_of(words))
        ledger.put(money, [(seat, before, holding)])
        ledger.engine = replace(ledger.engine, dealing=dealt)
        return has_room

    def share(self, share: Share, engine_us: int) -> None:
        """A referrer gets what was set aside. Errors: ValueError, SettlementImpossible."""
        seat, ledger = self.seats[share.account], self.ledgers[share.market]
        follows(seat, share.item_seq)
        before = seat.holding(share.market)
        money, holding = law.share_apply(ledger.money(), before, share.amount)
        agree(f"collateral of account {seat.number}", share.collateral, holding.collateral)
        seat.put(share.market, holding, 0, engine_us)
        ledger.put(money, [(seat, before, holding)])

    def tail(self, tail: Tail, day: int) -> None:
        """Collateral becomes the tail, or the tail fills a fund on a day. Errors: ValueError, SettlementImpossible."""
        seat = self.seats[tail.account]
        before = follows(seat, tail.item_seq)
        usdc, *others = before.collateral
        if tail.market is None:
            usdc -= tail.amount
            agree(f"collateral of account {seat.number}", tail.collateral, usdc)
        else:
            ledger = self.ledgers[tail.market]
            one = ledger.engine
            money, (on, amount) = law.tail_apply(ledger.money(), (one.tail_day, one.tail_atoms), tail.amount, day)
            ledger.put(money, [])
            ledger.engine = replace(ledger.engine, tail_day=on, tail_atoms=amount)
        seat.settled = replace(before, seq=before.seq + 1, collateral=(usdc, *others))

    def touch(self, touch: Touch, engine_us: int) -> None:
        """What an account takes in. Errors: ValueError, SettlementImpossible."""
        seat, ledger = self.seats[touch.account], self.ledgers[touch.market]
        follows(seat, touch.item_seq)
        before = seat.holding(touch.market)
        after, holding, paid = law.touch_apply(ledger.money(), before, touch.step, ledger.grid)
        same_money(seat.number, touch.after, holding)
        seat.put(touch.market, holding, paid, engine_us)
        ledger.put(after, [(seat, before, holding)])


def follows(seat: Seat, item_seq: int) -> Settled:
    """The settled block that an item expects. Errors: ValueError."""
    if item_seq != seat.settled.seq:
        raise ValueError(f"item of account {seat.number}: expected sequence {seat.settled.seq}, found {item_seq}")
    return seat.settled
