"""Matches of one account as they happen, over lost connections and streams that start anew.

Invariant: from the first message of the channel on every match comes once and in order. A channel that begins anew tells none of the
matches before it, so these are read from the records as soon as the records are as new as the channel's beginning.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Final

import msgspec

from quantdesk.client.answers import AccountFill, Message

LAG_S: Final = 0.2
"""Between questions to records that are not as new as the channel yet."""


class FillPage(msgspec.Struct, frozen=True):
    """Fills, newest first, and where the next page begins. seq: the records hold every fill up to this command."""

    fills: tuple[AccountFill, ...]
    next_cursor: str | None
    seq: int


Pages = Callable[[str | None], Awaitable[FillPage]]
"""A page of the account's fills, newest first; the argument: where it begins, None: with the newest."""


async def fills_followed(messages: AsyncIterable[Message], page: Pages) -> AsyncIterator[AccountFill]:
    """Every match after the first message. Errors: those of the messages and of the pages."""
    since: int | None = None
    async for message in messages:
        if message.type == "snapshot":
            if since is not None:
                for fill in await _missed(page, since, message.seq):
                    yield fill
            since = max(since or 0, message.seq)
            continue
        for fill in msgspec.convert(message.data, list[AccountFill]):
            if since is None or command_of(fill) > since:
                yield fill
        since = max(since or 0, message.seq)


def command_of(fill: AccountFill) -> int:
    """Number of the command that made a match."""
    return int(fill.fill_id.partition(".")[0])


async def _missed(page: Pages, since: int, until: int) -> list[AccountFill]:
    """Matches of the commands since + 1 to until, oldest first."""
    while since < until:
        first = newest = await page(None)
        found = list(newest.fills)
        while newest.next_cursor is not None and newest.fills and command_of(newest.fills[-1]) > since:
            newest = await page(newest.next_cursor)
            found += newest.fills
        if first.seq >= until:
            return [fill for fill in reversed(found) if since < command_of(fill) <= until]
        await asyncio.sleep(LAG_S)
    return []
