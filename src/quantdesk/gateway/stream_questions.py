"""What the stream asks the engine: the beginnings of books, orders and balances.

Invariant: every answer names the command after which it holds; events up to it are in it, later ones are not.
"""

from typing import Final

import msgspec

from quantdesk.bus.commands import CommandClient
from quantdesk.gateway.stream_money import MoneyView
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    AnswerHead,
    AssetView,
    BookQuery,
    BorrowView,
    LevelView,
    MarketQuery,
    MarketView,
    OpenOrdersQuery,
    OrderView,
    OwnerQuery,
    PositionView,
    View,
    WaitingView,
    views_decode,
)

MARKETS_ALL: Final = 0xFFFF


class Money(msgspec.Struct, frozen=True):
    """Balances and positions of an account after the command seq."""

    seq: int
    ts_ms: int
    views: list[MoneyView]


class Questions:
    """Queries of this process. Errors of all: Unavailable, EngineRefused."""

    def __init__(self, client: CommandClient) -> None:
        self._client = client

    async def markets(self) -> tuple[int, list[MarketView]]:
        """Every market."""
        head, views = await self._ask(MarketQuery(market=MARKETS_ALL).encode())
        return head.seq, [view for view in views if isinstance(view, MarketView)]

    async def book(self, market: int) -> tuple[int, list[LevelView]]:
        """Every level of a market."""
        head, views = await self._ask(BookQuery(market=market, depth=0).encode())
        return head.seq, [view for view in views if isinstance(view, LevelView)]

    async def open_orders(self, account: int) -> tuple[int, list[OrderView | WaitingView]]:
        """Orders of an account that rest or wait; what one waits for stands behind it."""
        head, views = await self._ask(OpenOrdersQuery(account=account, market=MARKETS_ALL).encode())
        return head.seq, [view for view in views if isinstance(view, OrderView | WaitingView)]

    async def money(self, account: int) -> Money:
        """Balances and positions of an account."""
        head, views = await self._ask(AccountQuery(account=account).encode())
        found = [view for view in views if isinstance(view, AccountView | AssetView | BorrowView | PositionView)]
        return Money(head.seq, head.ts // 1_000, found)

    async def accounts_of(self, owner: bytes) -> list[int]:
        """Numbers of all accounts of an owner."""
        _, views = await self._ask(OwnerQuery(owner=owner).encode())
        return [view.account for view in views if isinstance(view, AccountView)]

    async def _ask(self, query: bytes) -> tuple[AnswerHead, list[View]]:
        views = views_decode(await self._client.query(query))
        head = views[0]
        if not isinstance(head, AnswerHead):
            raise AssertionError(f"expected an answer head, found {type(head).__name__}")  # noqa: TRY004 - a broken invariant
        return head, views[1:]
