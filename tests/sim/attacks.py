"""Published attacks: an attacker who searches, the rule that stops him, and the same run with that rule switched off.

Invariant: an attack is a function of its seed and of whether the rule stands; the rule is switched off by the parameter that carries it,
or by setting the mark by hand to what a venue without the rule would have taken. Harm is what others than the attacker have lost.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from quantdesk.model.records_gen import Event, MoveCause, Moved
from tests.sim import records
from tests.sim.draw import Draws
from tests.sim.judge.state import ANY_TOTAL, BUY, IOC
from tests.sim.records import record, set_index
from tests.sim.scene import listing
from tests.sim.stage import ROUND_US, USD, Stage

PRICE = 100_000
V = 10
SELL = 1 - BUY
BACKSTOP, FLAT, LONG, SHORT = 1, 2, 3, 4
HONEST = (5, 6, 7, 8)
RICH = 10**9 * USD
NO_LIMIT = 10**8
NO_CAP = 1 << 52


@dataclass(frozen=True)
class Harm:
    """Atoms that others lost: insurance drawn, honest profit cut, honest equity below where it began, what depositors miss because it
    was paid to somebody; strangers: flat accounts changed. least: what insurance can not but pay (`draw`)."""

    insurance: int
    cut: int
    equity: int
    strangers: int
    least: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.insurance + self.cut + self.equity + self.missing


class Scheme:
    """The attacker owns LONG and SHORT; the others watch or trade honestly."""

    def __init__(self, seed: int, markets: int, stage: Stage | None = None, **changes: int) -> None:
        self.rng, self.stage = random.Random(seed), stage or Stage()
        self.cut = 0
        self.draws = Draws(dict.fromkeys(range(markets), 500 * USD), 500 * USD)
        self.marks = [PRICE * 1_000] * markets
        fields = {
            "price_max": 100 * PRICE,
            "order_max": NO_LIMIT,
            "position_max": 4 * 10**7,
            "open_interest_max": 4 * 10**7,
        }
        self.stage.send([record("OpenExchange", records.DOMAIN)])
        for market in range(markets):
            self.stage.send([record("ListMarket", market, *listing(**(fields | changes)))])
            self.prices(market, PRICE * 1_000)
        self.stage.fund(BACKSTOP, 2_000 * USD)
        self.stage.fund(FLAT, self.rng.randint(1, 10**9))
        self.stage.send([record("SetBackstop", BACKSTOP)])
        for market in range(markets):
            self.stage.send(
                [record("SetRisk", market, 10_000, 500 * USD), record("FundInsurance", BACKSTOP, market, 500 * USD)]
            )
        self.before: dict[int, int] = {}

    def prices(self, market: int, mark: int, index: int | None = None) -> None:
        """Index and mark by hand."""
        self.marks[market] = mark
        self.heard(self.stage.send([record("SetPrices", market, mark if index is None else index, mark)]))

    def tick(self) -> None:
        """A round later."""
        self.stage.ts_us += ROUND_US
        self.heard(self.stage.send([record("Tick")]))

    def heard(self, events: list[Event]) -> None:
        """Adds up who paid."""
        self.draws.heard(events)
        for event in events:
            if isinstance(event, Moved) and event.cause == MoveCause.CUT and event.account in HONEST:
                self.cut += event.amount

    def trade(self, buyer: int, seller: int, price: int, lots: int, market: int = 0) -> bool:
        """A trade as large as both may make, halved until it goes through; whether any did."""
        while lots:
            rows = [self.stage.order(seller, SELL, price, lots, market=market)]
            rows += [self.stage.order(buyer, BUY, price, lots, market=market, tif=IOC)]
            events = self.stage.send(rows, refusals=True)
            self.heard(events)
            if any(type(event).__name__ == "OrderFilled" for event in events):
                return True
            self.stage.send([record("CancelAll", seller, market, 2)], refusals=True)
            lots //= 2
        return False

    def heard_index(self, index: int) -> None:
        """A round later, with a verified index that is heard then."""
        self.stage.ts_us += ROUND_US
        self.heard(self.stage.send([set_index(0, index, self.stage.ts_us), record("Tick")]))

    def withdraw(self, account: int) -> int:
        """All that may leave; how much it was."""
        most = self.stage.view(account).withdrawable
        if most:
            self.stage.send([record("Debit", account, 0, most, 0, ANY_TOTAL)])
        return most

    def begin(self, *honest: int) -> None:
        """From here on honest equity may not fall."""
        self.before = {number: self.stage.view(number).equity for number in (*honest, FLAT)}

    def harm(self) -> Harm:
        """What it came to."""
        assert self.stage.violations() == 0
        lost = {number: equity - self.stage.view(number).equity for number, equity in self.before.items()}
        strangers = int(lost.pop(FLAT) != 0)
        equity = sum(max(0, atoms) for atoms in lost.values())
        return Harm(self.draws.drawn, self.cut, equity, strangers, self.draws.least, self.stage.missing())


def mango(seed: int, *, rule: bool) -> Harm:
    """Mango, October 2022: both sides of a thin market, its index pumped, profit borrowed against elsewhere. Rule: PNL-6."""
    it = Scheme(seed, 2, profit_cap=100 * USD if rule else NO_CAP)
    rng, stake = it.rng, it.rng.randint(1, 50) * 1_000 * USD
    for account in (LONG, SHORT):
        it.stage.fund(account, stake)
    it.stage.fund(HONEST[0], RICH)
    it.begin()
    it.trade(LONG, SHORT, PRICE, rng.randint(4, 9) * stake // (V * PRICE))
    for _ in range(rng.randint(2, 12)):
        it.prices(0, it.marks[0] * rng.randint(102, 180) // 100)
        it.trade(LONG, HONEST[0], PRICE, rng.randint(1, 2 * 10**6), market=1)
        it.tick()
        if it.marks[0] > 20 * PRICE * 1_000:
            break
    it.prices(0, PRICE * 1_000 * rng.randint(20, 100) // 100)
    for _ in range(6):
        it.prices(1, it.marks[1] * rng.randint(965, 998) // 1_000)
        it.tick()
    return it.harm()


def jelly(seed: int, *, rule: bool) -> Harm:
    """JELLY, March 2025: a short far larger than the market, its price pumped, the loss left to others. Rule: BOOK-9, the cap."""
    it = Scheme(seed, 1)
    rng, stake, interest = it.rng, it.rng.randint(1, 100) * 1_000 * USD, 0
    for account in HONEST:
        it.stage.fund(account, 100_000 * USD)
    for long, short in zip(HONEST[::2], HONEST[1::2], strict=True):
        lots = rng.randint(1_000, 20_000)
        interest += lots
        it.trade(long, short, PRICE, lots)
    if rule:
        fields = {
            "price_max": 100 * PRICE,
            "order_max": NO_LIMIT,
            "position_max": 4 * 10**7,
            "open_interest_max": interest + interest // 20,
        }
        it.stage.send([record("SetMarketParameters", 0, *listing(**fields))])
    for account in (LONG, SHORT):
        it.stage.fund(account, stake)
    it.begin(*HONEST[::2])
    it.trade(LONG, SHORT, PRICE, rng.randint(5, 9) * stake // (V * PRICE))
    for _ in range(rng.randint(1, 4)):
        it.prices(0, it.marks[0] * rng.randint(105, 145) // 100)
        it.tick()
    return it.harm()


def wicked_quote(seed: int, *, rule: bool) -> Harm:
    """A fill far from any price, as on books that were empty for a moment. Rule: BOOK-9, the band of a fill."""
    it = Scheme(seed, 1, band=50_000 if rule else 1_000_000)
    rng, victim = it.rng, HONEST[0]
    it.stage.fund(LONG, RICH)
    it.stage.fund(victim, RICH)
    it.begin(victim)
    far = PRICE * rng.randint(101, 195) // 100
    it.trade(victim, LONG, far, rng.randint(1, 10_000))
    it.tick()
    return it.harm()


def pushed_mark(seed: int, *, rule: bool) -> Harm:
    """XPL, August 2025: trades with oneself in an empty book push the mark, others are liquidated at it. Rule: MRK-2, the mark keeps to
    the index; off: the mark is the last price."""
    it = Scheme(seed, 1)
    rng = it.rng
    for account in (LONG, SHORT):
        it.stage.fund(account, RICH)
    lots = rng.randint(1_000, 10_000)
    for account in HONEST:
        it.stage.fund(account, lots * V * PRICE * 100 // rng.randint(150, 800))
        it.trade(LONG, account, PRICE, lots)
    it.begin(*HONEST)
    index, last = PRICE * 1_000, PRICE
    for _ in range(rng.randint(4, 30)):
        last = last * rng.randint(101, 104) // 100
        it.trade(LONG, SHORT, last, rng.randint(1, 100))
        if rule:
            it.heard_index(index)
        else:
            it.prices(0, last * 1_000, index)
            it.tick()
    it.prices(0, index)
    return it.harm()


ATTACKS: dict[str, Callable[..., Harm]] = {
    "mango": mango,
    "jelly": jelly,
    "wicked quote": wicked_quote,
    "pushed mark": pushed_mark,
}
