"""Lies of a hostile operator about liquidations and what a bankrupt left: acts that are not due, of the wrong account, or again.

Invariant: as of every lie (whole_lies): it stands alone, behind the honest items or behind a first part of them, and lacks a digest.
"""

import struct
from typing import NamedTuple

from solders.instruction import AccountMeta
from solders.pubkey import Pubkey

from quantdesk.chain import items as kinds
from quantdesk.chain.items import DEFICIT, INSURANCE, LOSS, RECORD, TAIL
from quantdesk.chain.program_gen import Market, UserAccount
from quantdesk.model.settled import END, FUND, LEAVE, MARK, POT, ROUND_LONGS, SHARE, STAND, WRITTEN_OFF
from tests.program.dealt import DAY_US
from tests.program.markets import market_of
from tests.program.whole import Sent, Whole

STEP, ITEM_BYTES = 6, 32
BOOK, ROUNDS = 1, 3
DEALS = (INSURANCE, RECORD, LOSS, DEFICIT)
# Kinds that move the ledger of a market: fill, touch, move, what is dealt, and shares.
MOVING = (4, 5, 7, *DEALS, kinds.SHARE)
# Of the tail: a place that names nothing, and more than any tail has.
NOTHING, MUCH = 255, 2**50
BACKSTOP = "backstop"
AWAY_S, STALE_US = 35, 61_000_000


class Forged(NamedTuple):
    """A lie, and the refusals of which it earns one."""

    sent: Sent
    earned: set[str]


class Act(NamedTuple):
    """An act of an account; refusals when no record is open, and when one is."""

    kind: int
    act: int
    who: str
    amount: int
    idle: set[str]
    busy: set[str]


def same(kind: int, act: int, who: str, refusal: str, amount: int = 0) -> Act:
    """An act that is refused for one reason, whatever else is going on."""
    return Act(kind, act, who, amount, {refusal}, {refusal})


# A digest is lacking: where an act happens to be due, that is what is wrong with it.
ACTS: dict[str, Act] = {
    "insurance of a trader": same(INSURANCE, FUND, "ben", "BackstopOther", 1),
    "insurance of more than may leave": same(INSURANCE, FUND, BACKSTOP, "Withdrawable", 2**50),
    "lots of the healthy into a pot": same(RECORD, POT, "ben", "StepTerms"),
    "a round of who does not leave": same(RECORD, LEAVE, "ben", "NotLeaving"),
    "a loss of who can pay": same(LOSS, WRITTEN_OFF, "ben", "Healthy"),
    "a deficit dealt with by a trader": same(DEFICIT, STAND, "ben", "BackstopOther"),
    "a record ended by a trader": same(RECORD, END, "ben", "BackstopOther"),
    "a loss that is said to be a record": same(RECORD, WRITTEN_OFF, "ben", "ItemsMalformed"),
    "a share of who holds nothing": Act(RECORD, SHARE, "ben", 0, {"Nothing"}, {"RecordPassed"}),
    "a round beside a record": Act(RECORD, ROUND_LONGS, BACKSTOP, 0, {"Nothing", "Digest"}, {"RecordOpen"}),
    "a mark beside a record": Act(RECORD, MARK, BACKSTOP, 0, {"Nothing", "Digest"}, {"RecordOpen"}),
    "an end before all have passed": Act(RECORD, END, BACKSTOP, 0, {"Nothing"}, {"RecordUnfinished", "Digest"}),
}

# Of the tail: who says it, whether it is funded, and the refusal.
TAILS: dict[str, tuple[str, bool, str]] = {
    "a tail of a trader": ("ben", True, "BackstopOther"),
    "a tail of more than may leave": (BACKSTOP, True, "Withdrawable"),
    "a tail of more than is due": (BACKSTOP, False, "TailLimit"),
}


def act_forge(whole: Whole, honest: Sent, one: Act, place: tuple[Pubkey, int], *, behind: bool) -> Forged:
    """An act of an account, behind the honest items or alone. place: the account and its sequence on the chain."""
    key, seq = place
    chain = Market.read(whole.world.data_of(market_of(whole.world))).engine
    engine = whole.ledger.engine if behind else chain
    base, at, market_at = staged(whole, honest, key, behind=behind)
    body = struct.pack("<BBBBIQQQ", one.kind, at, market_at, one.act, 0, seq, engine.seq, one.amount)
    made = base._replace(body=base.body + body, digest=bytes(16))
    return Forged(made, one.busy if engine.dealing[1] & 0xFF else one.idle)


def tail_forge(whole: Whole, honest: Sent, place: tuple[Pubkey, int], *, funds: bool, behind: bool) -> Sent:
    """An account gives the tail more than it has, or the tail a market more than is due, behind the honest items or alone."""
    key, seq = place
    chain = Market.read(whole.world.data_of(market_of(whole.world))).engine
    engine = whole.ledger.engine if behind else chain
    base, at, market_at = staged(whole, honest, key, behind=behind)
    vault = AccountMeta(whole.world.vault, False, True)
    metas = base.metas if any(meta.pubkey == vault.pubkey for meta in base.metas) else [*base.metas, vault]
    numbers = (NOTHING, NOTHING, 0, seq, 0) if funds else (market_at, NOTHING, whole.now_us // DAY_US, seq, engine.seq)
    body = base.body + struct.pack("<BBBBIQQQ", TAIL, at, *numbers, MUCH)
    return base._replace(body=body, metas=metas, digest=bytes(16))


def share_forge(whole: Whole, honest: Sent, place: tuple[Pubkey, int], *, behind: bool) -> Forged:
    """An account is paid more than fills have set aside for referrers, behind the honest items or alone."""
    key, seq = place
    chain = Market.read(whole.world.data_of(market_of(whole.world))).engine
    engine = whole.ledger.engine if behind else chain
    base, at, market_at = staged(whole, honest, key, behind=behind)
    body = struct.pack("<BBB5xQQQ", kinds.SHARE, at, market_at, seq, engine.seq, engine.shares_atoms + 1)
    return Forged(base._replace(body=base.body + body, digest=bytes(16)), {"ShareLimit"})


def unlisted_step(whole: Whole, honest: Sent, key: Pubkey) -> Forged:
    """A liquidation of one who has collateral that is not listed, alone: nobody on the chain knows what he is worth."""
    base, at, market_at = staged(whole, honest, key, behind=False)
    body = struct.pack("<BBBBIQQ8x", STEP, at, market_at, BOOK, 5, seq_of(whole, key), whole.now_us)
    return Forged(base._replace(body=body, engine_us=whole.now_us, digest=bytes(16)), {"OtherCollateral"})


def later_asset(_: Whole, honest: Sent) -> Forged | None:
    """An asset that stands behind the one that pays is named instead of it."""
    at = 0
    for item in items_of(honest):
        if item[0] == kinds.CONVERT and item[3]:
            return Forged(
                honest._replace(body=honest.body[: at + 3] + b"\x07" + honest.body[at + 4 :]), {"ConversionOrder"}
            )
        at += ITEM_BYTES
    return None


def moved(items: list[bytes]) -> int:
    """How far these items move the sequence of the ledger."""
    return sum(item[0] in MOVING or (item[0] == TAIL and item[2] != NOTHING) for item in items)


def share_again(whole: Whole, honest: Sent) -> Forged | None:
    """Who passed a record among the honest items passes it again behind them, or the next one, which lacks its digest."""
    shares = [item for item in items_of(honest) if item[0] == RECORD and item[3] == SHARE]
    if not shares or not whole.ledger.engine.dealing[1] & 0xFF:
        return None
    item = shares[-1]
    number = _number_at(whole, honest, item[1])
    words = struct.pack("<QQ", whole.books.seats[number].settled.seq, whole.ledger.engine.seq)
    body = honest.body + item[:8] + words + item[24:]
    return Forged(honest._replace(body=body), {"RecordPassed", "Digest"})


def step_again(_: Whole, honest: Sent) -> Forged | None:
    """A step on the book follows itself at once."""
    return _behind_step(honest, BOOK, lambda item, seq: item[:8] + struct.pack("<Q", seq) + item[16:], "StepEarly")


def loss_of_a_holder(whole: Whole, honest: Sent) -> Forged | None:
    """A bankrupt's loss is written off while he has his lots, and what other collateral he has."""
    items = items_of(honest)
    at = next((at for at, item in enumerate(items) if item[0] == STEP and item[3] == ROUNDS), None)
    if at is None or _number_at(whole, honest, items[at][1]) == whole.named:
        return None
    key = users_of(whole, honest.metas)[items[at][1]]
    ledger_seq = Market.read(whole.world.data_of(market_of(whole.world))).engine.seq + moved(items[:at])
    return _behind_step(
        honest,
        ROUNDS,
        lambda item, seq: struct.pack("<BBBBIQQQ", LOSS, item[1], item[2], WRITTEN_OFF, 0, seq, ledger_seq, 0),
        "OtherCollateral"
        if any(UserAccount.read(whole.world.data_of(key)).settled.collateral[1:])
        else "PositionsOpen",
    )


def stale_step(whole: Whole, honest: Sent, place: tuple[Pubkey, int]) -> Forged:
    """A liquidation by marks of more than a minute ago; whoever sends it moves the chain's clock."""
    key, seq = place
    base, at, market_at = staged(whole, honest, key, behind=False)
    engine_us = whole.now_us + STALE_US
    body = struct.pack("<BBBBIQQ8x", STEP, at, market_at, BOOK, 5, seq, engine_us)
    return Forged(base._replace(body=body, engine_us=engine_us), {"MarkStale"})


def staged(whole: Whole, honest: Sent, key: Pubkey, *, behind: bool) -> tuple[Sent, int, int]:
    """The honest settlement or an empty one with an account and the market in it; their places."""
    metas = list(honest.metas) if behind else []
    users = users_of(whole, metas)
    if key not in users:
        users.append(key)
        metas.append(AccountMeta(key, False, True))
    market = market_of(whole.world)
    if all(meta.pubkey != market for meta in metas):
        metas.append(AccountMeta(market, False, True))
    return honest._replace(body=honest.body if behind else b"", metas=metas), users.index(key), 0


def users_of(whole: Whole, metas: list[AccountMeta]) -> list[Pubkey]:
    """Accounts of traders among these, in the order of their places."""
    return [meta.pubkey for meta in metas if meta.pubkey in whole.numbers]


def items_of(one: Sent) -> list[bytes]:
    """Its items."""
    return [one.body[at : at + ITEM_BYTES] for at in range(0, len(one.body), ITEM_BYTES)]


def seq_of(whole: Whole, key: Pubkey) -> int:
    """Sequence of an account on the chain."""
    return UserAccount.read(whole.world.data_of(key)).settled.seq


def _number_at(whole: Whole, one: Sent, place: int) -> int:
    return whole.numbers[users_of(whole, one.metas)[place]]


def _behind_step(honest: Sent, way: int, make, refusal: str) -> Forged | None:
    """What `make` makes of the first step of a way and the next sequence of its account, right behind that step."""
    at = 0
    for item in items_of(honest):
        at += ITEM_BYTES
        if item[0] == STEP and item[3] == way:
            [seq] = struct.unpack_from("<Q", item, 8)
            return Forged(honest._replace(body=honest.body[:at] + make(item, seq + 1)), {refusal})
    return None
