"""Deleveraging: rounds, marks and cuts, passed by everybody whom they concern (LIQ-6).

Invariant: a record ends in the command in which it begins; lots and quote that a round holds pass to the backstop at its end.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from tests.sim.judge import borrow, matching, money
from tests.sim.judge.state import BUY, DAY_US, Account, Market

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

ROUND, MARK, CUT = 1, 2, 3
BACKSTOP_CAUSE, ROUND_CAUSE, REST_CAUSE, MARK_CAUSE, CUT_CAUSE, LOSS_CAUSE, DEFICIT_CAUSE, LEAVING_CAUSE = range(1, 9)


def worth_of(market: Market, lots: int, price: int | None = None) -> int:
    """PNL-1: what lots that pass at a price are worth, rounded down; at the mark unless it is told."""
    return lots * market.tick_value * (market.mark if price is None else price) // 1000


def touch(x: "Exchange", account: Account, market: Market) -> None:
    """FND-3: a position takes in funding before anything else is written."""
    position = account.position(market.number)
    if position.b and position.f != market.funding:
        paid = money.touch(account, market)
        assert paid is not None
        x.emit("FundingPaid", *paid)


def take(backstop: Account, market: Market, lots: int, worth: int) -> None:
    """The backstop takes signed lots at the mark."""
    position = backstop.position(market.number)
    money.touch(backstop, market)
    money.trade_at(backstop, market, lots, worth)
    money.tidy(backstop, position, market)


def keep(x: "Exchange", account: Account, market: Market, moved: tuple[int, int, int, int], before: int) -> None:
    """Moved: cause, lots, amount and fee with the money afterwards; reduce-only orders without a purpose go."""
    p = account.positions[market.number]
    market.oi = max(matching.interest(x, market))
    x.emit("Moved", market.number, account.number, *moved, p.b, p.e, p.r, p.f, p.w, account.c)
    matching.end_reduce_only(x, market, account, before)


def start(
    x: "Exchange", market: Market, kind: int, numbers: tuple[int, int, int, int, int], price: int | None = None
) -> None:
    """RecordStarted: side, lots, interest, L, R; at the mark unless a price is told."""
    market.records += 1
    side, lots, interest, loss, claims = numbers
    at = (market.mark if price is None else price, market.funding)
    x.emit("RecordStarted", market.number, market.records, kind, side, lots, interest, *at, loss, claims, number_of(x))


def number_of(x: "Exchange") -> int:
    """The backstop, which takes what a record leaves."""
    assert x.backstop is not None
    return x.backstop.number


def everybody(x: "Exchange", market: Market) -> Iterator[Account]:
    """Accounts that were ever in a market, in the order of opening."""
    for number in x.openings:
        account = x.accounts.get(number)
        if account is not None and market.number in account.positions:
            yield account


def round_(x: "Exchange", market: Market, side: int, lots: int, worth: int) -> None:
    """LIQ-6a: lots of one side go to the other, pro rata; what finds no interest goes to the backstop."""
    backstop = x.backstop
    assert backstop is not None
    touch(x, backstop, market)
    direction = 1 if side == BUY else -1
    interest = matching.interest(x, market)[1 if side == BUY else 0]
    q = min(lots, interest)
    worth_q = worth if q == lots else worth_of(market, q)
    if q < lots:
        before = backstop.position(market.number).b
        take(backstop, market, direction * (lots - q), worth - worth_q)
        keep(x, backstop, market, (BACKSTOP_CAUSE, direction * (lots - q), worth - worth_q, 0), before)
    if not q:
        return
    start(x, market, ROUND, (1 - side, q, interest, 0, 0))
    shares(x, market, (direction * q, -direction * worth_q), (q, interest, market.mark))


def leave(x: "Exchange", account: Account, market: Market) -> None:
    """CUST-51: what one who leaves still has goes by a round at the index; what only the backstop faces is the backstop's."""
    backstop, position = x.backstop, account.position(market.number)
    if backstop is None or backstop is account or not position.b:
        return
    touch(x, account, market)
    touch(x, backstop, market)
    before, lots, price = position.b, abs(position.b), market.index
    direction = 1 if before > 0 else -1
    interest = matching.interest(x, market)[1 if before > 0 else 0]
    worth = worth_of(market, lots, price)
    account.room = borrow.room(x, account)
    money.trade_at(account, market, -before, worth)
    money.tidy(account, position, market)
    keep(x, account, market, (LEAVING_CAUSE, -before, worth, 0), before)
    q = min(lots, interest)
    start(x, market, ROUND, (1 if before > 0 else 0, q, interest, 0, 0), price)
    shares(x, market, (before, -direction * worth), (q, interest, price))


def shares(x: "Exchange", market: Market, held: tuple[int, int], terms: tuple[int, int, int]) -> None:
    """LIQ-6a: who is on the other side closes his part at a price; held: signed lots and quote of the round; terms: q, interest, price."""
    backstop = x.backstop
    assert backstop is not None
    (b, e), (q, interest, price) = held, terms
    direction = 1 if b > 0 else -1
    for account in everybody(x, market):
        position = account.positions[market.number]
        if account is backstop or position.b * direction >= 0:
            continue
        touch(x, account, market)
        closed = abs(position.b) * q // interest
        if closed:
            before, paid = position.b, worth_of(market, closed, price)
            account.room = borrow.room(x, account)
            money.trade_at(account, market, direction * closed, paid)
            money.tidy(account, position, market)
            b -= direction * closed
            e += direction * paid
            keep(x, account, market, (ROUND_CAUSE, direction * closed, paid, 0), before)
    rest(x, backstop, market, (b, e), price)
    x.emit("RecordDone", market.number, market.records, number_of(x))


def rest(x: "Exchange", backstop: Account, market: Market, held: tuple[int, int], price: int) -> None:
    """LIQ-6a: what the round still holds goes to the backstop."""
    b, e = held
    if not (b or e):
        return
    position = backstop.position(market.number)
    before, worth = position.b, worth_of(market, abs(b), price)
    money.touch(backstop, market)
    if b:
        take(backstop, market, b, worth)
    beside = e + (worth if b >= 0 else -worth)
    position.e += beside
    if position.b == 0 and position.e > 0:
        market.claims += position.e
        position.r, position.e = position.r + position.e, 0
    money.tidy(backstop, position, market)
    if b or beside:
        keep(x, backstop, market, (REST_CAUSE, b, beside, 0), before)


def settle(x: "Exchange", market: Market) -> None:
    """LIQ-6b: insurance, the fee account's claim, the fee bucket; then marks and cuts; the atoms left are the backstop's."""
    if not market.deficit:
        market.tried = (0, 0)
        return
    if market.tried == (market.deficit, market.mark):
        return
    backstop = x.backstop
    assert backstop is not None
    draw_tail(x, backstop, market, DEFICIT_CAUSE, market.deficit)
    insured = min(market.deficit, market.insurance, market.insurance_cap)
    market.insurance -= insured
    market.deficit -= insured
    dropped = min(market.deficit, max(0, market.fee_claim))
    market.fee_claim -= dropped
    market.deficit -= dropped
    bucket = min(market.deficit, market.fee_bucket)
    market.fee_bucket -= bucket
    market.deficit -= bucket
    market.pool += insured + bucket
    if market.deficit:
        mark(x, market)
        if market.claims:
            cut(x, market)
    paid = min(market.deficit, max(0, backstop.c))
    if paid:
        position = backstop.position(market.number)
        backstop.c -= paid
        market.pool += paid
        market.deficit -= paid
        keep(x, backstop, market, (DEFICIT_CAUSE, 0, paid, 0), position.b)
    market.tried = (market.deficit, market.mark)
    x.emit("DeficitPaid", market.number, insured, dropped, bucket, paid, market.deficit, number_of(x))


def draw_tail(x: "Exchange", account: Account, market: Market, cause: int, loss: int) -> None:
    """LIQ-5: before a draw the tail fills the market's fund up to the loss and the cap; of a UTC day at most a tenth of what it would have
    with what it gave the market on it.
    """
    today, (day, given) = x.ts_us // DAY_US, market.given
    if today != day:
        given = 0
    lacking = min(loss, market.insurance_cap) - market.insurance
    amount = min(lacking, (x.tail + given) // 10 - given)
    if amount <= 0:
        return
    x.tail -= amount
    market.insurance += amount
    market.given = (today, given + amount)
    x.emit("TailGiven", market.number, account.number, number_of(x), cause, amount, market.insurance, x.tail)


def mark(x: "Exchange", market: Market) -> None:
    """LIQ-6b: profit at the mark becomes a claim; a loss is paid by the own claim."""
    start(x, market, MARK, (0, 0, 0, 0, 0))
    for account in everybody(x, market):
        position = account.positions[market.number]
        if not position.b:
            continue
        touch(x, account, market)
        profit = position.b * market.tick_value * market.mark // 1000 + position.e
        moved = profit if profit > 0 else -min(position.r, -profit)
        position.e -= moved
        position.r += moved
        market.claims += moved
        keep(x, account, market, (MARK_CAUSE, 0, moved, 0), position.b)
    x.emit("RecordDone", market.number, market.records, number_of(x))


def cut(x: "Exchange", market: Market) -> None:
    """LIQ-6b: all claims fall pro rata to L of R, rounded up, together by L."""
    loss = left = min(market.deficit, market.claims)
    claims = market.claims
    start(x, market, CUT, (0, 0, 0, loss, claims))
    for account in everybody(x, market):
        position = account.positions[market.number]
        if not position.r:
            continue
        touch(x, account, market)
        part = min(ceil(Fraction(position.r * loss, claims)), left, position.r)
        if part:
            position.r -= part
            market.claims -= part
            market.deficit -= part
            left -= part
            keep(x, account, market, (CUT_CAUSE, 0, part, 0), position.b)
    x.emit("RecordDone", market.number, market.records, number_of(x))
