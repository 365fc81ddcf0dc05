"""One thing that a hostile operator changes in an honest settlement of the whole: a bit, an item, its time, round, accounts or signer.

Invariant: what it makes is no other honest settlement: bytes that the operator may choose are left alone.
"""

from collections.abc import Callable

from solders.instruction import AccountMeta

from quantdesk.chain.items import CONVERT, SHARE, TAIL
from tests.program.orders import entries_read
from tests.program.whole import Sent, Whole
from tests.program.whole_deal_lies import DEALS

FILL, TOUCH, STEP, MOVE, ITEM_BYTES = 4, 5, 6, 7, 32
BY_STEP, BY_LEAVING = 255, 254
TWICE, READ_ONLY = "2040", "2000"
# Where sequences and amounts of an item begin, by kind: 8 bytes of an account's item and of a touch, 4 of a fill.
SEQUENCES = {FILL: (20, 24, 28), TOUCH: (8, 16), MOVE: (8, 16, 24)} | dict.fromkeys(
    (*DEALS, TAIL, CONVERT, SHARE), (8, 16)
)
AMOUNTS = {FILL: (12, 16, 6, 8, 4, 5, 10), TOUCH: (3,), STEP: (3, 16), MOVE: (2, 3), TAIL: (2, 24, 25), CONVERT: (3,)}
AMOUNTS |= dict.fromkeys((*DEALS, SHARE), (3, 24, 25))
# Where the operator may choose less than the law's most, and nothing else comes of it: lots of a step, rates of its fees, the loss and the
# day of what the tail gives.
CHOSEN = {STEP: range(4, 8), MOVE: range(4, 8), TAIL: range(3, 8)}
# Nobody has a share of a step's fee, whatever is said of it.
CHOSEN_BY_STEP = (6, 7, 10)
# Terms of a fill: the day, of its engine time or the one before, which gains what is bounded (ADR 0051); whether a room is looked at, which
# changes nothing where none is used, and where one is another digest.
TERMS_AT, TERMS = 11, 7
# Places of a fill's orders, and of whose they are.
ENTRY_PLACES = {4: 1, 5: 2}


def _item_at(whole: Whole, one: Sent) -> int:
    return whole.chance.randrange(len(one.body) // ITEM_BYTES) * ITEM_BYTES


def _bit_changed(whole: Whole, one: Sent, at: int) -> Sent | None:
    """One bit of a byte is another; None where the operator may choose it."""
    made = _changed(one, at, bytes([one.body[at] ^ 1 << whole.chance.randrange(8)]))
    return None if _is_chosen(one, made, at) or _names_another_order(whole, made, at) else made


def _is_chosen(one: Sent, made: Sent, at: int) -> bool:
    """Whether a byte of the items, or the bit of it that was changed, is one that the operator may choose."""
    item, place = one.body[at - at % ITEM_BYTES :], at % ITEM_BYTES
    if item[0] == FILL and place == TERMS_AT and (one.body[at] ^ made.body[at]) & TERMS:
        return True
    by_step = item[0] == FILL and item[4] == BY_STEP
    return place in (CHOSEN_BY_STEP if by_step else CHOSEN.get(item[0], ()))


def _names_another_order(whole: Whole, one: Sent, at: int) -> bool:
    """Whether a fill names another order that its owner signed, which may allow it as well: no lie, as far as he signed it."""
    item, place = one.body[at - at % ITEM_BYTES :], at % ITEM_BYTES
    if item[0] != FILL or place not in ENTRY_PLACES:
        return False
    users = [meta.pubkey for meta in one.metas if meta.pubkey in whole.numbers]
    user = users[item[ENTRY_PLACES[place]]]
    return item[place] < len(entries_read(whole.world, user))


def _changed(one: Sent, at: int, value: bytes) -> Sent:
    return one._replace(body=one.body[:at] + value + one.body[at + len(value) :])


def another_sequence(whole: Whole, one: Sent) -> Sent:
    at = _item_at(whole, one)
    at += whole.chance.choice(SEQUENCES.get(one.body[at], (8,)))
    return _changed(one, at, bytes([one.body[at] ^ 1 << whole.chance.randrange(8)]))


def another_amount(whole: Whole, one: Sent) -> Sent | None:
    """An amount, lots, price, rate or place of an order; a touch's step."""
    at = _item_at(whole, one)
    return _bit_changed(whole, one, at + whole.chance.choice(AMOUNTS.get(one.body[at], (16, 17, 18))))


def another_kind(whole: Whole, one: Sent) -> Sent:
    return _changed(one, _item_at(whole, one), bytes([whole.chance.randrange(256)]))


def any_bit(whole: Whole, one: Sent) -> Sent | None:
    return _bit_changed(whole, one, whole.chance.randrange(len(one.body)))


def half(whole: Whole, one: Sent) -> Sent:
    return one._replace(body=one.body[: -whole.chance.randrange(1, ITEM_BYTES)])


def left_out(whole: Whole, one: Sent) -> Sent | None:
    at = _item_at(whole, one)
    rest = one.body[:at] + one.body[at + ITEM_BYTES :]
    return one._replace(body=rest) if rest else None


def twice(whole: Whole, one: Sent) -> Sent:
    at = _item_at(whole, one)
    return one._replace(body=one.body + one.body[at : at + ITEM_BYTES])


def digest(whole: Whole, one: Sent) -> Sent:
    at = whole.chance.randrange(16)
    return one._replace(digest=one.digest[:at] + bytes([one.digest[at] ^ 1]) + one.digest[at + 1 :])


def too_old(whole: Whole, one: Sent) -> Sent:
    return one._replace(engine_us=whole.now_us - 3_600_000_001)


def ahead(whole: Whole, one: Sent) -> Sent:
    return one._replace(engine_us=whole.now_us + 30_000_001)


def another_moment(_: Whole, one: Sent) -> Sent:
    return one._replace(engine_us=one.engine_us + 1)


def another_round(whole: Whole, one: Sent) -> Sent:
    return one._replace(round=one.round + whole.chance.choice((1, -1)))


def an_account_twice(_: Whole, one: Sent) -> Sent:
    return one._replace(metas=[*one.metas, one.metas[0]])


def read_only(_: Whole, one: Sent) -> Sent:
    return one._replace(metas=[AccountMeta(meta.pubkey, False, False) for meta in one.metas])


def a_self_account(whole: Whole, one: Sent) -> Sent:
    return one._replace(metas=[AccountMeta(whole.selfish, False, True), *one.metas[1:]])


def a_stranger(whole: Whole, one: Sent) -> Sent:
    world = whole.world
    return one._replace(operator=whole.chance.choice((world.stranger, world.guardian, world.admins[0])))


# Name: what is done to the honest settlement, and the refusal where it can be one alone.
TURNS: dict[str, tuple[Callable[[Whole, Sent], Sent | None], str]] = {
    "a sequence with one bit changed": (another_sequence, ""),
    "an amount with one bit changed": (another_amount, ""),
    "a kind that it is not": (another_kind, ""),
    "any bit": (any_bit, ""),
    "half an item": (half, "ItemsMalformed"),
    "an item left out": (left_out, ""),
    "an item twice": (twice, "ItemSequence"),
    "a bit of the digest": (digest, "Digest"),
    "a time too old": (too_old, "EngineTime"),
    "a time ahead": (ahead, "EngineTime"),
    "another moment": (another_moment, "Digest"),
    "another round": (another_round, "MarkRound"),
    "an account twice": (an_account_twice, TWICE),
    "accounts read-only": (read_only, READ_ONLY),
    "a self account": (a_self_account, "SelfAccount"),
    "a signer who is no operator": (a_stranger, "OperatorUnknown"),
}
