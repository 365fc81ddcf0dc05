"""Request limits of the sockets: orders and cancels draw on the same budgets as over HTTP.

Invariant: a message goes on when all its tokens are taken, in the order of arrival on its connection; a token that is held
costs no waiting. Without Valkey trading is refused (fail closed) and said so.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

import msgspec

from quantdesk.bus.limits import Budget as Allowance
from quantdesk.bus.limits import Limiter, LimiterUnavailable
from quantdesk.gateway.budgets import CANCELS_USER, MAKER, TRADING_USER, WINDOW_S
from quantdesk.gateway.stream_entry import Item

QUEUE_MAX: Final = 1_024
"""Messages of one connection that wait for tokens."""


class Tier(msgspec.Struct, frozen=True):
    """Allowances of one tier."""

    trading: Allowance
    cancels: Allowance


TIERS: Final = {
    "user": Tier(Allowance("trading", TRADING_USER, WINDOW_S), Allowance("cancels", CANCELS_USER, WINDOW_S)),
    "maker": Tier(Allowance("trading-maker", MAKER, WINDOW_S), Allowance("cancels-maker", MAKER, WINDOW_S)),
}


class Due(msgspec.Struct, frozen=True, gc=False):
    """A message and the tokens that it still needs."""

    item: Item
    orders: int
    cancels: int


class Gate:
    """The tokens of one connection's owner; items that got theirs go to forward."""

    __slots__ = ("_forward", "_limiter", "_queue", "_subject", "_task", "_tier")

    def __init__(self, limiter: Limiter, subject: str, tier: str, forward: Callable[[Item], None]) -> None:
        """subject: the owner's key as text."""
        self._limiter = limiter
        self._subject = subject
        self._tier = TIERS.get(tier, TIERS["user"])
        self._forward = forward
        self._queue: deque[Due] = deque()
        self._task: asyncio.Task[None] | None = None

    def admit(self, item: Item, orders: int, cancels: int) -> None:
        """Takes the tokens of a message and forwards it; queues it when they are not at hand."""
        if not self._queue:
            if orders and self._limiter.take_held(self._tier.trading, self._subject, orders) is not None:
                orders = 0
            if (
                cancels
                and not orders
                and self._limiter.take_held(self._tier.cancels, self._subject, cancels) is not None
            ):
                cancels = 0
            if not orders and not cancels:
                self._forward(item)
                return
        if len(self._queue) >= QUEUE_MAX:
            item.asker.failed(item.tag, "rate_limited", "too many messages wait for their allowance; nothing was done")
            return
        self._queue.append(Due(item, orders, cancels))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        while self._queue:
            due = self._queue[0]
            refusal = await self._take(due)
            self._queue.popleft()
            if refusal is None:
                self._forward(due.item)
            else:
                due.item.asker.failed(due.item.tag, *refusal)
        self._task = None

    async def _take(self, due: Due) -> tuple[str, str] | None:
        """None when all tokens are taken, else code and text of the refusal."""
        for allowance, count in ((self._tier.trading, due.orders), (self._tier.cancels, due.cancels)):
            if not count:
                continue
            try:
                verdict = await self._limiter.take(allowance, self._subject, count)
            except LimiterUnavailable:
                return (
                    "limits_unavailable",
                    "the request allowance cannot be read, so nothing was done; send it again later",
                )
            if not verdict.allowed:
                seconds = max(1, verdict.retry_after_s)
                bound = f"at most {allowance.limit} of budget {allowance.name} in {allowance.window_s} s"
                text = f"expected {bound}; nothing was done, retry after {seconds} s"
                return "rate_limited", text
        return None
