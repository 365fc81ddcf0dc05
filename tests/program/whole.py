"""The engine whole beside the program: commands go to the core, the keepers' own fold and writer make settlements of its events, and the
program must take each with the core's state.

Invariant: nothing here computes money. What the core told of an account, what the core's functions make of the chain's state (books), and
what the program makes of it are one: the first two are compared by the writer, all three by the digest (CUST-8). Prices and F of a round
are written as the engine has them; rounds have tests of their own.
"""

import random
import struct
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple, Protocol

from msgspec.structs import replace
from solders.instruction import AccountMeta
from solders.instruction import Instruction as Call
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from quantdesk.chain.books import Books, Ledger, Seat
from quantdesk.chain.entries import places_read
from quantdesk.chain.items import CREDIT, DEBIT, Deal, Fill, Item, Tail, Touch, Transfer, Work
from quantdesk.chain.network import addresses_of
from quantdesk.chain.program_gen import Market, Risk, UserAccount
from quantdesk.chain.settlement import Settlement
from quantdesk.chain.transfer import TransferSettlement
from quantdesk.chain.view import User
from quantdesk.core import Exchange, batch_head
from quantdesk.keepers.fold import Fold
from quantdesk.keepers.settle_log import Log, works_make
from quantdesk.model.message import DOMAIN_LOCALNET, SLOT_US, OrderMessage, nonce_of, order_id_of
from quantdesk.model.records_gen import (
    FundingSet,
    MarketSet,
    OpenAccount,
    OpenExchange,
    OrderFilled,
    PlaceOrder,
    PricesSet,
    Refused,
    SetIndex,
    SetPrices,
    SetRisk,
    Side,
    Tick,
    TimeInForce,
    events_decode,
)
from quantdesk.model.settled import (
    CUT,
    END,
    FUND,
    LEAVE,
    MARK,
    OVER_LONGS,
    OVER_SHORTS,
    PAY,
    POT,
    ROUND_LONGS,
    ROUND_SHORTS,
    SHARE,
    STAND,
    WRITTEN_OFF,
)
from quantdesk.store.settlement import FillSide, SettlementItem
from tests.program.conftest import Trader, trader_of
from tests.program.differential_engine import SOL_ASSET, SOL_MARKET, SOL_PRICE
from tests.program.fills import BACKSTOP_SEED, RISK
from tests.program.interface import Interface
from tests.program.markets import BTC, listed_with, market_list, market_of
from tests.program.orders import entries_of, precompile, register_call, signed
from tests.program.world import NOW_S, SELF, World

TRADERS = 10
LISTED = replace(BTC, position_max=400, open_interest_max=5_000)
START_MTICKS = 618_000_000
ROUND_S, HOUR_S = 5, 3_600
REGISTERED_MAX = 4
TOUCHES = ("touch, what is due", "touch, a loss", "touch, a claim")
DEALS = {
    POT: "record, lots into a pot", OVER_LONGS: "record, lots over", OVER_SHORTS: "record, lots over",
    ROUND_LONGS: "record, a round", ROUND_SHORTS: "record, a round", MARK: "record, a mark", CUT: "record, a cut",
    SHARE: "record, a share", END: "record, its end", STAND: "deficit, what stands", PAY: "deficit, the rest",
    WRITTEN_OFF: "loss", FUND: "insurance", LEAVE: "record, one who leaves",
}  # fmt: skip
ITEMS = {1: "credit", 2: "debit", 3: "ack"}
TAILS = ("tail, funded", "tail, for a loss", "tail, for a deficit")


class Sent(NamedTuple):
    """One settle_items as it would be sent; a lie replaces a field."""

    engine_us: int
    round: int
    body: bytes
    digest: bytes
    metas: list[AccountMeta]
    operator: Keypair


class Liar(Protocol):
    """Who changes settlements before they are sent as they are."""

    def lie(self, whole: "Whole", honest: Sent) -> None:
        """Is shown each settlement of items: the books are those behind it, the chain is as it was before it."""

    def transferred(self, account: int, nonce: int) -> None:
        """Is told of a transfer that has just landed."""


class Whole:
    """A world and a core with the same accounts, a market and SOL. told: how often what landed or was refused."""

    def __init__(self, seed: int, *, backstop: bool = False, gamblers: int = 0, risk: SetRisk = RISK) -> None:
        """backstop: the account behind the traders is the one that the exchange names, and liquidations have a fee and insurance as risk
        says; gamblers: accounts behind that one.
        """
        self.chance = random.Random(seed)
        self.world = world = World(opened=False)
        # Gamblers and debtors bring fresh money for as long as a run lasts.
        world.initialize(sol_cap_atoms=2**52)
        world.vault_open(cap=2**52)
        world.time_set(NOW_S, NOW_S * 1_000_000 // SLOT_US)
        self.now_us = NOW_S * 1_000_000
        market_list(world, LISTED, record=listed_with(LISTED, risk)) if backstop else market_list(world, LISTED)
        market_list(world, replace(LISTED, market=1, symbol=SOL_MARKET.symbol))
        self.traders = {number: trader_of(world, 700 + number) for number in range(1, TRADERS + 1)}
        self.named = len(self.traders) + 1 if backstop else 0
        if backstop:
            self.traders[self.named] = trader_of(world, BACKSTOP_SEED)
        for _ in range(gamblers):
            number = len(self.traders) + 1
            self.traders[number] = trader_of(world, 700 + number)
        self.selfish = trader_of(world, 690, SELF).user
        world.svm = world.svm.with_transaction_history(0).with_log_bytes_limit(1_000)
        self.exchange = Exchange()
        self.told: Counter[str] = Counter()
        self.rows: list[SettlementItem] = []
        self.sides: dict[tuple[int, int], dict[str, FillSide]] = {}
        self.next_item = dict.fromkeys(self.traders, 0)
        self.messages: dict[bytes, tuple[int, int, bytes]] = {}
        # Of orders that a delegate signed.
        self.signers: dict[bytes, Keypair] = {}
        self.listed: list[MarketSet] = []
        # A settlement ends behind an item by this chance, though another would fit.
        self.cut = 0.0
        # Who is shown settlements that nobody lies about.
        self.watcher: Liar | None = None
        # Who lands transfers, which go alone.
        self.transfer_land: Callable[[Transfer, Liar | None], None] | None = None
        self.counter = self.round = self.funding = 0
        self.index = self.mark = START_MTICKS
        # Second accounts of owners have another index than 0.
        self.indices: dict[int, int] = {}
        self.numbers = {one.user: number for number, one in self.traders.items()}
        self.operator = world.operator.pubkey()
        self.owners = {number: bytes(one.key.pubkey()) for number, one in self.traders.items()}
        owners = [OpenAccount(number, owner, 0) for number, owner in self.owners.items()]
        prices = SetPrices(SOL_MARKET.market, SOL_PRICE, SOL_PRICE)
        self.apply(OpenExchange(domain=DOMAIN_LOCALNET), *owners, LISTED, SOL_MARKET, prices, SOL_ASSET)
        self.where = addresses_of(bytes(world.mint))
        self.settle_word = bytes(world.interface.instructions["settle_items"]["discriminator"])
        self.ledger = Ledger(bytes(market_of(world)), Market.read(world.data_of(market_of(world))), self._row())
        seats = {number: Seat(self._user(one.user), number == self.named) for number, one in self.traders.items()}
        self.books = Books(seats, {LISTED.market: self.ledger}, bytes(world.vault))
        self.prices()

    def _row(self):
        return Risk.read(self.world.data_of(self.world.risk)).rows[LISTED.market]

    def _user(self, key: Pubkey) -> User:
        data = self.world.data_of(key)
        return User(address=bytes(key), account=UserAccount.read(data), raw=data)

    # ---- the engine

    def apply(self, *commands) -> list:
        """Events of commands at the engine's time; what they add to the settlement log waits for `settle`."""
        head = batch_head(len(commands), self.exchange.seq + 1, self.now_us)
        events = list(events_decode(self.exchange.apply(head + b"".join(one.encode() for one in commands))))
        self.listed += [event for event in events if isinstance(event, MarketSet)]
        fold = Fold(())
        fold.take(self.now_us, [one for one in self.listed if one not in events])
        fold.take(self.now_us, events)
        changes = fold.changes()
        for account, *rest in changes.settlement_items:
            self.rows.append(SettlementItem(account, self.next_item[account], *rest))
            self.next_item[account] += 1
        for seq, index, role, _, account, order_id, _, side, price, _, _, fee, *_ in changes.trades:
            nonce = self.messages[order_id][1] if any(order_id) else 0
            one = FillSide(seq, index, role, account, order_id, side, price, fee, nonce, 0)
            self.sides.setdefault((seq, index), {})[role] = one
        for event in events:
            if isinstance(event, PricesSet) and event.market == LISTED.market:
                self.index, self.mark = event.index_price, event.mark_price
            elif isinstance(event, FundingSet):
                self.funding = event.funding
            elif isinstance(event, Refused):
                self.told["refused by the core"] += 1
        return events

    def order(self, number: int, side: Side, price: int, lots: int, signer: Keypair | None = None, **changed) -> int:
        """An order to the core, signed by the owner unless told; its matches."""
        self.counter += 1
        nonce = nonce_of(self.now_us // 1_000, self.counter % 4_096)
        fields = {
            "domain": DOMAIN_LOCALNET, "account": number, "nonce": nonce, "expiry_slot": self.world.slot + 200,
            "client_order_id": self.counter, "price": price, "size": lots, "market": LISTED.market, "side": side,
            "fee_max": 100, "time_in_force": TimeInForce.GTC,
        } | changed  # fmt: skip
        message = OrderMessage(**fields).encode()
        order_id = order_id_of(message)
        self.messages[order_id] = (number, nonce, message)
        key = self.owners[number]
        if signer is not None:
            key, self.signers[order_id] = bytes(signer.pubkey()), signer
        events = self.apply(PlaceOrder(order_id, message, bytes(64), key, 0))
        return sum(isinstance(event, OrderFilled) for event in events)

    def account_add(self, one: Trader, index: int) -> int:
        """Another account of an owner; its number."""
        user = self._user(one.user)
        number = user.number
        self.traders[number], self.owners[number] = one, bytes(one.key.pubkey())
        self.next_item[number], self.numbers[one.user], self.indices[number] = 0, number, index
        self.apply(OpenAccount(number, self.owners[number], index))
        self.books.seats[number] = Seat(user)
        return number

    # ---- prices and time

    def prices(self, step_ppm: int = 0) -> None:
        """Five seconds later: an index that moved by this, and a mark round; the chain's row is the engine's."""
        self.time_pass(ROUND_S)
        self._tick(self.index + self.index * step_ppm // 1_000_000)
        self.row_write()

    def hour(self) -> None:
        """An hour of rounds that nobody trades in: at its end F moves, and positions take it in."""
        start = self.now_us
        turn = (start // 1_000_000 // HOUR_S + 1) * HOUR_S * 1_000_000
        self.now_us = max(start, turn - 500 * ROUND_S * 1_000_000)
        self.time_pass((self.now_us - start) // 1_000_000)
        while self.now_us < turn:
            self.time_pass(ROUND_S)
            self._tick(self.index)
            if self.rows:
                self.row_write()
                self.settle()
        self.row_write()

    def time_pass(self, seconds: int) -> None:
        """On both clocks; the chain's slots are the engine's."""
        now_s = self.world.now_s + seconds
        self.now_us = now_s * 1_000_000
        self.world.time_set(now_s, self.now_us // SLOT_US)

    def _tick(self, index: int) -> None:
        self.apply(SetIndex(LISTED.market, index, self.now_us, index // 2_000, 0, bytes(32)), Tick())

    def row_write(self) -> None:
        """Round, its time, mark, index and F."""
        self.round += 1
        account = self.world.svm.get_account(self.world.risk)
        data = bytearray(account.data)
        struct.pack_into("<QQ", data, place_of(self.world.interface, "Risk", "round"), self.round, self.now_us)
        row = place_of(self.world.interface, "Risk", "rows") + LISTED.market * 128
        struct.pack_into("<QQQq", data, row, self.mark, self.index, self.index, self.funding)
        struct.pack_into("<Q", data, row + 64, self.now_us)
        self.world.svm.set_account(self.world.risk, type(account)(account.lamports, bytes(data), account.owner, False))
        self.ledger.row = self._row()

    # ---- settlements

    def settle(self, liar: Liar | None = None) -> None:
        """Everything that waits, as the keeper writes it."""
        works = works_make(Log(self.rows, [], []), self.sides)
        self.rows, self.sides = [], {}
        self.register([work for work in works if isinstance(work, Fill)])
        made = Settlement(self.books, self.now_us)
        for work in works:
            alone = isinstance(work, Transfer)
            if made.works and (alone or not made.takes(work) or self.chance.random() < self.cut):
                self.flush(made, liar)
                made = Settlement(self.books, self.now_us)
            if alone:
                self.transfer_land(work, liar)
                made = Settlement(self.books, self.now_us)
            else:
                made.take(work)
        if made.works:
            self.flush(made, liar)

    def flush(self, made: Settlement, liar: Liar | None) -> None:
        """Sends one settlement, which the chain must take with the books' state."""
        call = made.instruction(self.where, bytes(self.operator), self.round)
        metas = [AccountMeta(Pubkey(meta.key), meta.signer, meta.writable) for meta in call.accounts[3:]]
        liar = liar or self.watcher
        honest = Sent(made.engine_us, self.round, call.data[28:-16], call.data[-16:], metas, self.world.operator)
        if liar is not None:
            liar.lie(self, honest)
        verdict = self.sent(honest)
        assert verdict is None, (self.name(verdict), made.works)
        self.landed(made)

    def landed(self, made: Settlement | TransferSettlement) -> None:
        """The chain has what the books have; what landed is counted."""
        for number in made.seqs:
            data = self.world.data_of(self.traders[number].user)
            settled = self.books.seats[number].settled.write()
            assert data[UserAccount.SETTLED_AT : UserAccount.SETTLED_AT + len(settled)] == settled, number
        for work in made.works:
            self.told[name_of(work)] += 1

    def sent(self, one: Sent) -> int | str | None:
        """None when the chain took it, else the number of the refusal or the runtime's word."""
        return self.send([self.call_of(one)], one.operator)

    def call_of(self, one: Sent) -> Call:
        """The instruction."""
        head = struct.pack("<QQI", one.engine_us, one.round, len(one.body))
        metas = [
            AccountMeta(one.operator.pubkey(), True, False), AccountMeta(self.world.exchange, False, False),
            AccountMeta(self.world.risk, False, False), *one.metas,
        ]  # fmt: skip
        return Call(self.world.program, self.settle_word + head + one.body + one.digest, metas)

    def send(self, calls: list[Call], signer: Keypair) -> int | str | None:
        """None when the chain took it, else the number of the refusal or the runtime's word."""
        svm = self.world.svm
        result = svm.send_transaction(Transaction([signer], Message(calls, signer.pubkey()), svm.latest_blockhash()))
        if not hasattr(result, "err"):
            return None
        inner = getattr(result.err(), "err", result.err())
        return getattr(inner, "code", None) or str(inner)

    def name(self, verdict: int | str | None) -> str:
        """A refusal's name."""
        return self.world.interface.errors.get(verdict, str(verdict))

    def register(self, fills: list[Fill]) -> None:
        """Registers what of these fills' orders is not registered yet."""
        missing: dict[int, dict[int, bytes]] = {}
        for party in (party for fill in fills for party in fill.signed):
            if party.nonce not in (self.books.seats[party.account].places or {}):
                missing.setdefault(party.account, {})[party.nonce] = party.order_id
        for number, wanted in missing.items():
            one = self.traders[number]
            orders = [
                signed(self.signers.get(order_id, one.key), self.messages[order_id][2]) for order_id in wanted.values()
            ]
            for start in range(0, len(orders), REGISTERED_MAX):
                some = orders[start : start + REGISTERED_MAX]
                calls = [precompile(some), register_call(self.world, one.user, bytes(range(len(some))))]
                verdict = self.send(calls, self.world.operator)
                assert verdict is None, self.name(verdict)
            self.books.seats[number].places = places_read(self.world.data_of(entries_of(self.world, one.user)), number)

    def trader(self) -> tuple[int, Trader]:
        """Somebody."""
        number = self.chance.randrange(1, TRADERS + 1)
        return number, self.traders[number]


def name_of(work: Work) -> str:
    """A kind of item for the table."""
    if isinstance(work, Item):
        return f"{ITEMS[work.kind]}{' SOL' if work.asset and work.kind in (CREDIT, DEBIT) else ''}"
    if isinstance(work, Deal):
        return DEALS[work.act]
    if isinstance(work, Tail):
        return TAILS[0 if work.market is None else 2 if work.debtor is None else 1]
    return TOUCHES[work.step] if isinstance(work, Touch) else type(work).__name__.lower()


def place_of(interface: Interface, account: str, field: str) -> int:
    """Where a field begins in the bytes of an account; asked for once each."""
    key = (account, field)
    if key not in _PLACES:
        fields = interface.types[account]["fields"]
        names = [one["name"] for one in fields]
        before = fields[: names.index(field)]
        _PLACES[key] = 8 + sum(_size_of(interface, one["type"]) for one in before)
    return _PLACES[key]


_PLACES: dict[tuple[str, str], int] = {}
_SIZES = {"u8": 1, "i8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "u64": 8, "i64": 8, "pubkey": 32}


def _size_of(interface: Interface, kind) -> int:
    if isinstance(kind, str):
        return _SIZES[kind]
    if "array" in kind:
        inner, count = kind["array"]
        return count * _size_of(interface, inner)
    return sum(_size_of(interface, one["type"]) for one in interface.types[kind["defined"]["name"]]["fields"])
