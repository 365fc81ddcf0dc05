"""How far a price can be relied upon, and what that allows (ORC-3).

Invariant: tier and cause follow from what was told of the feed, its age and the class of the market; what is not in the table is allowed.
"""

from typing import TYPE_CHECKING

from tests.sim.judge.schema import SCHEMA
from tests.sim.judge.state import PPM, Account, Market, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

TIER, CAUSE = SCHEMA.enums["Tier"], SCHEMA.enums["TierCause"]
SECOND = 1_000_000
HARD, CLOSING_AGE = 60 * SECOND, 10 * SECOND
WIDE_MAX = 20_000
JUMP = 5
NAMES = {number: name for name, number in TIER.items()}
STOPPED = {
    "valid": (),
    "slow": (),
    "stale": ("increase", "fund"),
    "uncertain": ("increase", "reduce", "liquidate", "settle", "round", "fund", "convert"),
    "volatile": ("increase", "liquidate", "settle", "round", "fund", "convert"),
    "missing": ("increase", "liquidate", "settle", "round", "fund", "convert"),
}


def allows(market: Market, action: str) -> bool:
    """Whether the table lets the action happen at the market's tier."""
    return action not in STOPPED[NAMES[market.tier]]


def closes(x: "Exchange", market: Market, action: str) -> bool:
    """Whether somebody may be closed by the mark: not by the one of before its price was gone, or came."""
    return allows(market, action) and (not market.published or x.ts_us - market.mark_us <= CLOSING_AGE)


def refusal(market: Market) -> Refusal:
    """Names tier and cause."""
    return Refusal("market_tier", market.tier, market.cause)


def check(market: Market, action: str) -> None:
    """Refuses what the tier does not allow."""
    if not allows(market, action):
        raise refusal(market)


def is_known(x: "Exchange", account: Account) -> bool:
    """Whether every price that the account's health is made of may liquidate somebody."""
    held = [x.markets[number] for number, position in account.positions.items() if position.b]
    priced = [other.asset.market for other in account.others.values() if other.amount]
    return all(closes(x, market, "liquidate") for market in held + priced)


def told(market: Market, index: int, published: int, conf: int, doubt: int) -> bool:
    """Takes in a price that was told of the feed; whether it may ever count."""
    last = market.newest or market.index
    market.conf = min(PPM, -(-conf * PPM // index))
    market.doubt = min(PPM, doubt)
    market.jumped = bool(last) and not last <= JUMP * index <= JUMP * JUMP * last
    if market.published:
        distance = published - market.published
        if market.interval:
            distance = min(distance, max(3 * market.interval, 4 * SECOND))
            change = abs(distance - market.interval) // 8
            market.interval += change if distance >= market.interval else -change
        else:
            market.interval = min(distance, 4 * SECOND)
    return market.conf <= WIDE_MAX and not market.jumped


def by_hand(market: Market) -> None:
    """Prices set by hand: nothing is known of a feed, and nothing doubted."""
    market.interval = market.conf = market.doubt = 0
    market.jumped = False


def judged(x: "Exchange", market: Market) -> tuple[str, str]:
    """Tier and cause now: the worst that holds."""
    if not market.published:
        return ("valid", "none") if market.mark else ("missing", "unpriced")
    age = max(0, x.ts_us - market.published)
    sure = min(WIDE_MAX, market.parameters.mmf // 5)
    widest = max(market.conf, market.doubt)
    own = min(3 * market.interval, HARD)
    if widest > sure:
        own = own * sure // widest
    by_width = "confidence" if market.conf > sure else "venues"
    by_width_hard = "confidence" if market.conf > WIDE_MAX else "venues"
    slow, stale, missing = (min(HARD, max(own, base * SECOND)) for base in (4, 10, 48))
    holds = (
        (age > missing, "missing", "age"),
        (market.jumped, "volatile", "jump"),
        (widest > WIDE_MAX, "uncertain", by_width_hard),
        (age > stale, "stale", "age"),
        (age > slow, "slow", "age"),
        (widest > sure, "slow", by_width),
    )
    return next(((tier, cause) for fact, tier, cause in holds if fact), ("valid", "none"))


def judge(x: "Exchange", market: Market) -> None:
    """Judges a market anew, and tells what changed."""
    tier, cause = judged(x, market)
    now = (TIER[tier], CAUSE[cause])
    if now == (market.tier, market.cause):
        return
    age = max(0, x.ts_us - market.published) if market.published else 0
    x.emit("TierChanged", market.number, *now, market.tier, age, market.interval, market.conf, market.doubt)
    market.tier, market.cause = now
