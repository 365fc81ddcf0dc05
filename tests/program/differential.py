"""The engine's core beside the program, many items a transaction: what the core answers is what the chain is told.

Invariant: items and digests are made of the core's events alone. A settlement that is taken has therefore the after-state that
the core had (CUST-8), and the accounts are compared byte by byte besides. Two of the accounts hold positions, so that debits
are judged by margin (MGN-5); one of them has SOL beside USDC, where the chain's check is the weaker (CUST-7).
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

from quantdesk.model.records_gen import AddDelegate, Credit, Debit, RaiseFloor, RemoveDelegate
from tests.program.conftest import START, trader_of
from tests.program.differential_engine import ANY_TOTAL, MARKET, SOL_PRICE, Engine, Item
from tests.program.world import ACK, CREDIT, DAY_S, DEBIT, SELF, SOL, USDC, World, key_of

ACCOUNTS = 10
WITH_POSITIONS = 2
# The first account holds a position and USDC alone: there the chain's check of a debit is the core's.
USDC_ALONE = 0
TOUCHED = 4
ITEMS_A_TRANSACTION = 20
ACTS_A_STEP = 3
SETTLED_AT, SETTLED_BYTES = 8 + 8 + 32 + 56, 120
RISK_ROWS_AT, RISK_ROW_BYTES = 8 + 24, 128
MARK = 50_000_000
# Far below the floors of WDR-1: limits have tests of their own.
DEPOSIT_MAX = {USDC: 200_000, SOL: 20_000_000}
NAMES = ("credit USDC", "credit SOL", "debit USDC", "debit SOL", "ack of a removal", "ack of a floor")


class Want(NamedTuple):
    """What a keeper tells the core about an account; item: what a refused one would have been, None when it would have been none."""

    place: int
    command: Credit | Debit | RemoveDelegate | RaiseFloor
    item: Item | None


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
        self.seq = self.engine_us = self.acked = self.inbox = self.floor = self.floor_inbox = 0
        self.credited = [0] * 2
        self.delegate = b""
        self.due: list[tuple[int, RemoveDelegate | RaiseFloor]] = []
        self.collateral = [0] * 8
        self.arriving = [0] * 8
        self.leaving = [0] * 8
        self.positions = b""

    def is_weak(self) -> bool:
        """The chain's own check of a debit is weaker than the core's here: a position, and other collateral (CUST-7)."""
        return bool(self.positions) and any(self.collateral[1:])

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
        self.requests = 0
        for place in range(ACCOUNTS):
            for asset in (USDC, SOL) if place != USDC_ALONE else (USDC,):
                ledger = self.ledgers[place]
                self.deposit(ledger, asset, DEPOSIT_MAX[asset] * 10)
                self.honest([self.credit(place, asset, DEPOSIT_MAX[asset] * 10, ledger.credited)])
        self.prices()
        self.positions_open()

    @property
    def now_us(self) -> int:
        """The chain's clock: the engine's time of what follows."""
        return self.world.now_s * 1_000_000

    # ---- what owners and prices do

    def deposit(self, ledger: Ledger, asset: int, amount: int) -> None:
        """An owner's deposit: one owner instruction."""
        if asset == SOL:
            self.world.sol_deposit(ledger.key, amount)
        else:
            self.world.deposit(ledger.key, ledger.tokens, amount)
        ledger.arriving[asset] += amount
        ledger.inbox += 1

    def pay(self, ledger: Ledger, asset: int) -> None:
        """What left c is paid out of the pocket, so that the owner can deposit again."""
        amount, ledger.leaving[asset] = ledger.leaving[asset], 0
        if amount and asset == SOL:
            self.world.sol_withdraw(ledger.key.pubkey(), amount, self.world.stranger)
        elif amount:
            self.world.withdraw(ledger.user, ledger.tokens, amount, self.world.stranger)

    def owner_acts(self) -> None:
        """One owner deposits, asks and takes it back, or changes who may sign: instructions that are acknowledged or counted."""
        place = self.chance.randrange(ACCOUNTS)
        ledger = self.ledgers[place]
        draw = self.chance.random()
        if draw < 0.5:
            asset = USDC if place == USDC_ALONE or draw < 0.3 else SOL
            self.pay(ledger, asset)
            there = DEPOSIT_MAX[asset] if asset == SOL else self.world.tokens_of(ledger.tokens)
            self.deposit(ledger, asset, 1 + self.chance.randrange(min(there, DEPOSIT_MAX[asset])))
        elif draw < 0.8:
            self.delegate_changes(ledger)
        elif draw < 0.96:
            self.floor_rises(ledger)
        else:
            self.world.exit_call("request_withdraw", ledger.key, asset=USDC, amount=10**9)
            self.world.exit_call("cancel_request", ledger.key)
            ledger.inbox += 2

    def delegate_changes(self, ledger: Ledger) -> None:
        """A key that the owner adds, or removes again; a removal waits for its ack before the next key."""
        if not ledger.delegate:
            key = key_of(self.chance.getrandbits(62)).pubkey()
            ledger.delegate = bytes(key)
            self.world.update(ledger.key, 1, key=key, expiry_s=self.world.now_s + 100 * DAY_S)
            expiry_us = (self.world.now_s + 100 * DAY_S) * 1_000_000
            self.engine.apply([AddDelegate(ledger.number, ledger.delegate, expiry_us, 0, 2**64 - 1, 0, 0)], self.now_us)
        elif any(isinstance(told, RemoveDelegate) for _, told in ledger.due):
            return
        else:
            self.world.update(ledger.key, 2, key=Pubkey(ledger.delegate))
            ledger.due.append((ledger.inbox + 1, RemoveDelegate(ledger.number, ledger.delegate, ledger.inbox + 1)))
        ledger.inbox += 1

    def floor_rises(self, ledger: Ledger) -> None:
        """A floor that the owner raises; one at a time is on its way."""
        if any(isinstance(told, RaiseFloor) for _, told in ledger.due):
            return
        ledger.floor = max(ledger.floor + 1, self.world.now_s * 1_000 << 12)
        self.world.update(ledger.key, 3, floor=ledger.floor)
        ledger.inbox += 1
        ledger.due.append((ledger.inbox, RaiseFloor(ledger.number, ledger.floor, ledger.inbox)))

    def prices(self) -> None:
        """A new mark round on both sides; the program's own round instruction has its own tests."""
        near = lambda: MARK + self.chance.randrange(-MARK // 100, MARK // 100)  # noqa: E731
        index, mark = near(), near()
        sol = SOL_PRICE + self.chance.randrange(-SOL_PRICE // 5, SOL_PRICE // 5)
        self.engine.prices(index, mark, sol, self.now_us)
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

    def sent(self, one: Settlement, *, only_asked: bool = False) -> int | str | None:
        """None when the chain took it (only_asked: would take it), else the number of the refusal or the runtime's word."""
        data = self.settle + struct.pack("<QQI", one.engine_us, one.round, len(one.body)) + one.body + one.digest
        metas = [
            AccountMeta(one.operator.pubkey(), True, False), AccountMeta(self.world.exchange, False, False),
            AccountMeta(self.world.risk, False, False), *one.metas,
        ]  # fmt: skip
        svm = self.world.svm
        message = Message([Instruction(self.world.program, data, metas)], one.operator.pubkey())
        transaction = Transaction([one.operator], message, svm.latest_blockhash())
        result = svm.simulate_transaction(transaction) if only_asked else svm.send_transaction(transaction)
        if not hasattr(result, "err"):
            return None
        inner = getattr(result.err(), "err", result.err())
        return getattr(inner, "code", None) or str(inner)

    def judged(self, wanted: list[Want]) -> tuple[list[Item], dict[int, Ledger], list[Turned]]:
        """The core's verdicts: items of its log, the accounts afterwards, and what it refused."""
        after = {want.place: self.ledgers[want.place].copy() for want in wanted}
        taken: list[Item] = []
        refused: list[Turned] = []
        answers = self.engine.judge([want.command for want in wanted], self.now_us)
        for want, answer in zip(wanted, answers, strict=True):
            for item, collateral in answer.items:
                after[item.place].take(item, self.now_us, collateral)
                taken.append(item)
            if want.item is None:
                assert not answer.items, want
                self.told["told twice, no item"] += 1
            elif answer.reason:
                then = {item.place: after[item.place].copy() for item in taken}
                refused.append(
                    Turned(want.item, answer.reason, taken[:], then | {want.place: after[want.place].copy()})
                )
            else:
                assert answer.items, want
        return taken, after, refused

    def committed(self, items: list[Item], after: dict[int, Ledger]) -> None:
        """Sends what the core took; the chain must take it too and have the core's state in every account."""
        verdict = self.sent(self.made(items, after, self.now_us))
        assert verdict is None, (verdict, items)
        for place, ledger in after.items():
            self.ledgers[place] = ledger
            data = self.world.svm.get_account(ledger.user).data
            assert data[SETTLED_AT : SETTLED_AT + SETTLED_BYTES] == ledger.settled(), (place, items)
            removed = [told for inbox, told in ledger.due if inbox <= ledger.acked and isinstance(told, RemoveDelegate)]
            ledger.delegate = b"" if removed else ledger.delegate
            ledger.due = [each for each in ledger.due if each[0] > ledger.acked]
        for item in items:
            self.told[f"accepted {item.name}"] += 1

    def honest(self, wanted: list[Want]) -> None:
        """What the core must take."""
        taken, after, refused = self.judged(wanted)
        assert not refused, refused
        self.committed(taken, after)

    # ---- what keepers tell

    def credit(self, place: int, asset: int, amount: int, credited: list[int]) -> Want:
        """A credit names the total after it."""
        credited[asset] += amount
        command = Credit(account=place + 1, asset=asset, credited=credited[asset])
        return Want(place, command, Item(CREDIT, place, asset, amount))

    def debit(self, place: int, asset: int, amount: int) -> Want:
        """A debit asked for on the chain, or at a door under a number that grows."""
        self.requests += 1
        request = self.requests if self.chance.random() < 0.5 else 0
        command = Debit(account=place + 1, asset=asset, amount=amount, request=request, debited=ANY_TOTAL)
        return Want(place, command, Item(DEBIT, place, asset, amount))

    def wants(self) -> list[Want]:
        """Credits of what arrived, debits of what is there or more, removals and floors in their order; some of it twice."""
        wanted: list[Want] = []
        places = self.chance.sample(range(ACCOUNTS), TOUCHED)
        due = {place: self.ledgers[place].due[:] for place in places}
        arriving = {place: self.ledgers[place].arriving[:] for place in places}
        for _ in range(ITEMS_A_TRANSACTION):
            place = self.chance.choice(places)
            ledger = self.ledgers[place]
            asset = USDC if place == USDC_ALONE or self.chance.random() < 0.6 else SOL
            draw = self.chance.random()
            if draw < 0.15 and due[place]:
                inbox, command = due[place].pop(0)
                wanted.append(Want(place, command, Item(ACK, place, USDC, inbox)))
            elif draw < 0.54 and arriving[place][asset] > 0:
                amount = 1 + self.chance.randrange(1 + arriving[place][asset] // 3) // 2
                arriving[place][asset] -= amount
                wanted.append(self.credit(place, asset, amount, ledger.credited))
            else:
                held = ledger.collateral[asset]
                # Now and then nothing, and now and then more than there is.
                share = self.chance.random()
                most = 1 if share < 0.01 else 2 + (held // 4 if share < 0.9 else held * 3 // 2)
                wanted.append(self.debit(place, asset, self.chance.randrange(most)))
            if ledger.delegate and not due[place] and self.chance.random() < 0.03:
                # A key that keepers tell anew because its end changed: no owner instruction stands behind it.
                wanted.append(Want(place, RemoveDelegate(place + 1, ledger.delegate, 0), None))
            again = wanted[-1].command
            is_known = not isinstance(again, Debit)
            if is_known and self.chance.random() < 0.05:
                wanted.append(Want(place, again, None))
        return wanted

    def funds_back(self) -> int:
        """Tokens of all owners and vault: what the world began with, to the atom."""
        owners = sum(self.world.tokens_of(ledger.tokens) for ledger in self.ledgers)
        return owners + self.world.tokens_of(self.world.vault_tokens) - ACCOUNTS * START

    def sol_untracked(self) -> int:
        """Lamports that the vault tracks beyond pockets and collateral of all accounts: none."""
        held = sum(each.arriving[SOL] + each.leaving[SOL] + each.collateral[SOL] for each in self.ledgers)
        return self.world.read("ProtocolSolVault", self.world.sol_vault)["book"]["tracked_atoms"] - held
