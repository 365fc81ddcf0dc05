"""Markets by symbol, learnt from the engine."""

import asyncio

import pytest

from quantdesk.gateway.listings import Listings
from quantdesk.gateway.problems import Refusal
from quantdesk.model.records_gen import AnswerHead, MarketView


class Engine:
    """Answers a market query after a moment; counts how often it was asked."""

    def __init__(self, symbols: list[bytes]) -> None:
        self.symbols, self.asked = symbols, 0

    async def query(self, _record: bytes) -> bytes:
        self.asked += 1
        await asyncio.sleep(0.01)
        numbers = dict.fromkeys(MarketView.__struct_fields__, 0)
        terms = {"tick_size": 100_000_000, "lot_size": 100_000, "tick_value": 10}
        views = [
            MarketView(**(numbers | terms | {"market": number, "symbol": symbol.ljust(16, b"\0")})).encode()
            for number, symbol in enumerate(self.symbols)
        ]
        return b"".join([AnswerHead(seq=1, ts=1).encode(), *views])


async def test_all_who_come_first_at_once_are_served_by_one_question() -> None:
    engine = Engine([b"BTC-PERP", b"ETH-PERP"])
    listings = Listings(engine)  # type: ignore[arg-type]
    found = await asyncio.gather(*(listings.by_symbol("ETH-PERP") for _ in range(50)))
    assert {listing.market for listing in found} == {1}
    assert engine.asked == 1


async def test_unknown_symbols_do_not_flood_the_engine() -> None:
    engine = Engine([b"BTC-PERP"])
    listings = Listings(engine)  # type: ignore[arg-type]
    for number in range(50):
        with pytest.raises(Refusal, match="market_unknown"):
            await listings.by_symbol(f"X{number}-PERP")
    assert engine.asked == 1
