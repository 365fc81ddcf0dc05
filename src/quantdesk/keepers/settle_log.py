"""What keeper `settle` has to do, in the order of the journal: items of the settlement log, mark rounds and changes between them.

Invariant: nothing is left out and nothing changes places. A fill of which one side is not there yet waits (CUST-6).
"""

from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from quantdesk.chain.items import (
    ACK,
    CREDIT,
    DEBIT,
    DEFICIT,
    INSURANCE,
    LOSS,
    RECORD,
    Change,
    Convert,
    Deal,
    Fill,
    Given,
    Hour,
    Item,
    Mark,
    Money,
    Move,
    Moved,
    Party,
    Round,
    Share,
    Step,
    Tail,
    Touch,
    Transfer,
    Unknown,
    Work,
)
from quantdesk.model.records_gen import Side
from quantdesk.model.settled import FUND, LEAVING, TAIL_LOSS
from quantdesk.store.changes import TakenChange
from quantdesk.store.pool import Pool
from quantdesk.store.settlement import FillSide, RoundRow, SettlementItem, fills_of

KINDS: Final = {"credit": CREDIT, "debit": DEBIT, "ack": ACK}
FILL: Final = "fill"
TOUCH: Final = "touch"
STEP: Final = "liquidation"
MOVE: Final = "move"
DEALS: Final = {"insure": INSURANCE, "record": RECORD, "loss": LOSS, "deficit": DEFICIT}
TAIL: Final = "tail"
SHARE: Final = "share"
TRANSFER: Final = "transfer"
CONVERT: Final = "convert"
PAIRS: Final = (FILL, MOVE, TRANSFER, CONVERT)

Place = tuple[int, int, int, int]


class Most(NamedTuple):
    """How much was asked for. seq: the last command that the projection had worked on before."""

    seq: int
    an_account: int
    items: int
    rounds: int


class Log(NamedTuple):
    """What was read of the log, each in the order of the journal."""

    rows: list[SettlementItem]
    rounds: list[RoundRow]
    changes: list[TakenChange]


def complete(log: Log, most: Most) -> Log:
    """What stands before the first place behind which something may be missing: an item that was left in the table would otherwise meet
    the marks of a later round.
    """
    rows, rounds, changes = log
    end = (most.seq + 1, 0)
    counts = Counter(row.account for row in rows)
    for row in reversed(rows):
        if counts[row.account] >= most.an_account:
            counts[row.account] = 0
            end = min(end, (row.seq, row.index))
    if len(rows) >= most.items:
        end = min(end, (rows[-1].seq, rows[-1].index))
    if len(rounds) >= most.rounds:
        end = min(end, next((one.seq, one.index) for one in rounds if one.ts_us == rounds[-1].ts_us))
    return Log(
        [row for row in rows if (row.seq, row.index) < end],
        [one for one in rounds if (one.seq, one.index) < end],
        [one for one in changes if (one.seq, one.index) < end],
    )


async def works_of(pool: Pool, log: Log) -> list[Work]:
    """Items, rounds and changes, oldest first."""
    sides = await fills_of(pool, list({(row.seq, row.index) for row in log.rows if row.kind == FILL}))
    return works_make(log, sides)


def works_make(log: Log, sides: dict[tuple[int, int], dict[str, FillSide]]) -> list[Work]:
    """Items, rounds and changes, oldest first; a fill stands once, when both of its accounts have it."""
    rows, rounds, changes = log
    found: dict[Place, Work] = {}
    of_fill: dict[tuple[int, int], list[SettlementItem]] = {}
    of_two: dict[tuple[int, int], list[SettlementItem]] = {}
    for row in rows:
        if row.kind in PAIRS:
            pairs = of_fill if row.kind == FILL else of_two
            pairs.setdefault((row.seq, row.index), []).append(row)
        else:
            found[row.seq, row.index, row.place, row.account] = single(row)
    for place, pair in of_fill.items():
        if len(pair) == 2 and len(sides.get(place, ())) == 2:
            found[*place, 0, 0] = fill_of(pair, sides[place])
        else:
            found[*place, 0, 0] = waiting(pair)
    for place, pair in of_two.items():
        found[*place, 0, 0] = OF_TWO[pair[0].kind](pair) if len(pair) == 2 else waiting(pair)
    found.update({(one.seq, one.index, 0, 0): Change(change=one.change) for one in changes})
    return merged(sorted(found.items()), rounds)


def merged(works: list[tuple[Place, Work]], rounds: list[RoundRow]) -> list[Work]:
    """Rounds of one engine time are one round, at the place of its first mark."""
    by_time: dict[int, tuple[Place, dict[int, Mark]]] = {}
    for row in rounds:
        _, marks = by_time.setdefault(row.ts_us, ((row.seq, row.index, 0, 0), {}))
        marks[row.market] = Mark(row.mark_mticks, row.index_mticks, row.sampled, hour_of(row))
    posts: list[tuple[Place, Work]] = [(at, Round(ts_us=ts, marks=marks)) for ts, (at, marks) in by_time.items()]
    return [work for _, work in sorted([*works, *posts], key=lambda one: one[0])]


def hour_of(row: RoundRow) -> Hour | None:
    """The hour that ended with a mark."""
    if row.hour_premium is None or row.hour_index is None or row.hour_samples is None:
        return None
    return Hour(row.hour_premium, row.hour_index, row.hour_samples)


def single(row: SettlementItem) -> Item | Touch | Step | Deal | Tail | Share | Unknown:
    """An item of one account."""
    if row.kind == TOUCH:
        assert row.market is not None, "a touch has a market"  # noqa: S101 - an invariant
        return Touch(
            account=row.account, item_seq=row.item_seq, market=row.market, step=row.step, after=money_of(row), ts_us=row.ts_us
        )  # fmt: skip
    if row.kind == STEP:
        assert row.market is not None, "a step has a market"  # noqa: S101 - an invariant
        return Step(
            account=row.account, item_seq=row.item_seq, market=row.market, way=row.step, lots=row.amount, ts_us=row.ts_us
        )  # fmt: skip
    if row.kind in DEALS:
        assert row.market is not None, "what is dealt has a market"  # noqa: S101 - an invariant
        return Deal(
            account=row.account, item_seq=row.item_seq, market=row.market, kind=DEALS[row.kind], act=row.step,
            amount=row.amount if row.step == FUND else 0, after=None if row.position_lots is None else money_of(row),
            ts_us=row.ts_us,
        )  # fmt: skip
    if row.kind == TAIL:
        return Tail(
            account=row.account, item_seq=row.item_seq, market=row.market, amount=row.amount, ts_us=row.ts_us,
            debtor=row.request if row.step == TAIL_LOSS else None, collateral=row.collateral_atoms,
        )  # fmt: skip
    if row.kind == SHARE:
        assert row.market is not None, "a share has a market"  # noqa: S101 - an invariant
        return Share(
            account=row.account, item_seq=row.item_seq, market=row.market, amount=row.amount, ts_us=row.ts_us,
            collateral=row.collateral_atoms,
        )  # fmt: skip
    if row.kind not in KINDS:
        return Unknown(accounts=(row.account,), what="the program knows no item of this kind", item_seq=row.item_seq)
    return Item(
        account=row.account, item_seq=row.item_seq, kind=KINDS[row.kind], asset=row.asset, amount=row.amount,
        ts_us=row.ts_us, collateral=row.collateral_atoms,
    )  # fmt: skip


def waiting(rows: list[SettlementItem]) -> Unknown:
    """What has not come in yet for both of its accounts."""
    return Unknown(accounts=tuple(row.account for row in rows), what="", item_seq=rows[0].item_seq)


def move_of(pair: list[SettlementItem]) -> Move:
    """Lots that pass to the backstop, of its two items: the first is of who gives them, and has the fee."""
    giving, taking = sorted(pair, key=lambda row: row.step)
    assert giving.market is not None, "a move has a market"  # noqa: S101 - an invariant
    parts = [Moved(account=row.account, item_seq=row.item_seq, after=money_of(row)) for row in (giving, taking)]
    return Move(market=giving.market, fee=giving.amount, giving=parts[0], taking=parts[1], ts_us=giving.ts_us)


def transfer_of(pair: list[SettlementItem]) -> Transfer:
    """USDC between two accounts, of its two items: the first is of who gives."""
    giving, taking = sorted(pair, key=lambda row: row.step)
    return Transfer(
        account=giving.account, item_seq=giving.item_seq, to_account=taking.account, to_item_seq=taking.item_seq,
        amount=giving.amount, seq=giving.seq, index=giving.index, ts_us=giving.ts_us,
        collateral=giving.collateral_atoms, to_collateral=taking.collateral_atoms,
    )  # fmt: skip


def convert_of(pair: list[SettlementItem]) -> Convert:
    """Other collateral for USDC of the backstop, of its two items: the first is of who owed."""
    giving, taking = sorted(pair, key=lambda row: row.step)
    parts = [
        Given(account=row.account, item_seq=row.item_seq, left=row.collateral_atoms, usdc=row.usdc_atoms)
        for row in (giving, taking)
    ]
    return Convert(
        asset=giving.asset, amount=giving.amount, paid=giving.total, giving=parts[0], taking=parts[1], ts_us=giving.ts_us
    )  # fmt: skip


OF_TWO: Final[dict[str, Callable[[list[SettlementItem]], Work]]] = {
    MOVE: move_of,
    TRANSFER: transfer_of,
    CONVERT: convert_of,
}


def fill_of(pair: list[SettlementItem], sides: dict[str, FillSide]) -> Fill:
    """A match of its two items and its two sides."""
    rows = {row.account: row for row in pair}
    taker, maker = (party_of(rows[sides[role].account], sides[role]) for role in ("taker", "maker"))
    row, taking = pair[0], sides["taker"]
    assert row.market is not None, "a fill has a market"  # noqa: S101 - an invariant
    return Fill(
        market=row.market, side=Side.BUY if taking.side == "buy" else Side.SELL, lots=row.amount, price=taking.price_ticks,
        taker=taker, maker=maker, ts_us=row.ts_us, leaving=row.step == LEAVING,
        shared=row.total,
    )  # fmt: skip


def party_of(row: SettlementItem, side: FillSide) -> Party:
    """One side."""
    return Party(
        account=row.account, item_seq=row.item_seq, order_id=side.order_id, nonce=side.nonce,
        accepted_seq=side.accepted_seq, fee=side.fee_atoms, after=money_of(row),
    )  # fmt: skip


def money_of(row: SettlementItem) -> Money:
    """What the engine tells of the account behind the item."""
    return Money(
        lots=row.position_lots or 0, quote=row.quote_atoms or 0, claim=row.claim_atoms or 0, collateral=row.collateral_atoms
    )  # fmt: skip
