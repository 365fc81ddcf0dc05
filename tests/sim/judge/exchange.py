"""The judged exchange: batches in, events out, one command at a time.

Invariants: nothing but apply() changes state; every command is whole or a Refused event; the events of a
command are numbered without gaps; the batch ends with what changed of markets and levels, once each.
"""

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.sim.judge import (
    accounts,
    book,
    borrow,
    changes,
    delegates,
    entries,
    gate,
    hold,
    leaving,
    liquidation,
    listing,
    marks,
    money,
    orders,
    referral,
    risk,
    sweep,
    twap,
    waiting,
    whole,
)
from tests.sim.judge.schema import COMMAND_KINDS, EVENTS, REASON, Codec, Values
from tests.sim.judge.state import (
    BATCH_ITEMS_MAX,
    GROUP_EVERY,
    NO_ID,
    Account,
    Asset,
    Market,
    Order,
    Owner,
    Parameters,
    Refusal,
)

BATCH_HEAD = struct.Struct("<IIQQQ")
BATCH_MAGIC = 0x31444251
Event = tuple[Codec, int, Values]
MALFORMED_TIERS = money.REFERRED
MARKET_COMMANDS: dict[str, Callable[..., None]] = {
    "SetIndex": marks.set_index,
    "SetPrices": listing.set_prices,
    "SetPause": listing.set_pause,
    "SetAsset": listing.set_asset,
    "ChangeMarket": listing.change_market,
    "ChangeAsset": listing.change_asset,
    "SetRisk": risk.set_risk,
    "SetMargin": listing.set_margin,
    "Sweep": sweep.sweep,
    "SetEntryLimit": entries.set_limit,
    "SetBorrowing": borrow.set_terms,
    "SetPosted": hold.set_posted,
}
TAKES_SIGNATURE = ("PlaceOrder", "ReplaceOrder")
WAITS = "PlaceAlgo"
BATCH_KINDS = ("PlaceOrder", "PlaceAlgo", "CancelOrder", "CancelAll", "CancelMany", "ShrinkOrder", "ReplaceOrder")


class Exchange:
    """The whole state."""

    def __init__(self) -> None:
        self.domain = b""
        self.frozen_us = self.posted_us = self.unposted_us = self.changes_last = 0
        self.seq = self.ts_us = self.tokens = self.round = self.round_us = 0
        self.accounts: dict[int, Account] = {}
        self.backstop: Account | None = None
        self.entries = 160
        # Most of an account, its part of other collateral, the part of all USDC, how long (MGN-7).
        self.borrowing = (0, 0, 0, 0)
        # Whether nothing may leave, and since when; 0: it was never so (WDR-2).
        self.gate_closed, self.gate_us = False, 0
        self.tail = 0
        # Holders whom only a preview supposes (BOOK-11).
        self.unseen: list[Account] = []
        self.numbers: set[int] = set()
        self.openings: list[int] = []
        self.assets: dict[int, Asset] = {}
        self.owners: dict[bytes, Owner] = {}
        self.markets: dict[int, Market] = {}
        self.orders: dict[bytes, Order] = {}
        self.happened: list[Event] = []
        self.item = self.turn = 0
        self.about: tuple[int, bytes, int] = (0, NO_ID, 0)
        self.shown_levels: dict[tuple[int, int, int], int] = {}
        self.touched_levels: set[tuple[int, int, int]] = set()
        self.shown_markets: dict[int, tuple[int, ...]] = {}

    def apply(self, batch: bytes) -> bytes:
        """Applies a batch; gives its event records."""
        magic, count, seq_from, ts_us, _ = BATCH_HEAD.unpack_from(batch)
        assert (magic, seq_from) == (BATCH_MAGIC, self.seq + 1)
        assert ts_us >= self.ts_us
        self.ts_us = ts_us
        out: list[bytes] = []
        offset = BATCH_HEAD.size
        index = 0
        for _ in range(count):
            self.seq += 1
            offset = self.command(batch, offset)
            index = self.tell(out, 0)
        if count:
            self.changes()
            self.tell(out, index)
        assert offset == len(batch)
        return b"".join(out)

    def tell(self, out: list[bytes], index: int) -> int:
        """Packs what has happened; gives the next index."""
        for codec, item, values in self.happened:
            out.append(codec.pack_event(item, index, self.seq, values))
            index += 1
        self.happened = []
        return index

    def event(self, name: str, *values: int | bytes) -> Event:
        """An event of the item in hand."""
        return EVENTS[name], self.item, values

    def emit(self, name: str, *values: int | bytes) -> None:
        """Something has happened."""
        self.happened.append((EVENTS[name], self.item, values))

    def account(self, number: int) -> Account:
        """The account of a number."""
        found = self.accounts.get(number)
        if found is None:
            raise Refusal("account_unknown")
        return found

    def market(self, number: int) -> Market:
        """The market of a number."""
        found = self.markets.get(number)
        if found is None:
            raise Refusal("market_unknown")
        return found

    def waiting_orders(self) -> Iterator[Order]:
        """All orders that wait for a price, account by account."""
        for account in self.accounts.values():
            if account.waiting:
                yield from account.waits()

    def resting_orders(self) -> Iterator[Order]:
        """All orders in all books."""
        for market in self.markets.values():
            for side in market.levels:
                for queue in side.values():
                    yield from queue

    def touch_level(self, market: Market, side: int, price: int) -> None:
        """Notes that the total of a level may change."""
        self.touched_levels.add((market.number, side, price))

    @contextmanager
    def refusable(self, account: int, order_id: bytes, client: int, order: Order) -> Iterator[None]:
        """BOOK-7: a refusal within is remembered as the order's first result."""
        self.about = (account, order_id, client)
        try:
            yield
        except Refusal as refusal:
            orders.refuse(order, refusal.reason, self.ts_us)
            raise

    def refused(self, kind: int, refusal: Refusal) -> None:
        """Says that a command, or an item of a batch, changed nothing."""
        account, order_id, client = self.about
        self.emit("Refused", kind, REASON[refusal.reason], account, order_id, client, refusal.expected, refusal.found)

    def command(self, batch: bytes, offset: int) -> int:
        """One command; gives the offset behind it and its items."""
        codec = COMMAND_KINDS[batch[offset]]
        values = codec.unpack(batch, offset)
        following = offset + codec.size
        items: list[tuple[Codec, Values]] = []
        if codec.name == "Batch":
            for _ in range(int(values[1])):
                inner = COMMAND_KINDS[batch[following]]
                items.append((inner, inner.unpack(batch, following)))
                following += inner.size
        self.about = subject(codec, values)
        try:
            self.opened(codec)
            if codec.name == "Batch":
                self.batch(int(values[0]), items, int(values[2]))
            elif codec.name in BATCH_KINDS:
                self.order_command(codec, values)
            else:
                self.plain_command(codec.name, values)
        except Refusal as refusal:
            self.refused(codec.kind, refusal)
        if codec.name != "Batch":
            waiting.run(self)
        return following

    def opened(self, codec: Codec) -> None:
        """The first command of every journal is OpenExchange."""
        if codec.name == "OpenExchange":
            if self.domain:
                raise Refusal("exchange_open_already")
        elif not self.domain:
            raise Refusal("exchange_not_open")
        elif self.frozen_us and codec.name != "Tick":
            if codec.name != "Batch":
                self.about = (0, NO_ID, 0)
            raise Refusal("exchange_frozen")

    def batch(self, account: int, items: list[tuple[Codec, Values]], together: int) -> None:
        """BOOK-2, BOOK-10: what cannot take goes first; each item is atomic by itself."""
        if len(items) > BATCH_ITEMS_MAX:
            raise Refusal("batch_too_large", BATCH_ITEMS_MAX, len(items))
        if together > 1:
            raise Refusal("record_malformed")
        self.account(account)
        turns = sorted(enumerate(items), key=lambda entry: may_take(*entry[1]))
        if together:
            whole.take(self, account, [whole.Item(at, *item, subject(*item)) for at, item in turns])
            self.item = self.turn = 0
            return
        for self.turn, (self.item, (codec, values)) in enumerate(turns):
            try:
                self.about = subject(codec, values)
                if self.about[0] != account:
                    raise Refusal("message_account")
                self.order_command(codec, values)
            except Refusal as refusal:
                self.refused(codec.kind, refusal)
            waiting.run(self)
        self.item = self.turn = 0

    def order_command(self, codec: Codec, values: Values) -> None:
        """A command on orders, alone or within a Batch."""
        if codec.name == "PlaceOrder":
            orders.place(self, orders.Signed(*values))
            return
        if codec.name == "PlaceAlgo":
            waiting.place(self, orders.Signed(*values[:5]), waiting.Terms(*values[5:]))
            return
        if codec.name == "ReplaceOrder":
            orders.replace(self, values[0], orders.Signed(*values[1:]))
            return
        if codec.name == "CancelAll" and values[2] > 2:
            raise Refusal("record_malformed")
        if codec.name == "CancelMany" and (values[2] > 2 or values[3] > GROUP_EVERY or values[4] > 1):
            raise Refusal("record_malformed")
        account = self.account(values[0])
        if codec.name == "CancelOrder":
            changes.cancel_one(self, account, *values[1:])
        elif codec.name == "CancelAll":
            changes.cancel_all(self, account, *values[1:])
        elif codec.name == "CancelMany":
            changes.cancel_many(self, account, *values[1:])
        else:
            changes.shrink(self, account, *values[1:])

    def plain_command(self, name: str, values: Values) -> None:
        """Everything but orders."""
        if name == "OpenExchange":
            self.domain = values[0]
            self.emit("ExchangeOpened", values[0])
        elif name == "Tick" and self.frozen_us:
            pass
        elif name == "Freeze":
            self.freeze(values[0])
        elif name == "Tick":
            changes.expire(self)
            changes.dead_men(self)
            marks.tick(self)
            twap.tick(self)
            liquidation.tick(self)
            gate.tick(self)
        elif name == "OpenAccount":
            accounts.open_account(self, *values)
        elif name == "Transfer":
            accounts.transfer(self, values[0], values[1], values[3])
        elif name == "SetFeeTier":
            self.fee_tier(*values)
        elif name in ("ListMarket", "SetMarketParameters"):
            change = listing.list_market if name == "ListMarket" else listing.set_parameters
            change(self, values[0], Parameters(*values[1:]))
        elif name in MARKET_COMMANDS:
            MARKET_COMMANDS[name](self, *values)
        else:
            self.account_command(name, values)

    def account_command(self, name: str, values: Values) -> None:
        """Delegates and collateral."""
        if name == "SetDeadMan" and values[1] > changes.CONNECTION:
            raise Refusal("record_malformed")
        account = self.account(values[0])
        actions: dict[str, Callable[..., None]] = {
            "SetDeadMan": changes.set_dead_man,
            "AddDelegate": delegates.add,
            "RemoveDelegate": delegates.remove,
            "RaiseFloor": accounts.lift_floor,
            "CloseAccount": accounts.close_account,
            "Credit": accounts.credit,
            "Debit": accounts.debit,
            "Settle": accounts.settle,
            "SetBackstop": risk.set_backstop,
            "FundInsurance": risk.fund_insurance,
            "SetLeverage": risk.set_leverage,
            "Leave": leaving.leave,
            "CloseLeaving": leaving.close,
            "SetIsolation": risk.set_isolation,
            "SetReferrer": referral.set_referrer,
            "PayShare": referral.pay_share,
            "SetRestrictions": accounts.set_restrictions,
        }
        actions[name](self, account, *values[1:])

    def freeze(self, since: int) -> None:
        """Freeze: it ended on the chain; from now on time passes and nothing else (CUST-24)."""
        if not since:
            raise Refusal("record_malformed")
        self.frozen_us = since
        self.emit("Frozen", since)

    def fee_tier(self, key: bytes, tier: int) -> None:
        """SetFeeTier: of an owner who has an account (FEE-5)."""
        if tier >= MALFORMED_TIERS:
            raise Refusal("record_malformed")
        if key not in self.owners:
            raise Refusal("account_unknown")
        owner = self.owners[key]
        owner.tier = tier + (money.REFERRED if owner.referrer else 0)
        self.emit("FeeTierSet", key, tier)

    def changes(self) -> None:
        """The end of a batch: each market and level whose total has changed."""
        self.item = 0
        for number, market in self.markets.items():
            now = (*market.numbers(), market.funding)
            if self.shown_markets.get(number, (0,) * len(now)) != now:
                self.shown_markets[number] = now
                self.emit("MarketChanged", number, *market.numbers())
        for key in sorted(self.touched_levels):
            number, side, price = key
            total = book.level_total(self.markets[number], side, price)
            if self.shown_levels.get(key, 0) != total:
                self.shown_levels[key] = total
                self.emit("LevelChanged", *key, total)
        self.touched_levels.clear()


def subject(codec: Codec, values: Values) -> tuple[int, bytes, int]:
    """Account, order id and client order id that a refusal of the record names, as they stand in it."""
    fields = dict(zip(codec.fields, values, strict=True))
    order_id = fields.get("order_id", NO_ID)
    if "message" in fields:
        account, client = (int.from_bytes(fields["message"][at : at + 8], "little") for at in (8, 32))
        return account, order_id, 0 if codec.name == "Transfer" else client
    return fields.get("account", 0), order_id, fields.get("client_order_id", 0)


def may_take(codec: Codec, values: Values) -> bool:
    """BOOK-2: whether an item belongs behind those that cannot take."""
    if codec.name == WAITS:
        return True
    if codec.name not in TAKES_SIGNATURE:
        return False
    message = values[codec.fields.index("message")]
    post_only = message[54] & 16
    return not post_only
