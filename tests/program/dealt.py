"""A whole exchange whose accounts go bankrupt: what they left is dealt out in the core, and on the chain by the keepers' own items."""

from quantdesk.model.records_gen import FundInsurance, SetBackstop, SetPrices, Side, Tick
from tests.program.engine_commands import credit
from tests.program.fills import RISK
from tests.program.whole import LISTED, TRADERS, Whole

USD = 1_000_000
MARKET = LISTED.market
LOTS_MAX = 400


class Dealt(Whole):
    """Accounts with little behind much, a backstop, and prices that are set, so that they may jump."""

    def __init__(self, seed: int, backstop_usd: int = 900) -> None:
        super().__init__(seed, backstop=True)
        self.funded: dict[int, int] = dict.fromkeys(self.traders, 0)
        self.fund(self.named, backstop_usd * USD)
        self.apply(SetBackstop(account=self.named), RISK)
        self.settle()

    def fund(self, number: int, amount: int) -> None:
        """Collateral for an account."""
        one = self.traders[number]
        self.world.deposit(one.key, one.tokens, amount)
        self.apply(credit(number, amount, self.funded[number]))
        self.funded[number] += amount

    def insure(self, amount: int) -> None:
        """The backstop's collateral becomes insurance."""
        self.apply(FundInsurance(account=self.named, market=MARKET, amount=amount))

    def trade(self, buyer: int, seller: int, lots: int) -> None:
        """Two accounts match at the mark."""
        price = self.mark // 1_000
        assert self.order(seller, Side.SELL, price, lots) == 0
        assert self.order(buyer, Side.BUY, price, lots) >= 1

    def jump(self, ppm: int, *, ticks: bool = True) -> list:
        """What stands settles; then the mark jumps, and a tick looks at everybody. Its events."""
        self.settle()
        self.prices(ppm)
        return self.apply(Tick()) if ticks else []

    def _tick(self, index: int) -> None:
        self.apply(SetPrices(MARKET, index, index))

    def somebody(self) -> int:
        """An account that is not the backstop."""
        return self.chance.randrange(1, TRADERS + 1)
