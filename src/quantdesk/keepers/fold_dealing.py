"""Folds what bankrupts leave into acts of dealing, the items by which the chain does what the engine does in one tick (LIQ-5, LIQ-6).

Invariant: an act stands where its event stands. What has no account of its own is the backstop's: a record's beginning and end, and what
stands for a deficit, which comes before the mark of the same command (CUST-37).
"""

from collections.abc import Callable
from typing import Any

from quantdesk.model import records_gen as records
from quantdesk.model.settled import (
    CUT,
    END,
    LEAVE,
    MARK,
    OVER_LONGS,
    OVER_SHORTS,
    PAY,
    POT,
    ROUND_LONGS,
    ROUND_SHORTS,
    SHARE,
    STAND,
    WRITTEN_OFF,
)

# Account, kind of item, the event, the act; whose money the act tells, and its order among those of the event.
Put = Callable[[int, str, records.Event, int, records.Moved | None, int], None]


class DealingFold:
    """Acts of a page. put: takes each."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._rest: records.Moved | None = None
        self._open: tuple[int, int] | None = None
        self._stood: tuple[int, int] | None = None
        self._left: tuple[int, int] | None = None

    @property
    def takes(self) -> dict[type[records.Event], Callable[[Any], None]]:
        """By kind of event what takes it."""
        return {
            records.RecordStarted: self.started,
            records.RecordDone: self.done,
            records.DeficitPaid: self.deficit_paid,
        }

    def moved(self, event: records.Moved) -> None:
        """Lots or money of an account; what a round still held is told with its end."""
        if event.cause == records.MoveCause.REST:
            self._rest = event
        else:
            kind, act = self._act_of(event)
            self._put(event.account, kind, event, act, event, 0)

    def started(self, event: records.RecordStarted) -> None:
        """A record of a market begins; before a mark insurance and fees have stood for the deficit."""
        place = self._open = (event.seq, event.market)
        if self._left == place:
            self._left = None  # his lots and the round are one act
            return
        if event.kind == records.RecordKind.MARK:
            self._stood = place
            self._put(event.backstop, "deficit", event, STAND, None, 0)
        self._put(event.backstop, "record", event, _begun(event), None, 1)

    def done(self, event: records.RecordDone) -> None:
        """Everybody has passed it; what a round still held is the backstop's."""
        rest, self._rest, self._open = self._rest, None, None
        self._put(event.backstop, "record", event, END, rest, 0)

    def deficit_paid(self, event: records.DeficitPaid) -> None:
        """Who stood for a deficit; where nothing was left of it no mark has begun."""
        if self._stood != (event.seq, event.market):
            self._put(event.account, "deficit", event, STAND, None, 0)

    def _act_of(self, event: records.Moved) -> tuple[str, int]:
        """Kind and act of what moved: lots into a round are an account's share while its record is open."""
        if event.cause == records.MoveCause.BACKSTOP:
            return "record", OVER_LONGS if event.lots > 0 else OVER_SHORTS
        if event.cause == records.MoveCause.LOSS:
            return "loss", WRITTEN_OFF
        if event.cause == records.MoveCause.DEFICIT:
            return "deficit", PAY
        if event.cause == records.MoveCause.LEAVING:
            self._left = (event.seq, event.market)
            return "record", LEAVE
        is_share = event.cause != records.MoveCause.ROUND or self._open == (event.seq, event.market)
        return "record", SHARE if is_share else POT


def _begun(event: records.RecordStarted) -> int:
    if event.kind == records.RecordKind.MARK:
        return MARK
    if event.kind == records.RecordKind.CUT:
        return CUT
    return ROUND_LONGS if event.side == records.Side.SELL else ROUND_SHORTS
