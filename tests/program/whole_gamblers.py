"""Accounts with little behind much in a whole exchange, and the backstop behind them: they are liquidated, and come again.

Invariant: nobody else is ever due: who traded money away is given more, as from outside.
"""

from quantdesk.model.records_gen import SetBackstop, Side, TimeInForce
from tests.program.conftest import START
from tests.program.fills import RISK
from tests.program.whole import LISTED, TRADERS, Whole
from tests.program.whole_acts import Acts, Owner, Purse
from tests.program.world import USDC

USD = 1_000_000
STAKE = 40 * USD
LEAST = 300 * USD
BACKSTOP_FUNDS = 5_000 * USD
# How often a gambler does anything between two rounds.
ACTS = 0.4
AWAY_TICKS = 300
TICK_LOT = 100
# Of the initial requirement a gambler uses so much, in a hundred; with so much won, in a hundred of his stake, he goes home.
USED, WON = 94, 110


class Gamblers:
    """They act beside everybody else; the exchange was made with a backstop."""

    def __init__(self, whole: Whole, acts: Acts) -> None:
        self.whole, self.acts = whole, acts
        self.backstop = Owner(whole.named, Purse())
        self.all = [Owner(number, Purse()) for number in range(whole.named + 1, len(whole.traders) + 1)]
        self._give(self.backstop, BACKSTOP_FUNDS)
        whole.apply(SetBackstop(account=whole.named), RISK)
        whole.settle()

    def step(self) -> None:
        """Between two rounds; what was traded before has settled."""
        for owner in self.acts.owners[:TRADERS]:
            if self._usdc(owner) < LEAST:
                self._give(owner, 2 * LEAST)
        self._unload()
        for owner in self.all:
            if self.whole.chance.random() < ACTS:
                self._gamble(owner)

    def _gamble(self, owner: Owner) -> None:
        """All in where he has nothing; home where he has won."""
        whole, lots, worth = self.whole, self._lots(owner), self._usdc(owner)
        side = Side(whole.chance.randrange(2))
        if lots:
            side = Side.BUY if lots > 0 else Side.SELL
            worth += self._quote(owner) + lots * whole.mark // 1_000 * TICK_LOT
            if worth * 100 > WON * STAKE:
                self._order(owner, Side(1 - side), abs(lots), reduce_only=True)
                return
        elif worth < STAKE:
            self._give(owner, STAKE - worth)
            worth = STAKE
        lot = whole.mark // 1_000 * TICK_LOT * LISTED.imf // 1_000_000
        most = worth * USED // 100 // lot
        if most - abs(lots) > most // 4:
            self._order(owner, side, most - abs(lots))

    def _unload(self) -> None:
        """The backstop goes back to nothing against whoever is there."""
        if self._usdc(self.backstop) < BACKSTOP_FUNDS // 2:
            self._give(self.backstop, BACKSTOP_FUNDS)
        lots = self._lots(self.backstop)
        if lots:
            self._order(self.backstop, Side.SELL if lots > 0 else Side.BUY, abs(lots), reduce_only=True)

    def _order(self, owner: Owner, side: Side, lots: int, **changed: bool) -> None:
        away = AWAY_TICKS if side == Side.BUY else -AWAY_TICKS
        self.whole.order(
            owner.number, side, self.whole.mark // 1_000 + away, lots, time_in_force=TimeInForce.IOC, **changed
        )

    def _give(self, owner: Owner, amount: int) -> None:
        """Tokens from outside, deposited and credited."""
        one = self.whole.traders[owner.number]
        self.whole.world.tokens_make(one.key.pubkey(), amount + START)
        self.acts.deposit(owner, USDC, amount)
        self.acts.credit(owner, USDC)

    def _usdc(self, owner: Owner) -> int:
        return self.whole.books.seats[owner.number].settled.collateral[USDC]

    def _lots(self, owner: Owner) -> int:
        slot = self.whole.books.seats[owner.number].slots.get(LISTED.market)
        return slot.lots if slot else 0

    def _quote(self, owner: Owner) -> int:
        slot = self.whole.books.seats[owner.number].slots[LISTED.market]
        return slot.quote_atoms + slot.claim_atoms
