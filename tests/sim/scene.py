"""A scene: handmade commands for core, judge and auditor, where a test needs one certain situation.

Invariant: every step is judged as in a simulated world.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.sim import records
from tests.sim.judge.answers import preview
from tests.sim.judge.message import Message
from tests.sim.judge.schema import EVENT_KINDS, REASON, records_split
from tests.sim.judge.state import BUY, GTC, LIMIT, SLOT_US
from tests.sim.records import Batch, record
from tests.sim.shape import LOT_SIZE, TICK_SIZE
from tests.sim.trial import Trial, expect
from tests.sim.world import key_of

START_US = 1_700_000_000_000_000
REASONS = {number: name for name, number in REASON.items()}


@dataclass
class Scene:
    """One market of v = 10 at 100 ticks unless told otherwise, accounts 1 … n of owners of their own."""

    trial: Trial = field(default_factory=lambda: Trial(judged=True))
    ts_us: int = START_US
    client: int = 0
    nonce: int = 1_000_000

    def step(self, *rows: bytes) -> list[dict[str, int | bytes | str]]:
        """Applies a batch; gives its events by name and field."""
        out = self.trial.step(Batch(self.ts_us, rows))
        return [{"event": codec.name, **codec.named(out, at)} for codec, at in records_split(out, EVENT_KINDS)]

    def open(self, accounts: int, credit: int, **changes: int) -> "Scene":
        """OpenExchange, market 0 with mark and index at 100 ticks, accounts with collateral."""
        self.step(record("OpenExchange", records.DOMAIN), record("ListMarket", 0, *listing(**changes)))
        self.prices(100_000)
        for number in range(accounts):
            self.step(record("OpenAccount", number + 1, key_of(number), 0), self.credit(number + 1, credit))
        return self

    def credit(self, account: int, amount: int) -> bytes:
        """A Credit record of USDC beyond what the account was given before."""
        known = self.trial.audit.mirror.accounts.get(account)
        return record("Credit", account, 0, amount + (known.flow(0).credited if known is not None else 0))

    def prices(self, mark: int, index: int | None = None, market: int = 0) -> None:
        """Index and mark in mticks."""
        self.step(record("SetPrices", market, mark if index is None else index, mark))

    def order(self, account: int, side: int, price: int, size: int, **changes: int | bool) -> bytes:
        """A PlaceOrder record, signed by the owner."""
        kind = int(changes.pop("kind", LIMIT))
        return records.place(self.message(account, side, price, size, **changes), self.owner(account), kind)

    def message(self, account: int, side: int, price: int, size: int, **changes: int | bool) -> bytes:
        """The 64 bytes of an order, valid for a long time."""
        self.client += 1
        self.nonce += 1
        fields: dict[str, Any] = {
            "account": account,
            "nonce": self.nonce,
            "expiry": self.ts_us // SLOT_US + 1_000_000,
            "client": self.client,
            "price": price,
            "size": size,
            "market": 0,
            "side": side,
            "reduce_only": False,
            "tif": GTC,
            "post_only": False,
            "self_trade": 0,
            "fee_cap": 1_000,
            "amount": 0,
        }
        return records.order_message(Message(**(fields | changes)))

    def owner(self, account: int) -> bytes:
        """The key that signs for an account."""
        return self.trial.audit.mirror.accounts[account].owner.key

    def place(self, account: int, side: int, price: int, size: int, **changes: int | bool) -> str:
        """Places an order; gives the reason of its refusal, or what became of it."""
        return verdict(self.step(self.order(account, side, price, size, **changes)))

    def trade(self, buyer: int, seller: int, price: int, size: int) -> None:
        """A fill between two accounts."""
        assert self.place(seller, 1 - BUY, price, size) == "OrderAccepted"
        events = self.step(self.order(buyer, BUY, price, size))
        assert [event["event"] for event in events][:2] == ["OrderAccepted", "OrderFilled"], events

    def preview(self, account: int, *wish: int) -> tuple[int, ...]:
        """The judge's preview of market, side, kind, validity, post-only, reduce-only, price, size; the core's must be equal."""
        assert self.trial.judge is not None
        expect(
            "preview",
            self.trial.core.ask("PreviewQuery", account, *wish)[1][1][:10],
            preview(self.trial.judge, account, wish),
        )
        return preview(self.trial.judge, account, wish)

    def finish(self) -> None:
        """Compares everything once more."""
        self.trial.finish()


def verdict(events: list[dict[str, int | bytes | str]]) -> str:
    """The first event's name, or the reason when it is a refusal."""
    first = events[0]
    return REASONS[int(first["reason"])] if first["event"] == "Refused" else str(first["event"])


def listing(**changes: int) -> tuple[int | bytes, ...]:
    """Parameters of a market behind its number."""
    fields: dict[str, int | bytes] = {
        "symbol": b"SCENE-PERP".ljust(16, b"\0"),
        "tick_size": TICK_SIZE,
        "lot_size": LOT_SIZE,
        "price_max": 1_000_000,
        "order_max": 100_000,
        "position_max": 1_000_000,
        "open_interest_max": 1_000_000,
        "imf": 100_000,
        "mmf": 50_000,
        "requirement_min": 0,
        "profit_cap": 0,
        "band": 50_000,
    }
    return tuple((fields | changes).values())
