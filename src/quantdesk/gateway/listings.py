"""Markets by symbol, and the way between decimal texts and their grid.

Invariant: a price or size that is not a whole number of ticks or lots is refused with its nearest valid neighbours, never
rounded [UNIT-5]; a market's number, symbol and grid never change, so they are learnt once.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from quantdesk.bus.commands import CommandClient
from quantdesk.gateway.asking import ask
from quantdesk.gateway.problems import Refusal, invalid, not_found
from quantdesk.model.errors import Invalid, OffGrid
from quantdesk.model.market import Market
from quantdesk.model.records_gen import AnswerHead, MarketQuery, MarketView
from quantdesk.runtime.clock import monotonic_s

EVERY_MARKET: Final = 65_535
TEXTS_MAX: Final = 65_536
ASK_AGAIN_S: Final = 0.5


class Listing:
    """One market; remembers the numbers of texts and the texts of numbers, which come again and again."""

    __slots__ = ("_lots", "_prices", "_sizes", "_ticks", "market", "symbol", "terms")

    def __init__(self, terms: Market) -> None:
        self.terms, self.market, self.symbol = terms, terms.market, terms.symbol
        self._ticks: dict[str, int] = {}
        self._lots: dict[str, int] = {}
        self._prices: dict[int, str] = {}
        self._sizes: dict[int, str] = {}

    def ticks(self, text: str, field: str = "price") -> int:
        """Returns the ticks of a price text; raises Refusal (422) off the grid or out of the market's range."""
        ticks = self._ticks.get(text)
        return _learnt(self._ticks, text, self.terms.price_ticks, field) if ticks is None else ticks

    def lots(self, text: str, field: str = "size") -> int:
        """Returns the lots of a size text; raises Refusal (422) off the grid or out of the market's range."""
        lots = self._lots.get(text)
        return _learnt(self._lots, text, self.terms.size_lots, field) if lots is None else lots

    def knows(self, price: str, size: str) -> bool:
        """Whether both texts were read before."""
        return price in self._ticks and size in self._lots

    def price(self, ticks: int) -> str:
        """Returns the text of a price in ticks."""
        text = self._prices.get(ticks)
        return _noted(self._prices, ticks, self.terms.price_text(ticks)) if text is None else text

    def size(self, lots: int) -> str:
        """Returns the text of a size in lots, signed."""
        text = self._sizes.get(lots)
        return _noted(self._sizes, lots, self.terms.size_text(lots)) if text is None else text

    def mticks(self, mticks: int) -> str:
        """Returns the text of a price in 1/1000 tick."""
        return self.terms.mark_text(mticks)

    def known_mticks(self, mticks: int) -> str | None:
        """Returns the text of a price in 1/1000 tick; None for 0, which means not known."""
        return self.terms.mark_text(mticks) if mticks else None


def _noted(known: dict[int, str], number: int, text: str) -> str:
    if len(known) >= TEXTS_MAX:
        known.clear()
    known[number] = text
    return text


def _learnt(known: dict[str, int], text: str, read: Callable[[str, str], int], field: str) -> int:
    try:
        steps = read(text, field)
    except OffGrid as error:
        nearest = " or ".join(neighbour for neighbour in (error.below, error.above) if neighbour)
        raise Refusal(
            422, "off_grid", "The value lies between two that the market takes.", field, nearest, text
        ) from None
    except Invalid as error:
        raise Refusal(
            422, "out_of_range", "The value is outside what the market takes.", field, error.detail, text
        ) from None
    if len(known) >= TEXTS_MAX:
        known.clear()
    known[text] = steps
    return steps


class Listings:
    """All markets that the engine has named so far."""

    def __init__(self, engine: CommandClient) -> None:
        self._engine = engine
        self._symbols: dict[str, Listing] = {}
        self._numbers: dict[int, Listing] = {}
        self._asking = asyncio.Lock()
        self._asked_s = -ASK_AGAIN_S

    def known(self, symbol: str) -> Listing | None:
        """Returns the market of a symbol if it was learnt already."""
        return self._symbols.get(symbol)

    async def by_symbol(self, symbol: str) -> Listing:
        """Returns the market of a symbol; raises Refusal (404)."""
        listing = self._symbols.get(symbol)
        if listing is None:
            async with self._asking:  # Those who come while the engine is asked wait for its answer.
                if symbol not in self._symbols and monotonic_s() - self._asked_s >= ASK_AGAIN_S:
                    await self.views()
                    self._asked_s = monotonic_s()
            listing = self._symbols.get(symbol)
        if listing is None:
            raise not_found("market_unknown", "There is no market of this symbol.", "market", symbol)
        return listing

    async def by_number(self, market: int) -> Listing:
        """Returns the market of a number that came from the engine or its records."""
        listing = self._numbers.get(market)
        if listing is None:
            await self.views()
            listing = self._numbers.get(market)
        if listing is None:
            raise invalid("market_unknown", "There is no market of this number.", "market", None, str(market))
        return listing

    async def views(self, market: int = EVERY_MARKET) -> tuple[int, list[MarketView]]:
        """Returns the engine's newest seq and the markets as they are now; learns what is new."""
        seq, found = 0, []
        for view in await ask(self._engine, MarketQuery(market=market).encode()):
            if isinstance(view, AnswerHead):
                seq = view.seq
            elif isinstance(view, MarketView):
                found.append(view)
                if view.market not in self._numbers:
                    listing = Listing(Market.of(view))
                    self._numbers[view.market] = self._symbols[listing.symbol] = listing
        return seq, found
