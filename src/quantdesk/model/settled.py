"""What an item of the settlement log makes of an account's money in a market and of the market's ledger: the core's functions.

Invariant: nothing is computed here; names stand for the places of the core's rows (CUST-8). Money is in atoms, sizes in lots.
"""

from typing import NamedTuple

from quantdesk.core import (
    deal_settle,
    exit_is_last,
    fee_rate_of,
    fee_rate_reaching,
    fill_settle,
    hand_over_settle,
    held_paid,
    mark_moved,
    room_own,
    share_settle,
    tail_day,
    tail_settle,
    touch_settle,
)
from quantdesk.model.errors import QuantDeskError

# Acts of dealing by which what a bankrupt left goes to others, as the core numbers them (LIQ-5, LIQ-6): lots to a pot; lots that find no
# interest to the backstop, of longs and of shorts; a round of either; a mark, a cut; an account's share, the end of a record; what stands
# for a deficit and who pays the rest; a loss that is written off; collateral that becomes insurance.
POT, OVER_LONGS, OVER_SHORTS, ROUND_LONGS, ROUND_SHORTS, MARK = range(1, 7)
CUT, SHARE, END, STAND, PAY, WRITTEN_OFF, FUND = range(7, 14)
# Acts of the tail of insurance beside FUND: a market's fund is filled for a bankrupt's loss, for a deficit.
TAIL_LOSS, TAIL_DEFICIT = 14, 15
# What one who leaves holds becomes a round at the index (CUST-51).
LEAVE = 16
# Steps of a touch: what is due taken in; a loss at mark paid; a claim paid out of the pool.
DUE, LOSS, CLAIM = 0, 1, 2
# Step of a fill in which the operator closes one who leaves (CUST-34).
LEAVING = 1


class SettlementImpossible(QuantDeskError):
    """Numbers that the core's functions do not take, or that they do not make of the chain's state."""


class LedgerMoney(NamedTuple):
    """Money and lots of a market on one side; funding: index F; shares: set aside for referrers (FEE-2)."""

    pool: int
    insurance: int
    fee_bucket: int
    fee_claim: int
    claims: int
    deficit: int
    funding: int
    long_lots: int
    short_lots: int
    shares: int


class Holding(NamedTuple):
    """b, e, r, w, f of an account in a market, and its collateral c."""

    lots: int
    quote: int
    claim: int
    swept: int
    funding: int
    collateral: int


class Held(NamedTuple):
    """Profit that cannot leave yet: of an epoch, and of the one before."""

    epoch: int
    current: int
    previous: int


class Match(NamedTuple):
    """A fill's terms. side: of the taker; fees: of taker and maker as they were charged, negative: a rebate; is_step: the taker's part
    is a step of a liquidation, nobody's order; counted: whether lots of taker and maker count in open interest; shared: whether a part
    of their fees is a referrer's; rooms: how far a loss or a fee may take their c below zero (MGN-7).
    """

    side: int
    lots: int
    price: int
    fees: tuple[int, int]
    is_step: bool = False
    counted: tuple[bool, bool] = (True, True)
    shared: tuple[bool, bool] = (False, False)
    rooms: tuple[int, int] = (0, 0)


class Grid(NamedTuple):
    """What a market's value is reckoned with."""

    tick_value: int
    mark_mticks: int


def rates_of(match: Match, tick_value: int) -> tuple[int, int]:
    """Rates of taker and maker, ppm, that make the fees of a match. Errors: SettlementImpossible."""
    notional = match.price * match.lots * tick_value
    taking, making = match.fees
    taker = fee_rate_reaching(notional, taking) if match.is_step else fee_rate_of(notional, taking, True)
    maker = fee_rate_of(notional, making, False)
    if taker is None or maker is None:
        raise SettlementImpossible(f"fees {match.fees} of a notional of {notional}: expected those of a tier")
    return taker, maker


def fill_apply(
    ledger: LedgerMoney, taker: Holding, maker: Holding, match: Match, grid: Grid
) -> tuple[LedgerMoney, tuple[Holding, int], tuple[Holding, int]]:
    """Ledger, and of taker and maker the money and what of a claim was paid. Errors: SettlementImpossible."""
    try:
        after, taking, making = fill_settle(
            ledger=ledger,
            taker=taker,
            maker=maker,
            rates=rates_of(match, grid.tick_value),
            side=match.side,
            lots=match.lots,
            price=match.price,
            tick_value=grid.tick_value,
            mark_mticks=grid.mark_mticks,
            step_fee_max=match.fees[0] if match.is_step else None,
            counted=match.counted,
            shared=match.shared,
            rooms=match.rooms,
        )
    except ValueError as error:
        raise SettlementImpossible(str(error)) from None
    return LedgerMoney(*after), (Holding(*taking[0]), taking[2]), (Holding(*making[0]), making[2])


def hand_over_apply(
    ledger: LedgerMoney, account: Holding, backstop: Holding, terms: tuple[int, int], grid: Grid
) -> tuple[int, LedgerMoney, Holding, Holding]:
    """The fee's rate in ppm, ledger, account and backstop after all lots passed. terms: the fee, and the account's room (MGN-7).

    Errors: SettlementImpossible.
    """
    fee, room = terms
    try:
        rate, after, giving, taking = hand_over_settle(
            ledger=ledger, account=account, backstop=backstop, fee=fee, tick_value=grid.tick_value,
            mark_mticks=grid.mark_mticks, room=room,
        )  # fmt: skip
    except ValueError as error:
        raise SettlementImpossible(str(error)) from None
    return rate, LedgerMoney(*after), Holding(*giving), Holding(*taking)


def touch_apply(ledger: LedgerMoney, holding: Holding, step: int, grid: Grid) -> tuple[LedgerMoney, Holding, int]:
    """Ledger and money after a step, and what of a claim was paid. Errors: SettlementImpossible."""
    try:
        after, held, paid = touch_settle(
            ledger=ledger, holding=holding, step=step, tick_value=grid.tick_value, mark_mticks=grid.mark_mticks
        )
    except ValueError as error:
        raise SettlementImpossible(str(error)) from None
    return LedgerMoney(*after), Holding(*held), paid


class Place(NamedTuple):
    """Where and when an act happens. mark_us: when the mark was made; cap: what insurance pays at once; holders: accounts that are long and
    short, but for the backstop; index_mticks: of the round in force.
    """

    grid: Grid
    mark_us: int
    cap: int
    holders: tuple[int, int]
    index_mticks: int


class Passing(NamedTuple):
    """The account of an act: its money, the last record that it passed in the market, whether it is the backstop, its room (MGN-7)."""

    holding: Holding
    record: int
    is_backstop: bool
    room: int = 0


class Act(NamedTuple):
    """An act by the core's number, with the atoms of one that has an amount."""

    code: int
    amount: int = 0


def deal_apply(
    ledger: LedgerMoney, words: tuple[int, ...], of: Passing, act: Act, place: Place
) -> tuple[LedgerMoney, Holding, tuple[int, ...]]:
    """Ledger, money and words of the dealing after an act. Errors: SettlementImpossible."""
    at = (place.grid.tick_value, place.grid.mark_mticks, place.mark_us, place.cap, place.holders, place.index_mticks)
    try:
        after, holding, dealt = deal_settle(
            ledger=ledger, account=of, words=list(words), act=act.code, amount=act.amount, at=at
        )
    except ValueError as error:
        raise SettlementImpossible(str(error)) from None
    return LedgerMoney(*after), Holding(*holding), tuple(dealt)


class Lent(NamedTuple):
    """An amount of an asset: its decimals and initial weight in ppm, index and tick size of its market."""

    amount: int
    decimals: int
    weight_initial: int
    index_mticks: int
    tick_size: int


def room_of(others: list[Lent], room_max: int, room_part: int) -> int:
    """How far c of who has this other collateral may lie below zero, atoms [MGN-7]. Errors: SettlementImpossible."""
    try:
        return room_own(others=list(others), terms=(room_max, room_part))
    except ValueError as error:
        raise SettlementImpossible(str(error)) from None


def share_apply(ledger: LedgerMoney, holding: Holding, amount: int) -> tuple[LedgerMoney, Holding]:
    """Ledger and money after a share was paid. Errors: SettlementImpossible."""
    try:
        after, held = share_settle(ledger=ledger, holding=holding, amount=amount)
    except ValueError as error:
        raise SettlementImpossible(str(error)) from None
    return LedgerMoney(*after), Holding(*held)


def tail_apply(
    ledger: LedgerMoney, given: tuple[int, int], amount: int, day: int
) -> tuple[LedgerMoney, tuple[int, int]]:
    """Ledger, and day and amount of what the tail gave the market last, after a gift on a day. Errors: SettlementImpossible."""
    try:
        after, now = tail_settle(ledger=ledger, given=given, amount=amount, day=day)
    except ValueError as error:
        raise SettlementImpossible(str(error)) from None
    return LedgerMoney(*after), now


def exit_last(asked_s: int, hours: int, now_s: int) -> bool:
    """Whether an exit that was asked for at a unix second and has so many hours is in its last twelve [CUST-51]."""
    return exit_is_last(asked_s=asked_s, hours=hours, now_s=now_s)


def day_of(ts_us: int) -> int:
    """The UTC day of a time, since 1970 [LIQ-5]."""
    return tail_day(ts_us)


def record_of(words: tuple[int, ...]) -> int:
    """Records that ever began in a market."""
    return words[0]


def mark_towards(mark: int, target: int, mmf_ppm: int, elapsed_us: int) -> int:
    """The mark after a time of at most 5 s, on its way to another within its envelope, mticks [ORC-2]."""
    return mark_moved(mark, target, mmf_ppm, elapsed_us)


def held_after(held: Held, ts_us: int, paid: int) -> Held:
    """Held profit after a claim was paid at a time [PNL-6]."""
    return Held(*held_paid(held, ts_us, paid)) if paid else held


def epoch_of(ts_us: int) -> int:
    """The epoch of a time [PNL-6]."""
    return held_paid((0, 0, 0), ts_us, 0)[0]
