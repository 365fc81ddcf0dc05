"""A whole exchange whose accounts have SOL behind their positions: its worth is the law's on both sides (MGN-7, CUST-39, CUST-40)."""

import struct

from solders.instruction import AccountMeta

from quantdesk.model.records_gen import AccountQuery, AccountView, AssetView, Credit, SetPrices, views_decode
from tests.program.dealt import Dealt
from tests.program.differential_engine import SOL_ASSET, SOL_MARKET, SOL_PRICE
from tests.program.fills import RISK
from tests.program.whole import Sent
from tests.program.world import SOL

LAMPORTS = 10**9
ROW_BYTES, MARK_US_AT = 128, 64


class Backed(Dealt):
    """SOL is listed on the chain as in the core; its index and slow index are written there as the engine has them."""

    def __init__(self, seed: int, backstop_usd: int = 900, cap: int = RISK.insurance_cap) -> None:
        self.sol = self.slow = SOL_PRICE
        self.lamports: dict[int, int] = {}
        super().__init__(seed, backstop_usd, cap)
        self.asset_list()
        self.row_write()

    def asset_list(self, asset: int = SOL) -> None:
        """An asset's row on the chain, priced as SOL is."""
        record = self.world.read("Risk", self.world.risk)
        record["assets"][asset] = {
            "market": SOL_ASSET.market, "decimals": SOL_ASSET.decimals, "reserved": 0, "reserved_word": 0,
            "weight_initial_ppm": SOL_ASSET.weight_initial, "weight_maintenance_ppm": SOL_ASSET.weight_maintenance,
            "tick_size": SOL_MARKET.tick_size,
        }  # fmt: skip
        self.world.rewrite("Risk", self.world.risk, record)

    def row_write(self) -> None:
        """With the row of SOL's market."""
        super().row_write()
        account = self.world.svm.get_account(self.world.risk)
        data = bytearray(account.data)
        row = 8 + 24 + SOL_MARKET.market * ROW_BYTES
        struct.pack_into("<QQQ", data, row, self.sol, self.sol, self.slow)
        struct.pack_into("<Q", data, row + MARK_US_AT, self.now_us)
        self.world.svm.set_account(self.world.risk, type(account)(account.lamports, bytes(data), account.owner, False))

    def sol_price(self, mticks: int) -> None:
        """Another price of SOL, in the next round."""
        self.settle()
        for event in self.apply(SetPrices(SOL_MARKET.market, mticks, mticks)):
            self.sol, self.slow = getattr(event, "index_price", self.sol), getattr(event, "slow_price", self.slow)
        self.prices()

    def fund_sol(self, number: int, amount: int) -> None:
        """Lamports for an account."""
        one = self.traders[number]
        self.world.sol_deposit(one.key, amount)
        self.lamports[number] = self.lamports.get(number, 0) + amount
        self.apply(Credit(account=number, asset=SOL, credited=self.lamports[number]))

    def engine_of(self, number: int) -> tuple[int, int]:
        """USDC and lamports of an account in the core."""
        views = views_decode(self.exchange.query(AccountQuery(number).encode()))
        account = next(view for view in views if isinstance(view, AccountView))
        return account.collateral, next((v.collateral for v in views if isinstance(v, AssetView) and v.asset == SOL), 0)

    def chain_of(self, number: int) -> tuple[int, int]:
        """The same on the chain."""
        usdc, sol, *_ = self.world.user(self.traders[number].user)["settled"]["collateral"]
        return usdc, sol

    def convert_forged(self, number: int, taker: int, asset: int = SOL, **changed: int) -> str:
        """What the chain says to a conversion that only lacks its digest: Digest, when it would take it."""
        fields = {
            "kind": 10, "place": 0, "backstop": 1, "asset": asset, "zero": 0, "seq": self.books.seats[number].settled.seq,
            "backstop_seq": self.books.seats[taker].settled.seq, "word": 0,
        } | changed  # fmt: skip
        body = struct.pack("<BBBBIQQQ", *fields.values())
        metas = [AccountMeta(self.traders[one].user, False, True) for one in (number, taker)]
        return self.name(self.sent(Sent(self.now_us, self.round, body, bytes(16), metas, self.world.operator)))
