"""Markets: listing, parameters, prices, pauses (UNIT-2, UNIT-3).

Invariant: every listed market has whole atoms in a tick times a lot, and no position within its cap can be
worth more than 2^52 atoms at an allowed price.
"""

from typing import TYPE_CHECKING

from tests.sim.judge.state import (
    EVERY,
    MARKETS_MAX,
    MONEY_MAX,
    NOTIONAL_MAX,
    ORDER_NUMBER_MAX,
    POSITION_MAX,
    PPM,
    Market,
    Parameters,
    Refusal,
)

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

# Money is 1e-6 USDC, tick and lot are 1e-9 of their unit.
GRID = 10**12


def tick_value(parameters: Parameters) -> int:
    """UNIT-2: whole atoms in one tick times one lot, at least one."""
    product = parameters.tick_size * parameters.lot_size
    value, rest = divmod(product, GRID)
    if rest or not 0 < value < 1 << 32:
        raise Refusal("market_grid")
    return value


def bounds(p: Parameters) -> list[tuple[int, int, int, int]]:
    """Place in the record, found, lowest and highest of every parameter."""
    return [
        (5, p.price_max, 1, ORDER_NUMBER_MAX),
        (6, p.order_max, 1, ORDER_NUMBER_MAX),
        (7, p.position_max, 1, POSITION_MAX),
        (8, p.open_interest_max, 1, POSITION_MAX),
        (9, p.imf, 1, PPM),
        (10, p.mmf, 1, p.imf),
        (11, p.requirement_min, 0, MONEY_MAX),
        (12, p.profit_cap, 0, MONEY_MAX),
        (13, p.band, 1, PPM),
    ]


def check(parameters: Parameters) -> int:
    """Every bound, then the grid (UNIT-2), then the notional of the largest position (UNIT-3); gives v."""
    for place, found, lowest, highest in bounds(parameters):
        if found < lowest or found > highest:
            raise Refusal("market_parameters", lowest if 0 <= found < lowest else highest, place)
    value = tick_value(parameters)
    if parameters.position_max * value * parameters.price_max > NOTIONAL_MAX:
        raise Refusal("market_notional")
    return value


def list_market(x: "Exchange", number: int, parameters: Parameters) -> None:
    """ListMarket."""
    if number in x.markets:
        raise Refusal("market_exists")
    if len(x.markets) >= MARKETS_MAX:
        raise Refusal("market_limit", MARKETS_MAX, len(x.markets))
    if number == EVERY:
        raise Refusal("market_parameters", EVERY - 1, 1)
    value = check(parameters)
    x.markets[number] = Market(number, parameters, value)
    x.markets = dict(sorted(x.markets.items()))
    market_set(x, x.markets[number])


def set_parameters(x: "Exchange", number: int, parameters: Parameters) -> None:
    """SetMarketParameters: all but symbol and grid; the price cap stays above the prices that are known."""
    market = x.market(number)
    check(parameters)
    held = market.parameters
    same = (held.symbol, held.tick_size, held.lot_size) == (
        parameters.symbol,
        parameters.tick_size,
        parameters.lot_size,
    )
    if not same:
        raise Refusal("market_parameters")
    if max(market.mark, market.index) > parameters.price_max * 1000:
        raise Refusal("price_range")
    market.parameters = parameters
    market_set(x, market)


def market_set(x: "Exchange", market: Market) -> None:
    """Says all parameters of a market."""
    symbol, tick, lot, *others = market.parameters.values()
    x.emit("MarketSet", market.number, symbol, tick, lot, market.tick_value, *others, market.paused)


def set_prices(x: "Exchange", number: int, index: int, mark: int) -> None:
    """SetPrices: never zero, never above the allowed price."""
    market = x.market(number)
    if index == 0 or mark == 0:
        raise Refusal("price_zero")
    highest = market.parameters.price_max * 1000
    if max(index, mark) > highest:
        raise Refusal("price_range")
    market.index, market.mark = index, mark
    x.emit("PricesSet", number, index, mark)


def set_pause(x: "Exchange", number: int, paused: int) -> None:
    """SetPause: one market, which is told in any case, or all, of which those are told that change."""
    if paused > 1:
        raise Refusal("record_malformed")
    if number != EVERY:
        x.market(number).paused = paused
        market_set(x, x.market(number))
        return
    for market in x.markets.values():
        if market.paused != paused:
            market.paused = paused
            market_set(x, market)
