"""The cascade of 2025-10-10: thousands of leveraged longs, an index that falls by a third in minutes, nobody left on the book.

Invariant: a cascade is a function of its terms. The compiled core does all of it; the greedy queue (whole positions, largest profit times
leverage first) is reckoned beside it on the same rounds: same lots, same marks, same moments. With `liquidate` off the rule under test
(LIQ-1 to LIQ-6) is switched off: no backstop is set, so nobody is closed.
"""

import random
from dataclasses import dataclass, field

from quantdesk.model.records_gen import (
    DeficitPaid,
    Event,
    MoveCause,
    Moved,
    OrderFilled,
    PricesSet,
    RecordKind,
    RecordStarted,
)
from tests.sim import records
from tests.sim.draw import Draws
from tests.sim.judge.exchange import Exchange as Judge
from tests.sim.judge.state import BUY
from tests.sim.records import record, set_index
from tests.sim.scene import listing
from tests.sim.stage import ROUND_US, START_US, USD, Stage

PRICE = 100_000
V = 10
IMF, MMF = 40_000, 20_000
BACKSTOP = 1
LEVERAGES = (1, 1, 2, 2, 3, 3, 5, 8, 12, 18)


@dataclass(frozen=True)
class Terms:
    """accounts: half of them long, half short, beside flat ones; fall in ppm over so many rounds; backstop and insurance in USD."""

    accounts: int
    seed: int = 1
    flat: int = 20
    fall: int = 350_000
    rounds: int = 60
    after: int = 60
    backstop: int = 20_000
    insurance: int = 5_000
    insurance_cap: int = 100
    liquidate: bool = True


@dataclass
class Winner:
    """A short as the greedy queue sees it: lots left, quote, collateral."""

    lots: int
    quote: int
    collateral: int

    def score(self, mark: int) -> float:
        """Profit of the entry x leverage of now, for ranking alone."""
        worth = self.lots * V * mark / 1_000
        equity = self.collateral + self.quote - worth
        return (self.quote - worth) / max(1, self.quote) * worth / max(1, equity)


@dataclass
class Outcome:
    """What a cascade did. law and greedy: for each short, lots before and lots closed against his will."""

    terms: Terms
    before: dict[int, int] = field(default_factory=dict)
    law: dict[int, int] = field(default_factory=dict)
    greedy: dict[int, int] = field(default_factory=dict)
    marks: list[tuple[int, int]] = field(default_factory=list)
    indices: list[tuple[int, int]] = field(default_factory=list)
    rounds: int = 0
    lots: int = 0
    equity: dict[int, int] = field(default_factory=dict)
    cut: dict[int, int] = field(default_factory=dict)
    insurance: int = 0
    least: int = 0
    deficit: int = 0
    backstop_equity: int = 0
    flat_before: dict[int, int] = field(default_factory=dict)
    flat_after: dict[int, int] = field(default_factory=dict)
    poorer: list[int] = field(default_factory=list)
    hole: int = 0
    violations: int = 0
    state_hash: str = ""

    def shares(self, closed: dict[int, int]) -> list[int]:
        """Percent of his position that each short lost, most first."""
        return sorted((100 * closed.get(number, 0) // lots for number, lots in self.before.items()), reverse=True)

    def strangers(self) -> int:
        """Flat accounts that are not what they were."""
        return sum(self.flat_after[number] != equity for number, equity in self.flat_before.items())


class Cascade:
    """A cascade on its way."""

    def __init__(self, terms: Terms, judge: Judge | None = None) -> None:
        self.terms, self.stage = terms, Stage(judge)
        self.rng = random.Random(terms.seed)
        self.found = Outcome(terms)
        self.draws = Draws({0: terms.insurance * USD}, terms.insurance_cap * USD)
        self.winners: dict[int, Winner] = {}
        self.longs = [2 + 2 * pair for pair in range(terms.accounts // 2)]
        self.flats = [terms.accounts + 2 + number for number in range(terms.flat)]

    def send(self, rows: list[bytes]) -> list[Event]:
        """Events of a batch; every one is read."""
        events = self.stage.send(rows)
        self.draws.heard(events)
        for event in events:
            self.told(event)
        return events

    def told(self, event: Event) -> None:
        found = self.found
        if isinstance(event, PricesSet):
            found.marks.append((self.stage.ts_us - START_US, event.mark_price))
            found.indices.append((self.stage.ts_us - START_US, event.index_price))
        elif isinstance(event, RecordStarted):
            if event.kind == RecordKind.ROUND:
                found.rounds += 1
                found.lots += event.size
                self.queue(event.size, event.mark_price)
        elif isinstance(event, Moved):
            self.moved(event)
        elif isinstance(event, DeficitPaid):
            found.deficit = event.deficit

    def moved(self, event: Moved) -> None:
        number = event.account
        if event.cause == MoveCause.ROUND and number in self.winners:
            self.found.law[number] = self.found.law.get(number, 0) + abs(event.lots)
        elif event.cause == MoveCause.CUT:
            self.found.cut[number] = self.found.cut.get(number, 0) + event.amount

    def queue(self, lots: int, mark: int) -> None:
        """The greedy queue closes as many lots of shorts at the same mark."""
        ranked = sorted((winner.score(mark), number) for number, winner in self.winners.items() if winner.lots)
        while lots and ranked:
            number = ranked.pop()[1]
            winner = self.winners[number]
            gone = min(lots, winner.lots)
            lots -= gone
            kept = winner.quote * (winner.lots - gone) // winner.lots
            winner.collateral += winner.quote - kept - gone * V * mark // 1_000
            winner.quote, winner.lots = kept, winner.lots - gone
            self.found.greedy[number] = self.found.greedy.get(number, 0) + gone

    def open(self) -> None:
        """Markets, money, and one trade for each pair: sizes and leverages are drawn, entries lie within 3 % of each other."""
        terms = self.terms
        market = listing(
            price_max=2 * PRICE, order_max=10**9, position_max=10**9, open_interest_max=10**9, imf=IMF, mmf=MMF
        )
        rows = [record("OpenExchange", records.DOMAIN), record("ListMarket", 0, *market)]
        self.send([*rows, record("SetPrices", 0, PRICE * 1_000, PRICE * 1_000)])
        insurance = terms.insurance * USD * terms.liquidate
        self.stage.fund(BACKSTOP, terms.backstop * USD + insurance)
        risk = [record("SetBackstop", BACKSTOP)] * terms.liquidate
        risk += [record("SetRisk", 0, 5_000, terms.insurance_cap * USD)]
        self.send(risk + ([record("FundInsurance", BACKSTOP, 0, insurance)] if insurance else []))
        for number in self.flats:
            self.stage.fund(number, self.rng.randint(1, 10**9))
        for at, long in enumerate(self.longs):
            if at % max(1, len(self.longs) // 20) == 0:
                price = PRICE + PRICE * self.rng.randint(-30, 30) // 1_000
                self.send([record("SetPrices", 0, price * 1_000, price * 1_000)])
            self.pair(long, price)
        self.send([record("SetPrices", 0, PRICE * 1_000, PRICE * 1_000)])
        self.found.equity = {number: self.stage.view(number).equity for number in self.winners}
        self.found.flat_before = {number: self.stage.view(number).equity for number in self.flats}

    def pair(self, long: int, price: int) -> None:
        """A long of much leverage and a short of less, one trade."""
        lots = max(5, min(200_000, int(self.rng.lognormvariate(6.0, 1.3))))
        worth = lots * V * price
        short = long + 1
        self.stage.fund(long, worth // self.rng.choice(LEVERAGES) + 1_000)
        self.stage.fund(short, worth // self.rng.choice(LEVERAGES) + 1_000)
        self.send([self.stage.order(short, 1 - BUY, price, lots)])
        for event in self.send([self.stage.order(long, BUY, price, lots)]):
            if isinstance(event, OrderFilled):
                self.winners[short] = Winner(lots, event.maker_quote, event.maker_collateral)
                self.found.before[short] = lots

    def play(self) -> Outcome:
        """Opens, falls, waits until everything is over, and reads what is left."""
        terms, found = self.terms, self.found
        self.open()
        for step in range(terms.rounds + terms.after):
            self.stage.ts_us += ROUND_US
            gone = terms.fall * min(step + 1, terms.rounds) // terms.rounds
            index = PRICE * 1_000 - PRICE * gone // 1_000
            self.send([set_index(0, index, self.stage.ts_us), record("Tick")])
        found.insurance, found.least = self.draws.drawn, self.draws.least
        found.violations = self.stage.violations()
        found.hole = sum(max(0, -self.stage.view(number).equity) for number in (BACKSTOP, *self.longs, *self.winners))
        found.backstop_equity = self.stage.view(BACKSTOP).equity
        found.flat_after = {number: self.stage.view(number).equity for number in self.flats}
        found.poorer = [number for number, equity in found.equity.items() if self.stage.view(number).equity < equity]
        found.state_hash = self.stage.core.state_hash().hex()
        return found
