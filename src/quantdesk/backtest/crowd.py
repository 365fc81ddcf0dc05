"""The crowd of a run: one account rests what the tape's book holds, another takes what the tape's trades took.

Invariant: after a step the book account has at each wanted level the tape's lots, less what the strategy has taken since the tape last
told them. What a level gains stands behind everybody; what it loses is taken from behind, so the strategy's place in a queue moves up by
trades at its price alone, or when the whole level has shrunk to less than what stood in front of it.
"""

from typing import Final

import msgspec

from quantdesk.backtest.levels import Grid, Spot, TapeBook
from quantdesk.backtest.venue import BOOK, FLOW, Venue
from quantdesk.model.feed import FeedEvent, Print
from quantdesk.model.records_gen import (
    CancelOrder,
    Event,
    OrderAccepted,
    OrderCancelled,
    OrderFilled,
    OrderShrunk,
    Refused,
    ShrinkOrder,
    Side,
    TimeInForce,
)

QUEUE_MAX: Final = 6
"""Orders of the book account at one level: beyond that they become one, where the strategy does not rest."""


class _Rest(msgspec.Struct):
    """An order of the book account."""

    order_id: bytes
    spot: Spot
    left: int


class Crowd:
    """The two accounts and what the book account has resting, oldest first at each level."""

    def __init__(self, venue: Venue, grid: Grid) -> None:
        self.venue, self.grid = venue, grid
        self.book = TapeBook(grid)
        self.refused = 0
        self._even = False
        self._by_id: dict[bytes, _Rest] = {}
        self._by_spot: dict[Spot, list[_Rest]] = {}
        self._lots: dict[Spot, int] = {}
        self._number = 0

    def take(self, event: FeedEvent, spots: set[Spot]) -> list[bytes]:
        """Records that play an event of the tape; spots: where the strategy rests or will. Raises Invalid: off our grid."""
        if isinstance(event, Print):
            return self._flow(event)
        changed = self.book.take(event)
        # What the tape tells again is there again, also where it tells the same.
        return self.records(spots) if changed or not self._even else []

    def records(self, spots: set[Spot]) -> list[bytes]:
        """Records that make the book account's orders those of the tape: first what frees a level, then what fills one."""
        wanted = self.book.wanted(spots)
        if not wanted:
            return []
        self._even = True
        freeing: list[bytes] = []
        filling: list[bytes] = []
        for spot in self._lots.keys() - wanted.keys():
            freeing += [self._cancel(rest) for rest in self._by_spot[spot]]
        # Spots in an order of their own: a set has none that repeats itself.
        freeing.sort()
        for spot, lots in wanted.items():
            have = self._lots.get(spot, 0)
            if have == lots:
                continue
            rests = self._by_spot.get(spot, [])
            if have > lots:
                freeing += self._trim(rests, have - lots)
                continue
            if len(rests) >= QUEUE_MAX and spot not in spots:
                freeing += [self._cancel(rest) for rest in rests]
                have = 0
            filling += self._orders(BOOK, spot, lots - have, TimeInForce.GTC)
        return freeing + filling

    def told(self, events: list[Event]) -> None:
        """Takes in what happened to the orders of the book account."""
        for event in events:
            if isinstance(event, OrderAccepted):
                if event.account == BOOK and event.left:
                    rest = _Rest(event.order_id, (Side(event.side), event.price), event.left)
                    self._by_id[event.order_id] = rest
                    self._by_spot.setdefault(rest.spot, []).append(rest)
                    self._lots[rest.spot] = self._lots.get(rest.spot, 0) + rest.left
            elif isinstance(event, OrderFilled):
                self._even = False
                self._left(event.maker_order_id, event.maker_left)
            elif isinstance(event, OrderCancelled):
                self._left(event.order_id, 0)
            elif isinstance(event, OrderShrunk):
                self._left(event.order_id, event.left)
            elif isinstance(event, Refused) and event.account in {BOOK, FLOW}:
                self.refused += 1

    def lots_at(self, spot: Spot) -> int:
        """Lots that the book account rests at a level."""
        return self._lots.get(spot, 0)

    def _left(self, order_id: bytes, left: int) -> None:
        rest = self._by_id.get(order_id)
        if rest is None:
            return
        self._lots[rest.spot] -= rest.left - left
        rest.left = left
        if not left:
            del self._by_id[order_id]
            self._by_spot[rest.spot].remove(rest)
            if not self._by_spot[rest.spot]:
                del self._by_spot[rest.spot], self._lots[rest.spot]

    def _trim(self, rests: list[_Rest], lots: int) -> list[bytes]:
        """Takes lots away from behind."""
        records = []
        for rest in reversed(rests):
            if not lots:
                break
            gone = min(lots, rest.left)
            lots -= gone
            records.append(self._cancel(rest) if gone == rest.left else self._shrink(rest, rest.left - gone))
        return records

    def _flow(self, event: Print) -> list[bytes]:
        """A trade of the tape, at its price and no further: what it does not find is gone."""
        spot = (Side.BUY if event.buy else Side.SELL, self.grid.ticks(event.price))
        return self._orders(FLOW, spot, self.grid.lots(event.size), TimeInForce.IOC)

    def _orders(self, account: int, spot: Spot, lots: int, validity: TimeInForce) -> list[bytes]:
        """Orders of so many lots in all, none above the market's largest order."""
        records = []
        largest = self.venue.market.order_max_lots
        while lots:
            part = min(lots, largest)
            lots -= part
            self._number += 1
            wish = self.venue.wish(*spot, part, self._number)
            records.append(self.venue.order(account, msgspec.structs.replace(wish, time_in_force=validity)).record)
        return records

    @staticmethod
    def _cancel(rest: _Rest) -> bytes:
        return CancelOrder(account=BOOK, order_id=rest.order_id, client_order_id=0).encode()

    @staticmethod
    def _shrink(rest: _Rest, left: int) -> bytes:
        return ShrinkOrder(account=BOOK, order_id=rest.order_id, client_order_id=0, left=left).encode()
