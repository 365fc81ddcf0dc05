"""What time does to markets: index, mark rounds, funding (MRK-2, FND-1 to FND-3).

Invariant: the mark of a market that follows an index moves in rounds alone, by at most its envelope; F moves once an hour.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import hold, money, terms, tiers
from tests.sim.judge.listing import move_slow
from tests.sim.judge.state import BUY, HOUR_US, PPM, SELL, Market, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

ROUND_US = 5_000_000
AHEAD_MAX_US = 10_000_000
SAMPLES_MIN = 480
CHUNK = 256
E9 = 10**9
INTEREST, REACH, RATE_MAX = 100_000, 500_000, 320_000_000
MID_US, BASIS_US = 150_000_000, 30_000_000


def trunc(number: int, by: int) -> int:
    """Quotient towards zero."""
    return abs(number) // by * money.sign(number)


def clamp(number: int, low: int, high: int) -> int:
    """The nearest number within bounds."""
    return max(low, min(high, number))


def median(numbers: list[int]) -> int:
    """The middle one; of an even number the lower of the two."""
    return sorted(numbers)[(len(numbers) - 1) // 2]


def set_index(x: "Exchange", number: int, index: int, published: int, *told: int | bytes) -> None:
    """SetIndex: publish times grow, and do not lie far ahead."""
    market = x.market(number)
    if index == 0:
        raise Refusal("price_zero")
    if index > market.parameters.price_max * 1000:
        raise Refusal("price_range")
    latest = x.ts_us + AHEAD_MAX_US
    if published > latest:
        raise Refusal("index_stale", latest, published)
    if published <= market.published:
        raise Refusal("index_stale", market.published, published)
    conf, doubt, _ = told
    assert isinstance(conf, int)
    assert isinstance(doubt, int)
    used = tiers.told(market, index, published, conf, doubt)
    market.published = published
    if used:
        market.newest = index
    x.emit("IndexSet", number, index, published, *told, int(used))
    tiers.judge(x, market)


def half(market: Market) -> int:
    """Half the maintenance fraction of the index."""
    return market.index * market.parameters.mmf // (2 * PPM)


def catches_up(market: Market) -> bool:
    """MRK-2: whether only reductions are taken."""
    return bool(market.published) and abs(market.mark - market.index) > half(market)


def tick(x: "Exchange") -> None:
    """A round when one is due, then a chunk of funding in every market."""
    for market in x.markets.values():
        tiers.judge(x, market)
    following = [market for market in x.markets.values() if follows(market)]
    if x.ts_us - x.round_us >= ROUND_US and following and hold.of(x) != hold.NOTHING:
        before = hold.of(x)
        x.round += 1
        hold.round_begins(x)
        x.emit("MarkRound", x.round, x.ts_us)
        hold.tell(x, before)
        for market in following:
            mark(x, market)
    for market in x.markets.values():
        chunk(x, market)


def follows(market: Market) -> bool:
    """Whether the index came by SetIndex, and the price allows a round (ORC-3)."""
    return bool(market.published and market.newest) and tiers.allows(market, "round")


def quotes(market: Market) -> tuple[int | None, int | None, list[int]]:
    """Best bid and ask, and what is there of bid, ask and last, in mticks."""
    bid, ask = market.best(BUY), market.best(SELL)
    bid, ask = (None if price is None else price * 1000 for price in (bid, ask))
    return bid, ask, [price for price in (bid, ask, market.last * 1000) if price]


def mark(x: "Exchange", market: Market) -> None:
    """MRK-2 and FND-1 for one market: index, averages, target, mark, the hour that ended, a sample."""
    market.index = market.newest
    move_slow(market, x.ts_us)
    elapsed = min(x.ts_us - market.mark_us, ROUND_US)
    bid, ask, book = quotes(market)
    if bid is not None and ask is not None:
        market.ema_mid += trunc(((bid + ask) // 2 - market.index - market.ema_mid) * elapsed, MID_US)
    if book:
        market.ema_basis += trunc((median(book) - market.index - market.ema_basis) * elapsed, BASIS_US)
    by_average = [market.index + market.ema_mid, market.index + market.ema_basis]
    target = median([*by_average, median(book)] if book else by_average)
    target = clamp(target, market.index - half(market), market.index + half(market))
    if market.mark:
        step = market.mark * market.parameters.mmf * elapsed // 10**13
        target = clamp(target, market.mark - step, market.mark + step)
    market.mark = clamp(target, 1, market.parameters.price_max * 1000)
    market.mark_us = x.ts_us
    sampled = hold.of(x) == hold.NONE and tiers.allows(market, "fund")
    x.emit("PricesSet", market.number, market.index, market.mark, market.slow, int(sampled))
    terms.follow(x, market)
    if x.ts_us // HOUR_US != market.hour:
        hour(x, market)
    if sampled:
        bound = market.parameters.mmf * 500
        market.samples.append(clamp(trunc((market.mark - market.index) * E9, market.index), -bound, bound))


def mean(market: Market) -> int:
    """Mean of this hour's samples."""
    return trunc(sum(market.samples), len(market.samples)) if market.samples else 0


def hour(x: "Exchange", market: Market) -> None:
    """FND-2: F moves by the rate of the hour that ended, and keeps what is less than an atom."""
    premium, count = mean(market), len(market.samples)
    market.hour, market.samples = x.ts_us // HOUR_US, []
    if not count:
        return
    rate = 0
    if count >= SAMPLES_MIN:
        rate = trunc(clamp(premium + clamp(INTEREST - premium, -REACH, REACH), -RATE_MAX, RATE_MAX), 8)
    micro = trunc(market.tick_value * market.index * rate, PPM) + market.funding_rest
    step, market.funding_rest = divmod(micro, PPM)
    market.funding += step
    if step:
        market.funding_place = 0
    x.emit("FundingSet", market.number, premium, count, rate, market.index, market.funding)


def chunk(x: "Exchange", market: Market) -> None:
    """FND-3: the next accounts, in the order of opening, take in funding."""
    place = market.funding_place
    if place is None:
        return
    for number in x.openings[place : place + CHUNK]:
        account = x.accounts.get(number)
        if account is None or market.number not in account.positions:
            continue
        position = account.positions[market.number]
        if position.b and position.f != market.funding:
            paid = money.touch(account, market)
            assert paid is not None
            x.emit("FundingPaid", *paid)
    end = place + CHUNK
    market.funding_place = end if end < len(x.openings) else None
