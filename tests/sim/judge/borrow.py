"""Borrowing and conversion: USDC below zero on the strength of other collateral, and who pays it back (MGN-7).

Invariant: everything is counted anew: what all owe, what other collateral is worth, how long somebody has owed.
"""

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from tests.sim.judge import margin, money
from tests.sim.judge.state import MONEY_MAX, PPM, Account, Other, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

PART_MAX = 500_000
DURATION_MAX_US = 86_400_000_000


def set_terms(x: "Exchange", room_max: int, room_part: int, total_part: int, duration: int) -> None:
    """SetBorrowing: refused with the bound and the place of the first field that passes it, the room last."""
    bounds = ((1, room_part, PART_MAX), (2, total_part, PART_MAX), (3, duration, DURATION_MAX_US))
    for place, value, most in bounds:
        if value > most:
            raise Refusal("borrow_parameters", most, place)
    if not 0 <= room_max <= MONEY_MAX:
        raise Refusal("borrow_parameters", MONEY_MAX, 0)
    x.borrowing = (room_max, room_part, total_part, duration)
    x.emit("BorrowingSet", room_max, room_part, total_part, duration)


def owed(account: Account) -> int:
    """What an account owes in USDC."""
    return max(0, -account.c)


def own(x: "Exchange", account: Account) -> int:
    """The most that an account may owe: the room, or the part of the initial value of its other collateral at the index alone."""
    room_max, part, _, _ = x.borrowing
    rows = [(other.asset, other.amount) for other in account.others.values()]
    worth = [margin.value(asset, amount, asset.market.index) * asset.weight_initial // PPM for asset, amount in rows]
    return min(room_max, sum(worth) * part // PPM)


def free(x: "Exchange") -> int:
    """What all together may still borrow; nothing without a backstop."""
    if x.backstop is None or not x.borrowing[0]:
        return 0
    return max(0, x.tokens * x.borrowing[2] // PPM - sum(owed(account) for account in x.accounts.values()))


def room(x: "Exchange", account: Account, taken: int = 0) -> int:
    """How far a loss or a fee may take c below zero, when others take so much of what is free first: all of the room or none of it."""
    lends = x.backstop is not None and x.borrowing[0] and account is not x.backstop
    if not lends or not any(other.amount for other in account.others.values()):
        return 0
    most = own(x, account)
    return most if most <= owed(account) + free(x) - taken else 0


def rooms(x: "Exchange", taker: Account, maker: Account) -> None:
    """The rooms of a match: the taker's comes first, the maker has what it could leave."""
    taker.room = room(x, taker)
    maker.room = room(x, maker, max(0, taker.room - owed(taker)))


def note(x: "Exchange", account: Account) -> None:
    """The hour of a borrow begins at the first tick that sees it."""
    account.borrowed_us = (account.borrowed_us or x.ts_us) if account.c < 0 else 0


def is_called(x: "Exchange", account: Account) -> bool:
    """Whether other collateral is to be taken: a debt without a position, a borrow beyond the room or too long."""
    if account is x.backstop or not any(other.amount for other in account.others.values()):
        return False
    if any(position.e < 0 and not position.b for position in account.positions.values()):
        return True
    late = account.borrowed_us and x.ts_us >= account.borrowed_us + x.borrowing[3]
    return account.c < 0 and (bool(late) or owed(account) > own(x, account))


def convert(x: "Exchange", account: Account, *, bankrupt: bool) -> None:
    """MGN-7: the backstop takes other collateral at 98 % of the index, by number, as much as is owed asks, while that is called or he is
    bankrupt."""
    backstop = x.backstop
    assert backstop is not None
    if account is backstop:
        return
    for number, other in sorted(account.others.items()):
        if not (bankrupt or is_called(x, account)):
            return
        asset, market = other.asset, other.asset.market
        owes = owed(account) + sum(max(0, -p.e) for p in account.positions.values() if not p.b)
        whole = 10**asset.decimals
        price = market.index * market.parameters.tick_size // PPM * 98 // 100
        if not owes or not price:
            continue
        amount = min(other.amount, ceil(Fraction(owes * whole, price)))
        if amount * price // whole > max(0, backstop.c):
            amount = max(0, backstop.c) * whole // price
        if not amount:
            continue
        paid = amount * price // whole
        taken = backstop.others.setdefault(number, Other(asset))
        other.amount -= amount
        taken.amount += amount
        backstop.c -= paid
        account.c += paid
        for debt in money.tidy_all(account, x.markets):
            x.emit("DebtPaid", account.number, *debt)
        sides = (other.amount, account.c, backstop.number, taken.amount, backstop.c)
        x.emit("Converted", account.number, number, amount, paid, *sides)


def cover(x: "Exchange", account: Account) -> None:
    """MGN-7: what is owed in USDC and nothing can pay any more, the backstop pays as far as its c goes."""
    backstop = x.backstop
    assert backstop is not None
    missing = min(-margin.health(account, x.markets).net, owed(account), max(0, backstop.c))
    if account is backstop or missing <= 0:
        return
    account.c += missing
    backstop.c -= missing
    sides = (account.c, account.c, backstop.number, backstop.c, backstop.c)
    x.emit("Converted", account.number, 0, 0, missing, *sides)
