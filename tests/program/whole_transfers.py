"""Transfers between two accounts of one owner in a whole exchange, and what a hostile operator makes of them (CUST-38).

Invariant: a lie names accounts and messages that are truly signed; it is refused, and nothing of what it names moves.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.chain.items import Transfer as Work
from quantdesk.chain.network import receipt_address
from quantdesk.chain.program_gen import settle_transfer
from quantdesk.chain.registration import SignedOrder, precompile
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.transfer import UNITS, TransferSettlement
from quantdesk.model.message import DOMAIN_LOCALNET, TransferMessage, nonce_of, order_id_of
from quantdesk.model.records_gen import Transfer, Transferred
from tests.program.conftest import START, Trader
from tests.program.engine_commands import credit
from tests.program.told import wire
from tests.program.whole import Liar, Whole
from tests.program.world import USDC

SIGNED_AT = 1
# What the system program says to an account that is there already.
IN_USE = "InstructionErrorCustom(0)"


class Paid(NamedTuple):
    """One settle_transfer as it would be sent; a lie replaces a field."""

    operator: Keypair
    giver: bytes
    taker: bytes
    number: int
    message: SignedOrder
    nonce: int
    engine_us: int
    round: int
    seqs: tuple[int, int]
    digest: bytes


class Transfers:
    """Owners with a second account, which moves money with the first in both directions."""

    def __init__(self, whole: Whole, owners: Iterable[int], funds: int) -> None:
        self.whole = whole
        self.seconds: dict[int, int] = {}
        self.titles = list(LIES)
        self.turn = 0
        self._messages: dict[tuple[int, int], SignedOrder] = {}
        for number in owners:
            one, world = whole.traders[number], whole.world
            world.tokens_make(one.key.pubkey(), funds + START)
            second = whole.account_add(Trader(one.key, world.account_open(one.key, index=1), one.tokens), 1)
            world.deposit(one.key, one.tokens, funds, index=1)
            whole.apply(credit(second, funds))
            self.seconds[number] = second
        whole.transfer_land = self.land

    def step(self) -> None:
        """Somebody moves a part of what one of his accounts has to the other; the core may refuse it."""
        whole, chance = self.whole, self.whole.chance
        pair = list(chance.choice(list(self.seconds.items())))
        chance.shuffle(pair)
        giver, taker = pair
        held = whole.books.seats[giver].settled.collateral[USDC]
        amount = 1 + chance.randrange(max(1, held // 4))
        whole.counter += 1
        nonce = nonce_of(whole.now_us // 1_000, whole.counter % 4_096)
        message = TransferMessage(
            domain=DOMAIN_LOCALNET, account=giver, nonce=nonce, expiry_slot=whole.world.slot + 200, to_account=taker,
            amount=amount,
        ).encode()  # fmt: skip
        signed = signed_by(whole.traders[giver].key, message)
        command = Transfer(order_id_of(message), message, signed.signature, signed.signer)
        for event in whole.apply(command):
            if isinstance(event, Transferred):
                self._messages[event.seq, event.index] = signed

    def land(self, work: Work, liar: Liar | None) -> None:
        """Sends a transfer, which the chain must take with the books' state; a liar lies before and behind it."""
        whole = self.whole
        signed = self._messages.pop((work.seq, work.index))
        made = TransferSettlement(whole.books, work, signed, whole.now_us)
        _, call = made.instructions(whole.where, bytes(whole.operator), whole.round)
        giver, taker = (whole.traders[number] for number in made.seqs)
        honest = Paid(
            whole.world.operator, bytes(giver.user), bytes(taker.user), work.account, signed,
            TransferMessage.decode(signed.message).nonce, made.engine_us, whole.round, (work.item_seq, work.to_item_seq),
            call.data[-16:],
        )  # fmt: skip
        if liar is not None:
            self._lie(honest)
        verdict = self._sent(honest)
        assert verdict is None, (whole.name(verdict), work)
        if liar is not None:
            self._told("a message again", honest, IN_USE)
            liar.transferred(work.account, honest.nonce)
        whole.landed(made)

    def _sent(self, one: Paid) -> int | str | None:
        whole = self.whole
        where = whole.where
        made = settle_transfer(
            where.program, operator=bytes(one.operator.pubkey()), exchange=where.exchange, risk=where.risk, giver=one.giver,
            taker=one.taker, receipt=receipt_address(one.number, one.nonce), nonce=one.nonce, signed_at=SIGNED_AT,
            engine_us=one.engine_us, round=one.round, seqs=one.seqs, digest=one.digest,
        )  # fmt: skip
        calls = [wire(call) for call in (units_limit(UNITS), precompile([one.message]), made)]
        return whole.send(calls, one.operator)

    def _lie(self, honest: Paid) -> None:
        """One lie a transfer, in turn."""
        title = self.titles[self.turn % len(self.titles)]
        self.turn += 1
        make, earned = LIES[title]
        self._told(title, make(self.whole, honest), earned)

    def _told(self, title: str, lie: Paid, earned: str) -> None:
        whole = self.whole
        keys = [Pubkey(key) for key in (lie.giver, lie.taker)]
        before = [whole.world.data_of(key) for key in keys]
        verdict = self._sent(lie)
        assert verdict is not None, f"accepted lie: {title}"
        name = whole.name(verdict)
        assert name == earned, (title, name)
        assert [whole.world.data_of(key) for key in keys] == before, title
        whole.told[f"refused {name}"] += 1


def signed_by(key: Keypair, message: bytes) -> SignedOrder:
    """A message with a key's signature."""
    return SignedOrder(bytes(key.pubkey()), message, bytes(key.sign_message(message)))


def _saying(whole: Whole, one: Paid, at: int, value: bytes) -> Paid:
    """Its owner truly signed these bytes instead."""
    message = one.message.message
    return one._replace(
        message=signed_by(whole.traders[one.number].key, message[:at] + value + message[at + len(value) :])
    )


def _u64(value: int) -> bytes:
    return value.to_bytes(8, "little")


def another_amount(whole: Whole, one: Paid) -> Paid:
    amount = int.from_bytes(one.message.message[40:48], "little")
    return _saying(whole, one, 40, _u64(amount - 1 if amount > 1 else 2))


def another_signer(whole: Whole, one: Paid) -> Paid:
    return one._replace(message=signed_by(whole.world.stranger, one.message.message))


def another_owner(whole: Whole, one: Paid) -> Paid:
    number = next(number for number, owner in whole.owners.items() if owner != whole.owners[one.number])
    seq = whole.books.seats[number].settled.seq
    made = _saying(whole, one, 32, _u64(number))
    return made._replace(taker=bytes(whole.traders[number].user), seqs=(one.seqs[0], seq))


def another_sequence(whole: Whole, one: Paid) -> Paid:
    seqs = list(one.seqs)
    seqs[whole.chance.randrange(2)] ^= 1 << whole.chance.randrange(20)
    return one._replace(seqs=(seqs[0], seqs[1]))


def a_self_account(whole: Whole, one: Paid) -> Paid:
    return one._replace(taker=bytes(whole.selfish))


# Name: what is done to the honest transfer, and the refusal that it earns.
LIES: dict[str, tuple[Callable[[Whole, Paid], Paid], str]] = {
    "an amount that is not the log's": (another_amount, "Digest"),
    "nothing": (lambda whole, one: _saying(whole, one, 40, _u64(0)), "Amount"),
    "more than may leave": (lambda whole, one: _saying(whole, one, 40, _u64(2**50)), "Withdrawable"),
    "a message of another network": (lambda whole, one: _saying(whole, one, 0, bytes(8)), "MessageDomain"),
    "a message of another account": (lambda whole, one: _saying(whole, one, 8, _u64(2**40)), "MessageAccount"),
    "a message to another account": (lambda whole, one: _saying(whole, one, 32, _u64(2**40)), "MessageAccount"),
    "a message that is long over": (lambda whole, one: _saying(whole, one, 24, _u64(1)), "Expired"),
    "another nonce": (lambda whole, one: one._replace(nonce=one.nonce + 1), "MessageMalformed"),
    "a signer who is not the owner": (another_signer, "OwnerMustSign"),
    "an account of another owner": (another_owner, "OtherOwner"),
    "another sequence": (another_sequence, "ItemSequence"),
    "a self account": (a_self_account, "SelfAccount"),
    "a time too old": (lambda whole, one: one._replace(engine_us=whole.now_us - 3_600_000_001), "EngineTime"),
    "another round": (lambda whole, one: one._replace(round=one.round + 1), "MarkRound"),
    "a bit of the digest": (lambda _, one: one._replace(digest=bytes([one.digest[0] ^ 1, *one.digest[1:]])), "Digest"),
    "a signer who is no operator": (lambda whole, one: one._replace(operator=whole.world.stranger), "OperatorUnknown"),
}  # fmt: skip


def refusals() -> set[str]:
    """What the lies earn."""
    return {earned for _, earned in LIES.values()} | {IN_USE}
