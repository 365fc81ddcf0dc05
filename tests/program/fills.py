"""The engine's core beside the program on fills: orders go to the core, its matches are settled on the chain with its state.

Invariant: every number of an item and of a digest is the core's; the only count kept here is which claims were paid, which the
core's events imply.
"""

import hashlib
import random
import struct
from typing import Any, NamedTuple

from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.transaction import Transaction

from quantdesk.core import Exchange, batch_head, fee_rate_reaching
from quantdesk.model.message import DOMAIN_LOCALNET, SLOT_US, OrderMessage, nonce_of, order_id_of
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    ListMarket,
    MarketQuery,
    MarketView,
    OpenExchange,
    OrderFilled,
    PlaceOrder,
    PositionView,
    SetPrices,
    SetRisk,
    Side,
    TimeInForce,
    events_decode,
    views_decode,
)
from tests.program.conftest import START, Trader, trader_of
from tests.program.engine_commands import credit, open_account
from tests.program.markets import BTC, index_bring, listed_with, market_list, market_of, round_post
from tests.program.orders import entries_of, register, signed
from tests.program.world import CREDIT, NOW_S, USDC, Refused, World

FILL = 4
USD = 10**8
START_PRICE = 61_800 * USD
FUNDS = 900_000_000
TAKER_PPM, MAKER_PPM = 450, 100
EPOCH_S = 300
# Place of the taker's order in a step of a liquidation.
STEP_ENTRY = 255
# Of the key that the exchange of a world names as its backstop's owner.
BACKSTOP_SEED = 5
RISK = SetRisk(market=BTC.market, liquidation_fee=2_500, insurance_cap=10**12)
LEDGER_WORDS = struct.Struct("<Q8qIIII")
LEDGER_BYTES = 680
ENGINE_LEDGER_AT = 8 + 8 + 48 + 32 + 16 + 24 + 64 * 16


class Fill(NamedTuple):
    """One fill as the settlement log tells it; taker_nonce 0: the taker is in a step of a liquidation."""

    taker: int
    maker: int
    taker_nonce: int
    maker_nonce: int
    lots: int
    price: int
    taker_rate: int = TAKER_PPM
    maker_rate: int = MAKER_PPM
    # CUST-49: matched on the UTC day before that of the settlement's engine time.
    day_before: int = 0


class Party:
    """What the chain must have of an account: the core's money, and the sequence of its items."""

    def __init__(self, trader: Trader, number: int, settled: dict[str, Any]) -> None:
        self.trader, self.number = trader, number
        self.seq, self.engine_us = settled["seq"], settled["engine_us"]
        self.acked = settled["inbox_acked"]
        self.held = (0, 0, 0)
        self.funded = 0
        self.collateral = settled["collateral"][USDC]
        self.position = (0, 0, 0, 0)  # b, e, r, w
        # Other assets than USDC, which no fill moves.
        self.others = [0] * 7
        # Slots of other markets, which no fill here moves.
        self.beside = b""

    def settled(self) -> bytes:
        """The settled block and the position in use (CUST-8)."""
        head = struct.pack(
            "<5Q2q8q", self.number, self.seq, self.engine_us, self.acked, *self.held, self.collateral, *self.others
        )
        lots, quote, claim, swept = self.position
        slot = struct.pack("<H6xqqqqqQ", BTC.market, lots, quote, claim, swept, 0, 0)
        return head + (slot if any(self.position) else b"") + self.beside

    def claim_paid(self, now_s: int, amount: int) -> None:
        """PNL-6: what was paid is held for this epoch and the next."""
        epoch, current, previous = self.held
        now = now_s // EPOCH_S
        if now > epoch:
            current, previous = 0, current if now == epoch + 1 else 0
        self.held = (now, current + amount, previous)


class FillWorld:
    """A world and a core with the same market, prices and funded accounts."""

    def __init__(self, seed: int, traders: int = 4, listed: ListMarket = BTC, *, backstop: bool = False) -> None:
        """listed: the market as the core has it; the chain's is BTC. backstop: the last account is the one that the exchange names."""
        self.chance = random.Random(seed)
        self.world = World()
        self.world.time_set(NOW_S, NOW_S * 1_000_000 // SLOT_US)
        self.market_open()
        self.exchange = Exchange()
        self.parties: dict[int, Party] = {}
        self.nonce_of_order: dict[bytes, int] = {}
        self.places: dict[tuple[int, int], int] = {}
        # Whether an order found no place on the chain.
        self.places_lack = False
        self.tick_value = 100
        self.index = START_PRICE
        self.mark = START_PRICE * 1_000 // 10_000_000
        self.round = self.ledger_seq = self.counter = 0
        self.counts = (0, 0, 0)
        made = [trader_of(self.world, 700 + n) for n in range(traders)]
        made += [trader_of(self.world, BACKSTOP_SEED)] if backstop else []
        self.backstop = len(made) if backstop else 0
        self.apply(
            OpenExchange(domain=DOMAIN_LOCALNET),
            *(open_account(n + 1, bytes(t.key.pubkey())) for n, t in enumerate(made)),
            listed,
            RISK,
        )
        for number, trader in enumerate(made, 1):
            self.parties[number] = Party(trader, number, self.world.user(trader.user)["settled"])
            self.pay_in(number, FUNDS)
        self.prices(0)

    def pay_in(self, number: int, amount: int) -> None:
        """Collateral from outside, on both sides."""
        party = self.parties[number]
        one = party.trader
        self.world.tokens_make(one.key.pubkey(), amount + START)
        self.world.deposit(one.key, one.tokens, amount)
        self.world.settle([(CREDIT, one.user, USDC, amount)], round=self.round)
        self.apply(credit(number, amount, party.funded))
        party.funded += amount
        settled = self.world.user(one.user)["settled"]
        party.seq, party.engine_us, party.collateral = settled["seq"], settled["engine_us"], settled["collateral"][USDC]

    def market_open(self) -> None:
        """Lists the market on the chain."""
        market_list(self.world, record=listed_with(BTC, RISK))

    def apply(self, *commands):
        """Events of commands at the chain's time."""
        head = batch_head(len(commands), self.exchange.seq + 1, self.world.now_s * 1_000_000)
        return list(events_decode(self.exchange.apply(head + b"".join(one.encode() for one in commands))))

    def prices(self, step_ppm: int) -> None:
        """Five seconds later: an index and a mark that moved by this, on both sides."""
        self.world.time_pass(5)
        self.index += self.index * step_ppm // 1_000_000
        index_bring(self.world, self.index)
        mticks = self.index // 10_000
        self.mark = mticks
        round_post(self.world, [mticks])
        self.round += 1
        self.apply(SetPrices(BTC.market, mticks, mticks))

    # ---- orders and matches of the core

    def order(
        self, number: int, side: Side, price: int, lots: int, signer: Keypair | None = None, **changed: Any
    ) -> list[Fill]:
        """An order to the core, registered on the chain; its matches. signer: the owner where none is named."""
        self.counter += 1
        party = self.parties[number]
        fields = {
            "domain": DOMAIN_LOCALNET, "account": number, "nonce": nonce_of(self.world.now_s * 1_000, self.counter % 4_096),
            "expiry_slot": self.world.slot + 200, "client_order_id": self.counter, "price": price, "size": lots,
            "market": BTC.market, "side": side, "fee_max": 100, "time_in_force": TimeInForce.GTC,
        } | changed  # fmt: skip
        message = OrderMessage(**fields).encode()
        one = signed(signer or party.trader.key, message)
        try:
            events = register(self.world, party.trader.user, [one])
        except Refused as error:
            if self.world.interface.errors.get(error.code) != "EntriesFull":
                raise
            # BOOK-6: an order that has no place on the chain is none of the engine's either. Places are free again with time.
            self.places_lack = True
            return []
        for _, event in events:
            self.places[number, fields["nonce"]] = event["place"]
        self.nonce_of_order[order_id_of(message)] = fields["nonce"]
        events = self.apply(PlaceOrder(order_id_of(message), message, one.signature, one.key, 0))
        return [self.fill_of(event) for event in events if isinstance(event, OrderFilled)]

    def fill_of(self, event: OrderFilled) -> Fill:
        """A match as an item; the state behind it is taken over when it is settled."""
        taking, rate = self.nonce_of_order.get(bytes(event.taker_order_id), 0), TAKER_PPM
        if not taking:
            rate = fee_rate_reaching(event.price * event.size * self.tick_value, event.taker_fee)
        return Fill(
            event.taker_account, event.maker_account, taking, self.nonce_of_order[bytes(event.maker_order_id)],
            event.size, event.price, rate,
        )  # fmt: skip

    def state_take(self, fills: list[Fill]) -> None:
        """The core's state behind all these fills."""
        touched = [number for fill in fills for number in (fill.taker, fill.maker)]
        now_s = self.world.now_s
        for number in dict.fromkeys(touched):
            party = self.parties[number]
            views = views_decode(self.exchange.query(AccountQuery(number).encode()))
            account = next(view for view in views if isinstance(view, AccountView))
            found = [view for view in views if isinstance(view, PositionView)]
            party.position = (
                (found[0].position, found[0].quote, found[0].claim, found[0].swept) if found else (0, 0, 0, 0)
            )
            party.collateral = account.collateral
            party.seq += touched.count(number)
            party.engine_us = now_s * 1_000_000
            owed = account.held - self.held_at(party, now_s)
            if owed:
                party.claim_paid(now_s, owed)
        self.ledger_seq += len(fills)
        self.counts_take()

    def counts_take(self) -> None:
        """Longs and shorts but for the backstop, and everybody with a claim."""
        held = self.counted()
        claims = [party.position[2] for party in self.parties.values()]
        self.counts = (sum(b > 0 for b in held), sum(b < 0 for b in held), sum(r > 0 for r in claims))

    def counted(self) -> list[int]:
        """Positions that count in open interest."""
        return [party.position[0] for number, party in self.parties.items() if number != self.backstop]

    def held_at(self, party: Party, now_s: int) -> int:
        epoch, current, previous = party.held
        now = now_s // EPOCH_S
        return current + previous if now == epoch else current if now == epoch + 1 else 0

    def ledger(self) -> bytes:
        """The engine's ledger of the market, as the core has it."""
        views = views_decode(self.exchange.query(MarketQuery(BTC.market).encode()))
        view = next(view for view in views if isinstance(view, MarketView))
        held = self.counted()
        head = LEDGER_WORDS.pack(
            self.ledger_seq, view.pool, view.insurance, view.fee_bucket, view.fee_claim, view.claims, view.deficit,
            sum(b for b in held if b > 0), -sum(b for b in held if b < 0), *self.counts, 0,
        )  # fmt: skip
        return head.ljust(LEDGER_BYTES, b"\0")

    # ---- settlement

    def items(self, fills: list[Fill]) -> tuple[bytes, list[int]]:
        """Items with the sequences that they expect, and the accounts in the order of first touch."""
        numbers = list(dict.fromkeys(number for fill in fills for number in (fill.taker, fill.maker)))
        seqs = {number: self.parties[number].seq for number in numbers}
        body = b""
        for at, fill in enumerate(fills):
            body += struct.pack(
                "<BBBBBBhhBBIIIII", FILL, numbers.index(fill.taker), numbers.index(fill.maker), 0,
                self.places.get((fill.taker, fill.taker_nonce), STEP_ENTRY), self.places[fill.maker, fill.maker_nonce],
                fill.taker_rate, fill.maker_rate, 0, fill.day_before << 2, fill.lots, fill.price,
                seqs[fill.taker] & 0xFFFFFFFF, seqs[fill.maker] & 0xFFFFFFFF, (self.ledger_seq + at) & 0xFFFFFFFF,
            )  # fmt: skip
            seqs[fill.taker] += 1
            seqs[fill.maker] += 1
        return body, numbers

    def digest(self, numbers: list[int]) -> bytes:
        """CUST-8, in the order of first touch: the two accounts of the first fill, its ledger, then the others."""
        blocks = [self.parties[number].settled() for number in numbers]
        return hashlib.sha256(b"".join([*blocks[:2], self.ledger(), *blocks[2:]])).digest()[:16]

    def metas(self, numbers: list[int]) -> list[AccountMeta]:
        """User accounts, with their tables where they have one, and the market."""
        users = [self.parties[number].trader.user for number in numbers]
        pairs = [key for user in users for key in (user, entries_of(self.world, user))]
        there = [key for key in pairs if self.world.svm.get_account(key) is not None]
        return [AccountMeta(key, False, True) for key in (*there, market_of(self.world))]

    def call(self, body: bytes, digest: bytes, metas: list[AccountMeta], **changed: Any) -> Instruction:
        """settle_items of bytes."""
        fields = {
            "engine_us": self.world.now_s * 1_000_000,
            "round": self.round,
            "items": body,
            "digest": digest,
        } | changed
        operator = fields.pop("operator", self.world.operator)
        accounts = {"operator": operator.pubkey(), "exchange": self.world.exchange, "risk": self.world.risk}
        more = [(meta.pubkey, meta.is_signer, meta.is_writable) for meta in metas]
        return self.world.interface.instruction("settle_items", accounts, fields, more)

    def settle(self, fills: list[Fill]) -> int:
        """Settles what the core matched, with the core's state; returns the compute units."""
        body, numbers = self.items(fills)
        self.state_take(fills)
        call = self.call(body, self.digest(numbers), self.metas(numbers))
        message = Message([call], self.world.operator.pubkey())
        self.world.svm.expire_blockhash()
        result = self.world.svm.send_transaction(
            Transaction([self.world.operator], message, self.world.svm.latest_blockhash())
        )
        assert not hasattr(result, "err"), (result.err(), result.meta().logs()[-3:], fills)
        return int(result.compute_units_consumed())
