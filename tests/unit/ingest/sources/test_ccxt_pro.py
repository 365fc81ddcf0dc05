"""What the generic source says of books that were unlike their venue's checksum."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from quantdesk.ingest.received import BookChecked, Received
from quantdesk.ingest.sources.ccxt_pro import Reader, _kept
from quantdesk.model.feed import Quote

BOOK = {"bids": [[100.0, 1.0]], "asks": [[101.0, 1.0]], "timestamp": 1_790_000_000_000, "nonce": 5}


class ChecksumError(Exception):
    """Of the library's name; it knows no other sign."""


def library(venue: str, options: dict[str, Any], answers: list[Any]) -> Any:
    async def watch_order_book(_: str) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return SimpleNamespace(id=venue, options=options, watch_order_book=watch_order_book)


async def said(venue: str, options: dict[str, Any], answers: list[Any]) -> list[Any]:
    reader = Reader(library(venue, options, answers), f"ccxt:{venue}", {"BTC/USD": "BTC-PERP"})
    queue: asyncio.Queue[Received | Exception] = asyncio.Queue()
    await _kept(reader, reader.quotes, "BTC/USD", queue)
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def test_book_unlike_its_checksum_is_said_of_its_market_before_the_connection_ends() -> None:
    """DATA-8: the next connection begins with a new book."""
    found = await said("kraken", {"watchOrderBook": {"checksum": True}}, [BOOK, BOOK, ChecksumError("book")])
    events = [each.event if isinstance(each, Received) else type(each) for each in found]
    assert events[0] == BookChecked(True)
    assert [type(event) for event in events[1:3]] == [Quote, Quote]
    assert events[3:] == [BookChecked(False), ChecksumError]
    assert {each.symbol for each in found if isinstance(each, Received)} == {"BTC-PERP"}


@pytest.mark.parametrize(
    ("venue", "options"),
    [
        ("kraken", {}),
        ("kraken", {"watchOrderBook": {"checksum": False}}),
        ("okx", {"watchOrderBook": {"checksum": True}}),
        ("bitget", {"uta": True, "watchOrderBook": {"checksum": True}}),
    ],
)
async def test_venue_without_checksums_is_never_said_to_hold(venue: str, options: dict[str, Any]) -> None:
    """DATA-8: nor that one was wrong; the library's option is set for venues that send none, too."""
    found = await said(venue, options, [BOOK, ChecksumError("numbers")])
    assert [type(each.event) for each in found if isinstance(each, Received)] == [Quote]
    assert isinstance(found[-1], ChecksumError)
