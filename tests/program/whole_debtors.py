"""Acts of a whole exchange whose accounts trade on their SOL and lose more than they have in USDC: the backstop takes SOL for it.

Invariant: nobody is liquidated: whoever lost has closed by himself, and what is left of his loss is what he owes.
"""

from quantdesk.model.records_gen import Side, Sweep, Tick
from tests.program.backed import LAMPORTS, Backed
from tests.program.dealt import USD
from tests.program.whole import LISTED, TRADERS
from tests.program.whole_ruins import LEAST, MOST, Ruins
from tests.program.world import SOL

# Who owes, each against one who has USDC.
PAIRS = tuple((number, number + TRADERS // 2) for number in range(1, TRADERS // 2 + 1))
SOL_LEAST, SOL_FULL = 6 * LAMPORTS, 12 * LAMPORTS
# What a debtor has in USDC at most, how many lots he trades, and how far their price goes against him, ppm.
PENNIES, LOTS, LOSS_PPM = 12 * USD, (60, 160), (12_000, 30_000)


class Debtors(Ruins):
    """All debtors are on one side of a market, and all close behind one jump."""

    dealt: Backed
    rich = range(len(PAIRS) + 1, TRADERS + 1)

    def step(self) -> None:
        """SOL and USDC for who lacks some; a trade, a jump, the trade back; then a tick finds who owes."""
        dealt, chance = self.dealt, self.dealt.chance
        self.means()
        if self._usdc(dealt.named) < LEAST:
            self.dealt.give(dealt.named, MOST)
        side = Side(chance.randrange(2))
        lots = {debtor: chance.randrange(*LOTS) for debtor, _ in PAIRS}
        self._trade(side, lots)
        fall = chance.randrange(*LOSS_PPM)
        dealt.jump(-fall if side == Side.BUY else fall, ticks=False)
        self._trade(Side(1 - side), lots)
        dealt.apply(Tick())
        if chance.random() < 0.5:
            dealt.apply(Sweep(LISTED.market))

    def means(self) -> None:
        """Pennies and SOL for debtors, USDC for the others."""
        super().means()
        dealt, chance = self.dealt, self.dealt.chance
        for debtor, _ in PAIRS:
            held = dealt.books.seats[debtor].settled.collateral[SOL]
            if held < SOL_LEAST:
                dealt.fund_sol(debtor, SOL_FULL - held)
            if self._usdc(debtor) < USD:
                dealt.give(debtor, USD + chance.randrange(PENNIES))
        dealt.settle()

    def _trade(self, side: Side, lots: dict[int, int]) -> None:
        """Debtors on this side, the others on the other, at the mark."""
        dealt = self.dealt
        price = dealt.mark // 1_000
        for debtor, other in PAIRS:
            dealt.order(other, Side(1 - side), price, lots[debtor])
            dealt.order(debtor, side, price, lots[debtor])
        dealt.settle()
