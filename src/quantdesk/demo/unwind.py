"""Unwinding: maker and taker give each other back what a pass over the tape left them with.

Invariant: afterwards both are flat or nearer to it; it is two ordinary orders at the mark, and other people may take part.
"""

from typing import Final

from quantdesk.client import QuantDesk, Refused

ROUNDS_MAX: Final = 20


async def unwind(maker: QuantDesk, taker: QuantDesk, symbol: str) -> None:
    """Closes the taker's position in a market against the maker. Errors: Unavailable."""
    for _ in range(ROUNDS_MAX):
        size = await position(taker, symbol)
        if not size.strip("-0."):
            return
        market = await taker.market(symbol, fresh=True)
        await maker.cancel_all(symbol)
        is_long = not size.startswith("-")
        price = market.protection("sell" if is_long else "buy", 0)
        try:
            await maker.place(symbol, "buy" if is_long else "sell", size.lstrip("-"), price)
            await taker.place(
                symbol, "sell" if is_long else "buy", size.lstrip("-"), price, time_in_force="ioc", reduce_only=True
            )
        except Refused:
            # Off the limits of one order, or the market moved: what is left stays, it does no harm.
            return
        finally:
            await maker.cancel_all(symbol)


async def position(desk: QuantDesk, symbol: str) -> str:
    """Signed size of a trader's position, "0" when there is none."""
    for found in await desk.positions():
        if found.market == symbol:
            return found.size
    return "0"
