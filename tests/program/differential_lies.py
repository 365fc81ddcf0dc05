"""What a hostile operator sends: an honest settlement with one thing wrong, and the refusals that may answer it.

Invariant: every lie is malformed, stale, or another state than the core's; none is another honest settlement.
"""

import hashlib
import struct
from collections.abc import Callable

from solders.instruction import AccountMeta

from tests.program.differential import Settlement, Turned, Twins
from tests.program.differential_engine import Item
from tests.program.world import ACK, CREDIT, DEBIT, SOL, USDC

# Anchor's words for an account given twice and one that is not writable.
TWICE, READ_ONLY = "2040", "2000"
ITEM_BYTES = 32
Lie = Callable[[Twins, Settlement, list[Item]], Settlement | None]


def changed(one: Settlement, at: int, value: bytes) -> Settlement:
    """Bytes of the items replaced."""
    return one._replace(body=one.body[:at] + value + one.body[at + len(value) :])


def item_at(twins: Twins, one: Settlement) -> int:
    """Where some item begins."""
    return twins.chance.randrange(len(one.body) // ITEM_BYTES) * ITEM_BYTES


def seq(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    at = item_at(twins, one) + 8
    [now] = struct.unpack_from("<Q", one.body, at)
    wrong = (now + twins.chance.choice((1, -1, 7, 2**32, 2**63))) % 2**64
    return changed(one, at, struct.pack("<Q", wrong))


def order(twins: Twins, one: Settlement, items: list[Item]) -> Settlement | None:
    """Two items of one account in each other's place."""
    for first in range(len(items)):
        for second in range(first + 1, len(items)):
            if items[first].place == items[second].place:
                a, b = first * ITEM_BYTES, second * ITEM_BYTES
                x, y = one.body[a : a + ITEM_BYTES], one.body[b : b + ITEM_BYTES]
                return changed(changed(one, a, y), b, x)
    return None


def dropped(twins: Twins, one: Settlement, items: list[Item]) -> Settlement | None:
    """An item left out, the digest of all of them kept."""
    at = item_at(twins, one)
    rest = one.body[:at] + one.body[at + ITEM_BYTES :]
    return one._replace(body=rest) if rest else None


def doubled(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    at = item_at(twins, one)
    return one._replace(body=one.body + one.body[at : at + ITEM_BYTES])


def amount(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    """An amount that the core did not say, under the core's digest."""
    at = item_at(twins, one) + 16
    [now] = struct.unpack_from("<Q", one.body, at)
    return changed(one, at, struct.pack("<Q", (now + twins.chance.choice((1, -1, 1_000, 2**62))) % 2**64))


def other_kind(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    """A credit told as a debit, a debit as a credit, an ack as a credit; the amount stays."""
    at = item_at(twins, one)
    return changed(one, at, bytes([DEBIT if one.body[at] == CREDIT else CREDIT]))


def told(twins: Twins, item: Item, collateral: int) -> Settlement:
    """One item that the core never took, with the digest of a core that had: only the program's own check is left."""
    after = twins.ledgers[item.place].copy()
    after.take(item, twins.now_us, collateral)
    return twins.made([item], {item.place: after}, twins.now_us)


def credit_of_nothing(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    ledger, asset = twins.ledgers[items[0].place], twins.chance.choice((USDC, SOL))
    more = ledger.arriving[asset] + twins.chance.choice((1, 2, 10**9))
    return told(twins, Item(CREDIT, items[0].place, asset, more), ledger.collateral[asset] + more)


def debit_of_more(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    ledger, asset = twins.ledgers[items[0].place], twins.chance.choice((USDC, SOL))
    more = ledger.collateral[asset] + twins.chance.choice((1, 2, 10**9))
    return told(twins, Item(DEBIT, items[0].place, asset, more), ledger.collateral[asset] - more)


def ack_of_the_future(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    ledger = twins.ledgers[items[0].place]
    wrong = twins.chance.choice((ledger.inbox + 1, 2**64 - 1, ledger.acked, 0))
    return told(twins, Item(ACK, items[0].place, USDC, wrong), 0)


def too_old(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(engine_us=twins.now_us - 3_600_000_001 - twins.chance.randrange(10**12))


def ahead(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(engine_us=twins.now_us + 30_000_001 + twins.chance.randrange(10**12))


def before_the_last(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    last = max(twins.ledgers[item.place].engine_us for item in items)
    return one._replace(engine_us=last - 1)


def another_moment(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    """A time that may be, under the digest of another."""
    return one._replace(engine_us=one.engine_us + 1 + twins.chance.randrange(10**6))


def another_round(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(round=(one.round + twins.chance.choice((1, -1, 2**63))) % 2**64)


def digest(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    bit = twins.chance.randrange(128)
    wrong = bytearray(one.digest)
    wrong[bit // 8] ^= 1 << bit % 8
    return one._replace(digest=bytes(wrong))


def digest_of_before(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    """The digest of accounts on which nothing was done."""
    places = dict.fromkeys(item.place for item in items)
    text = b"".join(twins.ledgers[place].settled() + twins.ledgers[place].positions for place in places)
    return one._replace(digest=hashlib.sha256(text).digest()[:16])


def asset(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return changed(one, item_at(twins, one) + 2, bytes([twins.chance.choice((0, 1, 2, 7, 8, 255))]))


def kind(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return changed(one, item_at(twins, one), bytes([twins.chance.choice((0, 200, 255))]))


def padding(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    at = item_at(twins, one) + twins.chance.choice((3, 4, 5, 6, 7, 24, 25, 31))
    return changed(one, at, bytes([1 + twins.chance.randrange(255)]))


def place(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return changed(one, item_at(twins, one) + 1, bytes([len(one.metas) + twins.chance.randrange(200)]))


def half(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(body=one.body[: -twins.chance.randrange(1, ITEM_BYTES)])


def nothing(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(body=b"")


def account_twice(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(metas=[*one.metas, one.metas[0]])


def read_only(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(metas=[AccountMeta(meta.pubkey, False, False) for meta in one.metas])


def self_account(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    return one._replace(metas=[AccountMeta(twins.selfish, False, True), *one.metas[1:]])


def other_account(twins: Twins, one: Settlement, items: list[Item]) -> Settlement:
    """The items of one account laid on another's."""
    mine = {item.place for item in items}
    other = next(ledger for at, ledger in enumerate(twins.ledgers) if at not in mine)
    return one._replace(metas=[AccountMeta(other.user, False, True), *one.metas[1:]])


def stranger(twins: Twins, one: Settlement, _: list[Item]) -> Settlement:
    world = twins.world
    return one._replace(operator=twins.chance.choice((world.stranger, world.guardian, world.admins[0])))


MALFORMED, STATE = {"ItemsMalformed"}, {"Digest"}
MONEY = {"Amount", "Withdrawable", "AckSequence", "Overflow", "AssetUnknown"}
LIES: dict[str, tuple[Lie, set[str]]] = {
    "another sequence": (seq, {"ItemSequence"} | MONEY),
    "items in another order": (order, {"ItemSequence"} | MONEY),
    "an item left out": (dropped, {"ItemSequence", "Digest"} | MONEY),
    "an item twice": (doubled, {"ItemSequence"}),
    "another amount": (amount, STATE | MONEY),
    "another kind": (other_kind, STATE | MONEY | MALFORMED),
    "credit of what nobody deposited": (credit_of_nothing, {"Amount"}),
    "debit above collateral": (debit_of_more, {"Withdrawable"}),
    "ack of no owner instruction": (ack_of_the_future, {"AckSequence"}),
    "time too old": (too_old, {"EngineTime"}),
    "time ahead": (ahead, {"EngineTime"}),
    "time before the account's last": (before_the_last, {"EngineTime"}),
    "time of another moment": (another_moment, STATE | {"EngineTime"}),
    "another mark round": (another_round, {"MarkRound"}),
    "one bit of the digest": (digest, STATE),
    "digest of the state before": (digest_of_before, STATE),
    "another asset": (asset, STATE | MONEY | MALFORMED),
    "unknown kind": (kind, MALFORMED | MONEY),
    "a byte that must be zero": (padding, MALFORMED | MONEY),
    "place of no account": (place, MALFORMED | MONEY),
    "half an item": (half, MALFORMED),
    "no items": (nothing, MALFORMED),
    "an account twice": (account_twice, {TWICE}),
    "an account read-only": (read_only, {READ_ONLY}),
    "a self account": (self_account, {"SelfAccount"}),
    "another's account": (other_account, {"ItemSequence", "Digest", "EngineTime"} | MONEY),
    "a signer who is no operator": (stranger, {"OperatorUnknown"}),
}


def lie_told(twins: Twins, name: str, items: list[Item], honest: Settlement) -> None:
    """Sends the lie; it must be refused for a reason that it earned, and no account may change."""
    tell, earned = LIES[name]
    lie = tell(twins, honest, items)
    if lie is None or lie == honest:
        return
    watched = [meta.pubkey for meta in honest.metas]
    before = [bytes(twins.world.svm.get_account(key).data) for key in watched]
    verdict = twins.sent(lie)
    word = twins.world.interface.errors.get(verdict, str(verdict))
    assert verdict is not None, f"accepted lie: {name}"
    assert word in earned, (name, word)
    assert [bytes(twins.world.svm.get_account(key).data) for key in watched] == before, name
    twins.told[f"lie {name}"] += 1


def refusals_shared(twins: Twins, refused: list[Turned]) -> None:
    """What the core refused, behind the items that it took before: the chain refuses it under the same number.

    Where a position stands on other collateral too, the chain may take it (CUST-7: weaker, never stronger): it is only asked.
    """
    for item, reason, before, then in refused:
        ledger = then[item.place]
        is_weak = ledger.is_weak()
        sign = 1 if item.kind == CREDIT else -1
        ledger.take(item, twins.now_us, ledger.collateral[item.asset] + sign * item.amount)
        verdict = twins.sent(twins.made([*before, item], then, twins.now_us), only_asked=is_weak)
        if verdict is None and is_weak:
            twins.told["refused by the core, the chain is weaker"] += 1
            continue
        assert verdict == 6_000 + reason, (verdict, reason, item)
        twins.told[f"refused by both, {twins.world.interface.errors[verdict]}"] += 1
