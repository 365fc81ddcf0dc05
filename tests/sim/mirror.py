"""The mirror: what a reader of the core's events alone knows of the exchange.

Invariant: it learns nothing but from events; every event must fit what it knows (`need`), and the numbers that
an event carries must follow from the numbers of the events before. It never asks the judge.
"""

from collections import deque

from tests.sim.judge import book, money, terms
from tests.sim.judge.state import (
    BUY,
    LEAVING,
    OPEN_ORDERS_MAX,
    REDUCE_ONLY,
    STOP_LIMIT,
    STOP_MARKET,
    TRAILING_STOP,
    TWAP,
    USDC,
    Account,
    Asset,
    Key,
    Market,
    Order,
    Other,
    Owner,
    Parameters,
    Position,
)
from tests.sim.need import Fields, need
from tests.sim.tail import Tail


class Mirror:
    """State by events."""

    def __init__(self) -> None:
        self.seq = self.ts_us = self.tokens = self.room_max = self.changes_last = 0
        self.owners: dict[bytes, Owner] = {}
        self.gate = (False, 0)
        self.accounts: dict[int, Account] = {}
        self.numbers: set[int] = set()
        self.assets: dict[int, Asset] = {}
        self.markets: dict[int, Market] = {}
        self.orders: dict[bytes, Order] = {}
        self.waiting: dict[bytes, tuple[int, tuple[int, bool] | None]] = {}
        self.sliced: dict[bytes, tuple[Fields, int]] = {}  # acceptance and filled lots of what is taken in slices
        self.collateral = self.backstop = 0
        self.tail = Tail()
        self.debts: dict[tuple[int, int], int] = {}
        self.lots: dict[int, int] = {}
        self.held: dict[int, int] = {}  # lots out of accounts and not yet in others: rounds to come hold them
        self.promises: dict[int, int] = {}
        self.snapshots: dict[int, int] = {}
        self.sides: dict[int, list[int]] = {}
        self.touched: set[int] = set()
        self.levels: dict[tuple[int, int, int], int] = {}
        self.touched_levels: set[tuple[int, int, int]] = set()

    def open_order(self, order_id: bytes) -> Order:
        """A resting order that an event speaks of."""
        need(order_id in self.orders, "event names an open order", order_id.hex())
        return self.orders[order_id]

    def account_opened(self, e: Fields) -> None:
        """AccountOpened: a number never used before."""
        need(e["account"] > 0 and e["account"] not in self.numbers, "an account's number serves once", e)
        self.numbers.add(e["account"])
        owner = self.owners.setdefault(e["owner"], Owner(e["owner"]))
        account = Account(e["account"], owner, e["index"])
        need(all(held.index != e["index"] for held in owner.accounts), "one account per owner and index", e)
        need(len(owner.accounts) < 16, "accounts per owner", e)
        owner.accounts.append(account)
        self.accounts[account.number] = account

    def account_closed(self, e: Fields) -> None:
        """AccountClosed: nothing is left in it."""
        account = self.accounts.pop(e["account"])
        need(account.is_empty(), "only an empty account is closed", e)
        account.owner.accounts.remove(account)
        self.touched.discard(account.number)

    def fee_tier_set(self, e: Fields) -> None:
        """FeeTierSet."""
        need(e["tier"] < 4, "FEE-5 tier", e)
        owner = self.owners.setdefault(e["owner"], Owner(e["owner"]))
        owner.tier = e["tier"] + (4 if owner.referrer else 0)

    def delegate_added(self, e: Fields) -> None:
        """DelegateAdded."""
        delegates = self.accounts[e["account"]].delegates
        need(e["expiry_us"] > self.ts_us, "delegate expiry in the future", e)
        delegates[e["delegate"]] = Key(e["expiry_us"], e["markets"], e["notional_day"], e["near_index"])
        need(sum(key.until > self.ts_us for key in delegates.values()) <= 8, "delegates per account", e)

    def delegate_removed(self, e: Fields) -> None:
        """DelegateRemoved: of a known key, or for the chain alone."""
        account = self.accounts[e["account"]]
        need(account.delegates.pop(e["delegate"], None) is not None or e["inbox"] > 0, "delegate known", e)
        self.acknowledged(account, e)

    def acknowledged(self, account: Account, e: Fields) -> None:
        """CUST-5: owner instructions are acknowledged once and in rising order."""
        need(e["inbox"] == 0 or e["inbox"] > account.inbox, "an owner instruction is acknowledged once", e)
        account.inbox = max(account.inbox, e["inbox"])

    def settled(self, e: Fields) -> None:
        """Settled: ever more items have landed (CUST-6)."""
        account = self.accounts[e["account"]]
        need(e["items"] > account.settled, "CUST-6 what landed grows", e)
        account.settled = e["items"]

    def floor_raised(self, e: Fields) -> None:
        """FloorRaised: no open order lies below it any more (SIG-5)."""
        account = self.accounts[e["account"]]
        self.acknowledged(account, e)
        orders = [order for position in account.positions.values() for order in position.orders.values()]
        need(all(order.nonce >= e["nonce"] for order in orders), "SIG-5 no open order below the floor", e)

    def asset_set(self, e: Fields) -> None:
        """AssetSet: weights within one, the initial one the lower."""
        number = e["asset"]
        need(e["weight_initial"] <= e["weight_maintenance"] <= 1_000_000, "MGN-7 weights", e)
        if number == USDC:
            return
        market = self.markets[e["market"]]
        weights = (e["weight_initial"], e["weight_maintenance"])
        row = self.assets.setdefault(number, Asset(number, market, e["decimals"], *weights))
        need(row.decimals == e["decimals"], "decimals never change", e)
        row.market, (row.weight_initial, row.weight_maintenance) = market, weights

    def market_set(self, e: Fields) -> None:
        """MarketSet."""
        number = e["market"]
        values = [e[name] for name in Parameters.__dataclass_fields__]
        market = self.markets.get(number)
        if market is None:
            market = self.markets[number] = Market(number, Parameters(*values), e["tick_value"])
            self.lots[number] = self.held[number] = self.promises[number] = self.snapshots[number] = 0
            self.sides[number] = [0, 0]
        grid = e["tick_size"] * e["lot_size"]
        need(grid == e["tick_value"] * 10**12 and e["tick_value"] > 0, "UNIT-2", e)
        need(e["position_max"] * e["tick_value"] * e["price_max"] <= 1 << 52, "UNIT-3", e)
        market.parameters, market.paused = Parameters(*values), e["paused"]

    def restrictions_set(self, e: Fields) -> None:
        """RestrictionsSet: who may only reduce from now on has no order left that might do more (RST-1)."""
        account = self.accounts[e["account"]]
        anew = e["restrictions"] & (REDUCE_ONLY | LEAVING) & ~account.restrictions
        account.restrictions = e["restrictions"]
        orders = [order for position in account.positions.values() for order in position.orders.values()]
        need(not anew or all(order.reduce_only for order in orders), "RST-1 orders that may raise risk", e)
        self.touched.add(account.number)

    def prices_set(self, e: Fields) -> None:
        """PricesSet: INV 18, no zero price."""
        market = self.markets[e["market"]]
        need(e["index_price"] > 0 and (e["mark_price"] > 0 or market.mark == 0), "INV 18 price above zero", e)
        need(e["mark_price"] <= market.parameters.price_max * 1000, "UNIT-3 mark within the cap", e)
        market.index, market.mark = e["index_price"], e["mark_price"]
        low, high = sorted((market.slow or e["slow_price"], market.index))
        need(
            low <= e["slow_price"] <= high or e["slow_price"] == market.index, "MGN-7 slow index moves towards index", e
        )
        market.slow = e["slow_price"]

    def index_set(self, e: Fields) -> None:
        """IndexSet: INV 18, no zero price."""
        market = self.markets[e["market"]]
        need(0 < e["index_price"] <= market.parameters.price_max * 1000, "INV 18 index above zero", e)

    def tier_changed(self, e: Fields) -> None:
        """TierChanged: every change follows the one before it; only a valid price has no cause."""
        market = self.markets[e["market"]]
        known = (market.tier, market.cause)
        need(e["before"] == known[0] and (e["tier"], e["cause"]) != known, "ORC-3 changes follow one another", e)
        need((e["tier"] == 0) == (e["cause"] == 0), "ORC-3 a tier has a cause", e)
        market.tier, market.cause = e["tier"], e["cause"]

    def funding_set(self, e: Fields) -> None:
        """FundingSet: too few samples give no rate; a rate is within 4 % an hour."""
        need(abs(e["rate"]) <= 40_000_000 and (e["samples"] >= 480 or e["rate"] == 0), "FND-1 FND-2 rate", e)
        market = self.markets[e["market"]]
        moved = e["funding"] - market.funding
        fair = market.tick_value * e["index_price"] * e["rate"] // 10**12
        need(abs(moved - fair) <= 1, "FND-3 F moves by the rate of a lot's value", e, moved, fair)
        market.funding = e["funding"]

    def funding_paid(self, e: Fields) -> None:
        """FundingPaid: exactly what is due."""
        account, market = self.accounts[e["account"]], self.markets[e["market"]]
        position = account.position(market.number)
        need(e["funding"] == market.funding and e["amount"] == money.due(position, market), "FND-3 what is due", e)
        need(e["position"] == position.b != 0 and e["quote"] == position.e - e["amount"], "FND-3 e pays it", e)
        need((e["claim"], e["collateral"]) == (position.r, account.c), "FND-3 touches e alone", e)
        self.promises[market.number] -= e["amount"]
        self.snapshots[market.number] += position.b * (market.funding - position.f)
        position.e, position.f = e["quote"], market.funding
        self.touched.add(account.number)

    def settle_elsewhere(self, account: Account, paid: int, known: int) -> None:
        """PNL-4: what c paid for flat losses of other markets when money appeared in it."""
        for number, position in account.positions.items():
            if paid and number != known and position.b == 0 and position.e < 0:
                part = min(paid, -position.e)
                position.e += part
                self.promises[number] += part
                paid -= part
                need(
                    self.debts.pop((account.number, number), None) == position.e, "a paid debt is told", account.number
                )
        need(paid == 0, "c changes by what the event says and flat losses alone", account.number, paid)

    def debt_paid(self, e: Fields) -> None:
        """DebtPaid: stands before the event that brought the money, which then shows the same e (PNL-4)."""
        need(e["claim"] == 0, "who owes has no claim left", e)
        self.debts[(e["account"], e["market"])] = e["quote"]

    def may_owe(self, account: Account, after: int) -> bool:
        """MGN-7: c not below zero, within the room on the strength of other collateral, or no worse than it was."""
        room = -self.room_max if any(other.amount for other in account.others.values()) else 0
        return after >= min(room, account.c)

    def collateral_set(self, account: Account, change: int, after: int) -> None:
        """c moved by `change` and stands at `after`: the rest paid flat losses."""
        need(self.may_owe(account, after), "MGN-7 c below zero within the room", account.number, after)
        self.settle_elsewhere(account, account.c + change - after, -1)
        self.collateral += after - account.c
        account.c = after
        self.touched.add(account.number)

    def credited(self, e: Fields) -> None:
        """Credited: the totals go on where they stood."""
        need(e["amount"] > 0, "INV 17 amount above zero", e)
        account, asset = self.accounts[e["account"]], e["asset"]
        flow = account.flows[asset] = account.flow(asset)
        flow.credited += e["amount"]
        need(flow.credited == e["credited"], "CUST-3 total of credits", e, flow)
        self.collateral_moved(account, asset, e["amount"], e["collateral"])

    def collateral_moved(self, account: Account, asset: int, change: int, after: int) -> None:
        """PNL-3: collateral and what is tracked of the asset move together."""
        if asset == USDC:
            self.tokens += change
            self.collateral_set(account, change, after)
            return
        row = self.assets[asset]
        other = account.others.setdefault(asset, Other(row))
        row.tokens += change
        other.amount += change
        need(other.amount == after >= 0, "other collateral moves by the amount", account.number, after)
        self.touched.add(account.number)

    def debited(self, e: Fields) -> None:
        """Debited: never above c, never through a closed gate."""
        need(not self.gate[0], "WDR-2 nothing leaves", e)
        account, asset = self.accounts[e["account"]], e["asset"]
        need(0 < e["amount"] <= account.amount(asset), "INV 17 debit within c", e)
        flow = account.flows[asset] = account.flow(asset)
        flow.debited += e["amount"]
        need(flow.debited == e["debited"], "CUST-10 total of debits", e, flow)
        need(e["request"] == 0 or e["request"] > account.requested, "CUST-10 a request is taken once", e)
        account.requested = max(account.requested, e["request"])
        self.collateral_moved(account, asset, -e["amount"], e["collateral"])

    def swept(self, e: Fields) -> None:
        """PNL-5: one side of a sweep: c + e + r stays, but for flat losses elsewhere."""
        account, market = self.accounts[e["account"]], self.markets[e["market"]]
        position = account.position(market.number)
        own, paid, received = e["offset"], e["paid"], e["received"]
        need(min(own, paid, received) >= 0 < own + paid + received, "PNL-5 a step moves something", e)
        need((own + paid == 0) != (received == 0), "PNL-5 a step pays a loss or a claim", e)
        need(position.b == 0 or position.f == e["funding"] == market.funding, "FND-3 touched first", e)
        lost = -(position.b * market.tick_value * market.mark // 1000 + position.e)
        need(own + paid <= max(0, lost) and paid <= max(0, account.c), "PNL-5 no more than the loss, from c", e, lost)
        need(received == 0 or received <= money.pnl(position, market), "PNL-4 a claim within the profit at mark", e)
        after = (position.e + own + paid, position.r - own - received, position.w + paid)
        need((e["quote"], e["claim"], e["swept"]) == after and e["position"] == position.b, "PNL-5 numbers", e, after)
        self.promises[market.number] += paid - received
        market.claims -= own + received
        position.e, position.r, position.w = after
        self.settle_elsewhere(account, account.c - paid + received - e["collateral"], market.number)
        self.collateral += e["collateral"] - account.c
        account.c = e["collateral"]
        self.touched.add(account.number)

    def transferred(self, e: Fields) -> None:
        """Transferred: within one owner."""
        giver, taker = self.accounts[e["account"]], self.accounts[e["to_account"]]
        need(giver.owner is taker.owner and giver is not taker, "transfer within one owner", e)
        need(0 < e["amount"] <= giver.c, "INV 17 transfer within c", e)
        self.collateral_set(giver, -e["amount"], e["collateral"])
        self.collateral_set(taker, e["amount"], e["to_collateral"])

    def accepted(self, e: Fields) -> Order:
        """OrderAccepted: the order as it will be after its fills."""
        account = self.accounts[e["account"]]
        need(e["order_id"] not in self.orders, "INV 15 an order id is accepted once", e)
        need(e["filled"] + e["left"] <= e["size"], "INV 15 filled <= size", e)
        order = Order(account, e["order_id"], b"", e["kind"])
        order.client_order_id, order.nonce, order.expiry = e["client_order_id"], e["nonce"], e["expiry"]
        order.market, order.side, order.tif = e["market"], e["side"], e["time_in_force"]
        order.price, order.size = e["price"], e["size"]
        order.post_only, order.reduce_only = bool(e["post_only"]), bool(e["reduce_only"])
        order.accepted_seq = self.seq
        order.left = order.size
        return order

    def waits(self, e: Fields) -> None:
        """OrderWaiting: counts nothing until it starts; a trailing stop's price is not followed here."""
        need(e["order_id"] not in self.waiting and e["order_id"] not in self.orders, "an order waits once", e)
        trails = e["kind"] in (TRAILING_STOP, TWAP)
        if e["kind"] == TWAP:
            self.sliced[e["order_id"]] = (e, 0)
        rises = (e["side"] == BUY) == (e["kind"] in (STOP_MARKET, STOP_LIMIT))
        self.waiting[e["order_id"]] = (e["size"], None if trails else (e["trigger"] * 1000, not rises))

    def rest(self, order: Order, place: int | None) -> None:
        """An accepted order goes into the book."""
        market = self.markets[order.market]
        book.rest(market, order, place)
        book.count(order, order.left)
        self.orders[order.id] = order
        self.touched_levels.add((market.number, order.side, order.price))
        need(order.account.open_orders() <= OPEN_ORDERS_MAX, "INV 20 open orders", order.account.number)

    def take_out(self, order: Order) -> int:
        """An order leaves the book; gives its place in the queue."""
        self.touched_levels.add((order.market, order.side, order.price))
        book.count(order, -order.left)
        del self.orders[order.id]
        return book.take_out(self.markets[order.market], order)

    def shrunk_by_fill(self, order: Order, lots: int) -> None:
        """A maker gives lots to a taker and stays."""
        self.touched_levels.add((order.market, order.side, order.price))
        book.count(order, -lots)

    def shrunk(self, e: Fields) -> None:
        """OrderShrunk."""
        order = self.open_order(e["order_id"])
        need(0 < e["left"] < order.left and e["filled"] == order.filled, "shrink only shrinks", e)
        self.touched_levels.add((order.market, order.side, order.price))
        book.count(order, e["left"] - order.left)
        terms.give_up(order, order.left - e["left"])

    def move(self, account: Account, market: Market, now: tuple[int, int, int, int], change: int, f: int) -> Position:
        """New b, e, r, c of a fill, whose value and fee make `change`: c + e + r must follow exactly."""
        position = account.position(market.number)
        b, e, r, c = now
        need(f == market.funding and (position.b == 0 or position.f == f), "FND-3 touched first", account.number, f)
        self.snapshots[market.number] += b * f - position.b * position.f
        position.f = f
        position.w = swept_after(position, b)
        before = account.c + position.e + position.r
        paid = before + change - (c + e + r)
        need(self.may_owe(account, c) and r >= 0, "c within the room, r >= 0", account.number, now)
        need(b != 0 or e <= 0, "PNL-4 flat: no profit stays in e", account.number, now)
        need(b != 0 or e == 0 or (r == 0 and c <= 0), "PNL-4 flat: claim and c pay the loss", account.number, now)
        need(paid >= 0, "PNL-2 an account gains what the fill gives", account.number, now, paid)
        self.settle_elsewhere(account, paid, market.number)
        self.collateral += c - account.c
        self.lots[market.number] += b - position.b
        self.interest_moves(account, market.number, position.b, b)
        self.promises[market.number] += e + r - position.e - position.r
        market.claims += r - position.r
        position.b, position.e, position.r, account.c = b, e, r, c
        self.touched.add(account.number)
        return position

    def interest_moves(self, account: Account, number: int, before: int, after: int) -> None:
        """INV 2: lots of both sides; those of the backstop do not count."""
        if account.number != self.backstop:
            self.sides[number][0] += max(0, after) - max(0, before)
            self.sides[number][1] += max(0, -after) - max(0, -before)

    def backstop_set(self, e: Fields) -> None:
        """BackstopSet: it held nothing."""
        account = self.accounts[e["account"]]
        need(self.backstop in (0, account.number), "LIQ-2 the backstop never changes", e)
        need(bool(self.backstop) or all(p.b == 0 for p in account.positions.values()), "LIQ-2 it held nothing", e)
        self.backstop = account.number

    def insurance_funded(self, e: Fields) -> None:
        """InsuranceFunded: out of the backstop's collateral that may leave."""
        account = self.accounts[e["account"]]
        need(account.number == self.backstop, "LIQ-5 the backstop funds insurance", e)
        need(0 < e["amount"] <= account.c, "INV 7 insurance is somebody's money", e)
        account.c -= e["amount"]
        self.collateral -= e["amount"]
        need(account.c == e["collateral"] >= 0, "INV 7 c pays it", e)
        self.tail.funded(e)
        self.touched.add(account.number)

    def moved(self, e: Fields) -> None:
        """Moved: b moves by the lots; what changes of c + e + r is in the pool, or in the fee, or written off."""
        account, market = self.accounts[e["account"]], self.markets[e["market"]]
        number, position, cause = market.number, account.position(market.number), e["cause"]
        b, c = e["position"], e["collateral"]
        need(b == position.b + e["lots"], "LIQ-6 lots move as told", e)
        need(position.b == 0 or position.f == e["funding"] == market.funding, "FND-3 touched first", e)
        need(b == 0 or e["funding"] == market.funding, "FND-3 f of a position", e)
        need(min(e["claim"], e["swept"]) >= 0 and self.may_owe(account, c), "LIQ-6 c within the room, r, w >= 0", e)
        need(c <= account.c, "LIQ-6 nobody gains collateral here", e)
        change = c + e["quote"] + e["claim"] - account.c - position.e - position.r
        need(cause != 4 or change == 0, "LIQ-6b a mark moves no money", e, change)
        need(cause != 5 or change == -e["amount"] <= 0, "LIQ-6b a cut takes what it says", e, change)
        need(cause != 7 or change == -e["amount"] == c - account.c, "LIQ-6b the backstop pays from c", e, change)
        whole = abs(e["lots"]) * market.tick_value * market.index // 1000
        leaves = account.restrictions & LEAVING and b == 0 and e["amount"] == whole
        need(cause != 8 or leaves, "CUST-51 who leaves, whole, at the index, floored", e, market.index)
        if cause in (1, 2, 8):
            signed = -e["amount"] if e["lots"] > 0 else e["amount"]
            need(change == signed - e["fee"], "LIQ-2 lots are worth what is told", e, change)
        self.lots[number] += e["lots"]
        self.held[number] -= e["lots"]
        self.interest_moves(account, number, position.b, b)
        market.oi = max(self.sides[number])
        self.promises[number] += e["quote"] + e["claim"] - position.e - position.r
        market.claims += e["claim"] - position.r
        self.collateral += c - account.c
        self.snapshots[number] += b * e["funding"] - position.b * position.f
        position.b, position.e, position.r, position.f = b, e["quote"], e["claim"], e["funding"]
        position.w, account.c = e["swept"], c
        self.touched.add(account.number)

    def level_changed(self, e: Fields) -> None:
        """LevelChanged: the total is the sum of the orders, and differs from the last told."""
        key = (e["market"], e["side"], e["price"])
        total = book.level_total(self.markets[e["market"]], e["side"], e["price"])
        need(e["total"] == total, "level total = sum of orders", e, total)
        need(self.levels.get(key, 0) != total, "only changed levels are told", e)
        self.levels[key] = total
        self.touched_levels.discard(key)

    def market_changed(self, e: Fields) -> None:
        """MarketChanged: totals told are the sums of accounts (PNL-2), OI counts longs."""
        market = self.markets[e["market"]]
        number = market.number
        need(e["claims"] == market.claims, "R = sum of r", e, market.claims)
        need(e["open_interest"] == max(self.sides[number]), "INV 2 open interest", e, self.sides[number])
        buckets = [e[name] for name in ("pool", "insurance", "fee_bucket", "shares", "fee_claim", "claims", "deficit")]
        need(min(buckets) >= 0, "INV 7 no bucket below zero", e)
        market.last, market.oi = e["last_price"], e["open_interest"]
        market.pool, market.insurance, market.fee_bucket = e["pool"], e["insurance"], e["fee_bucket"]
        market.fee_claim, market.deficit, market.shares = e["fee_claim"], e["deficit"], e["shares"]

    def batch_end(self) -> None:
        """PNL-2, PNL-3 and the book at the end of a batch, on running sums."""
        tracked = self.collateral + self.tail.atoms
        for number, market in self.markets.items():
            tracked += market.pool + market.insurance + market.fee_bucket + market.shares
            need(self.lots[number] == self.held[number] == 0, "PNL-2 sum of b", number, self.lots[number])
            owed = self.promises[number] + self.snapshots[number] + market.fee_claim
            need(owed == market.pool + market.deficit, "PNL-2 sum of e + r", number, owed, market.numbers())
            need(market.oi == max(self.sides[number]), "INV 2 a changed open interest is told", number)
            bid, ask = market.best(BUY), market.best(1 - BUY)
            need(bid is None or ask is None or bid < ask, "no crossed book", number, bid, ask)
        need(tracked == self.tokens, "PNL-3 tokens tracked", tracked, self.tokens)
        for key in self.touched_levels:
            market = self.markets[key[0]]
            total = book.level_total(market, key[1], key[2])
            need(self.levels.get(key, 0) == total, "a changed level is told", key, total)
        self.touched_levels.clear()

    def recount(self) -> None:
        """The running sums, counted again over every account and order."""
        need(self.collateral == sum(a.c for a in self.accounts.values()), "sum of c recounted")
        for number, market in self.markets.items():
            rows = [a.positions[number] for a in self.accounts.values() if number in a.positions]
            need(sum(p.b for p in rows) == self.lots[number] == 0, "INV 2 sum of b recounted", number)
            users = [
                a.positions[number].b for n, a in self.accounts.items() if number in a.positions and n != self.backstop
            ]
            sides = [sum(max(0, b) for b in users), sum(max(0, -b) for b in users)]
            need(sides == self.sides[number], "INV 2 open interest recounted", number, sides)
            need(sum(p.e + p.r for p in rows) == self.promises[number], "PNL-2 recounted", number)
            need(sum(p.r for p in rows) == market.claims, "R recounted", number)
            need(sum(p.b * p.f for p in rows) == self.snapshots[number], "INV 4 funding recounted", number)
            for side in (0, 1):
                self.recount_side(market, side, rows)

    def recount_side(self, market: Market, side: int, rows: list[Position]) -> None:
        """INV 21: open lots of a side by levels and by accounts."""
        queues: list[deque[Order]] = list(market.levels[side].values())
        resting = [order for queue in queues for order in queue]
        need(all(order.left > 0 for order in resting), "INV 15 a resting order has lots left")
        counted = sum(order.left for order in resting if not order.reduce_only)
        need(counted == sum((p.sells if side else p.buys) for p in rows), "INV 21 open lots recounted")
        need(sum(len(p.orders) for p in rows) >= len(resting), "open orders recounted")
        need(all(not p.b or money.sign(p.b) for p in rows), "signs")


def swept_after(position: Position, b: int) -> int:
    """PNL-4: w of the part of a position that stays."""
    held = abs(position.b)
    if b == 0 or held == 0:
        return 0
    reducing = min(held, abs(b - position.b)) if position.b * (b - position.b) < 0 else 0
    return position.w * (held - reducing) // held
