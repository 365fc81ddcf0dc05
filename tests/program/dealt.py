"""A whole exchange whose accounts go bankrupt: what they left is dealt out in the core, and on the chain by the keepers' own items."""

import struct
from collections.abc import Callable

from msgspec.structs import replace
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey

from quantdesk.chain.items import Fill, Work
from quantdesk.chain.settlement import Settlement
from quantdesk.keepers.settle_log import Log, works_make
from quantdesk.model.records_gen import (
    CloseLeaving,
    FundInsurance,
    Leave,
    SetBackstop,
    SetPrices,
    Side,
    Tick,
    TotalsQuery,
    TotalsView,
    views_decode,
)
from tests.program.conftest import START
from tests.program.engine_commands import credit
from tests.program.fills import RISK
from tests.program.markets import market_of
from tests.program.whole import LISTED, TRADERS, Sent, Whole

USD = 1_000_000
MARKET = LISTED.market
LOTS_MAX = 400
DAY_US = 86_400_000_000


class Dealt(Whole):
    """Accounts with little behind much, a backstop, and prices that are set, so that they may jump."""

    def __init__(self, seed: int, backstop_usd: int = 900, cap: int = RISK.insurance_cap) -> None:
        """cap: the most that insurance pays for one bankrupt, atoms."""
        risk = replace(RISK, insurance_cap=cap)
        super().__init__(seed, backstop=True, risk=risk)
        self.left: list[Work] = []
        self.vaults = [self.world.vault]
        self.funded: dict[int, int] = dict.fromkeys(self.traders, 0)
        self.fund(self.named, backstop_usd * USD)
        self.apply(SetBackstop(account=self.named), risk)
        self.settle()

    def fund(self, number: int, amount: int) -> None:
        """Collateral for an account."""
        one = self.traders[number]
        self.world.deposit(one.key, one.tokens, amount)
        self.apply(credit(number, amount, self.funded[number]))
        self.funded[number] += amount

    def give(self, number: int, amount: int) -> None:
        """The same of money from outside."""
        self.world.tokens_make(self.traders[number].key.pubkey(), amount + START)
        self.fund(number, amount)

    def insure(self, amount: int, market: int = MARKET) -> None:
        """The backstop's collateral becomes insurance of a market, or the tail."""
        self.apply(FundInsurance(account=self.named, market=market, amount=amount))

    @property
    def tail(self) -> int:
        """The tail of insurance on the chain, atoms."""
        return self.world.read("TokenVault", self.world.vault)["book"]["tail_atoms"]

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

    @property
    def tail_told(self) -> int:
        """The same in the engine."""
        views = views_decode(self.exchange.query(TotalsQuery().encode()))
        return next(view.tail for view in views if isinstance(view, TotalsView))

    def land(self, stop: Callable[[Work], bool]) -> None:
        """What waits lands one by one, up to the first that `stop` says; that and what is behind it waits on."""
        works = works_make(Log(self.rows, [], []), self.sides)
        self.register([work for work in works if isinstance(work, Fill)])
        while works and not stop(works[0]):
            made = Settlement(self.books, self.now_us)
            made.take(works.pop(0))
            self.flush(made, None)
        self.left = works

    def land_rest(self) -> None:
        """The rest lands."""
        self.rows, self.sides = [], {}
        for work in self.left:
            made = Settlement(self.books, self.now_us)
            made.take(work)
            self.flush(made, None)

    def hours_put(self, hours: int) -> None:
        """Hours of an exit on the chain; of no more than twelve each is one of the last."""
        record = self.world.read("Exchange", self.world.exchange)
        self.world.rewrite("Exchange", self.world.exchange, record | {"exit_hours": hours})

    def index_put(self, index: int) -> None:
        """The market's index on the chain, mticks."""
        record = self.world.read("Risk", self.world.risk)
        record["rows"][MARKET]["index_mticks"] = index
        self.world.rewrite("Risk", self.world.risk, record)

    def mark_age(self, seconds: int) -> None:
        """The market's mark and index on the chain are so much older than the round in force."""
        record = self.world.read("Risk", self.world.risk)
        record["rows"][MARKET]["mark_us"] -= seconds * 1_000_000
        self.world.rewrite("Risk", self.world.risk, record)

    def leave(self, number: int) -> None:
        """An owner asks for an exit, and the engine closes what he has by rounds."""
        self.world.exit_call("request_exit", self.traders[number].key, self.indices.get(number, 0))
        self.apply(Leave(account=number, leaving=1), CloseLeaving(account=number, last=1))

    def stay(self, number: int) -> None:
        """He takes it back."""
        self.world.exit_call("cancel_request", self.traders[number].key, self.indices.get(number, 0))
        self.apply(Leave(account=number, leaving=0))

    def forged(self, kind: int, act: int, number: int, *, behind: tuple[int, int] | None = None, **changed: int) -> str:
        """What the chain says to an item that only lacks its digest: Digest, when it would take it. behind: kind and act of another of the
        account right before it.
        """
        seat = self.books.seats[number]
        fields = {
            "kind": kind, "place": 0, "market": 0, "act": act, "zero": 0, "seq": seat.settled.seq,
            "ledger_seq": self.ledger.engine.seq, "amount": 0,
        } | changed  # fmt: skip
        body = struct.pack("<BBBBIQQQ", *fields.values())
        if behind is not None:
            kind_before, act_before = behind
            before = fields | {"kind": kind_before, "act": act_before}
            later = fields | {name: fields[name] + 1 for name in ("seq", "ledger_seq")}
            body = b"".join(struct.pack("<BBBBIQQQ", *one.values()) for one in (before, later))
        keys = (self.traders[number].user, market_of(self.world))
        metas = [AccountMeta(key, False, True) for key in keys]
        return self.name(self.sent(Sent(self.now_us, self.round, body, bytes(16), metas, self.world.operator)))

    def forged_tail(self, number: int, debtor: int | None = None, **changed: int) -> str:
        """What the chain says to an item of the tail that only lacks its digest; market=255 funds it."""
        fields = {
            "place": 0, "market": 0, "debtor": 255 if debtor is None else 1, "day": self.now_us // DAY_US,
            "seq": self.books.seats[number].settled.seq, "ledger_seq": self.ledger.engine.seq, "amount": 1,
        } | changed  # fmt: skip
        if fields["market"] == 255:
            fields |= {"day": changed.get("day", 0), "ledger_seq": changed.get("ledger_seq", 0)}
        users = [self.traders[one].user for one in (number, debtor) if one is not None]
        metas = [AccountMeta(key, False, True) for key in (*users, market_of(self.world), *self.vaults)]
        body = struct.pack("<BBBBIQQQ", 14, *fields.values())
        return self.name(self.sent(Sent(self.now_us, self.round, body, bytes(16), metas, self.world.operator)))

    def forged_fill(self) -> str:
        """The same of the next fill that waits."""
        before = {number: (seat.settled, dict(seat.slots)) for number, seat in self.books.seats.items()}
        engine = self.ledger.engine
        made = Settlement(self.books, self.now_us)
        made.take(self.left[0])
        call = made.instruction(self.where, bytes(self.world.operator.pubkey()), self.round)
        metas = [AccountMeta(Pubkey(meta.key), meta.signer, meta.writable) for meta in call.accounts[3:]]
        verdict = self.sent(Sent(made.engine_us, self.round, call.data[28:-16], bytes(16), metas, self.world.operator))
        self.ledger.engine = engine
        for number, (settled, slots) in before.items():
            self.books.seats[number].settled, self.books.seats[number].slots = settled, slots
        return self.name(verdict)

    def somebody(self) -> int:
        """An account that is not the backstop."""
        return self.chance.randrange(1, TRADERS + 1)
