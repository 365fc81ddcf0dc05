"""A stage: the compiled core, its time, and the few commands that disasters are made of.

Invariant: every event is read; with a judge beside the core both say the same. A refusal ends the run unless the scene asks for it.
"""

from typing import Protocol

from quantdesk.core import Exchange, batch_head
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    Event,
    Refused,
    TotalsQuery,
    TotalsView,
    events_decode,
    views_decode,
)
from tests.sim import records
from tests.sim.judge.exchange import Exchange as Judge
from tests.sim.judge.message import Message
from tests.sim.judge.state import GTC, LIMIT, SLOT_US
from tests.sim.records import record
from tests.sim.world import key_of

START_US = 1_700_002_800_000_000
ROUND_US = 5_000_000
USD = 1_000_000


class Core(Protocol):
    """What applies batches."""

    @property
    def seq(self) -> int:
        """Number of the last command."""

    def apply(self, batch: bytes, /) -> bytes:
        """Events of a batch."""


class Stage:
    """An exchange of accounts that each have an owner of their own."""

    def __init__(self, judge: Judge | None = None) -> None:
        self.exchange = Exchange()
        self.core: Core = self.exchange
        self.judge, self.ts_us = judge, START_US
        self.nonce = START_US // 1_000 << 12

    def send(self, rows: list[bytes], *, refusals: bool = False) -> list[Event]:
        """Events of a batch at the present time."""
        raw = batch_head(len(rows), self.core.seq + 1, self.ts_us) + b"".join(rows)
        out = self.core.apply(raw)
        assert self.judge is None or self.judge.apply(raw) == out, "the judge does otherwise"
        events = events_decode(out)
        for event in events:
            assert refusals or not isinstance(event, Refused), event
        return events

    def fund(self, number: int, atoms: int) -> None:
        """Opens an account with collateral."""
        self.send([record("OpenAccount", number, key_of(number), 0), record("Credit", number, 0, atoms)])

    def order(self, account: int, side: int, price: int, lots: int, *, market: int = 0, tif: int = GTC) -> bytes:
        """A limit order, valid for hours."""
        self.nonce += 1
        message = Message(
            account=account,
            nonce=self.nonce,
            expiry=self.ts_us // SLOT_US + 100_000,
            client=self.nonce,
            price=price,
            size=lots,
            market=market,
            side=side,
            reduce_only=False,
            tif=tif,
            post_only=False,
            self_trade=0,
            fee_cap=1_000,
            amount=0,
        )
        return records.place(records.order_message(message), key_of(account), LIMIT)

    def view(self, number: int) -> AccountView:
        """An account as it is."""
        views = views_decode(self.exchange.query(AccountQuery(account=number).encode()))
        return next(view for view in views if isinstance(view, AccountView))

    def missing(self) -> int:
        """What was paid beyond all losses: nothing, as no pool is ever below zero (PNL-4)."""
        return 0

    def violations(self) -> int:
        """Markets in which the sums do not hold, and what is not tracked."""
        views = views_decode(self.exchange.query(TotalsQuery().encode()))
        return next(view for view in views if isinstance(view, TotalsView)).violations
