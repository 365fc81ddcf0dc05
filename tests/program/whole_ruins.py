"""Acts of a whole exchange whose accounts go bankrupt: random trades before random jumps, or one long against one short.

Invariant: whoever lost all is given money, as from outside, so that it goes on for as long as a run lasts.
"""

from collections.abc import Callable

from quantdesk.model.ids import MARKET_ALL
from quantdesk.model.records_gen import Debit, Side, Sweep, Tick
from tests.program.backed import LAMPORTS, Backed
from tests.program.dealt import LOTS_MAX, USD, Dealt
from tests.program.differential_engine import SOL_PRICE
from tests.program.whole import LISTED, START_MTICKS, TRADERS
from tests.program.whole_acts import ANY_TOTAL
from tests.program.world import SOL, USDC

LEAST, MOST = 200 * USD, 900 * USD
JUMP_PPM = 45_000
ORDERS = 4
# How much of his money the long of a duel has as initial requirement, in a hundred, and the short, who falls first.
LONG_USED, SHORT_USED = 60, 90
# Of his maintenance requirement the short of a duel keeps so much, in a hundred: below two thirds the backstop takes over.
SHORT_KEEPS = 35
TICK_LOT = 100
# How often the mark rises first.
TURNS = 0.75
# How often each insurance is given some, and how much the tail at most.
INSURED, TAIL_GIFT = 0.3, 60 * USD
# Lamports that somebody has at most, how far their price jumps and how often, and how often they come or go.
SOL_MOST, SOL_PPM, SOL_JUMPS, SOL_MOVES = LAMPORTS, 90_000, 0.3, 0.1
# Lots whose loss a room covers, and how often somebody borrows.
LOTS_FEW = 40
LOANS = 0.4
# What the chain answers to who calls a borrow early.
KEPT = "BorrowKept"


class Ruins:
    """Whoever trades goes bankrupt sooner or later; the backstop too."""

    # Most of one gift to insurance.
    gift = 5 * USD

    # Who is given USDC.
    rich = range(1, TRADERS + 1)

    def __init__(self, dealt: Dealt) -> None:
        self.dealt = dealt
        self._requests = 0
        for number in self.rich:
            self._give(number)

    def step(self) -> None:
        """Trades, and a jump of the mark."""
        dealt, chance = self.dealt, self.dealt.chance
        self.means()
        if self._usdc(dealt.named) < chance.choice((1, 20, 400)) * USD:
            self._give(dealt.named)
        for _ in range(ORDERS):
            price = dealt.mark // 1_000 + chance.randrange(-200, 200)
            dealt.order(dealt.somebody(), Side(chance.randrange(2)), price, 1 + chance.randrange(LOTS_MAX // 2))
        self.insured()
        self.jump(chance.choice((-1, 1)) * chance.randrange(JUMP_PPM))

    def insured(self) -> None:
        """The backstop gives a little to the market's fund, and more to the tail of all."""
        for market, most in ((LISTED.market, self.gift), (MARKET_ALL, TAIL_GIFT)):
            if self.dealt.chance.random() < INSURED:
                self.dealt.insure(1 + self.dealt.chance.randrange(most), market)

    def means(self) -> None:
        """Who has nothing left is given some; who has much takes it home, as far as it may leave."""
        dealt = self.dealt
        for number in self.rich:
            held = self._usdc(number)
            if held < LEAST:
                self._give(number)
            elif held > MOST and dealt.chance.random() < 0.2:
                self._requests += 1
                dealt.apply(Debit(number, USDC, held - LEAST, self._requests, ANY_TOTAL))

    def leaving(self, settle: Callable[[], None]) -> None:
        """Two trade, and one of them leaves in the last of his hours: what both have goes by a round, with all on the other side."""
        dealt, chance = self.dealt, self.dealt.chance
        one, other = chance.sample(range(1, TRADERS + 1), 2)
        price, lots = dealt.mark // 1_000, 1 + chance.randrange(LOTS_FEW)
        dealt.order(other, Side.SELL, price, lots)
        dealt.order(one, Side.BUY, price, lots)
        settle()
        left = chance.choice((one, other))
        dealt.leave(left)
        settle()
        dealt.stay(left)

    def jump(self, ppm: int) -> None:
        """Claims are paid as far as they can be; then the mark jumps, back towards where it began when it is far away."""
        dealt = self.dealt
        if dealt.ledger.engine.claimants:
            dealt.apply(Sweep(LISTED.market))
        away = abs(dealt.index - START_MTICKS) * 2 > START_MTICKS
        if away and (ppm > 0) == (dealt.index > START_MTICKS):
            ppm = -ppm
        dealt.jump(ppm)

    def _give(self, number: int) -> None:
        self.dealt.give(number, (200 + self.dealt.chance.randrange(500)) * USD)

    def _usdc(self, number: int) -> int:
        return self.dealt.books.seats[number].settled.collateral[USDC]


class Duels(Ruins):
    """One long, one short, and nobody else: the long's lots go to the short in a round, or pass to the backstop, whose the short's are."""

    gift = USD

    def step(self) -> None:
        """The mark rises until the short is the backstop's, or does not; it falls until the long is bankrupt."""
        dealt, chance = self.dealt, self.dealt.chance
        self.means()
        if self._usdc(dealt.named) < LEAST:
            self._give(dealt.named)
        self.insured()
        turned = chance.random() < 0.5
        rising, falling = sorted(range(1, TRADERS + 1), key=self._usdc)[:2]
        lot = dealt.mark // 1_000 * TICK_LOT
        lots = min(
            self._usdc(falling) * SHORT_USED // 100, self._usdc(rising) * LONG_USED // 100
        ) * 1_000_000 // (lot * LISTED.imf)  # fmt: skip
        lots = max(1, min(lots, LISTED.position_max))
        buyer, seller = (rising, falling) if not turned else (falling, rising)
        sign = 1 if not turned else -1
        price = dealt.mark // 1_000
        dealt.order(seller, Side.SELL, price, lots)
        dealt.order(buyer, Side.BUY, price, lots)
        dealt.settle()
        worth = lots * lot
        keeps = worth * LISTED.mmf // 1_000_000 * SHORT_KEEPS // 100
        rise = 0
        if chance.random() < TURNS:
            rise = max(1, min((self._usdc(falling) - keeps) * 1_000_000 // worth, 200_000))
            self.jump(sign * rise)
            dealt.settle()
        fall = (self._usdc(rising) * 1_000_000 // worth + rise) * 11 // 10
        self.jump(-sign * max(1, min(fall, 250_000)))


class Pledges(Duels):
    """They have SOL too, whose price jumps: it carries what they hold, and pays what they owe."""

    dealt: Backed

    def step(self) -> None:
        """SOL comes, goes, or is worth something else; then a duel."""
        dealt, chance = self.dealt, self.dealt.chance
        if chance.random() < SOL_JUMPS:
            jumped = dealt.sol + dealt.sol * chance.randrange(-SOL_PPM, SOL_PPM) // 1_000_000
            dealt.sol_price((9 * jumped + SOL_PRICE) // 10)
        for number in range(1, TRADERS + 1):
            held = dealt.books.seats[number].settled.collateral[SOL]
            if chance.random() < SOL_MOVES and held < SOL_MOST:
                dealt.fund_sol(number, 1 + chance.randrange(SOL_MOST - held))
            elif chance.random() < SOL_MOVES and held:
                self._requests += 1
                dealt.apply(Debit(number, SOL, 1 + chance.randrange(held), self._requests, ANY_TOTAL))
        if chance.random() < LOANS:
            self.loan()
        super().step()

    def _called_early(self, debtor: int) -> None:
        """A lie: who may still owe is called for it. CUST-47: within his room and his time nobody takes his SOL."""
        usdc, sol, *_ = self.dealt.books.seats[debtor].settled.collateral
        if usdc < 0 < sol and self.dealt.convert_forged(debtor, self.dealt.named) == KEPT:
            self.dealt.told[f"refused {KEPT}"] += 1

    def loan(self) -> None:
        """Who has most SOL closes at a loss that his USDC may not cover, and owes it for a while; then he pays, or is called."""
        dealt, chance = self.dealt, self.dealt.chance
        everybody = range(1, TRADERS + 1)
        debtor = max(everybody, key=lambda number: dealt.books.seats[number].settled.collateral[SOL])
        other = chance.choice([number for number in everybody if number != debtor])
        self._give(other)
        if (spare := self._usdc(debtor) - USD) > 0 and chance.random() < 0.5:
            self._requests += 1
            dealt.apply(Debit(debtor, USDC, spare, self._requests, ANY_TOTAL))
        lots = 1 + chance.randrange(chance.choice((LOTS_FEW, LOTS_MAX)))
        price = dealt.mark // 1_000
        dealt.order(other, Side.SELL, price, lots)
        dealt.order(debtor, Side.BUY, price, lots)
        dealt.settle()
        dealt.prices(-chance.randrange(JUMP_PPM))
        price = dealt.mark // 1_000
        dealt.order(other, Side.BUY, price, lots)
        dealt.order(debtor, Side.SELL, price, lots)
        dealt.settle()
        self._called_early(debtor)
        for _ in range(chance.randrange(4)):
            dealt.apply(Tick())
            dealt.settle()
            self._called_early(debtor)
            dealt.time_pass(chance.randrange(60))
            dealt.sol_price(dealt.sol * chance.randrange(90, 108) // 100)
        dealt.apply(Tick())
