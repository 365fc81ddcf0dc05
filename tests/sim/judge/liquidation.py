"""Liquidation, insurance, deleveraging: what a tick does to those who cannot keep what they hold (LIQ-1 to LIQ-7).

Invariant: everybody is looked at; lots and atoms only change hands; nobody pays more than his profit in the market.
"""

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from tests.sim.judge import book, borrow, deleverage, hold, margin, matching, money, tiers
from tests.sim.judge.deleverage import BACKSTOP_CAUSE, LOSS_CAUSE, ROUND_CAUSE, keep, take, touch
from tests.sim.judge.state import BUY, PPM, SELL, Account, Market, Order, Position

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

STEP_US = 30_000_000
STEP_NOTIONAL = 100_000_000_000
BOOK, BACKSTOP, ROUND, LOSS = 1, 2, 3, 4
Pots = dict[tuple[int, int], list[int]]


def way_of(x: "Exchange", account: Account) -> int:
    """LIQ-1, LIQ-2: how an account is liquidated now; 0: it is not."""
    health = margin.health(account, x.markets)
    rows = account.positions.values()
    if not any(position.b for position in rows):
        owes = account.c < 0 or any(position.e < 0 for position in rows)
        bare = not any(other.amount for other in account.others.values())
        return LOSS if owes and bare and health.net < 0 else 0
    if health.net < 0:
        return ROUND
    if health.net > health.maintenance or account is x.backstop:
        return 0
    return BACKSTOP if 3 * health.net < 2 * health.maintenance else BOOK


def tick(x: "Exchange") -> None:
    """Everybody who is due, one step each, in the order of opening; then rounds; then deficits."""
    if x.backstop is None or hold.of(x) == hold.NOTHING:
        return
    everybody = [x.accounts[number] for number in x.openings if number in x.accounts]
    for account in everybody:
        borrow.note(x, account)
    due = [account for account in everybody if borrow.is_called(x, account) or way_of(x, account)]
    pots: Pots = {}
    for account in due:
        if account is not x.backstop and tiers.is_known(x, account):
            step(x, account, pots)
    for (number, side), (lots, worth) in sorted(pots.items()):
        deleverage.round_(x, x.markets[number], side, lots, worth)
    if x.backstop in due and tiers.is_known(x, x.backstop):
        backstop_step(x, x.backstop)
    for market in x.markets.values():
        if tiers.closes(x, market, "liquidate"):
            deleverage.settle(x, market)


def held(account: Account) -> list[int]:
    """Markets in which there is a position."""
    return [number for number, position in account.positions.items() if position.b]


def step(x: "Exchange", account: Account, pots: Pots) -> None:
    """LIQ-2: one step for one account that is still due."""
    for number in held(account):
        touch(x, account, x.markets[number])
    if borrow.is_called(x, account):
        borrow.convert(x, account)
    way = way_of(x, account)
    if not way:
        return
    health = margin.health(account, x.markets)
    cancel_risk(x, account)
    if way == BOOK:
        book_step(x, account, health)
    elif way == LOSS:
        write_off(x, account)
    elif way == ROUND:
        for number in held(account):
            tell(x, account, x.markets[number], way, health)
            close(x, account, x.markets[number], pots)
        borrow.convert(x, account)
        write_off(x, account)
    else:
        for number in held(account):
            tell(x, account, x.markets[number], way, health)
            if not hand_over(x, account, x.markets[number]):
                close(x, account, x.markets[number], pots)


def cancel_risk(x: "Exchange", account: Account) -> None:
    """LIQ-2: orders that are not reduce-only go first."""
    for position in account.positions.values():
        for order in book.oldest_first(position.orders):
            if not order.reduce_only:
                matching.cancel(x, order, "liquidation")


def tell(x: "Exchange", account: Account, market: Market, way: int, health: margin.Health) -> None:
    """LiquidationStep at the mark."""
    size = abs(account.positions[market.number].b)
    x.emit("LiquidationStep", account.number, market.number, way, size, market.mark, health.net, health.maintenance)


def close(x: "Exchange", account: Account, market: Market, pots: Pots) -> None:
    """LIQ-6a: all lots go at the mark to the round at the end of the tick."""
    b = account.positions[market.number].b
    worth = deleverage.worth_of(market, abs(b))
    account.room = borrow.room(x, account)
    money.trade_at(account, market, -b, worth)
    money.tidy(account, account.positions[market.number], market)
    pot = pots.setdefault((market.number, BUY if b > 0 else SELL), [0, 0])
    pot[0] += abs(b)
    pot[1] += worth
    keep(x, account, market, (ROUND_CAUSE, -b, worth, 0), b)


def write_off(x: "Exchange", account: Account) -> None:
    """LIQ-5: losses without a position, by market."""
    if any(other.amount for other in account.others.values()):
        return
    for number, position in account.positions.items():
        if position.b == 0 and position.e < 0:
            absorb(x, account, x.markets[number])
    borrow.cover(x, account)


def absorb(x: "Exchange", account: Account, market: Market) -> None:
    """LIQ-5: own claim, collateral, insurance, and the rest is D."""
    position = account.positions[market.number]
    loss = max(0, -(position.b * market.tick_value * market.mark // 1000 + position.e))
    if not loss:
        return
    own = min(position.r, loss)
    position.r -= own
    market.claims -= own
    paid = min(loss - own, max(0, account.c))
    account.c -= paid
    deleverage.draw_tail(x, account, market, LOSS_CAUSE, loss - own - paid)
    insured = min(loss - own - paid, market.insurance, market.insurance_cap)
    market.insurance -= insured
    market.pool += paid + insured
    market.deficit += loss - own - paid - insured
    position.e += loss
    x.emit("LossCovered", market.number, account.number, insured, loss - own - paid - insured)
    keep(x, account, market, (LOSS_CAUSE, 0, loss, 0), position.b)


def rate_of(market: Market) -> int:
    """LIQ-3: fee of a liquidation, ppm."""
    return min(market.liquidation_fee, market.parameters.mmf // 4)


def hand_over(x: "Exchange", account: Account, market: Market) -> bool:
    """LIQ-2, LIQ-3: all lots pass to the backstop at the mark, for the fee; False: it cannot carry them."""
    backstop = x.backstop
    assert backstop is not None
    touch(x, backstop, market)
    mine, theirs = account.positions[market.number], backstop.position(market.number)
    rows: list[Account | Position | Market] = [account, backstop, mine, theirs, market]
    saved = [(row, row.numbers()) for row in rows]
    b, before = mine.b, theirs.b
    worth = deleverage.worth_of(market, abs(b))
    account.room = borrow.room(x, account)
    money.trade_at(account, market, -b, worth)
    money.tidy(account, mine, market)
    left = max(0, margin.health(account, x.markets).net)
    fee = min(left, money.fee_of(worth, rate_of(market)))
    money.insure(account, market, fee)
    money.tidy(account, mine, market)
    take(backstop, market, b, worth)
    health = margin.health(backstop, x.markets)
    carries = health.open >= health.initial and health.net > health.maintenance
    if not carries and not margin.reduces(before, theirs.b):
        for row, numbers in saved:
            row.renumber(numbers)
        return False
    keep(x, account, market, (BACKSTOP_CAUSE, -b, worth, fee), b)
    keep(x, backstop, market, (BACKSTOP_CAUSE, b, worth, 0), before)
    return True


def lots_of(market: Market, b: int, rate: int, health: margin.Health) -> int:
    """LIQ-2: a fifth above 100,000 USD, else as many as restore the requirement and 2 % of it."""
    if ceil(Fraction(abs(b) * market.tick_value * market.mark, 1000)) > STEP_NOTIONAL:
        return ceil(Fraction(abs(b), 5))
    shortage = ceil(Fraction(health.maintenance * 102, 100)) - health.net
    freed = floor(Fraction(market.tick_value * market.mark * (market.parameters.mmf - rate), 1000))
    if freed <= 0:
        return abs(b)
    return min(abs(b), ceil(Fraction(max(0, shortage) * PPM, freed)))


def fillable(market: Market, b: int, needed: int, health: margin.Health) -> int:
    """LIQ-7: worst price in ticks: away from the mark by 1.5 times the missing share of the requirement."""
    short = max(0, min(health.maintenance, health.maintenance - health.net))
    spread = 3 * needed * short // health.maintenance // 2 if health.maintenance else 0
    away = spread * 1000 // (market.tick_value * abs(b))
    if b > 0:
        return max(1, ceil(Fraction(market.mark - away, 1000)))
    return max(1, floor(Fraction(market.mark + away, 1000)))


def book_step(x: "Exchange", account: Account, health: margin.Health) -> None:
    """LIQ-2: part of the position with the largest requirement, on the book."""
    if account.liquidated_us and x.ts_us < account.liquidated_us + STEP_US:
        return
    needs = {number: margin.maintenance(account.positions[number], x.markets[number]) for number in held(account)}
    number = max(needs, key=lambda each: (needs[each], -each))
    if not needs[number]:
        return
    market, b = x.markets[number], account.positions[number].b
    rate = max(rate_of(market), money.TIERS[account.owner.tier][1])
    size = lots_of(market, b, rate, health)
    order = Order.closing(account, number, size, fillable(market, b, needs[number], health))
    order.liquidation, order.fee_cap = True, rate
    account.liquidated_us = x.ts_us
    price = order.price * 1000
    x.emit("LiquidationStep", account.number, number, BOOK, order.left, price, health.net, health.maintenance)
    matching.match(x, order)


def backstop_step(x: "Exchange", backstop: Account) -> None:
    """LIQ-1, LIQ-6a: the backstop below nothing: rounds as far as there is interest, then its loss is paid like everybody's."""
    for number in held(backstop):
        touch(x, backstop, x.markets[number])
    way = way_of(x, backstop)
    if not way:
        return
    health = margin.health(backstop, x.markets)
    cancel_risk(x, backstop)
    if way == LOSS:
        write_off(x, backstop)
        return
    numbers = held(backstop)
    for number in numbers:
        market, b = x.markets[number], backstop.positions[number].b
        tell(x, backstop, market, way, health)
        lots = min(abs(b), matching.interest(x, market)[1 if b > 0 else 0])
        if lots:
            worth = deleverage.worth_of(market, lots)
            take(backstop, market, -money.sign(b) * lots, worth)
            keep(x, backstop, market, (ROUND_CAUSE, -money.sign(b) * lots, worth, 0), b)
            deleverage.round_(x, market, BUY if b > 0 else SELL, lots, worth)
    for number in numbers:
        absorb(x, backstop, x.markets[number])
