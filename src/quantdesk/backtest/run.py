"""A run: tape, strategy and exchange on one clock, one thing after another.

At equal times the tape goes first. The strategy looks every `interval_us`; what it sees at a moment of the exchange reaches it
`latency_us` later, and its orders reach the exchange another `latency_us` later. It is asked before the run has read any further on the
tape than the one event that says when to look, so what comes after is not known to anybody. Invariant: after every batch that touched
the strategy's account the ledger agrees with the exchange, to the atom.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from typing import Final

import msgspec

from quantdesk.backtest.crowd import Crowd
from quantdesk.backtest.ledger import Ledger
from quantdesk.backtest.levels import Grid, Spot
from quantdesk.backtest.result import Point, Result, Terms
from quantdesk.backtest.strategy import Cancel, Depth, OwnFill, OwnOrder, Place, Strategy, View, Wish
from quantdesk.backtest.tape import Tape, TapeTorn
from quantdesk.backtest.venue import STRATEGY, Venue, VenueBroken
from quantdesk.model.feed import FeedEvent
from quantdesk.model.message import OrderMessage
from quantdesk.model.records_gen import (
    CancelAll,
    CancelOrder,
    Event,
    FundingPaid,
    FundingSet,
    OrderAccepted,
    OrderCancelled,
    OrderFilled,
    Reason,
    Refused,
    Side,
    TimeInForce,
)

INDEX_EVERY_US: Final = 1_000_000
TICK_EVERY_US: Final = 1_000_000
SWEEP_EVERY_US: Final = 60_000_000
VIEW_DEPTH: Final = 10
BOTH_SIDES: Final = 2


class Run:
    """The state of a run between two events of the tape."""

    def __init__(self, tape: Tape, strategy: Strategy, terms: Terms) -> None:
        self.tape, self.terms = tape, terms
        self.venue = Venue(terms.listing, 1)
        self.market = self.venue.market
        self.crowd = Crowd(self.venue, Grid(self.market.tick_size_e9, self.market.lot_size_e9))
        self.decide = strategy(self.market, terms.seed)
        self.ledger = Ledger(v=self.market.tick_value, paid_in=terms.usdc_atoms)
        self.points: list[Point] = []
        self.fills: list[OwnFill] = []
        self.unseen: list[OwnFill] = []
        self.own: dict[int, OwnOrder] = {}
        self.middles: dict[int, int] = {}
        self.spots: set[Spot] = set()
        self.refused: Counter[str] = Counter()
        self.number = 0
        self.waiting: list[tuple[int, int, Wish, int]] = []
        self.indexed_us = self.swept_us = self.look_us = self.tick_us = 0
        self.priced = False
        self.hours = 0

    def play(self, told: Callable[[float], None] | None = None) -> Result:
        """Runs to the end of the tape. told: gets how much of it is done, 0 to 1, now and then.

        Raises TapeTorn, LedgerBroken, VenueBroken, and Invalid for a tape off the market's grid.
        """
        first_us = last_us = count = 0
        for number, ts_us, event in self.tape:
            count += 1
            self._whole(count, number)
            if not first_us:
                first_us = self._open(ts_us)
            self._until(ts_us)
            self._event(ts_us, event)
            last_us = ts_us
            if told is not None and count % 500 == 0:
                told(self.tape.fraction())
        self._whole(count, self.tape.read)
        if not first_us or not self.points:
            raise VenueBroken("expected a tape with a book on both sides that lasts for a look, found none")
        self.ledger.check_views(*self.venue.account())
        return self._result(first_us, last_us, count)

    @staticmethod
    def _whole(expected: int, found: int) -> None:
        if found != expected:
            raise TapeTorn(f"expected event {expected} of the tape, found {found}: the strategy reads the tape")

    def _open(self, ts_us: int) -> int:
        self.venue = Venue(self.terms.listing, ts_us)
        self.crowd.venue = self.venue
        self.venue.open(self.terms.usdc_atoms, self.terms.tier)
        self.swept_us = self.tick_us = ts_us
        self.look_us = ts_us + self.terms.interval_us
        return ts_us

    def _until(self, ts_us: int) -> None:
        """What is due before the tape's next event, the earlier first; at equal times ticks, then orders that arrive, then the look."""
        while True:
            arrival_us = self.waiting[0][0] if self.waiting else ts_us
            due_us = min(arrival_us, self.look_us, self.tick_us)
            if due_us >= ts_us:
                return
            if self.tick_us == due_us:
                self.tick_us += TICK_EVERY_US
                if self.priced:
                    self._send([self.venue.tick()], due_us)
            elif arrival_us == due_us:
                self._arrive()
            else:
                self._look()

    def _event(self, ts_us: int, event: FeedEvent) -> None:
        records = self.crowd.take(event, self.spots)
        middle = self._middle()
        if middle and (not self.priced or ts_us - self.indexed_us >= INDEX_EVERY_US):
            self.indexed_us = ts_us
            records.insert(0, self.venue.index(middle, ts_us))
            if not self.priced:
                # The first round makes the first mark; no order is taken before it.
                self.priced = True
                records.insert(1, self.venue.tick())
        if not self.priced:
            return
        if ts_us - self.swept_us >= SWEEP_EVERY_US:
            self.swept_us = ts_us
            records.append(self.venue.sweep())
        self._send(records, ts_us)

    def _middle(self) -> int:
        """The middle of the tape's book in mticks, exact; 0 while it has none."""
        touch = self.crowd.book.touch()
        return sum(touch) * 500 if touch else 0

    def _look(self) -> None:
        """The strategy sees the exchange as it is at this moment, and is asked at once: what it wishes arrives two latencies later."""
        seen_us = self.look_us
        self.look_us += self.terms.interval_us
        if not self.priced:
            return
        head, held = self.venue.account()
        self.ledger.check_views(head, held)
        self.venue.totals()
        state = self.venue.state()
        levels = self.venue.levels(VIEW_DEPTH)
        view = View(
            seen_us=seen_us,
            now_us=seen_us + self.terms.latency_us,
            bids=tuple(Depth(level.price, level.total) for level in levels if level.side == Side.BUY),
            asks=tuple(Depth(level.price, level.total) for level in levels if level.side == Side.SELL),
            last_price=state.last_price,
            index_mticks=state.index_price,
            mark_mticks=state.mark_price,
            position=self.ledger.position,
            equity=head.equity,
            orders=tuple(self.own.values()),
            fills=tuple(self.unseen),
        )
        self.unseen.clear()
        self.points.append(Point(seen_us, view.middle_mticks, view.position, view.equity))
        for wish in self.decide(view):
            self.number += 1
            at_us = view.now_us + self.terms.latency_us
            heapq.heappush(self.waiting, (at_us, self.number, wish, view.middle_mticks or view.index_mticks))

    def _arrive(self) -> None:
        """An order or cancel of the strategy reaches the exchange."""
        at_us, number, wish, middle = heapq.heappop(self.waiting)
        if isinstance(wish, Cancel):
            market = self.market.market
            record = (
                CancelOrder(account=STRATEGY, order_id=bytes(16), client_order_id=wish.number)
                if wish.number
                else CancelAll(account=STRATEGY, market=market, side=BOTH_SIDES)
            )
            self._send([record.encode()], at_us)
            return
        spot = (wish.side, wish.price)
        if spot not in self.spots and not wish.immediate:
            # The queue that stands at a deep level must be there before the strategy joins it.
            self._send(self.crowd.records(self.spots | {spot}), at_us)
        self.middles[number] = middle
        self._send([self.venue.order(STRATEGY, self._message(wish, number)).record], at_us)

    def _message(self, wish: Place, number: int) -> OrderMessage:
        return msgspec.structs.replace(
            self.venue.wish(wish.side, wish.price, wish.lots, number),
            time_in_force=TimeInForce.IOC if wish.immediate else TimeInForce.GTC,
            post_only=wish.post_only,
            reduce_only=wish.reduce_only,
        )

    def _send(self, records: list[bytes], ts_us: int) -> None:
        if records:
            events = self.venue.send(records, ts_us)
            self.crowd.told(events)
            self._told(events)

    def _told(self, events: list[Event]) -> None:
        """Takes in what happened to the strategy. Raises LedgerBroken."""
        for event in events:
            if isinstance(event, FundingSet):
                self.hours += event.rate != 0
                self.ledger.funded(event.funding)
            elif isinstance(event, OrderFilled):
                if STRATEGY in {event.maker_account, event.taker_account}:
                    self._filled(event)
            elif (
                isinstance(event, OrderAccepted | OrderCancelled | FundingPaid | Refused) and event.account == STRATEGY
            ):
                self._own_event(event)

    def _own_event(self, event: OrderAccepted | OrderCancelled | FundingPaid | Refused) -> None:
        if isinstance(event, OrderAccepted):
            number = event.client_order_id
            if event.left:
                self._own(number, OwnOrder(number, Side(event.side), event.price, event.left))
        elif isinstance(event, OrderCancelled):
            self._own(event.client_order_id, None)
        elif isinstance(event, FundingPaid):
            self.ledger.check(event.position, event.collateral + event.quote + event.claim)
        else:
            self.refused[Reason(event.reason).label] += 1

    def _filled(self, event: OrderFilled) -> None:
        maker = event.maker_account == STRATEGY
        if maker:
            number, fee, side = event.maker_client_order_id, event.maker_fee, Side(1 - event.side)
            position = event.maker_position
            money = event.maker_collateral + event.maker_quote + event.maker_claim
            order = self.own[number]
            left = msgspec.structs.replace(order, left=event.maker_left) if event.maker_left else None
            self._own(number, left)
        else:
            number, fee, side = event.taker_client_order_id, event.taker_fee, Side(event.side)
            position = event.taker_position
            money = event.taker_collateral + event.taker_quote + event.taker_claim
        fill = OwnFill(self.venue.ts_us, number, side, event.price, event.size, fee, maker, self.middles.get(number, 0))
        self.ledger.take(fill)
        self.ledger.check(position, money)
        self.fills.append(fill)
        self.unseen.append(fill)

    def _own(self, number: int, order: OwnOrder | None) -> None:
        if order is None:
            self.own.pop(number, None)
        else:
            self.own[number] = order
        self.spots = {(own.side, own.price) for own in self.own.values()}

    def _result(self, first_us: int, last_us: int, events: int) -> Result:
        state = self.venue.state()
        return Result(
            tape=self.tape.name,
            events=events,
            first_us=first_us,
            last_us=last_us,
            terms=self.terms,
            ledger=self.ledger,
            points=self.points,
            fills=self.fills,
            orders=self.number,
            refused=dict(sorted(self.refused.items())),
            crowd_refused=self.crowd.refused,
            mark_mticks=state.mark_price,
            commands=self.venue.core.seq,
            state_hash=self.venue.core.state_hash().hex(),
            hours=self.hours,
        )
