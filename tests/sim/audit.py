"""The audit: every event of a batch in order against the mirror, fill by fill.

Invariant: what is checked here holds for each event, not only at the end of a batch; README.md says which of
the 25 invariants that is.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial

from tests.sim import mirror_margin, mirror_terms, referrals
from tests.sim.judge import margin, money, terms
from tests.sim.judge.matching import expired
from tests.sim.judge.schema import EVENT_KINDS, records_split
from tests.sim.judge.state import BUY, FOK, ICEBERG, LAST, LEAVING, PEGGED, PPM, REDUCE_ONLY, REFUSED, Market, Order
from tests.sim.mirror import Mirror
from tests.sim.mirror_hold import Pace
from tests.sim.need import Fields, need

HEADER = 16
# Events between the acceptance of an order and what became of it.
WITHIN_MATCH = ("OrderFilled", "OrderCancelled", "OrderShrunk", "DebtPaid", "FundingPaid")
# Events that move nothing and that nothing here depends on: what they say is the judge's to compare.
TOLD = {
    "CancelledAll",
    "DeadManFired",
    "DeadManSet",
    "DeficitPaid",
    "EntryLimitSet",
    "ExchangeOpened",
    "Frozen",
    "LossCovered",
    "RecordDone",
    "RecordStarted",
    "RiskSet",
}
# How far from the index who leaves is closed at worst (CUST-34).
NEAR_PPM = 5_000


class Audit:
    """Reads the core's events into a mirror; holds the order whose fills are being told."""

    def __init__(self) -> None:
        self.mirror = Mirror()
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[int] = Counter()
        self.cancels: Counter[int] = Counter()
        self.events = 0
        self.checks = 0
        self.taker: Order | None = None
        self.taker_rests = self.taker_filled = 0
        self.replaced: tuple[Order, int] | None = None
        self.ordinals, self.item = (0, -1), 0
        self.pace = Pace()
        m = self.mirror
        self.plain: dict[str, Callable[[Fields], None]] = {
            "AccountOpened": m.account_opened,
            "AccountClosed": m.account_closed,
            "FeeTierSet": m.fee_tier_set,
            "ReferrerSet": lambda e: referrals.referrer_set(m, e),
            "SharePaid": lambda e: referrals.share_paid(m, e),
            "DelegateAdded": m.delegate_added,
            "DelegateRemoved": m.delegate_removed,
            "FloorRaised": m.floor_raised,
            "AssetSet": m.asset_set,
            "Swept": m.swept,
            "FundingSet": m.funding_set,
            "FundingPaid": m.funding_paid,
            "MarketSet": m.market_set,
            "ChangeTaken": partial(mirror_margin.change_taken, m),
            "BackstopSet": m.backstop_set,
            "MarginSet": partial(mirror_margin.margin_set, m),
            "LeverageSet": partial(mirror_margin.leverage_set, m),
            "RestrictionsSet": m.restrictions_set,
            "InsuranceFunded": m.insurance_funded,
            "TailGiven": lambda e: m.tail.given(e, m.ts_us),
            "LiquidationStep": self.liquidated,
            "LeavingClosed": self.leaving_closed,
            "Moved": m.moved,
            "Settled": m.settled,
            "IndexSet": m.index_set,
            "TierChanged": m.tier_changed,
            "PricesSet": m.prices_set,
            "MarkRound": self.pace.round_made,
            "PostedSet": self.pace.posted,
            "HoldChanged": self.pace.changed,
            "Credited": m.credited,
            "Debited": m.debited,
            "Converted": partial(mirror_margin.converted, m),
            "IsolationSet": partial(mirror_margin.isolation_set, m),
            "GateSet": partial(mirror_margin.gate_set, m),
            "BorrowingSet": partial(mirror_margin.borrowing_set, m),
            "Transferred": m.transferred,
            "DebtPaid": m.debt_paid,
            "OrderShrunk": self.shrunk,
            "MarketChanged": m.market_changed,
            "LevelChanged": m.level_changed,
            "OrderWaiting": m.waits,
            "OrderSliced": self.sliced,
            "TermsSet": partial(mirror_terms.terms_set, m),
            "OrderRepriced": partial(mirror_terms.repriced, m),
            "OrderTriggered": self.triggered,
            "OrderAccepted": self.accepted,
            "OrderFilled": self.filled,
            "OrderCancelled": self.cancelled,
            "OrderDuplicate": self.duplicate,
            "Refused": self.refused,
        }

    def batch(self, ts_us: int, out: bytes) -> set[int]:
        """Audits the events of a batch; gives the accounts whose money moved."""
        mirror = self.mirror
        mirror.ts_us = ts_us
        mirror.touched = set()
        for codec, offset in records_split(out, EVENT_KINDS):
            head = codec.form.unpack_from(out, offset)
            self.order_of_events(head[4], head[3])
            if codec.name not in WITHIN_MATCH or head[1] != self.item:
                self.taker_done()
            self.item = head[1]
            self.events += 1
            self.counts[codec.name] += 1
            change = self.plain.get(codec.name)
            if change is not None:
                change(dict(zip(codec.fields, head[5:], strict=True)))
            else:
                need(codec.name in TOLD, "a kind of event that this auditor knows", codec.name)
        self.taker_done()
        mirror.batch_end()
        return mirror.touched

    def order_of_events(self, seq: int, index: int) -> None:
        """JRN-5: events are numbered by command, without gaps within one."""
        before_seq, before_index = self.ordinals
        if seq == before_seq:
            need(index == before_index + 1, "events of a command have no gap", seq, index, before_index)
        else:
            need(seq > before_seq and index == 0, "commands in order", seq, index, before_seq)
            self.taker_done()
            self.replaced = None
        self.mirror.seq = seq
        self.ordinals = (seq, index)

    def refused(self, e: Fields) -> None:
        """Counts reasons."""
        self.reasons[e["reason"]] += 1
        need(e["reason"] != 0, "a refusal has a reason", e)

    def duplicate(self, e: Fields) -> None:
        """BOOK-7: a first result that is still open is as the mirror knows it."""
        order = self.mirror.orders.get(e["order_id"])
        if order is not None:
            need((order.left, order.filled) == (e["left"], e["filled"]), "BOOK-7 first result", e)
        need((e["state"] == REFUSED) == (e["reason"] != 0), "BOOK-7 reason only of refused", e)

    def accepted(self, e: Fields) -> None:
        """The next fills are this order's, until it rests or is final."""
        mirror_margin.stays_isolated(self.mirror, e["account"], e["market"])
        order = self.mirror.accepted(e)
        need(order.tif != FOK or e["filled"] == e["size"], "BOOK-3 FOK fills whole", e)
        need(not order.post_only or e["filled"] == 0, "BOOK-3 post-only takes nothing", e)
        need(not expired(order.expiry, self.mirror.ts_us), "SIG-6 not expired at arrival", e)
        self.taker, self.taker_rests, self.taker_filled = order, e["left"], e["filled"]

    def sliced(self, e: Fields) -> None:
        """OrderSliced: the fills that follow are the slice's."""
        self.taker = mirror_terms.slice_of(self.mirror, e)
        self.taker_rests, self.taker_filled = 0, e["filled"]

    def triggered(self, e: Fields) -> None:
        """OrderTriggered: it waited, its price is there, and it enters no larger than it was signed."""
        size, starts = self.mirror.waiting[e["order_id"]]
        need(0 < e["size"] <= size, "BOOK-12 no larger than signed", e, size)
        market = self.mirror.markets[e["market"]]
        need(
            e["price"] > 0 and (e["source"] == LAST or e["price"] == (market.mark, market.index)[e["source"]]),
            "BOOK-12 price",
            e,
        )
        # The last price may have moved on since it reached the order: others of its list started before it.
        if starts is not None and e["source"] != LAST:
            at, falls = starts
            need(e["price"] <= at if falls else e["price"] >= at, "BOOK-12 its price is there", e, at)
        if e["reason"] == 0:
            del self.mirror.waiting[e["order_id"]]

    def liquidated(self, e: Fields) -> None:
        """LiquidationStep: INV 11, only who is at or below his requirement; the fills that follow are the step's."""
        mirror = self.mirror
        account = mirror.accounts[e["account"]]
        need(e["equity"] <= e["mmr"] or e["way"] == 4, "LIQ-1 a healthy account is left alone", e)
        need(account.number != mirror.backstop or e["equity"] < 0, "LIQ-1 the backstop only below nothing", e)
        if e["way"] == 1:
            order = Order.closing(account, e["market"], e["size"], e["price"] // 1000)
            order.liquidation = True
            self.taker, self.taker_rests, self.taker_filled = order, 0, 0

    def leaving_closed(self, e: Fields) -> None:
        """LeavingClosed: CUST-34, all lots of one who leaves, no worse than 50 bps from the index; the fills that follow are its."""
        account, market = self.mirror.accounts[e["account"]], self.mirror.markets[e["market"]]
        order = Order.closing(account, market.number, abs(account.positions[market.number].b), e["price"])
        need(account.restrictions & LEAVING, "CUST-34 he leaves", e)
        need((e["side"], e["size"]) == (order.side, order.size) and order.size, "CUST-34 all lots", e)
        away = 1 if order.side == BUY else -1
        bound = market.index * (PPM + away * NEAR_PPM)
        within, next_tick = (price * 1000 * PPM * away for price in (order.price, order.price + away))
        need(within <= bound * away < next_tick, "CUST-34 the last tick within 50 bps of the index", e, market.index)
        self.taker, self.taker_rests, self.taker_filled = order, 0, 0

    def taker_done(self) -> None:
        """All fills of the order have been told: it rests, or it is final."""
        order, self.taker = self.taker, None
        if order is None or not order.signed:
            return
        replaced, self.replaced = self.replaced, None
        need(order.filled == self.taker_filled, "INV 15 fills sum to what acceptance said", order.id.hex())
        need(order.left == self.taker_rests, "OrderAccepted.left rests", order.left, self.taker_rests)
        if not order.left:
            return
        need(order.rests_by_kind(), "BOOK-3 only gtc and gtd rest", order.id.hex())
        place = None
        if replaced is not None:
            old, kept = replaced
            if (old.account, old.market, old.side, old.price) == (order.account, order.market, order.side, order.price):
                place = kept if order.size < old.left and old.kind not in (ICEBERG, PEGGED) else None
        self.mirror.rest(order, place)
        self.carried(order)

    def carried(self, order: Order) -> None:
        """INV 9, INV 20: an order that may raise risk rests only within margin and limits."""
        account, market = order.account, self.mirror.markets[order.market]
        position = account.positions[order.market]
        lots = position.b + position.buys if order.side == BUY else position.sells - position.b
        if order.reduce_only or lots <= abs(position.b):
            return
        self.checks += 1
        need(lots <= market.parameters.position_max, "INV 20 position limit with open orders", order.id.hex(), lots)

    def cancelled(self, e: Fields) -> None:
        """OrderCancelled: a resting order, or the rest of the one just accepted."""
        self.cancels[e["reason"]] += 1
        if e["order_id"] in self.mirror.waiting:
            size, _ = self.mirror.waiting.pop(e["order_id"])
            _, filled = self.mirror.sliced.pop(e["order_id"], ({}, 0))
            need(
                (e["left"], e["filled"]) == (size - filled, filled),
                "BOOK-12 BOOK-15 what an order that waited filled",
                e,
            )
            return
        taker = self.taker
        if taker is not None and taker.id == e["order_id"]:
            need(e["left"] == taker.left - self.taker_rests and self.taker_rests == 0, "rest of a taker", e)
            taker.left = 0
            return
        order = self.mirror.open_order(e["order_id"])
        need((order.left, order.filled) == (e["left"], e["filled"]), "cancel tells left and filled", e)
        need(order.account.number == e["account"] and order.price == e["price"], "cancel names its order", e)
        left = order.left
        place = self.mirror.take_out(order)
        order.left = left
        self.replaced = (order, place) if e["reason"] == 2 else self.replaced

    def shrunk(self, e: Fields) -> None:
        """OrderShrunk: a resting order, or the one just accepted, which met its owner's own (BOOK-4)."""
        taker = self.taker
        if taker is None or taker.id != e["order_id"]:
            self.mirror.shrunk(e)
            return
        need(e["left"] == self.taker_rests < taker.left, "BOOK-4 an arriving order shrinks to what rests", e)
        taker.size -= taker.left - e["left"]
        taker.left = e["left"]

    def filled(self, e: Fields) -> None:
        """OrderFilled: priority, price, sizes, band, caps; then money and margin of both sides."""
        mirror = self.mirror
        taker, maker, market = self.taker, mirror.open_order(e["maker_order_id"]), mirror.markets[e["market"]]
        need(taker is not None and taker.id == e["taker_order_id"], "a fill follows its taker", e)
        assert taker is not None
        self.match_fits(e, market, taker, maker)
        lots, price = e["size"], e["price"]
        for order in (maker, taker):
            order.filled += lots
            order.left -= lots
        need((maker.left, taker.left) == (e["maker_left"], taker.left) and taker.left >= 0, "INV 15 lots left", e)
        maker.left += lots
        if e["maker_left"] == 0:
            mirror.take_out(maker)
        else:
            mirror.shrunk_by_fill(maker, lots)
        maker.left = e["maker_left"]
        if maker.left and not maker.shown():
            terms.show_next(market, maker)
        signed = lots if taker.side == BUY else -lots
        worth = signed * market.tick_value * price
        self.side_moves(e, market, maker, "maker", -signed, worth)
        self.side_moves(e, market, taker, "taker", signed, -worth)
        need(mirror.lots[market.number] + mirror.held[market.number] == 0, "INV 2 sum of b at a fill", e)
        self.open_interest(e, market)

    def match_fits(self, e: Fields, market: Market, taker: Order, maker: Order) -> None:
        """BOOK-1, BOOK-4, BOOK-9, INV 15: the right two orders at the right price."""
        price = e["price"]
        best = market.best(maker.side)
        need(price == maker.price == best, "BOOK-1 best price, the maker's", e, best)
        need(market.levels[maker.side][price][0] is maker, "BOOK-1 oldest first", e)
        need(maker.side != taker.side and e["side"] == taker.side, "two sides", e)
        need(maker.account.owner is not taker.account.owner, "BOOK-4 no self-trade", e)
        need(price <= taker.price if taker.side == BUY else price >= taker.price, "INV 15 within limit", e)
        need(not expired(maker.expiry, self.mirror.ts_us), "SIG-6 an expired order never fills", e)
        need(0 < e["size"] <= min(maker.shown(), taker.left), "INV 15 filled <= what is shown", e)
        band = market.parameters.band
        near = any(abs(price * 1000 - m) * PPM <= band * m for m in (market.mark, market.index))
        need(near, "BOOK-9 in band", e, market.mark, market.index)

    def side_moves(self, e: Fields, market: Market, order: Order, role: str, lots: int, worth: int) -> None:
        """One side of a fill: fee by tier, PNL-4 by sums, MGN-5 and MGN-6, reduce-only."""
        self.checks += 1
        account = order.account
        position = account.position(market.number)
        notional = market.tick_value * e["price"] * e["size"]
        rate = money.TIERS[account.owner.tier][role == "taker"]
        fee = e[f"{role}_fee"]
        if order.liquidation:
            most = max(rate, market.parameters.mmf // 4)
            need(0 <= fee <= money.fee_of(notional, most), "LIQ-3 liquidation fee", e, most)
        else:
            need(fee == money.fee_of(notional, rate), "FEE-1 fee by tier", e, rate)
        need(e[f"{role}_account"] == account.number, "fill names the account", e)
        before_b, before = position.b, margin.health(account, self.mirror.markets)
        now = (e[f"{role}_position"], e[f"{role}_quote"], e[f"{role}_claim"], e[f"{role}_collateral"])
        need(now[0] == before_b + lots, "position moves by the size", e)
        need(abs(now[0]) <= 1 << 40, "UNIT-4 position", e)
        self.mirror.move(account, market, now, worth - fee, e[f"{role}_funding"])
        reduction = margin.reduces(before_b, now[0])
        need(
            reduction or not account.restrictions & (REDUCE_ONLY | LEAVING),
            "RST-1 a restricted account only reduces",
            e,
        )
        hold = 0 if order.liquidation or role == "maker" else self.pace.hold()
        need(hold < 2 and (reduction or not hold), "CUST-9 who takes while the chain is behind only reduces", e, hold)
        need(reduction or not order.reduce_only, "INV 19 reduce-only never increases or turns", e)
        need(reduction or abs(now[0]) <= market.parameters.position_max, "INV 20 position limit", e)
        after = margin.health(account, self.mirror.markets)
        need(margin.carries(before, after, reduction), "INV 9 margin after a fill", role, e, before, after)

    def open_interest(self, e: Fields, market: Market) -> None:
        """INV 20: at the cap nothing increases."""
        now = max(self.mirror.sides[market.number])
        need(now <= market.parameters.open_interest_max or now <= market.oi, "INV 20 OI cap", e, now, market.oi)
        market.oi = now
