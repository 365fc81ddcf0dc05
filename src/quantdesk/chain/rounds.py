"""Mark rounds on the chain, and on the local one the price accounts that they need [ORC-1, ORC-2].

Invariant: a round's marks are the engine's, and it fits a packet, or stands as several; an index is brought with a publish time that is
not after the round's, or stands beside the round where it is too old to be brought. Only the local chain lets price accounts be set;
elsewhere the oracle's receiver writes them.
"""

import struct
from typing import Final

import msgspec

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.items import Hour, Mark
from quantdesk.chain.network import PRICE_OWNER, PROGRAM, Addresses, derived
from quantdesk.chain.prices import price_account as proven_account
from quantdesk.chain.program_gen import IndexPoint, Market, RiskRow, post_mark_round, update_oracle_price
from quantdesk.chain.transaction import PACKET_BYTES, transaction_bytes, units_limit
from quantdesk.model.pyth_update import PriceMessage

# Indices that a transaction of their own brings.
MARKETS_AN_UPDATE: Final = 10
UNITS_BASE: Final = 10_000
UNITS_A_MARKET: Final = 4_000
# The exponent at which mticks times tick size, both whole, is the price in USD.
EXPONENT: Final = -12
# Least seconds between two indices that the chain keeps.
INDEX_STEP_S: Final = 5
MICROSECONDS: Final = 1_000_000
HOUR_US: Final = 3_600_000_000
# Parts of a round lie a microsecond apart, and there are no more of them than markets: shorter than two commits of the engine.
PARTS_US: Final = 64
NO_HOUR: Final = Hour(0, 0, 0)
_MARK: Final = struct.Struct("<Q")
_HOUR: Final = struct.Struct("<qQI")
_SAMPLE: Final = 1 << 63
_TURN: Final = 1 << 62
_BESIDE: Final = 1 << 61


class Posted(msgspec.Struct, frozen=True):
    """A mark in 1/1000 tick, whether it is a sample, the hour of its market that ended before it, and where its price stands beside it."""

    mark: int
    sampled: bool
    hour: Hour | None
    update: bytes | None = None

    @property
    def word(self) -> int:
        """As the program reads it."""
        turn, beside = 0 if self.hour is None else _TURN, 0 if self.update is None else _BESIDE
        return self.mark | (_SAMPLE if self.sampled else 0) | turn | beside


def price_address(feed: bytes) -> bytes:
    """Where the local chain's price account of a feed lies; another receiver's is another account, since an owner stays."""
    return derived(PROGRAM, b"price", PRICE_OWNER, feed)


def price_account(market: Market, index_mticks: int, publish_s: int) -> bytes:
    """A fully verified PriceUpdateV2 that says this index, without doubt."""
    price = index_mticks * market.tick_size
    return proven_account(
        PriceMessage(market.feed, price, 0, EXPONENT, publish_s, publish_s - 1, price, 0), bytes(32), 0
    )


def newest(market: Market) -> IndexPoint:
    """The newest index that the chain has kept; of time 0: none."""
    if not market.indices_kept:
        return IndexPoint(publish_s=0, mticks=0)
    return market.indices[(market.indices_kept - 1) % len(market.indices)]


def newest_s(market: Market) -> int:
    """Publish time of the newest index that the chain has kept; 0: none."""
    return newest(market).publish_s


def index_due(market: Market, publish_s: int) -> bool:
    """Whether the chain takes an index of this time [ORC-1]."""
    return publish_s >= newest_s(market) + INDEX_STEP_S


def index_bring(where: Addresses, address: bytes, market: Market) -> Instruction:
    """The market's newest index out of its price account."""
    return update_oracle_price(
        where.program, market=address, exchange=where.exchange, update=price_address(market.feed)
    )


def round_post(where: Addresses, operator: bytes, engine_us: int, marks: dict[bytes, Posted]) -> Instruction:
    """A mark round, by the market's address."""
    updates = [posted.update for posted in marks.values() if posted.update is not None]
    return post_mark_round(
        where.program,
        operator=operator,
        exchange=where.exchange,
        risk=where.risk,
        engine_us=engine_us,
        marks=b"".join(_MARK.pack(posted.word) for posted in marks.values()),
        hours=b"".join(_HOUR.pack(hour.premium, hour.index, hour.samples) for hour in _hours(marks)),
        more=tuple(Meta(address, False, False) for address in (*marks, *updates)),
    )


def posted_of(mark: Mark, row: RiskRow, engine_us: int, update: bytes | None = None) -> Posted:
    """A mark as it is posted on a row: what the engine ended an hour with ends it, else its first sample [FND-2]. update: the price
    beside it.
    """
    turns = (mark.sampled or mark.hour is not None) and engine_us // HOUR_US > row.hour
    return Posted(mark.mark, mark.sampled, (mark.hour or NO_HOUR) if turns else None, update)


def is_posted(row: RiskRow, ts_us: int) -> bool:
    """Whether a market has its mark of a round: the parts of one lie microseconds apart."""
    return row.mark_us > ts_us - PARTS_US


def rounds_fitting(
    where: Addresses, operator: bytes, engine_us: int, marks: dict[bytes, Posted]
) -> list[tuple[int, dict[bytes, Posted]]]:
    """A round as rounds that fit a packet each, with their times: the last has the round's own, the others lie microseconds before,
    so that one of which a part alone has landed is not taken for done. The marks given first have the round's own time: by that the
    slow index of what prices collateral moves (MGN-7).
    """
    groups: list[dict[bytes, Posted]] = [{}]
    for address, posted in marks.items():
        grown = {**groups[-1], address: posted}
        if groups[-1] and not _fits((round_post(where, operator, engine_us, grown),), operator):
            groups.append({address: posted})
        else:
            groups[-1] = grown
    first_us = engine_us - len(groups) + 1
    if first_us // HOUR_US < engine_us // HOUR_US:
        first_us = engine_us  # a sample is of the hour of its round (CUST-16)
    else:
        groups.reverse()
    return [(first_us + place, group) for place, group in enumerate(groups)]


def indices_beside(bringing: tuple[Instruction, ...], post: Instruction, operator: bytes) -> int:
    """How many of these instructions that bring indices fit a packet before a round."""
    count = len(bringing)
    while count and not _fits((*bringing[:count], post), operator):
        count -= 1
    return count


def _fits(made: tuple[Instruction, ...], operator: bytes) -> bool:
    return transaction_bytes((units_limit(0), *made), operator) <= PACKET_BYTES


def _hours(marks: dict[bytes, Posted]) -> list[Hour]:
    return [posted.hour for posted in marks.values() if posted.hour is not None]


def units_of(markets: int) -> int:
    """Compute units that a round of so many markets may take."""
    return UNITS_BASE + UNITS_A_MARKET * markets
