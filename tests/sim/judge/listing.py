"""Markets: listing, parameters, prices, pauses (UNIT-2, UNIT-3).

Invariant: every listed market has whole atoms in a tick times a lot, and no position within its cap can be
worth more than 2^52 atoms at an allowed price.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.sim.judge import terms, tiers
from tests.sim.judge.state import (
    ASSETS_MAX,
    EVERY,
    HOUR_US,
    MARKETS_MAX,
    MONEY_MAX,
    NOTIONAL_MAX,
    ORDER_NUMBER_MAX,
    POSITION_MAX,
    PPM,
    SLOW_PPM_PER_HOUR,
    USDC,
    Asset,
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
    if max(market.mark, market.index, market.newest) > parameters.price_max * 1000:
        raise Refusal("price_range")
    priced = any(asset.market is market for asset in x.assets.values())
    if priced and not price_fits(parameters):
        raise Refusal("price_range")
    check_margin(market.margin, parameters.mmf)
    market.parameters = parameters
    market_set(x, market)


def change_known(x: "Exchange", change: int) -> None:
    """CUST-50: numbers of changes rise; 0: the chain has it already."""
    if change and change <= x.changes_last:
        raise Refusal("change_known", change, x.changes_last)


def change_taken(x: "Exchange", change: int) -> None:
    """Says that a change was taken, unless the chain had it before."""
    if change:
        x.changes_last = change
        x.emit("ChangeTaken", change)


def change_market(x: "Exchange", change: int, number: int, *wanted: int) -> None:
    """ChangeMarket: each at most twice what it was (CUST-22), then as any parameters."""
    change_known(x, change)
    held = x.market(number).parameters
    order_max, position_max, interest_max, imf, mmf, least = wanted
    old = (held.order_max, held.position_max, held.open_interest_max, held.imf, held.mmf, held.requirement_min or 1)
    for place, (was, wants) in enumerate(zip(old, wanted, strict=True), 6):
        if change and wants > 2 * was:
            raise Refusal("change_step", 2 * was, place)
    set_parameters(
        x,
        number,
        replace(
            held,
            order_max=order_max,
            position_max=position_max,
            open_interest_max=interest_max,
            imf=imf,
            mmf=mmf,
            requirement_min=least,
        ),
    )
    change_taken(x, change)


def change_asset(x: "Exchange", change: int, number: int, market: int, decimals: int, *weights: int) -> None:
    """ChangeAsset: the market stays, the maintenance weight keeps at least half (CUST-39), then as any asset."""
    change_known(x, change)
    if number == USDC:
        raise Refusal("asset_unknown")
    known = x.assets.get(number)
    if change and known is not None:
        if known.market.number != market:
            raise Refusal("change_step", known.market.number, 2)
        if 2 * weights[1] < known.weight_maintenance:
            raise Refusal("change_step", -(-known.weight_maintenance // 2), 5)
    set_asset(x, number, market, decimals, *weights)
    change_taken(x, change)


def check_margin(margin: tuple[int, ...], mmf: int) -> None:
    """MGN-2, MGN-3: caps of open interest rise, tiers rise in bound and fraction from the base on, the second needs the first."""
    lower, upper, *tiers = margin
    for place, found in ((2, lower), (3, upper)):
        if not 0 <= found <= MONEY_MAX:
            raise Refusal("market_parameters", MONEY_MAX, place)
    if upper and upper <= lower:
        raise Refusal("market_parameters", lower, 3)
    if lower and not upper:
        raise Refusal("market_parameters", 0, 2)
    bound, fraction = 0, mmf
    for place, usd, least in ((4, *tiers[:2]), (6, *tiers[2:])):
        if not usd and not least:
            bound = (1 << 32) - 1
            continue
        if usd <= bound:
            raise Refusal("market_parameters", bound, place)
        if not fraction <= least <= PPM:
            raise Refusal("market_parameters", PPM if least > PPM else fraction, place + 1)
        bound, fraction = usd, least


def set_margin(x: "Exchange", number: int, *margin: int) -> None:
    """SetMargin."""
    market = x.market(number)
    check_margin(margin, market.parameters.mmf)
    market.margin = margin
    x.emit("MarginSet", number, *margin)


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
    market.index, market.mark, market.newest, market.published = index, mark, 0, 0
    tiers.by_hand(market)
    move_slow(market, x.ts_us)
    x.emit("PricesSet", number, index, mark, market.slow, 0)
    tiers.judge(x, market)
    terms.follow(x, market)


def move_slow(market: Market, ts_us: int) -> None:
    """MGN-7: the slow index follows by at most 6 % of itself an hour; time too short for a step is kept."""
    if market.slow in (0, market.index):
        market.slow, market.slow_us = market.index, ts_us
        return
    elapsed = min(ts_us - market.slow_us, HOUR_US)
    step = market.slow * SLOW_PPM_PER_HOUR * elapsed // (HOUR_US * PPM)
    if step:
        market.slow = min(market.slow + step, max(market.slow - step, market.index))
        market.slow_us = ts_us


def price_fits(parameters: Parameters) -> bool:
    """Whether one whole unit at the highest price is within the range of money."""
    return parameters.price_max * 1000 * parameters.tick_size // PPM <= MONEY_MAX


def set_asset(x: "Exchange", number: int, market: int, decimals: int, initial: int, maintenance: int) -> None:
    """SetAsset: USDC is what it is; decimals never change; weights are within one, the initial one the lower."""
    if number >= ASSETS_MAX:
        raise Refusal("asset_unknown")
    if number == USDC:
        if (market, decimals, initial, maintenance) != (EVERY, 6, PPM, PPM):
            raise Refusal("asset_parameters", PPM, 1)
        x.emit("AssetSet", number, market, decimals, initial, maintenance)
        return
    pricing = x.market(market)
    known = x.assets.get(number)
    wanted = decimals if known is None else known.decimals
    if decimals != wanted or decimals > 18:
        raise Refusal("asset_parameters", min(wanted, 18), 3)
    if maintenance > PPM:
        raise Refusal("asset_parameters", PPM, 5)
    if initial > maintenance:
        raise Refusal("asset_parameters", maintenance, 4)
    if not price_fits(pricing.parameters):
        raise Refusal("asset_parameters", 0, 2)
    if known is None:
        x.assets[number] = Asset(number, pricing, decimals, initial, maintenance)
        x.assets = dict(sorted(x.assets.items()))
    else:
        known.market, known.weight_initial, known.weight_maintenance = pricing, initial, maintenance
    x.emit("AssetSet", number, market, decimals, initial, maintenance)


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
