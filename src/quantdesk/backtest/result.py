"""What a run is given, and what it leaves: plain values, so that a report needs no run.

Invariant: all of it follows from tape, strategy and terms; nothing holds a clock or a machine.
"""

import msgspec

from quantdesk.backtest.ledger import Ledger
from quantdesk.backtest.strategy import OwnFill
from quantdesk.model.records_gen import ListMarket


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is given beside tape and strategy. latency_us: one way; tier: fee tier (FEE-5)."""

    listing: ListMarket
    usdc_atoms: int
    tier: int = 0
    seed: int = 1
    interval_us: int = 1_000_000
    latency_us: int = 50_000


class Point(msgspec.Struct, frozen=True, gc=False):
    """The state at one look: time, middle and mark in mticks, lots, atoms."""

    ts_us: int
    middle_mticks: int
    position: int
    equity: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was. hours: for how many of them the market paid funding."""

    tape: str
    events: int
    first_us: int
    last_us: int
    terms: Terms
    ledger: Ledger
    points: list[Point]
    fills: list[OwnFill]
    orders: int
    refused: dict[str, int]
    crowd_refused: int
    mark_mticks: int
    commands: int
    state_hash: str
    hours: int
