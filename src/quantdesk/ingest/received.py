"""What sources give: an event of a venue's market, or a signed update, with where, when and under which number it came.

Invariant: (source, symbol, kind, number) names an event for ever, so whatever comes twice can be told. Times are microseconds UTC.
"""

from collections.abc import AsyncIterator
from typing import Final

import msgspec

from quantdesk.model.feed import BookDelta, BookSnapshot, Print, Quote

GARBAGE_BYTES_MAX: Final = 4_096


class SignedUpdate(msgspec.Struct, frozen=True, gc=False):
    """A Pyth update, not verified yet."""

    data: bytes


class ChainPrice(msgspec.Struct, frozen=True, gc=False):
    """A price that a chain's program has verified: it may vote, but no index is made of it. price, conf in 10^expo USD."""

    ts_us: int
    feed_id: bytes
    price: int
    conf: int
    expo: int


class BookChecked(msgspec.Struct, frozen=True, gc=False):
    """A book was held against the checksum that its venue sends; holds: they agree."""

    holds: bool


class Garbage(msgspec.Struct, frozen=True, gc=False):
    """A message that is none of the venue's."""

    reason: str
    payload: bytes


SourceEvent = Quote | Print | BookSnapshot | BookDelta | SignedUpdate | ChainPrice | BookChecked | Garbage


class Received(msgspec.Struct, frozen=True, gc=False):
    """One event. symbol: our market, "" where it is of none; number: the venue's own, 0 where it gives none."""

    source: str
    symbol: str
    recv_us: int
    event: SourceEvent
    number: int = 0


class SourceLost(Exception):
    """The connection is over, or never was; the text says why. What was received stays."""


Source = AsyncIterator[Received]


def garbage(source: str, recv_us: int, payload: bytes, reason: str) -> Received:
    """A message that could not be read."""
    return Received(source, "", recv_us, Garbage(reason[:200], payload[:GARBAGE_BYTES_MAX]))
