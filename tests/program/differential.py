"""The engine's core beside the program, many items a transaction: what the core answers is what the chain is told.

Invariant: items and digests are made of the core's events alone. A settlement that is taken has therefore the after-state that
the core had (CUST-8), and the accounts are compared byte by byte besides. Two of the accounts hold positions, so that debits
are judged by margin (MGN-5).
"""

import hashlib
import random
import struct
from collections import Counter
from typing import NamedTuple

from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from tests.program.conftest import START, trader_of
from tests.program.differential_engine import MARKET, Engine
from tests.program.world import ACK, CREDIT, DEBIT, SELF, USDC, World

ACCOUNTS = 10
WITH_POSITIONS = 2
TOUCHED = 4
ITEMS_A_TRANSACTION = 20
SETTLED_AT, SETTLED_BYTES = 8 + 8 + 32 + 56, 120
RISK_ROWS_AT, RISK_ROW_BYTES = 8 + 24, 128
MARK = 50_000_000
# Far below the floors of WDR-1: limits have tests of their own.
DEPOSIT_MAX = 200_000
KINDS = {CREDIT: "credit", DEBIT: "debit", ACK: "ack"}


class Item(NamedTuple):
    """What the core decided: kind, account's place, asset, amount (of an ack the owner instruction)."""

    kind: int
    place: int
    asset: int
    amount: int


class Turned(NamedTuple):
    """An item that the core refused: the reason's number, the items it took before, the accounts as they were then."""

    item: Item
    reason: int
    before: list[Item]
    then: dict[int, "Ledger"]


class Ledger:
    """One account as the core tells of it, and what its owner put into the pockets."""

    def __init__(self, key: Keypair, user: Pubkey, tokens: Pubkey, number: int) -> None:
        self.key, self.user, self.tokens, self.number = key, user, tokens, number
        self.seq = self.engine_us = self.acked = self.inbox = 0
        self.collateral = [0] * 8
        self.arriving = [0] * 8
        self.leaving = [0] * 8
        self.positions = b""

    def copy(self) -> "Ledger":
        """A copy to try items on."""
        other = Ledger.__new__(Ledger)
        other.__dict__.update(self.__dict__)
        other.collateral, other.arriving, other.leaving = self.collateral[:], self.arriving[:], self.leaving[:]
        return other

    def take(self, item: Item, engine_us: int, collateral: int) -> None:
        """The item as the core answered it: c afterwards is the core's."""
        self.seq, self.engine_us = self.seq + 1, engine_us
        if item.kind == ACK:
            self.acked = item.amount
            return
        self.collateral[item.asset] = collateral
        if item.kind == CREDIT:
            self.arriving[item.asset] -= item.amount
        else:
            self.leaving[item.asset] += item.amount

    def settled(self) -> bytes:
        """The settled block: what CUST-8 digests, with the positions behind it."""
        return struct.pack("<5Q2q8q", self.number, self.seq, self.engine_us, self.acked, 0, 0, 0, *self.collateral)


class Settlement(NamedTuple):
    """One settle_items as it would be sent; a lie replaces a field."""

    engine_us: int
    round: int
    body: bytes
    digest: bytes
    metas: list[AccountMeta]
    operator: Keypair


class Twins:
    """A world and a core with the same accounts, funded and with two opposite positions."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = World()
        traders = [trader_of(self.world, 500 + n) for n in range(ACCOUNTS)]
        self.ledgers = [Ledger(t.key, t.user, t.tokens, n + 1) for n, t in enumerate(traders)]
        self.selfish = trader_of(self.world, 490, SELF).user
        self.world.svm = self.world.svm.with_transaction_history(0).with_log_bytes_limit(1_000)
        self.engine = Engine([bytes(t.key.pubkey()) for t in traders], self.now_us)
        self.settle = bytes(self.world.interface.instructions["settle_items"]["discriminator"])
        self.round = 0
        self.told: Counter[str] = Counter()
        for ledger in self.ledgers:
            self.deposit(ledger, DEPOSIT_MAX * 10)
        start = [Item(CREDIT, place, USDC, DEPOSIT_MAX * 10) for place in range(ACCOUNTS)]
        for item in start:
            self.honest([item])
        self.prices()
        self.positions_open()

    @property
    def now_us(self) -> int:
        """The chain's clock: the engine's time of what follows."""
        return self.world.now_s * 1_000_000

    # ---- what owners and prices do

    def deposit(self, ledger: Ledger, amount: int) -> None:
        """An owner's deposit: one owner instruction."""
        self.world.deposit(ledger.key, ledger.tokens, amount)
        ledger.arriving[USDC] += amount
        ledger.inbox += 1

    def pay(self, ledger: Ledger) -> None:
        """What left c is paid out of the pocket, so that the owner can deposit again."""
        if ledger.leaving[USDC]:
            self.world.withdraw(ledger.user, ledger.tokens, ledger.leaving[USDC], self.world.stranger)
            ledger.leaving[USDC] = 0

    def owner_acts(self) -> None:
        """One owner deposits, or asks and takes it back: instructions that acks may name."""
        ledger = self.chance.choice(self.ledgers)
        if self.chance.random() < 0.7:
            self.pay(ledger)
            there = self.world.tokens_of(ledger.tokens)
            self.deposit(ledger, 1 + self.chance.randrange(min(there, DEPOSIT_MAX)))
        else:
            self.world.exit_call("request_withdraw", ledger.key, asset=USDC, amount=10**9)
            self.world.exit_call("cancel_request", ledger.key)
            ledger.inbox += 2

    def prices(self) -> None:
        """A new mark round on both sides; the program's own round instruction has its own tests."""
        near = lambda: MARK + self.chance.randrange(-MARK // 100, MARK // 100)  # noqa: E731
        index, mark = near(), near()
        self.engine.prices(index, mark, self.now_us)
        self.round += 1
        account = self.world.svm.get_account(self.world.risk)
        data = bytearray(account.data)
        struct.pack_into("<QQ", data, 16, self.round, self.now_us)
        row = RISK_ROWS_AT + MARKET.market * RISK_ROW_BYTES
        struct.pack_into(
            "<QQQqIIIIqq", data, row, mark, index, index, 0, self.engine.tick_value, MARKET.imf, MARKET.mmf, 0,
            MARKET.requirement_min, MARKET.profit_cap,
        )  # fmt: skip
        self.world.svm.set_account(self.world.risk, type(account)(account.lamports, bytes(data), account.owner, False))

    def positions_open(self) -> None:
        """A real trade in the core; the chain gets its outcome, as the settlement of fills would bring it."""
        self.engine.trade(1, 2, self.now_us)
        for ledger in self.ledgers[:WITH_POSITIONS]:
            collateral, holding = self.engine.holding(ledger.number)
            ledger.collateral[USDC] = collateral
            record = self.world.user(ledger.user)
            record["settled"]["collateral"][USDC] = collateral
            record["positions"][0] |= holding | {"market": MARKET.market}
            record["positions_count"] = 1
            self.world.rewrite("UserAccount", ledger.user, record)
            kind = {"defined": {"name": "PositionSlot"}}
            ledger.positions = self.world.interface.encode(kind, record["positions"][0])

    # ---- settlements

    def made(self, items: list[Item], after: dict[int, Ledger], engine_us: int) -> Settlement:
        """The settlement of items whose after-state the core told."""
        places = list(dict.fromkeys(item.place for item in items))
        seqs = {place: self.ledgers[place].seq for place in places}
        body = bytearray()
        for item in items:
            place = item.place
            body += struct.pack("<BBB5xQQ8x", item.kind, places.index(place), item.asset, seqs[place], item.amount)
            seqs[place] += 1
        text = b"".join(after[place].settled() + after[place].positions for place in places)
        digest = hashlib.sha256(text).digest()[:16]
        metas = [AccountMeta(self.ledgers[place].user, False, True) for place in places]
        return Settlement(engine_us, self.round, bytes(body), digest, metas, self.world.operator)

    def sent(self, one: Settlement) -> int | str | None:
        """None when the chain took it, else the number of the refusal or the runtime's word."""
        data = self.settle + struct.pack("<QQI", one.engine_us, one.round, len(one.body)) + one.body + one.digest
        metas = [
            AccountMeta(one.operator.pubkey(), True, False), AccountMeta(self.world.exchange, False, False),
            AccountMeta(self.world.risk, False, False), *one.metas,
        ]  # fmt: skip
        svm = self.world.svm
        message = Message([Instruction(self.world.program, data, metas)], one.operator.pubkey())
        result = svm.send_transaction(Transaction([one.operator], message, svm.latest_blockhash()))
        if not hasattr(result, "err"):
            return None
        inner = getattr(result.err(), "err", result.err())
        return getattr(inner, "code", None) or str(inner)

    def judged(self, wanted: list[Item]) -> tuple[list[Item], dict[int, Ledger], list[Turned]]:
        """The core's verdicts: items it took, the accounts afterwards, and what it refused."""
        after = {item.place: self.ledgers[item.place].copy() for item in wanted}
        taken, refused = [], []
        asked = [item._replace(place=self.ledgers[item.place].number) for item in wanted]
        for item, answer in zip(wanted, self.engine.judge(asked, self.now_us), strict=True):
            if answer.reason:
                then = {taken_item.place: after[taken_item.place].copy() for taken_item in taken}
                refused.append(Turned(item, answer.reason, taken[:], then | {item.place: after[item.place].copy()}))
            else:
                after[item.place].take(item, self.now_us, answer.collateral)
                taken.append(item)
        return taken, after, refused

    def committed(self, items: list[Item], after: dict[int, Ledger]) -> None:
        """Sends what the core took; the chain must take it too and have the core's state in every account."""
        verdict = self.sent(self.made(items, after, self.now_us))
        assert verdict is None, (verdict, items)
        for place, ledger in after.items():
            self.ledgers[place] = ledger
            data = self.world.svm.get_account(ledger.user).data
            assert data[SETTLED_AT : SETTLED_AT + SETTLED_BYTES] == ledger.settled(), (place, items)
        for item in items:
            self.told[f"accepted {KINDS[item.kind]}"] += 1

    def honest(self, wanted: list[Item]) -> None:
        """Items that the core must take."""
        taken, after, refused = self.judged(wanted)
        assert not refused, refused
        self.committed(taken, after)

    def wants(self) -> list[Item]:
        """Credits of what arrived, debits of what is there or more, acks of what was not acknowledged."""
        items = []
        places = self.chance.sample(range(ACCOUNTS), TOUCHED)
        arriving = {place: self.ledgers[place].arriving[USDC] for place in places}
        acked = {place: self.ledgers[place].acked for place in places}
        for _ in range(ITEMS_A_TRANSACTION):
            place = self.chance.choice(places)
            ledger = self.ledgers[place]
            draw = self.chance.random()
            if draw < 0.08 and acked[place] < ledger.inbox:
                acked[place] += 1 + self.chance.randrange(ledger.inbox - acked[place])
                items.append(Item(ACK, place, USDC, acked[place]))
            elif draw < 0.54 and arriving[place] > 0:
                amount = 1 + self.chance.randrange(1 + arriving[place] // 3) // 2
                arriving[place] -= amount
                items.append(Item(CREDIT, place, USDC, amount))
            else:
                held = ledger.collateral[USDC]
                most = 2 + (held // 4 if self.chance.random() < 0.9 else held * 3 // 2)
                items.append(Item(DEBIT, place, USDC, self.chance.randrange(most)))
        return items

    def funds_back(self) -> int:
        """Tokens of all owners and vault: what the world began with, to the atom."""
        owners = sum(self.world.tokens_of(ledger.tokens) for ledger in self.ledgers)
        return owners + self.world.tokens_of(self.world.vault_tokens) - ACCOUNTS * START
