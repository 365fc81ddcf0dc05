"""What a hostile operator sends beside the settlement log: mark rounds, registrations of orders, closings of tables and receipts.

Invariant: each is refused for the one thing that is wrong with it, and nothing that it names moves; orders are truly signed.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of
from quantdesk.model.records_gen import Side
from tests.program.conftest import trader_of
from tests.program.ending import SILENCE_S, freeze
from tests.program.markets import RECEIVER, market_of, price_bytes, price_set
from tests.program.orders import THIS, Signed, entries_of, precompile, register, register_call, signed
from tests.program.whole import LISTED, Whole
from tests.program.world import DAY_S, key_of

# Slots for which what was matched before a message ended still settles (CUST-5).
GRACE_SLOTS = 750

SAMPLE, TURN, BESIDE = 1 << 63, 1 << 62, 1 << 61
# What a table holds at most, and how many orders one transaction registers of it.
PLACES, AT_ONCE = 160, 5
NEVER = 2**40
CENT = 10_000
FROZEN = "Frozen"


class Post(NamedTuple):
    """A mark round as it would be posted: marks of the market, whether a price stands beside, and what that is."""

    marks: bytes
    engine_us: int
    hours: bytes = b""
    price: bytes | None = None
    receiver: Pubkey = RECEIVER
    operator: Keypair | None = None
    markets: int = 1


def _word(value: int) -> bytes:
    return value.to_bytes(8, "little")


def _hour(premium: int, samples: int) -> bytes:
    return premium.to_bytes(8, "little", signed=True) + _word(0) + samples.to_bytes(4, "little")


class Doors:
    """Conspirators with a full table and a key of one market, and lies told in turn."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        world = whole.world
        self.full, self.eve, self.old = (trader_of(world, number) for number in (682, 683, 684))
        self.bound = key_of(685)
        world.update(self.eve.key, 1, key=self.bound.pubkey(), expiry_s=world.now_s + 180 * DAY_S, markets=0b10)
        self._count = 0
        for start in range(0, PLACES, AT_ONCE):
            register(world, self.full.user, [self._order(self.full.key) for _ in range(start, start + AT_ONCE)])
        self.first = self._order(self.eve.key)
        register(world, self.eve.user, [self.first])
        world.rewrite("UserAccount", self.old.user, world.user(self.old.user) | {"version": 1})
        self.titles = [*ROUNDS, *REGISTRATIONS, *CLOSINGS]
        self.turn = 0
        # Number of the account and nonce of a transfer that has just landed.
        self.transferred: tuple[int, int] | None = None

    def lie(self) -> None:
        """The next in turn; of rounds none that another's clock would allow."""
        title = self.titles[self.turn % len(self.titles)]
        self.turn += 1
        if title in ROUNDS:
            make, earned = ROUNDS[title]
            self._told(title, *self._round(make(self)), earned)
        elif title in REGISTRATIONS:
            attempt, earned = REGISTRATIONS[title]
            self._told(title, *attempt(self), earned)
        else:
            close, earned = CLOSINGS[title]
            made = close(self)
            if made is not None:
                self._told(title, *made, earned)

    def end(self, honest: list[tuple[list[Instruction], Keypair]]) -> None:
        """Six hours of silence, and a stranger freezes: nothing of it is taken any more, honest or not."""
        world = self.whole.world
        self.whole.time_pass(SILENCE_S)
        freeze(world)
        post = self._round(self._post())
        order = [precompile([self._order(self.eve.key)]), register_call(world, self.eve.user, b"\x00")]
        for calls, signer in (post, (order, world.operator), *honest):
            self._told("anything behind a freeze", calls, signer, FROZEN)

    def _order(self, key: Keypair, **changed: Any) -> Signed:
        """A well-formed order of the conspirator who has this key, unless told otherwise."""
        world = self.whole.world
        self._count += 1
        fields = {
            "domain": DOMAIN_LOCALNET, "account": self._number(key), "nonce": nonce_of(world.now_s * 1_000, self._count % 4_096),
            "expiry_slot": NEVER, "client_order_id": self._count, "price": LISTED.price_max, "size": 1,
            "market": LISTED.market, "side": Side.BUY, "fee_max": 100,
        } | changed  # fmt: skip
        return signed(key, OrderMessage(**fields).encode())

    def _number(self, key: Keypair) -> int:
        user = self.full.user if key == self.full.key else self.eve.user
        return self.whole.world.user(user)["settled"]["number"]

    # ---- rounds

    def _post(self, **changed: Any) -> Post:
        """A round that the chain would take: the marks in force once more, with a price beside."""
        whole = self.whole
        price = price_bytes(whole.index * CENT, whole.world.now_s)
        return Post(_word(whole.mark | BESIDE), whole.now_us + 1, price=price)._replace(**changed)

    def _price(self, price: int | None = None, age_s: int = 0, **changed: Any) -> Post:
        whole = self.whole
        price = whole.index * CENT if price is None else price
        return self._post(price=price_bytes(price, whole.world.now_s - age_s, **changed))

    def _round(self, post: Post) -> tuple[list[Instruction], Keypair]:
        world = self.whole.world
        operator = post.operator or world.operator
        accounts = {"operator": operator.pubkey(), "exchange": world.exchange, "risk": world.risk}
        args = {"engine_us": post.engine_us, "marks": post.marks, "hours": post.hours}
        keys = [market_of(world)] * post.markets
        if post.price is not None:
            keys.append(price_set(world, post.price, post.receiver))
        more = [(key, False, False) for key in keys]
        return [world.interface.instruction("post_mark_round", accounts, args, more)], operator

    # ---- registrations

    def registered(self, one: Signed, user: Pubkey | None = None, **changed: Any) -> tuple[list[Instruction], Keypair]:
        """A registration for eve's table, unless told otherwise."""
        world = self.whole.world
        operator = changed.pop("signer", world.operator)
        places, which = changed.pop("places", (THIS, THIS, THIS)), changed.pop("which", b"\x00")
        at = changed.pop("signed_at", 0)
        call = register_call(world, user or self.eve.user, which, at, operator=operator.pubkey(), **changed)
        return [precompile([one], places), precompile([one]), call], operator

    def order(self, **changed: Any) -> Signed:
        return self._order(self.eve.key, **changed)

    # ---- closings

    def entries_close(self) -> tuple[list[Instruction], Keypair]:
        world = self.whole.world
        accounts = {
            "operator": world.operator.pubkey(), "exchange": world.exchange, "user": self.eve.user,
            "entries": entries_of(world, self.eve.user),
        }  # fmt: skip
        return [world.interface.instruction("close_entries", accounts, {})], world.operator

    def receipt_close(self) -> tuple[list[Instruction], Keypair] | None:
        if self.transferred is None:
            return None
        world = self.whole.world
        number, nonce = self.transferred
        receipt = world.pda(b"transfer", _word(number), _word(nonce))
        # Behind its message's end and grace anybody may close it: that is no lie.
        if world.slot > world.read("TransferReceipt", receipt)["expiry_slot"] + GRACE_SLOTS:
            return None
        accounts = {"exchange": world.exchange, "receipt": receipt, "payer": world.operator.pubkey()}
        return [world.interface.instruction("close_receipt", accounts, {})], world.stranger

    def _told(self, title: str, calls: list[Instruction], signer: Keypair, earned: str) -> None:
        whole = self.whole
        keys = [meta.pubkey for call in calls for meta in call.accounts if meta.pubkey != signer.pubkey()]
        before = [whole.world.data_of(key) for key in keys]
        verdict = whole.send(calls, signer)
        assert verdict is not None, f"accepted lie: {title}"
        name = whole.name(verdict)
        assert name == earned, (title, name)
        assert [whole.world.data_of(key) for key in keys] == before, title
        whole.told[f"refused {name}"] += 1


def _saying(doors: Doors, at: int, value: bytes) -> Signed:
    """An order with other bytes there, truly signed."""
    message = doors.order().message
    return signed(doors.eve.key, message[:at] + value + message[at + len(value) :])


# Name: what the round is, and the refusal that it earns.
ROUNDS: dict[str, tuple[Callable[[Doors], Post], str]] = {
    "a round that is not later": (lambda d: d._post(engine_us=d.whole.now_us), "EngineTime"),
    "a round of the future": (lambda d: d._post(engine_us=d.whole.now_us + 2_000_001), "EngineTime"),
    "a round of nothing": (lambda d: d._post(marks=b"", price=None), "MarkMalformed"),
    "half a mark": (lambda d: d._post(marks=bytes(12)), "MarkMalformed"),
    "more marks than markets": (lambda d: d._post(marks=bytes(16), price=None), "MarkMalformed"),
    "a price that is not beside": (lambda d: d._post(price=None), "MarkMalformed"),
    "an hour that nobody ended": (lambda d: d._post(hours=_hour(0, 0)), "MarkMalformed"),
    "no mark": (lambda d: d._post(marks=_word(BESIDE)), "MarkEnvelope"),
    "a mark beyond its envelope": (lambda d: d._post(marks=_word(d.whole.mark * 102 // 100 | BESIDE)), "MarkEnvelope"),
    "a market twice": (
        lambda d: d._post(marks=_word(d.whole.mark | BESIDE) + _word(d.whole.mark), markets=2), "OracleStale"),
    "no price at all": (lambda d: d._post(marks=_word(d.whole.mark), price=None), "OracleStale"),
    "a price of a minute ago": (lambda d: d._price(age_s=61), "OracleStale"),
    "a price of the future": (lambda d: d._price(age_s=-1), "OracleStale"),
    "a price of nobody": (lambda d: d._post(receiver=d.whole.operator), "OracleAccount"),
    "a price that is none": (lambda d: d._price(kind=bytes(8)), "OracleAccount"),
    "a price half verified": (lambda d: d._price(level=b"\0"), "OracleUnverified"),
    "a price of something else": (lambda d: d._price(feed=bytes(32)), "OracleFeed"),
    "a price of zero": (lambda d: d._price(0), "OracleUncertain"),
    "a price that may be any": (lambda d: d._price(confidence=d.whole.index * CENT // 30), "OracleUncertain"),
    "a price that jumps": (lambda d: d._price(6 * d.whole.index * CENT), "OracleVolatile"),
    "a sample of another hour": (lambda d: d._post(marks=_word(d.whole.mark | BESIDE | SAMPLE)), "FundingHour"),
    "samples beyond their bound": (
        lambda d: d._post(marks=_word(d.whole.mark | BESIDE | TURN), hours=_hour(10**9, 720)), "FundingSamples"),
    "more samples than an hour has": (
        lambda d: d._post(marks=_word(d.whole.mark | BESIDE | TURN), hours=_hour(0, 721)), "FundingSamples"),
    "a round of a stranger": (lambda d: d._post(operator=d.whole.world.stranger), "OperatorUnknown"),
}  # fmt: skip

REGISTRATIONS: dict[str, tuple[Callable[[Doors], tuple[list[Instruction], Keypair]], str]] = {
    "a signature that is not before it": (lambda d: d.registered(d.order(), signed_at=2), "SignatureMissing"),
    "a signature of no number": (lambda d: d.registered(d.order(), which=b"\x01"), "SignatureMissing"),
    "no signature": (lambda d: d.registered(d.order(), which=b""), "SignatureMissing"),
    "a signature of elsewhere": (lambda d: d.registered(d.order(), places=(1, THIS, THIS)), "SignatureElsewhere"),
    "a key of elsewhere": (lambda d: d.registered(d.order(), places=(THIS, 1, THIS)), "SignatureElsewhere"),
    "a message of elsewhere": (lambda d: d.registered(d.order(), places=(THIS, THIS, 1)), "SignatureElsewhere"),
    "an order of a stranger": (
        lambda d: d.registered(signed(d.whole.world.operator, d.order().message)), "SignerUnknown"),
    "an order of another deployment": (lambda d: d.registered(d.order(domain=b"\xff" + bytes(7))), "MessageDomain"),
    "an order of another account": (lambda d: d.registered(d.order(account=2**40)), "MessageAccount"),
    "an order with a reserved bit": (lambda d: d.registered(_saying(d, 63, b"\x80")), "MessageMalformed"),
    "an order of no lots": (lambda d: d.registered(_saying(d, 44, bytes(4))), "MessageMalformed"),
    "an order that is over": (lambda d: d.registered(d.order(expiry_slot=1)), "Expired"),
    "a nonce that is bound": (
        lambda d: d.registered(d.order(size=2, nonce=OrderMessage.decode(d.first.message).nonce)), "NonceUsed"),
    "a key beyond its markets": (lambda d: d.registered(signed(d.bound, d.order().message)), "DelegateMarket"),
    "an order for a full table": (lambda d: d.registered(d._order(d.full.key), d.full.user), "EntriesFull"),
    "an order of a self account": (lambda d: d.registered(d.order(), d.whole.selfish), "SelfAccount"),
    "an account of another layout": (lambda d: d.registered(d.order(), d.old.user), "LayoutVersion"),
    "a registration by a stranger": (
        lambda d: d.registered(d.order(), signer=d.whole.world.stranger), "OperatorUnknown"),
}  # fmt: skip

CLOSINGS: dict[str, tuple[Callable[[Doors], tuple[list[Instruction], Keypair] | None], str]] = {
    "a table with a live order closed": (Doors.entries_close, "EntriesNeeded"),
    "a receipt that is needed closed": (Doors.receipt_close, "ReceiptNeeded"),
}


def refusals() -> set[str]:
    """What the lies earn."""
    return {earned for _, earned in (*ROUNDS.values(), *REGISTRATIONS.values(), *CLOSINGS.values())} | {FROZEN}
