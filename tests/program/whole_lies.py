"""What a hostile operator does to a settlement of the whole: one byte that differs, and items of conspirators who sign whatever helps.

Invariant: a lie stands behind the very items that are honest a moment later, or alone; it is refused, and nothing of what it names moves.
Conspirators hold money of their own and orders of every unfit kind that are truly signed and registered: the program alone is left.
"""

import struct
from typing import NamedTuple

from solders.instruction import AccountMeta
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.chain.program_gen import Market, MarketLedger
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of
from quantdesk.model.records_gen import Side
from tests.program import whole_doors
from tests.program.conftest import trader_of
from tests.program.markets import market_of
from tests.program.orders import entries_of, entries_read, register, signed
from tests.program.whole import LISTED, START_MTICKS, Sent, Whole
from tests.program.whole_deal_lies import (
    ACTS,
    AWAY_S,
    BACKSTOP,
    TAILS,
    Forged,
    act_forge,
    items_of,
    later_asset,
    loss_of_a_holder,
    moved,
    seq_of,
    share_again,
    share_forge,
    stale_step,
    step_again,
    tail_forge,
    unlisted_step,
)
from tests.program.whole_doors import Doors
from tests.program.whole_ruins import KEPT
from tests.program.whole_turns import BY_LEAVING, FILL, MOVE, STEP, TOUCH, TURNS
from tests.program.world import ACK, CREDIT, DAY_S, DEBIT, USDC, World, key_of

FUNDS, UNLISTED_ASSET = 100_000_000, 5
# Of delegates that their owner bounds: to less than a lot a day, to prices near the index.
KEY, NEAR_KEY = key_of(682), key_of(687)
SIZE, NEVER, SOON = 10_000, 2**40, 0


class Plot(NamedTuple):
    """A fill between conspirators: whose orders, by name, and what else of the item differs; the refusal that it earns."""

    taking: str
    making: str
    changed: dict[str, int]
    refusal: str


# Name: whose, and what of the signed message differs from an order of 10,000 lots at any price.
ORDERS: dict[str, tuple[str, dict[str, int]]] = {
    "buy": ("ann", {"side": Side.BUY, "price": LISTED.price_max}),
    "buy late": ("ann", {"side": Side.BUY, "price": LISTED.price_max, "expiry_slot": SOON}),
    "buy low": ("ann", {"side": Side.BUY, "price": 1}),
    "buy for no fee": ("ann", {"side": Side.BUY, "price": LISTED.price_max, "fee_max": 0}),
    "buy to close": ("ann", {"side": Side.BUY, "price": LISTED.price_max, "reduce_only": True}),
    "buy to rest": ("ann", {"side": Side.BUY, "price": LISTED.price_max, "post_only": True}),
    "buy elsewhere": ("ann", {"side": Side.BUY, "price": LISTED.price_max, "market": 1}),
    "sell": ("ben", {"side": Side.SELL, "price": 1}),
    "sell elsewhere": ("ben", {"side": Side.SELL, "price": 1, "market": 1}),
    "sell to herself": ("ann again", {"side": Side.SELL, "price": 1}),
    "buy by a key": ("ann", {"side": Side.BUY, "price": LISTED.price_max, "by": KEY}),
    "buy by a near key": ("ann", {"side": Side.BUY, "price": LISTED.price_max, "by": NEAR_KEY}),
}
PLOTS: dict[str, Plot] = {
    "a fill above its size": Plot("buy", "sell", {"lots": SIZE + 1}, "OrderSize"),
    "a fill beyond the limit": Plot("buy low", "sell", {}, "OrderPrice"),
    "a taker who only rests": Plot("buy to rest", "sell", {}, "OrderKind"),
    "a fee above the cap": Plot("buy for no fee", "sell", {"taker_rate": 1}, "FeeCap"),
    "a rebate of more than the fee": Plot("buy", "sell", {"maker_rate": -451}, "FeeCap"),
    "a reduction of nothing": Plot("buy to close", "sell", {}, "ReduceOnlyNothing"),
    "two accounts of one owner": Plot("buy", "sell to herself", {}, "SelfTrade"),
    "a price out of band": Plot("buy", "sell", {"price": 2 * START_MTICKS // 1_000}, "PriceBand"),
    "more than their money carries": Plot("buy", "sell", {"lots": 250}, "MarginInitial"),
    "more than one may hold": Plot("buy", "sell", {"lots": 1_000}, "PositionLimit"),
    "more than the market may hold": Plot("buy", "sell", {"lots": 6_000}, "OpenInterestLimit"),
    "more than her key may trade a day": Plot("buy by a key", "sell", {}, "DelegateDay"),
    "more than her key may trade a day, told of yesterday": Plot("buy by a key", "sell", {"terms": 4}, "DelegateDay"),
    "further from the index than her key may trade": Plot(
        "buy by a near key", "sell", {"away_ppm": 20_000}, "DelegatePrice"
    ),
    "an order long over": Plot("buy late", "sell", {}, "Expired"),
    "a close of who does not leave": Plot("buy", "sell", {"taker_entry": BY_LEAVING}, "NotLeaving"),
    "a market that is not live": Plot("buy elsewhere", "sell elsewhere", {"market": 1}, "MarketNotLive"),
    "an order of another market": Plot("buy elsewhere", "sell", {}, "ItemsMalformed"),
    "an order that is not there": Plot("buy", "sell", {"taker_entry": 200}, "ItemsMalformed"),
    "no lots": Plot("buy", "sell", {"lots": 0}, "ItemsMalformed"),
    "another sequence": Plot("buy", "sell", {"taker_seq": 77}, "ItemSequence"),
    "a state that nobody has": Plot("buy", "sell", {}, "Digest"),
}
# Items of one conspirator without an order: kind, asset, amount; of a touch its step.
SINGLES: dict[str, tuple[tuple[int, int, int], str]] = {
    "a credit of what nobody deposited": ((CREDIT, USDC, 1), "Amount"),
    "a credit of nothing": ((CREDIT, USDC, 0), "Amount"),
    "a debit above what is there": ((DEBIT, USDC, FUNDS + 1), "Withdrawable"),
    "a debit of more than there is money": ((DEBIT, USDC, 2**60), "Overflow"),
    "a credit of no asset": ((CREDIT, 9, 1), "AssetUnknown"),
    "an ack of the future": ((ACK, 0, 2**40), "AckSequence"),
    "an ack again": ((ACK, 0, 0), "AckSequence"),
    "a kind that there is not": ((200, 0, 1), "ItemsMalformed"),
    "a touch of nothing": ((TOUCH, 0, 0), "Nothing"),
    "a loss of nothing": ((TOUCH, 0, 1), "Nothing"),
    "a claim of nothing": ((TOUCH, 0, 2), "Nothing"),
    "a step that there is not": ((TOUCH, 0, 3), "ItemsMalformed"),
    "a liquidation of the healthy": ((STEP, 1, 5), "Healthy"),
    "a liquidation of the healthy to the backstop": ((STEP, 2, 0), "Healthy"),
    "a liquidation on the book of no lots": ((STEP, 1, 0), "ItemsMalformed"),
}
# Moves of one conspirator to whom.
MOVES: dict[str, tuple[str, str]] = {
    "a move without a step": ("backstop", "StepTerms"), "a move to another than the backstop": ("ann", "BackstopOther"),
}  # fmt: skip


# Of the honest items themselves; what each earns where it is alone.
AGAIN = {
    "a share again": (share_again, "RecordPassed"),
    "a step again": (step_again, "StepEarly"),
    "a loss of who holds lots": (loss_of_a_holder, "PositionsOpen"),
    "an asset before its turn": (later_asset, "ConversionOrder"),
}
STALE = "a liquidation by old marks"
SHARED = "a share of more than is set aside"
UNLISTED = "a liquidation of who has what is not listed"
UNFINISHED = "an end before all have passed"
CLOSED = "an account that is closed under its items"
CLOSED_REFUSALS = ("AccountNotEmpty", "AccountInGrace")
# How often one of those is told that fit few settlements.
SELDOM = 0.2
# How often one of another door is told.
AT_DOORS = 0.12


class Conspirator(NamedTuple):
    """An account that the engine does not know."""

    key: Keypair
    user: Pubkey


class Plotters:
    """Conspirators in a whole exchange, and the operator who lies. told: refusals by name are counted in the whole's table."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        world = whole.world
        later = world.read("Market", market_of(world, b"SOL-PERP".ljust(16, b"\0")))
        self.later = market_of(world, b"SOL-PERP".ljust(16, b"\0"))
        world.rewrite("Market", self.later, later | {"live_s": NEVER})
        ann, ben = trader_of(world, 680), trader_of(world, 681)
        again = world.account_open(ann.key, 0, 1)
        self.who = {
            "ann": Conspirator(ann.key, ann.user), "ben": Conspirator(ben.key, ben.user),
            "ann again": Conspirator(ann.key, again),
        }  # fmt: skip
        for trader in (ann, ben):
            world.deposit(trader.key, trader.tokens, FUNDS)
            world.settle([(CREDIT, trader.user, USDC, FUNDS)], round=whole.round)
        bounds = {"markets": 1 << LISTED.market, "notional_day_atoms": 1}
        for key, bound in ((KEY, bounds), (NEAR_KEY, {"flags": 1})):
            world.update(ann.key, 1, key=key.pubkey(), expiry_s=world.now_s + 100 * DAY_S, **bound)
        self.places = {name: self._order(world, number, name) for number, name in enumerate(ORDERS, 1)}
        self.seqs = {name: world.user(one.user)["settled"]["seq"] for name, one in self.who.items()}
        self.unlisted = trader_of(world, 686).user
        record = world.user(self.unlisted)
        record["settled"]["collateral"][UNLISTED_ASSET] = 1
        world.rewrite("UserAccount", self.unlisted, record)
        # Until what ends soon is over, grace and all.
        whole.hour()
        self.titles = [*PLOTS, *SINGLES, *MOVES, *TURNS, *ACTS, *TAILS, *AGAIN, STALE, SHARED, UNLISTED, CLOSED]
        self.turn = 0
        self.doors = Doors(whole)

    def _order(self, world: World, number: int, name: str) -> int:
        """Registers an order; its place."""
        who, changed = ORDERS[name]
        one = self.who[who]
        nonce = nonce_of(world.now_s * 1_000, number)
        fields = {
            "domain": DOMAIN_LOCALNET, "account": world.user(one.user)["settled"]["number"], "nonce": nonce,
            "expiry_slot": NEVER, "client_order_id": number, "size": SIZE, "market": LISTED.market, "fee_max": 100,
        } | changed  # fmt: skip
        if fields["expiry_slot"] == SOON:
            fields["expiry_slot"] = world.slot + 1
        key = fields.pop("by", one.key)
        register(world, one.user, [signed(key, OrderMessage(**fields).encode())])
        return next(at for at, entry in enumerate(entries_read(world, one.user)) if entry.nonce == nonce)

    def lie(self, whole: Whole, honest: Sent) -> None:
        """One lie a settlement, in turn; some stand behind the honest items, some at another door."""
        if whole.chance.random() < AT_DOORS:
            self.doors.lie()
        if whole.chance.random() < 0.5:
            return
        title = self._title(whole, honest)
        behind = whole.chance.random() < 0.5
        if title == CLOSED:
            self._close(honest)
        elif title in TURNS:
            turn, refusal = TURNS[title]
            made = turn(whole, honest)
            if made is not None and made != honest:
                self._told(title, made, {refusal} - {""}, honest)
        elif (forged := self._forged(title, honest, behind=behind)) is not None:
            self._told(title, forged.sent, forged.earned, honest)

    def transferred(self, account: int, nonce: int) -> None:
        """Its receipt may not be closed yet."""
        self.doors.transferred = (account, nonce)

    def _close(self, honest: Sent) -> None:
        """The owner of an account of the settlement closes it before the items land: none of them may ever meet an account that is gone."""
        whole = self.whole
        number = whole.chance.choice(
            [whole.numbers[meta.pubkey] for meta in honest.metas if meta.pubkey in whole.numbers]
        )
        one = whole.traders[number]
        accounts = {"user": one.user, "owner": one.key.pubkey(), "exchange": whole.world.exchange}
        name = whole.name(whole.send([whole.world.interface.instruction("close_user_account", accounts, {})], one.key))
        assert name in CLOSED_REFUSALS, (CLOSED, number, name)
        whole.told[f"refused {name}"] += 1

    def _title(self, whole: Whole, honest: Sent) -> str:
        """The next in turn, or one that only few settlements allow."""
        if whole.chance.random() < SELDOM:
            apt = [title for title, (make, _) in AGAIN.items() if make(whole, honest) is not None]
            if whole.ledger.engine.dealing[1] & 0xFF:
                apt.append(UNFINISHED)
            if apt:
                return whole.chance.choice(apt)
        self.turn += 1
        return self.titles[self.turn % len(self.titles)]

    def _forged(self, title: str, honest: Sent, *, behind: bool) -> Forged | None:
        """What is not made of the honest settlement's own bytes; None where it cannot be."""
        ben = (self.who["ben"].user, self.seqs["ben"])
        if title in PLOTS:
            return self._busy(self._plotted(honest, PLOTS[title], behind=behind), PLOTS[title].refusal, behind=behind)
        if title in SINGLES:
            item, refusal = SINGLES[title]
            return self._busy(self._single(honest, item, behind=behind), refusal, behind=behind)
        if title in MOVES:
            to, refusal = MOVES[title]
            return self._busy(self._moved(honest, to), refusal, behind=False)
        if title in AGAIN:
            return AGAIN[title][0](self.whole, honest)
        if title == STALE:
            return stale_step(self.whole, honest, ben)
        if title == SHARED:
            return share_forge(self.whole, honest, ben, behind=behind)
        if title == UNLISTED:
            return unlisted_step(self.whole, honest, self.unlisted)
        if title in TAILS:
            who, funds, refusal = TAILS[title]
            place = self._backstop(behind=behind) if who == BACKSTOP else ben
            return Forged(tail_forge(self.whole, honest, place, funds=funds, behind=behind), {refusal})
        act = ACTS[title]
        return act_forge(
            self.whole, honest, act, self._backstop(behind=behind) if act.who == BACKSTOP else ben, behind=behind
        )

    def _backstop(self, *, behind: bool) -> tuple[Pubkey, int]:
        """The named backstop, and its sequence."""
        key = self.whole.traders[self.whole.named].user
        return key, self.whole.books.seats[self.whole.named].settled.seq if behind else seq_of(self.whole, key)

    def _busy(self, lie: Sent, refusal: str, *, behind: bool) -> Forged:
        """While a bankrupt's lots wait, a record is open or a cut is due, that is what may be wrong with it first."""
        chain = self.whole.ledger.engine if behind else self._engine()
        waits = chain.deficit_atoms > 0 or any(chain.dealing[at] for at in (1, 2, 4))
        return Forged(lie, {refusal, "RecordOpen"} if waits else {refusal})

    def _engine(self) -> MarketLedger:
        return Market.read(self.whole.world.data_of(market_of(self.whole.world))).engine

    def end(self) -> None:
        """A stranger freezes what nobody posts rounds for; items, transfers, rounds and registrations are refused from then on."""
        whole = self.whole
        ben = self.who["ben"].user
        items = struct.pack("<BBB5xQQ8x", CREDIT, 0, USDC, self.seqs["ben"], 1)
        sent = Sent(whole.now_us, whole.round, items, bytes(16), [AccountMeta(ben, False, True)], whole.world.operator)
        self.doors.end([([whole.call_of(sent)], sent.operator)])

    def _told(self, title: str, lie: Sent, earned: set[str], honest: Sent) -> None:
        """It must be refused for what it is, and nothing may change. earned: one of these refusals, or any where it is empty."""
        whole = self.whole
        keys = [meta.pubkey for meta in (*honest.metas, *lie.metas)]
        before = [whole.world.data_of(key) for key in keys]
        now_s, slot = whole.world.now_s, whole.world.slot
        if title == STALE:
            whole.world.time_set(now_s + AWAY_S, slot)
        verdict = whole.sent(lie)
        whole.world.time_set(now_s, slot)
        name = whole.name(verdict)
        assert verdict is not None, f"accepted lie: {title}"
        assert name in earned if earned else isinstance(verdict, int), (title, name)
        assert [whole.world.data_of(key) for key in keys] == before, title
        whole.told[f"refused {name}"] += 1

    def _plotted(self, honest: Sent, plot: Plot, *, behind: bool) -> Sent:
        """A fill of two conspirators."""
        names = [ORDERS[order][0] for order in (plot.taking, plot.making)]
        market = self.later if plot.changed.get("market") == 1 else None
        base, places, market_at = self._stage(honest, names, market, behind=behind, tables=True)
        away_ppm = plot.changed.get("away_ppm")
        price = self.whole.index * (10**6 + away_ppm) // 10**9 if away_ppm else self.whole.mark // 1_000
        item = {
            "kind": FILL, "taker": places[0], "maker": places[1], "market": market_at,
            "taker_entry": self.places[plot.taking], "maker_entry": self.places[plot.making], "taker_rate": 450,
            "maker_rate": 100, "shared": 0, "terms": 0, "lots": 1, "price": price,
            "taker_seq": self.seqs[names[0]], "maker_seq": self.seqs[names[1]],
            "ledger_seq": self._ledger_seq(honest, market, behind=behind) & 0xFFFFFFFF,
        } | {key: value for key, value in plot.changed.items() if key not in {"market", "away_ppm"}}  # fmt: skip
        return base._replace(body=base.body + struct.pack("<BBBBBBhhBBIIIII", *item.values()))

    def _single(self, honest: Sent, item: tuple[int, int, int], *, behind: bool) -> Sent:
        """An item of one conspirator."""
        kind, asset, amount = item
        base, [place], market_at = self._stage(honest, ["ben"], None, behind=behind, tables=False)
        if kind == TOUCH:
            ledger_seq = self._ledger_seq(honest, None, behind=behind)
            made = struct.pack("<BBBB4xQQ8x", TOUCH, place, market_at, amount, self.seqs["ben"], ledger_seq)
        elif kind == STEP:
            made = struct.pack("<BBBBIQQ8x", STEP, place, market_at, asset, amount, self.seqs["ben"], base.engine_us)
        else:
            made = struct.pack("<BBB5xQQ8x", kind, place, asset, self.seqs["ben"], amount)
        return base._replace(body=base.body + made)

    def _moved(self, honest: Sent, to: str) -> Sent:
        """All that a conspirator has passes to another, alone in its settlement."""
        world, named = self.whole.world, self.whole.traders[self.whole.named].user
        user = named if to == "backstop" else self.who[to].user
        keys = (self.who["ben"].user, user, market_of(world))
        seqs = (self.seqs["ben"], world.user(user)["settled"]["seq"], self._ledger_seq(honest, None, behind=False))
        body = struct.pack("<BBBBIQQQ", MOVE, 0, 1, 0, 0, *seqs)
        return honest._replace(body=body, metas=[AccountMeta(key, False, True) for key in keys])

    def _stage(
        self, honest: Sent, names: list[str], market: Pubkey | None, *, behind: bool, tables: bool
    ) -> tuple[Sent, list[int], int]:
        """Accounts of a lie, behind the honest ones or alone; places of the conspirators and of the market."""
        world = self.whole.world
        metas = list(honest.metas) if behind else []
        first = sum(meta.pubkey in self.whole.numbers for meta in metas)
        wanted = market or market_of(world)
        markets = [meta.pubkey for meta in metas if meta.pubkey == market_of(world)]
        for name in names:
            one = self.who[name]
            metas.append(AccountMeta(one.user, False, True))
            if tables:
                metas.append(AccountMeta(entries_of(world, one.user), False, True))
        if wanted not in markets:
            markets.append(wanted)
            metas.append(AccountMeta(wanted, False, True))
        base = honest._replace(body=honest.body if behind else b"", metas=metas)
        return base, [first + at for at in range(len(names))], markets.index(wanted)

    def _ledger_seq(self, honest: Sent, market: Pubkey | None, *, behind: bool) -> int:
        """Sequence of a ledger before the lie's item: behind the honest items the books' own, else the chain's."""
        if market is not None:
            return 0
        return self._engine().seq + (moved(items_of(honest)) if behind else 0)


def refusals() -> set[str]:
    """What lies earn that can be refused for one reason alone, and what they meet in the midst of a bankruptcy."""
    told = {plot.refusal for plot in PLOTS.values()} | {refusal for _, refusal in (*SINGLES.values(), *MOVES.values())}
    told |= {refusal for _, refusal in (*TURNS.values(), *AGAIN.values()) if refusal} | {
        "MarkStale",
        CLOSED_REFUSALS[0],
    }
    told |= (
        {refusal for *_, refusal in TAILS.values()} | {"ShareLimit", "OtherCollateral", KEPT} | whole_doors.refusals()
    )
    return told.union(*(act.idle | act.busy for act in ACTS.values()))
