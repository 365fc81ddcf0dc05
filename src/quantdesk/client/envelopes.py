"""Answers that hold one list or one value, as the API sends them.

Invariant: a field is named as the API names it.
"""

import msgspec

from quantdesk.client.answers import BatchResult, Candle, Market, Order, Position, Trade


class Markets(msgspec.Struct, frozen=True):
    """Of GET /api/markets."""

    markets: tuple[Market, ...]


class Orders(msgspec.Struct, frozen=True):
    """Of GET /api/orders."""

    orders: tuple[Order, ...]


class Positions(msgspec.Struct, frozen=True):
    """Of GET /api/positions."""

    positions: tuple[Position, ...]


class Trades(msgspec.Struct, frozen=True):
    """Of GET /api/markets/{symbol}/trades."""

    trades: tuple[Trade, ...]


class Candles(msgspec.Struct, frozen=True):
    """Of GET /api/markets/{symbol}/candles."""

    candles: tuple[Candle, ...]


class Results(msgspec.Struct, frozen=True):
    """Of POST /api/orders/batch, an item each."""

    results: tuple[BatchResult, ...]


class Cancelled(msgspec.Struct, frozen=True):
    """How many orders ended."""

    cancelled: int


class DeadMan(msgspec.Struct, frozen=True):
    """When all orders end, unix milliseconds; None: not set."""

    deadline_ms: int | None


class Ticket(msgspec.Struct, frozen=True):
    """Good for one socket."""

    ticket: str


class ApiKey(msgspec.Struct, frozen=True):
    """Of a key that was added."""

    key_id: str
