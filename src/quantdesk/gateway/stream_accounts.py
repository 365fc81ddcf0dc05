"""Private channels of one account: orders, fills, moves, account, positions and settlement.

Invariant: events up to the engine's answer that the channels began with are left out, all later ones are in; a first message holds
exactly what the exchange knew after its seq; nothing of an account reaches a connection whose ticket does not name it (stream_door
checks that before it subscribes). Matches and moves are records: the first message of fills and moves holds none, and a reader to whom
it comes after a gap reads `GET /api/fills` and `GET /api/moves` until these are as new as the message's seq. What has settled is a
record too: settlement tells that more has, and how much in all; which fills those are say the records, once they are as new as the
message.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from quantdesk.gateway.asset_balances import asset_balance, borrow_of
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.stream_channels import RING_PRIVATE_BYTES_MAX, Channel, ChannelUnknown
from quantdesk.gateway.stream_money import MoneyView, Move, Settlement, balances, move, position
from quantdesk.gateway.stream_orders import Line, OpenOrders
from quantdesk.gateway.stream_questions import Questions
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    AccountView,
    AssetView,
    Moved,
    OrderAccepted,
    OrderCancelled,
    OrderFilled,
    OrderRepriced,
    OrderShrunk,
    OrderSliced,
    OrderTriggered,
    OrderView,
    OrderWaiting,
    PositionView,
    Settled,
    WaitingView,
)

PRIVATE_KINDS: Final = ("account", "orders", "fills", "moves", "positions", "settlement")
ORDER_EVENTS: Final = (
    OrderAccepted,
    OrderCancelled,
    OrderShrunk,
    OrderWaiting,
    OrderTriggered,
    OrderRepriced,
    OrderSliced,
)
"""Events of one order of one account."""
OrderEvent = (
    OrderAccepted
    | OrderFilled
    | OrderCancelled
    | OrderShrunk
    | OrderWaiting
    | OrderTriggered
    | OrderRepriced
    | OrderSliced
)
PENDING_MAX: Final = 100_000
"""Events that wait for the engine's first answer."""

_json = msgspec.json.Encoder().encode


def account_number(text: str) -> int:
    """The account of a private channel's name. Errors: ChannelUnknown."""
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        raise ChannelUnknown("expected the number of an account after the colon")
    return int(text)


class AccountFill(msgspec.Struct, frozen=True, gc=False):
    """One match of the account, with what it did to its position and money."""

    fill_id: str
    market: str
    side: str
    role: str
    price: str
    size: str
    fee: str
    realized: str
    order_id: str
    client_order_id: str
    position: str
    collateral: str
    seq: int
    ts_ms: int
    settled_ms: None = None
    """No match has settled when it is told; later the records say."""


class AccountFeed:
    """One account's channels and the state behind their first messages."""

    __slots__ = (
        "_balances",
        "_floor",
        "_markets",
        "_orders",
        "_pending",
        "_positions",
        "_settlement",
        "account",
        "channels",
        "dirty",
        "fills_due",
        "idle_us",
        "moves_due",
        "orders_due",
        "ready",
    )

    def __init__(self, account: int, markets: dict[int, Listing]) -> None:
        self.account = account
        self._markets = markets
        self._orders = OpenOrders(markets)
        self._balances = b"null"
        self._positions = b"[]"
        self._settlement = b"null"
        self._floor = 0
        self._pending: list[tuple[OrderEvent, int]] = []
        self.orders_due: list[Line] = []
        self.fills_due: list[AccountFill] = []
        self.moves_due: list[Move] = []
        self.ready = False
        self.dirty = False
        self.idle_us = 0
        self.channels = {
            "orders": self._channel("orders", False, lambda: _json(self._orders.lines())),
            "fills": self._channel("fills", False, lambda: b"[]"),
            "moves": self._channel("moves", False, lambda: b"[]"),
            "account": self._channel("account", True, lambda: self._balances),
            "positions": self._channel("positions", True, lambda: self._positions),
            "settlement": self._channel("settlement", True, lambda: self._settlement),
        }

    def _channel(self, kind: str, is_state: bool, snapshot: Callable[[], bytes]) -> Channel:
        name = f"{kind}:{self.account}"
        return Channel(name, 0, is_state=is_state, snapshot=snapshot, bytes_max=RING_PRIVATE_BYTES_MAX)

    @property
    def watched(self) -> bool:
        """Whether anybody reads any of the channels."""
        return any(channel.readers for channel in self.channels.values())

    def begin(
        self, orders_seq: int, orders: list[OrderView | WaitingView], account_seq: int, views: list[MoneyView]
    ) -> None:
        """Starts from the engine's answers; events that came meanwhile and are newer follow."""
        self._orders.load(orders)
        self._floor = orders_seq
        for kind in ("orders", "fills", "moves", "settlement"):
            self.channels[kind].seq = orders_seq
        self._balances, self._positions = self._money(views)
        self.channels["account"].seq = self.channels["positions"].seq = account_seq
        self.ready = True
        pending, self._pending = self._pending, []
        for event, ts_ms in pending:
            self.take(event, ts_ms)

    def take(self, event: OrderEvent, ts_ms: int) -> None:
        """An event of one of the account's orders."""
        if not self.ready:
            if len(self._pending) < PENDING_MAX:
                self._pending.append((event, ts_ms))
            return
        if event.seq <= self._floor:
            return
        self.dirty = True
        if isinstance(event, OrderFilled):
            self._filled(event, ts_ms)
            return
        line = self._orders.take(event)
        if line is not None:
            self.orders_due.append(line)

    def settled(self, event: Settled, ts_ms: int) -> None:
        """More of the account's log is on the chain: readers are told at once."""
        self._settlement = _json(Settlement(account=event.account, settled=event.items))
        channel = self.channels["settlement"]
        if event.seq > channel.seq:
            channel.publish(event.seq, ts_ms, self._settlement)

    def moved(self, event: Moved, ts_ms: int) -> None:
        """Lots or money that moved beside the book."""
        self.dirty = True
        if self.ready and event.seq > self._floor:
            self.moves_due.append(move(self._markets[event.market], event, ts_ms))

    def publish(self, ts_ms: int) -> None:
        """Tells readers of orders, fills and moves since the last call, one message a channel."""
        if self.orders_due:
            self.channels["orders"].publish(self.orders_due[-1].seq, ts_ms, _json(self.orders_due))
            self.orders_due = []
        if self.fills_due:
            self.channels["fills"].publish(self.fills_due[-1].seq, ts_ms, _json(self.fills_due))
            self.fills_due = []
        if self.moves_due:
            self.channels["moves"].publish(self.moves_due[-1].seq, ts_ms, _json(self.moves_due))
            self.moves_due = []

    async def revalue(self, engine: Questions) -> None:
        """Asks for balances and positions as they are now, and tells readers where they differ. Errors: Unavailable, EngineRefused."""
        self.dirty = False
        money = await engine.money(self.account)
        self.money_publish(money.seq, money.ts_ms, money.views)

    def money_publish(self, seq: int, ts_ms: int, views: list[MoneyView]) -> None:
        """Tells readers of balances and positions after the command seq, where they differ from before."""
        money, positions = self._money(views)
        account_channel, positions_channel = self.channels["account"], self.channels["positions"]
        if money != self._balances and seq > account_channel.seq:
            self._balances = money
            account_channel.publish(seq, ts_ms, money)
        if positions != self._positions and seq > positions_channel.seq:
            self._positions = positions
            positions_channel.publish(seq, ts_ms, positions)

    def _filled(self, event: OrderFilled, ts_ms: int) -> None:
        if event.maker_account == self.account:
            self.fills_due.append(self._fill(event, ts_ms, is_maker=True))
            line = self._orders.filled(event)
            if line is not None:
                self.orders_due.append(line)
        if event.taker_account == self.account:
            self.fills_due.append(self._fill(event, ts_ms, is_maker=False))

    def _fill(self, event: OrderFilled, ts_ms: int, *, is_maker: bool) -> AccountFill:
        names = self._markets[event.market]
        role = "maker" if is_maker else "taker"
        buys = (event.side == 0) != is_maker
        return AccountFill(
            fill_id=f"{event.seq}.{event.index}.{role}",
            market=names.symbol,
            side="buy" if buys else "sell",
            role=role,
            price=names.price(event.price),
            size=names.size(event.size),
            fee=atoms_text(event.maker_fee if is_maker else event.taker_fee),
            realized=atoms_text(event.maker_realized if is_maker else event.taker_realized),
            order_id=(event.maker_order_id if is_maker else event.taker_order_id).hex(),
            client_order_id=str(event.maker_client_order_id if is_maker else event.taker_client_order_id),
            position=names.size(event.maker_position if is_maker else event.taker_position),
            collateral=atoms_text(event.maker_collateral if is_maker else event.taker_collateral),
            seq=event.seq,
            ts_ms=ts_ms,
        )

    def _money(self, views: list[MoneyView]) -> tuple[bytes, bytes]:
        positions = [position(self._markets[view.market], view) for view in views if isinstance(view, PositionView)]
        assets = [asset_balance(view) for view in views if isinstance(view, AssetView)]
        account = next((view for view in views if isinstance(view, AccountView)), None)
        if account is None:
            return b"null", _json(positions)
        return _json(balances(account, assets, borrow_of(account, views))), _json(positions)
