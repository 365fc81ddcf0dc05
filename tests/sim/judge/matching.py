"""Matching: an arriving order against the book, fill by fill, each fill judged by its money.

Invariants: fills are at the maker's price, best price first, oldest first (BOOK-1); nobody trades with
himself (BOOK-4); a maker that cannot carry its fill goes (BOOK-6); every fill is in band (BOOK-9).
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book, borrow, delegates, entries, margin, money, terms, ties, undo
from tests.sim.judge.schema import CANCEL
from tests.sim.judge.state import (
    BUY,
    CANCEL_BOTH,
    CANCEL_TAKER,
    CANCELLED,
    DECREMENT,
    FILLED,
    LEAVING,
    PPM,
    REDUCE_ONLY,
    RESTING,
    SLOT_US,
    WAITING,
    Account,
    Market,
    Order,
)

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


def expired(expiry: int, ts_us: int) -> bool:
    """SIG-6: its expiry slot has passed."""
    return ts_us // SLOT_US > expiry


def reducible(order: Order) -> int:
    """BOOK-3: lots that a reduce-only order may still take off the position."""
    b = order.account.position(order.market).b
    return max(0, -b) if order.side == BUY else max(0, b)


def in_band(market: Market, price: int) -> bool:
    """BOOK-9: within the band of mark or of index."""
    band = market.parameters.band
    return any(abs(price * 1000 - near) * PPM <= band * near for near in (market.mark, market.index))


def cancel(x: "Exchange", order: Order, reason: str) -> None:
    """Takes a resting order out of the book and says why."""
    market = x.markets[order.market]
    x.touch_level(market, order.side, order.price)
    book.take_out(market, order)
    give_up(x, order, reason)
    ties.named_changed(x, order, True)


def cancel_open(x: "Exchange", order: Order, reason: str) -> None:
    """Cancels an order that rests or waits; one that is final stays so."""
    if order.state == RESTING:
        cancel(x, order, reason)
    elif order.state == WAITING:
        ties.cancel(x, order, reason)


def give_up(x: "Exchange", order: Order, reason: str) -> None:
    """Ends an order that is not in the book."""
    book.count(order, -order.left)
    left = order.left + order.given_up
    order.left = order.given_up = 0
    book.finish(order, CANCELLED, x.ts_us)
    x.emit(
        "OrderCancelled",
        order.id,
        order.account.number,
        order.client_order_id,
        order.market,
        order.side,
        order.price,
        left,
        order.filled,
        CANCEL[reason],
    )


def maker_flaw(x: "Exchange", maker: Order, taker: Order) -> str | None:
    """Why a resting order may not fill."""
    if expired(maker.expiry, x.ts_us):
        return "expired"
    if not delegates.live(maker.account, maker.signer, x.ts_us) or not delegates.trades_here(maker):
        return "delegate"
    if maker.account.owner is taker.account.owner:
        return "self_trade"
    if maker.reduce_only and not reducible(maker):
        return "reduce_only"
    return None


def room_flaw(x: "Exchange", market: Market, taker: Order, maker: Order) -> tuple[Order, str] | None:
    """Which of two orders may not be charged, or has no entry, no price or no day left for their match; the maker is looked at first."""
    if maker.fee_cap < money.TIERS[maker.account.owner.tier][0]:
        return maker, "fee_cap"
    atoms = market.tick_value * maker.price * lots_meeting(taker, maker)
    for order in (maker, taker):
        if not entries.has_room(x, order):
            return order, "entries"
    for order in (maker, taker):
        if not delegates.fits_price(x, market, order, maker.price):
            return order, "delegate_price"
    for order in (maker, taker):
        if not delegates.fits_day(order, atoms, x.ts_us):
            return order, "delegate_day"
    return None


def match(x: "Exchange", taker: Order) -> str | None:
    """Fills the order as far as it goes; gives the reason why its rest must be given up, None if it may rest."""
    market = x.markets[taker.market]
    while taker.left:
        price = market.best(1 - taker.side)
        if price is None or not book.crosses(taker, price):
            return None
        maker = market.levels[1 - taker.side][price][0]
        flaw = maker_flaw(x, maker, taker)
        if flaw == "self_trade":
            if own_orders_meet(x, taker, maker):
                return flaw
            continue
        if flaw is not None:
            cancel(x, maker, flaw)
            continue
        if taker.reduce_only and not reducible(taker):
            return "reduce_only"
        order, room = room_flaw(x, market, taker, maker) or (taker, None)
        if room is not None and order is maker:
            cancel(x, maker, room)
            continue
        stop = room or (None if in_band(market, price) else "band") or meet(x, market, taker, maker)
        if stop is not None:
            return stop
    return None


def own_orders_meet(x: "Exchange", taker: Order, maker: Order) -> bool:
    """BOOK-4: what happens instead of a trade with oneself; gives whether the arriving order takes no more."""
    if taker.self_trade == CANCEL_TAKER:
        return True
    if taker.self_trade != DECREMENT:
        cancel(x, maker, "self_trade")
        return taker.self_trade == CANCEL_BOTH
    lots = min(taker.left, maker.shown())
    if lots == maker.left:
        cancel(x, maker, "self_trade")
    else:
        lower(x, maker, lots)
    book.count(taker, -lots)
    taker.left -= lots
    taker.given_up += lots
    return False


def lower(x: "Exchange", order: Order, lots: int) -> None:
    """BOOK-5: size and rest of a resting order fall, its time stays."""
    x.touch_level(x.markets[order.market], order.side, order.price)
    book.count(order, -lots)
    order.size -= lots
    terms.give_up(order, lots)
    tell_shrunk(x, order)


def tell_shrunk(x: "Exchange", order: Order) -> None:
    """OrderShrunk, as the order is now."""
    x.emit(
        "OrderShrunk",
        order.id,
        order.account.number,
        order.client_order_id,
        order.market,
        order.side,
        order.price,
        order.left,
        order.filled,
    )


def lots_meeting(taker: Order, maker: Order) -> int:
    """Size of a match: what both have left, reduce-only clamped to the position (BOOK-3)."""
    lots = min(taker.left, maker.shown())
    for order in (taker, maker):
        if order.reduce_only:
            lots = min(lots, reducible(order))
    return lots


def meet(x: "Exchange", market: Market, taker: Order, maker: Order) -> str | None:
    """One match: made, or the maker cancelled (None), or the reason why the taker stops."""
    lots = lots_meeting(taker, maker)
    saved = undo.Saved(x, taker, maker)
    health = {order: margin.health(order.account, x.markets) for order in (maker, taker)}
    before = {order: order.account.position(market.number).b for order in (maker, taker)}
    funding = [money.touch(order.account, market) for order in (maker, taker)]
    figures = fill(x, market, taker, maker, lots)
    flaw = fill_flaw(x, market, health, before)
    if flaw is not None:
        saved.give_back()
        order, reason = flaw
        if order is taker or reason == "open_interest":
            return reason
        cancel(x, maker, reason)
        return None
    market.last = maker.price
    for paid_in in funding:
        if paid_in is not None:
            x.emit("FundingPaid", *paid_in)
    for order in (maker, taker):
        for paid in money.tidy_all(order.account, x.markets):
            x.emit("DebtPaid", order.account.number, *paid)
    record(x, market, taker, maker, lots, figures)
    for order in (maker, taker):
        end_reduce_only(x, market, order.account, before[order])
    ties.named_changed(x, maker, maker.state == FILLED)
    return None


def grown_too_far(market: Market, before: dict[Order, int], after: dict[Order, int]) -> tuple[Order, str] | None:
    """What only a position that grows or turns may not: pass its limit, belong to whom only reduces, meet a deficit."""
    grown = [order for order, b in before.items() if not margin.reduces(b, after[order])]
    maker = next(iter(before))
    for order in grown:
        if abs(after[order]) > market.parameters.position_max:
            return order, "position_limit"
    if maker in grown and maker.account.restrictions & (REDUCE_ONLY | LEAVING):
        return maker, "restricted"
    return (grown[0], "deficit") if grown and market.deficit else None


def fill_flaw(
    x: "Exchange", market: Market, health: dict[Order, margin.Health], before: dict[Order, int]
) -> tuple[Order, str] | None:
    """Why a fill that has been tried may not stand, and whose fault that is; the maker is looked at first."""
    after = {order: order.account.positions[market.number].b for order in before}
    for order in before:
        if not money.in_range(order.account, market):
            return order, "overflow"
    flaw = grown_too_far(market, before, after)
    if flaw is not None:
        return flaw
    # Who asks for a preview does not see who the backstop is (BOOK-11).
    oi = max(interest(x, market, everybody=bool(x.unseen)))
    if oi > market.oi and oi > market.parameters.open_interest_max:
        return next(iter(before)), "open_interest"
    for order, b in before.items():
        reduction = margin.reduces(b, after[order])
        if not margin.carries(health[order], margin.health(order.account, x.markets), reduction):
            return order, "margin"
    market.oi = oi
    return None


def interest(x: "Exchange", market: Market, everybody: bool = False) -> tuple[int, int]:
    """Lots of all longs and of all shorts, counted anew; the backstop's only where it is everybody's."""
    holders = (*x.accounts.values(), *x.unseen)
    users = [a for a in holders if (everybody or a is not x.backstop) and market.number in a.positions]
    lots = [account.positions[market.number].b for account in users]
    return sum(max(0, b) for b in lots), sum(max(0, -b) for b in lots)


def fill(x: "Exchange", market: Market, taker: Order, maker: Order, lots: int) -> tuple[int, int, int, int]:
    """Money of a match (PNL-4, FEE-4); gives fees and realised profits, maker first."""
    signed = lots if taker.side == BUY else -lots
    for order in (maker, taker):
        book.count(order, -lots)
    borrow.rooms(x, taker.account, maker.account)
    gains = [money.trade(o.account, market, d, maker.price) for o, d in ((maker, -signed), (taker, signed))]
    sides = [(order.account, order.account.positions[market.number]) for order in (maker, taker)]
    for account, position in sides:
        money.tidy(account, position, market)
    notional = market.tick_value * maker.price * lots
    maker_fee = money.fee_of(notional, money.TIERS[maker.account.owner.tier][0])
    taker_fee = money.fee_of(notional, money.TIERS[taker.account.owner.tier][1])
    if taker.liquidation:
        left = max(0, margin.health(taker.account, x.markets).net)
        taker_fee = min(left, money.fee_of(notional, taker.fee_cap))
        money.insure(taker.account, market, taker_fee)
    market.parts = []
    for order, fee in ((taker, taker_fee), (maker, maker_fee)):
        before = market.fee_bucket
        if not order.liquidation:
            money.charge(order.account, market, fee)
            money.share(order.account, market, before)
    for account, position in sides:
        money.tidy(account, position, market)
    if market.pool >= market.claims:
        for account, _ in sides:
            money.pay(account, market, x.ts_us)
    return maker_fee, taker_fee, gains[0], gains[1]


def record(
    x: "Exchange", market: Market, taker: Order, maker: Order, lots: int, figures: tuple[int, int, int, int]
) -> None:
    """Books the lots on both orders and says what happened."""
    x.touch_level(market, maker.side, maker.price)
    for order in (maker, taker):
        entries.bind(x, order)
        delegates.count(order, market.tick_value * maker.price * lots, x.ts_us)
        order.filled += lots
        order.left -= lots
    if maker.left == 0:
        book.take_out(market, maker)
        book.finish(maker, FILLED, x.ts_us)
    elif not maker.shown():
        terms.show_next(market, maker)
    money_after: list[int] = []
    for order in (maker, taker):
        position = order.account.positions[market.number]
        money_after += [position.b, position.e, position.r, position.f, order.account.c]
    for account, part in market.parts:
        referrer = account.owner.referrer
        assert referrer is not None
        referrer.owed[market.number] = referrer.owed.get(market.number, 0) + part
    x.emit(
        "OrderFilled",
        market.number,
        taker.side,
        maker.price,
        lots,
        maker.id,
        taker.id,
        maker.account.number,
        taker.account.number,
        maker.client_order_id,
        taker.client_order_id,
        maker.left,
        taker.left,
        *figures,
        *money_after,
        sum(1 << (account is maker.account) for account, _ in market.parts),
    )


def end_reduce_only(x: "Exchange", market: Market, account: Account, before: int) -> None:
    """BOOK-3: a position that closed or turned takes its reduce-only orders with it, oldest first."""
    position = account.positions[market.number]
    if not before or money.sign(position.b) == money.sign(before):
        return
    waits = {one.id: one for one in account.waits() if one.market == market.number and one.armed}
    for one in book.oldest_first(position.orders | waits):
        if one.reduce_only and not reducible(one):
            cancel_open(x, one, "reduce_only")
