"""Cross margin: collateral, requirements, the three equities, what new risk and reductions must show.

Invariant (MGN-1 to MGN-6): requirements are rounded up, equity down; a reduction is judged by whether
it leaves the account worse off, everything else by what it has.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from tests.sim.judge.money import ceil_div, held, pnl, sign
from tests.sim.judge.state import PPM, Account, Asset, Market, Position

Markets = Mapping[int, Market]
USD = 1_000_000


class Health(NamedTuple):
    """Net and Open equity, initial and maintenance requirement, all in atoms."""

    net: int
    open: int
    initial: int
    maintenance: int


def notional_of(market: Market, lots: int, price_m: int) -> int:
    """MGN-1: ceil(lots * v * price / 1000)."""
    return ceil_div(lots * market.tick_value * price_m, 1000)


def slices(market: Market, base: int) -> list[tuple[int, int]]:
    """MGN-3: from which notional on which fraction holds: `base` is the fraction below the first tier, and a tier's one is
    to it what its maintenance fraction is to the market's, rounded up, one at most."""
    _, _, *tiers = market.margin
    rows = [(0, base)]
    for usd, mmf in (tiers[:2], tiers[2:]):
        if usd:
            rows.append((usd * USD, min(PPM, ceil(Fraction(base * mmf, market.parameters.mmf)))))
    return rows


def requirement(market: Market, lots: int, price_m: int, rows: list[tuple[int, int]]) -> int:
    """MGN-1, MGN-3, MGN-4: each slice of the notional at its own fraction, rounded up together; nothing for no lots."""
    if lots == 0:
        return 0
    notional, total = notional_of(market, lots, price_m), Fraction(0)
    for at, (start, fraction) in enumerate(rows):
        end = rows[at + 1][0] if at + 1 < len(rows) else notional
        total += Fraction(max(0, min(end, notional) - start) * fraction, PPM)
    return max(market.parameters.requirement_min, ceil(total))


def crowded(market: Market) -> int:
    """MGN-2: the least initial fraction of new risk at the open interest of now, valued at mark."""
    lower, upper, *_ = market.margin
    base = market.parameters.imf
    if not upper:
        return base
    part = Fraction(notional_of(market, market.oi, market.mark) - lower, upper - lower)
    return base + ceil((PPM - base) * min(Fraction(1), max(Fraction(0), part)))


def exposure(position: Position) -> int:
    """MGN-1: the larger side with all open orders that may raise risk."""
    return max(abs(position.b + position.buys), abs(position.b - position.sells))


def initial_base(position: Position, market: Market) -> int:
    """MGN-1, MGN-3: initial requirement of one market without regard to crowds and wishes."""
    price_m = max(market.mark, market.index)
    return requirement(market, exposure(position), price_m, slices(market, market.parameters.imf))


def initial(position: Position, market: Market, least: int = 0) -> int:
    """MGN-2: of new risk at least what the open interest, the account's own leverage and `least` ppm ask."""
    notional = notional_of(market, exposure(position), max(market.mark, market.index))
    own = ceil_div(PPM, position.leverage) if position.leverage else 0
    return max(initial_base(position, market), ceil_div(notional * max(own, crowded(market), least), PPM))


def maintenance(position: Position, market: Market) -> int:
    """MGN-1, MGN-3: maintenance requirement of one market."""
    return requirement(market, abs(position.b), market.mark, slices(market, market.parameters.mmf))


def value(asset: Asset, amount: int, at: int) -> int:
    """MGN-7: atoms of USDC for an amount at a price in mticks, rounded down twice."""
    price = at * asset.market.parameters.tick_size // PPM
    return amount * price // 10**asset.decimals


def weighted(asset: Asset, amount: int) -> tuple[int, int]:
    """MGN-7: what an amount counts for new risk, and for liquidation, at the lower of index and slow index."""
    worth = value(asset, amount, min(asset.market.index, asset.market.slow))
    return worth * asset.weight_initial // PPM, worth * asset.weight_maintenance // PPM


def others(account: Account) -> tuple[int, int]:
    """MGN-7: what all collateral other than USDC counts for new risk, and for liquidation."""
    worths = [weighted(other.asset, other.amount) for other in account.others.values()]
    return sum(worth[0] for worth in worths), sum(worth[1] for worth in worths)


def health(account: Account, markets: Markets) -> Health:
    """MGN-5: Net and Open with the requirements."""
    for_risk, for_liquidation = others(account)
    net, capped = account.c + for_liquidation, account.c + for_risk
    need = keep = 0
    for number, position in account.positions.items():
        if not (position.b or position.e or position.r or position.buys or position.sells):
            continue
        market = markets[number]
        profit = pnl(position, market)
        net += profit
        capped += min(profit, position.w + market.parameters.profit_cap) if profit > 0 else profit
        need += initial(position, market)
        keep += maintenance(position, market)
    return Health(net, capped, need, keep)


def excess(account: Account, markets: Markets, ts_us: int) -> int:
    """MGN-5, PNL-6: value above max(initial, 10 % of notional), without unrealised profit."""
    equity = account.c + others(account)[0] - held(account, ts_us)
    need = notional = 0
    for number, position in account.positions.items():
        market = markets[number]
        profit = pnl(position, market)
        equity += min(profit, position.w) if profit > 0 else profit
        need += initial_base(position, market)
        notional += ceil_div(abs(position.b) * market.tick_value * market.mark, 1000)
    return equity - max(need, kept(notional))


def kept(notional: int) -> int:
    """MGN-5: a tenth of the notional stays, whatever the initial requirement."""
    return ceil_div(notional, 10)


def withdrawable(account: Account, markets: Markets, ts_us: int) -> int:
    """MGN-5: USDC that may leave: the excess, from c."""
    return max(0, min(account.c, excess(account, markets, ts_us)))


def asset_withdrawable(account: Account, asset: int, markets: Markets, ts_us: int) -> int:
    """MGN-7: the largest amount of an asset without which the excess is not below zero; found by halving."""
    if asset == 0:
        return withdrawable(account, markets, ts_us)
    spare = excess(account, markets, ts_us)
    if spare < 0 or asset not in account.others:
        return 0
    other = account.others[asset]
    full = weighted(other.asset, other.amount)[0]
    low, high = 0, other.amount
    while low < high:
        middle = (low + high + 1) // 2
        if spare - (full - weighted(other.asset, other.amount - middle)[0]) >= 0:
            low = middle
        else:
            high = middle - 1
    return low


def reduces(before: int, after: int) -> bool:
    """MGN-6: the position neither grows nor turns."""
    return abs(after) <= abs(before) and sign(after) in (0, sign(before))


def carries(before: Health, after: Health, reduction: bool) -> bool:
    """MGN-5, MGN-6: whether an account may come from one state to the other by a fill."""
    if not reduction:
        return after.open >= after.initial and after.net > after.maintenance
    if after.open >= after.initial:
        return True
    if after.maintenance == 0:
        return after.net >= 0 or after.net >= before.net
    return after.net * before.maintenance >= before.net * after.maintenance and after.net >= min(before.net, 0)
