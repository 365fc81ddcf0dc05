"""A whole exchange whose accounts go bankrupt in two markets at once: what one market takes of them is not there for the other."""

import struct

from msgspec.structs import replace

from quantdesk.chain.books import Ledger
from quantdesk.chain.program_gen import Market, Risk
from quantdesk.model.records_gen import PricesSet, SetPrices, Side, Sweep, Tick
from tests.program.backed import MARK_US_AT, ROW_BYTES
from tests.program.dealt import LOTS_MAX, USD, Dealt
from tests.program.fills import RISK
from tests.program.markets import listed_with, market_list, market_of
from tests.program.whole import LISTED, START_MTICKS, TRADERS

ETH = replace(LISTED, market=2, symbol=b"ETH-PERP".ljust(16, b"\0"))
MARKETS = (LISTED.market, ETH.market)
# How far both marks jump at once, ppm.
JUMP_PPM = 45_000


class Paired(Dealt):
    """Two markets of one grid; each has a mark of its own."""

    def __init__(self, seed: int, backstop_usd: int = 900, cap: int = RISK.insurance_cap) -> None:
        self.other: Ledger | None = None
        self.other_mark = START_MTICKS
        super().__init__(seed, backstop_usd, cap)
        world, risk = self.world, replace(RISK, market=ETH.market, insurance_cap=cap)
        market_list(world, ETH, record=listed_with(ETH, risk))
        key = market_of(world, ETH.symbol)
        # Its week of notice is over.
        world.rewrite("Market", key, world.read("Market", key) | {"live_s": 0})
        self.apply(ETH, risk, SetPrices(ETH.market, START_MTICKS, START_MTICKS))
        self.other = Ledger(bytes(key), Market.read(world.data_of(key)), self._other_row())
        self.books.ledgers[ETH.market] = self.other
        self.hours_put(12)
        self.prices()

    def _other_row(self):
        return Risk.read(self.world.data_of(self.world.risk)).rows[ETH.market]

    def apply(self, *commands) -> list:
        """Keeps the other mark too."""
        events = super().apply(*commands)
        for event in events:
            if isinstance(event, PricesSet) and event.market == ETH.market:
                self.other_mark = event.mark_price
        return events

    def row_write(self) -> None:
        """With the other row."""
        super().row_write()
        if self.other is None:
            return
        account = self.world.svm.get_account(self.world.risk)
        data = bytearray(account.data)
        row = 8 + 24 + ETH.market * ROW_BYTES
        struct.pack_into("<QQQq", data, row, *[self.other_mark] * 3, 0)
        struct.pack_into("<Q", data, row + MARK_US_AT, self.now_us)
        self.world.svm.set_account(self.world.risk, type(account)(account.lamports, bytes(data), account.owner, False))
        self.other.row = self._other_row()

    def mark_of(self, market: int) -> int:
        """Mark of a market, mticks."""
        return self.other_mark if market == ETH.market else self.mark

    def step(self) -> None:
        """Trades in both, a jump of both, a tick; what follows settles."""
        chance = self.chance
        for number in range(1, TRADERS + 1):
            if self.books.seats[number].settled.collateral[0] < 100 * USD:
                self.give(number, (200 + chance.randrange(400)) * USD)
        if self.books.seats[self.named].settled.collateral[0] < 100 * USD:
            self.give(self.named, chance.choice((5, 200, 900)) * USD)
        for _ in range(8):
            market = chance.choice(MARKETS)
            price = self.mark_of(market) // 1_000 + chance.randrange(-200, 200)
            lots = 1 + chance.randrange(LOTS_MAX // 2)
            self.order(self.somebody(), Side(chance.randrange(2)), price, lots, market=market)
        for market in MARKETS:
            if chance.random() < 0.3:
                self.insure(1 + chance.randrange(10 * USD), market)
        self.settle()
        if chance.random() < 0.1:
            left = self.somebody()
            self.leave(left)
            self.settle()
            self.stay(left)
        self.prices(self._jump(self.mark))
        mark = self.other_mark
        self.apply(SetPrices(ETH.market, *[mark + mark * self._jump(mark) // 1_000_000] * 2))
        self.row_write()
        self.apply(Tick())
        if chance.random() < 0.3:
            self.apply(Sweep(chance.choice(MARKETS)))
        self.settle()

    def _jump(self, mark: int) -> int:
        """Of a mark, ppm: back towards where it began when it is far away."""
        ppm = self.chance.randrange(-JUMP_PPM, JUMP_PPM + 1)
        away = abs(mark - START_MTICKS) * 3 > START_MTICKS
        return -ppm if away and (ppm > 0) == (mark > START_MTICKS) else ppm
