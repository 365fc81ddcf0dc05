"""Published incidents without an attacker's trade: what a venue paid, let leave, or took for a price.

Invariant: as of `attacks`; a rule that no parameter carries is taken out of the judge (`unruled`), and everything else stays.
"""

from collections.abc import Callable

from quantdesk.ingest.votes import median_weighted
from tests.sim.attacks import BACKSTOP, HONEST, LONG, PRICE, RICH, SHORT, Harm, Scheme, V
from tests.sim.judge.gate import HOUR_US
from tests.sim.records import record, set_index
from tests.sim.stage import ROUND_US, USD, Stage
from tests.sim.unruled import UnruledStage

FAIR = PRICE * 1_000


def unpaid_profit(seed: int, *, rule: bool) -> Harm:
    """Drift v1, May 2022: the price jumps further than the loser's margin; the winner closes, takes his profit into collateral, and
    withdraws it. Rule: PNL-4, a claim is paid out of the pool alone."""
    it = Scheme(seed, 1, Stage() if rule else UnruledStage("PNL-4"))
    rng, stake = it.rng, it.rng.randint(1, 50) * 1_000 * USD
    for account in (LONG, SHORT):
        it.stage.fund(account, stake)
    it.stage.fund(HONEST[0], RICH)
    lots = rng.randint(4, 9) * stake // (V * PRICE)
    it.trade(LONG, SHORT, PRICE, lots)
    fallen = PRICE * rng.randint(30, 99) // 100
    it.prices(0, fallen * 1_000)
    it.trade(SHORT, HONEST[0], fallen, lots)
    it.begin(HONEST[0])
    it.tick()
    it.stage.ts_us += HOUR_US  # the gate of WDR-2 is open again, and no profit is held any more (PNL-6)
    it.tick()
    it.withdraw(SHORT)
    it.tick()
    return it.harm()


def thinned_margin(seed: int, *, rule: bool) -> Harm:
    """Hyperliquid, March 2025: margin is withdrawn until the venue's backstop takes the position, at a mark that then goes on falling.
    Rule: MGN-5, a tenth of the notional stays."""
    it = Scheme(seed, 1, Stage() if rule else UnruledStage("MGN-5"), imf=20_000, mmf=10_000)
    rng, stake = it.rng, it.rng.randint(10, 100) * 1_000 * USD
    it.stage.fund(LONG, stake)
    it.stage.fund(HONEST[0], RICH)
    it.stage.send([record("Credit", BACKSTOP, 0, RICH)])
    it.begin(BACKSTOP)
    it.trade(LONG, HONEST[0], PRICE, rng.randint(2, 9) * stake // (V * PRICE))
    it.withdraw(LONG)
    fall, rounds = rng.randint(10_000, 90_000), rng.randint(1, 30)
    for at in range(rounds + 10):
        it.heard_index(FAIR - FAIR * fall // 1_000_000 * min(at + 1, rounds) // rounds)
    return it.harm()


def leveraged_longs(it: Scheme) -> None:
    """Honest longs of leverage 1.5 to 8, whom nothing has happened to yet."""
    lots = it.rng.randint(1_000, 10_000)
    it.stage.fund(SHORT, RICH)
    for account in HONEST:
        it.stage.fund(account, lots * V * PRICE * 100 // it.rng.randint(150, 800))
        it.trade(account, SHORT, PRICE, lots)
    it.begin(*HONEST)


def one_venue(seed: int, *, rule: bool) -> Harm:
    """Binance, October 2025: one of five venues prints up to 65 % too low for some rounds. Rule: ORC-1, the index is what most say;
    off: that venue's price is index and mark."""
    it = Scheme(seed, 1)
    rng = it.rng
    leveraged_longs(it)
    for _ in range(rng.randint(1, 12)):
        wicked = FAIR * rng.randint(35, 95) // 100
        voices = [(FAIR + FAIR * rng.randint(-10, 10) // 10_000, 1) for _ in range(4)]
        if rule:
            it.heard_index(median_weighted([(wicked, 1), *voices]))
        else:
            it.prices(0, wicked)
            it.tick()
    it.prices(0, FAIR)
    return it.harm()


def stale_start(seed: int, *, rule: bool) -> Harm:
    """dYdX, October 2025; Paradex, January 2026: the first price after a restart is zero, or of long before. Rule: MRK-1, neither is
    taken, and no mark leaves its envelope; off: what comes is index and mark."""
    it = Scheme(seed, 1)
    rng = it.rng
    it.heard_index(FAIR)
    heard_us = it.stage.ts_us
    leveraged_longs(it)
    it.stage.ts_us += rng.randint(1, 480) * 60_000_000
    for _ in range(rng.randint(1, 5)):
        old = rng.choice((0, FAIR * rng.randint(40, 95) // 100))
        if rule:
            late = set_index(0, old, heard_us - rng.randint(1, 600) * 1_000_000)
            it.heard(it.stage.send([late], refusals=True))
            it.tick()
        else:
            it.prices(0, max(1_000, old))
            it.tick()
    it.stage.ts_us += ROUND_US
    it.prices(0, FAIR)
    return it.harm()


INCIDENTS: dict[str, Callable[..., Harm]] = {
    "unpaid profit": unpaid_profit,
    "thinned margin": thinned_margin,
    "one venue": one_venue,
    "stale start": stale_start,
}
