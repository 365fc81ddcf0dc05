"""Signed orders: admission, placing, replacing; cancels and shrinks.

Invariants: a refused order leaves everything as it was but its memory (BOOK-7); a fill-or-kill fills whole or
is refused (BOOK-3); a replacement that is refused leaves the old order in its place (BOOK-5).
"""

from typing import TYPE_CHECKING, NamedTuple

from tests.sim.judge import (
    book,
    changes,
    delegates,
    entries,
    hold,
    margin,
    marks,
    money,
    risk,
    terms,
    tiers,
    ties,
    undo,
)
from tests.sim.judge.matching import give_up, match, reducible, tell_shrunk
from tests.sim.judge.message import ORDER_MESSAGE, Message, expiry_check, forget, message_read, nonce_check, remember
from tests.sim.judge.schema import REASON
from tests.sim.judge.state import (
    BUY,
    FILLED,
    FOK,
    GTC,
    GTD,
    ICEBERG,
    IOC,
    MARKET,
    NO_ID,
    OPEN_ORDERS_MAX,
    PEGGED,
    PPM,
    REDUCE_ONLY,
    REFUSED,
    RESTING,
    SLIDE,
    TWAP,
    Account,
    Market,
    Order,
    Position,
    Refusal,
    check_free,
)

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


class Signed(NamedTuple):
    """A signed order as it came."""

    id: bytes
    message: bytes
    signature: bytes
    signer: bytes
    kind: int


def place(x: "Exchange", signed: Signed) -> None:
    """PlaceOrder."""
    order, message = authentic(x, signed)
    if order is None:
        return
    with x.refusable(message.account, signed.id, message.client, order):
        enter(x, order)


def replace(x: "Exchange", old_id: bytes, signed: Signed) -> None:
    """ReplaceOrder: gives up a resting order for a newly signed one in one step (BOOK-5)."""
    order, message = authentic(x, signed)
    if order is None:
        return
    with x.refusable(message.account, signed.id, message.client, order):
        old = changes.resting(x, order.account, old_id, 0)
        if (old.market, old.side) != (order.market, order.side):
            raise Refusal("replace_mismatch")
        slide(x, order)
        check_message(x, order)
        swap(x, old, order)


def authentic(x: "Exchange", signed: Signed, *, keep: bool = True) -> tuple[Order | None, Message]:
    """SIG-2, SIG-4, SIG-5, BOOK-7: a new message of a known account, remembered (keep); None: its first result is told."""
    if signed.kind > TWAP or signed.id == NO_ID:
        raise Refusal("record_malformed")
    message = message_read(signed.message, x.domain, ORDER_MESSAGE)
    account = x.account(message.account)
    if not delegates.live(account, signed.signer, x.ts_us):
        raise Refusal("signer_unknown")
    forget(account, x.orders, x.ts_us)
    known = account.memory.get(message.client)
    if known is not None:
        if known.id != signed.id:
            raise Refusal("client_order_id_reused")
        duplicate(x, known)
        return None, message
    if signed.id in x.orders:
        raise Refusal("client_order_id_reused")
    nonce_check(account, message.nonce, x.ts_us)
    order = Order(account, signed.id, signed.signer, signed.kind)
    order.client_order_id, order.nonce, order.expiry = message.client, message.nonce, message.expiry
    order.market, order.side, order.tif = message.market, message.side, message.tif
    order.price, order.size, order.fee_cap = message.price, message.size, message.fee_cap
    order.post_only, order.reduce_only = message.post_only, message.reduce_only
    order.self_trade, order.group = message.self_trade, message.group
    order.trigger, order.trigger_falls = message.trigger, message.trigger_falls
    order.accepted_seq, order.accepted_us, order.arrival = x.seq, x.ts_us, (x.seq, x.turn)
    if keep:
        remember(account, x.orders, order)
    return order, message


def duplicate(x: "Exchange", known: Order) -> None:
    """BOOK-7: the same message again."""
    x.emit(
        "OrderDuplicate",
        known.id,
        known.account.number,
        known.client_order_id,
        known.accepted_seq,
        known.state,
        known.reason,
        known.filled,
        known.left,
    )


def check_ranges(x: "Exchange", order: Order) -> Market:
    """Expiry, market, size and price."""
    expiry_check(order.expiry, x.ts_us)
    market = x.market(order.market)
    risk.check_isolated(order.account, market.number)
    delegates.check_market(order)
    limits = market.parameters
    if not 0 < order.size <= limits.order_max:
        raise Refusal("order_size", limits.order_max, order.size)
    if not 0 < order.price <= limits.price_max:
        raise Refusal("order_price", limits.price_max, order.price)
    return market


def check_message(x: "Exchange", order: Order, *, beside: bool = False) -> Market:
    """Checks that need the message, its market and the clock alone; beside: it came with terms."""
    market = check_ranges(x, order)
    rests_on_terms = order.kind in (ICEBERG, PEGGED) and beside and terms.fit(order)
    if order.kind > SLIDE and not order.waited and not rests_on_terms:
        raise Refusal("order_kind")
    if order.kind == MARKET and (order.tif not in (IOC, FOK) or order.post_only):
        raise Refusal("order_kind")
    if order.post_only and order.tif not in (GTC, GTD):
        raise Refusal("order_kind")
    signed_trigger = order.trigger or order.trigger_falls
    if (order.kind == SLIDE and not order.post_only) or (signed_trigger and not order.waited):
        raise Refusal("order_kind")
    if market.mark == 0:
        raise Refusal("market_price_unknown")
    return market


def enter(x: "Exchange", order: Order, *, beside: bool = False) -> None:
    """Places an order that replaces none; beside: it came with terms."""
    if beside and terms.fit(order):
        terms.peg(x, order)
    slide(x, order)
    market = check_message(x, order, beside=beside)
    admit(x, market, order)
    execute(x, market, order, None)


def slide(x: "Exchange", order: Order) -> None:
    """BOOK-3: a sliding order that would take is one at the tick beside the best price of the other side, if there is one."""
    market = x.markets.get(order.market)
    if order.kind not in (SLIDE, PEGGED) or market is None or order.price > market.parameters.price_max:
        return
    best = market.best(1 - order.side)
    if best is None or not book.crosses(order, best):
        return
    beside = best - 1 if order.side == BUY else best + 1
    if beside > 0:
        order.price = beside


def swap(x: "Exchange", old: Order, order: Order) -> None:
    """Takes the old order out, lets the new one in, and puts the old one back when that is refused."""
    market = x.markets[order.market]
    keeps = order.price == old.price and order.size < old.left and order.rests_by_kind()
    keeps = keeps and old.kind not in (ICEBERG, PEGGED)
    hidden = old.hidden
    before, left, finals = len(x.happened), old.left, len(old.account.finals)
    waits = [(one, one.numbers()) for one in old.account.waits()]
    x.touch_level(market, old.side, old.price)
    place_kept = book.take_out(market, old)
    try:
        give_up(x, old, "replaced")
        admit(x, market, order)
        ties.named_changed(x, old, True)
        execute(x, market, order, place_kept if keeps else None)
    except Refusal:
        del x.happened[before:]
        old.left, old.hidden = left, hidden
        while len(old.account.finals) > finals:
            old.account.finals.pop()
        for one, numbers in waits:
            one.renumber(numbers)
        book.rest(market, old, place_kept)
        book.count(old, old.left)
        raise


def purely_reducing(order: Order, position: Position) -> bool:
    """Whether nothing but a reduction can come of the order, other open orders of its side included."""
    if order.reduce_only:
        return True
    open_lots, against = (position.buys, -position.b) if order.side == BUY else (position.sells, position.b)
    return against > 0 and order.size + open_lots <= against


def check_open(x: "Exchange", market: Market) -> None:
    """Whether a market takes more than reductions."""
    if market.paused:
        raise Refusal("market_paused")
    hold.check(x, reduction=False)
    tiers.check(market, "increase")
    if market.deficit:
        raise Refusal("market_deficit")
    if marks.catches_up(market):
        raise Refusal("market_catching_up")


def admit(x: "Exchange", market: Market, order: Order) -> None:
    """The checks of an arriving order against account, limits and margin, in the order of the spec."""
    account = order.account
    position = account.position(market.number)
    limits = market.parameters
    reduction = purely_reducing(order, position)
    if reduction:
        hold.check(x, reduction=True)
        tiers.check(market, "reduce")
    else:
        check_free(account, REDUCE_ONLY)
        check_open(x, market)
    if order.reduce_only and not reducible(order):
        raise Refusal("reduce_only_nothing")
    due = money.TIERS[account.owner.tier][0 if order.post_only else 1]
    if order.fee_cap < due:
        raise Refusal("fee_cap", order.fee_cap, due)
    entries.check(x, order)
    delegates.check_day(x, market, order)
    if order.rests_by_kind():
        check_resting(x, market, order)
    if not reduction:
        lots = (
            position.b + position.buys + order.size if order.side == BUY else order.size + position.sells - position.b
        )
        if lots > limits.position_max:
            raise Refusal("position_limit", limits.position_max, lots)
        if market.oi >= limits.open_interest_max:
            raise Refusal("open_interest_limit", limits.open_interest_max, market.oi)
        check_margin(x, account, order)
    if order.post_only:
        best = market.best(1 - order.side)
        if best is not None and book.crosses(order, best):
            raise Refusal("post_only_crosses", best, order.price)


def check_resting(x: "Exchange", market: Market, order: Order) -> None:
    """BOOK-9: how far a resting order may cross the index; the number of open orders."""
    imf, scaled = market.parameters.imf, order.price * 1000 * PPM
    if order.side == BUY:
        bound = market.index * (PPM + imf)
        if scaled >= bound:
            raise Refusal("price_band", money.ceil_div(bound, 1000 * PPM) - 1, order.price)
    else:
        bound = market.index * (PPM - imf)
        if scaled <= bound:
            raise Refusal("price_band", bound // (1000 * PPM) + 1, order.price)
    if order.account.open_orders() >= OPEN_ORDERS_MAX:
        raise Refusal("order_limit", OPEN_ORDERS_MAX, order.account.open_orders())


def check_margin(x: "Exchange", account: Account, order: Order) -> None:
    """MGN-5: new risk with the whole order counted."""
    order.left = order.size
    book.count(order, order.size)
    health = margin.health(account, x.markets)
    book.count(order, -order.size)
    if health.open < health.initial:
        raise Refusal("margin_initial", health.initial, health.open)
    if health.net <= health.maintenance:
        raise Refusal("margin_maintenance", health.maintenance, health.net)
    market = x.markets[order.market]
    if market.tier == tiers.TIER["slow"]:
        check_twice(account, market, order, health)


def check_twice(account: Account, market: Market, order: Order, health: margin.Health) -> None:
    """ORC-3: at tier slow new risk needs half of its value in this market."""
    book.count(order, order.size)
    position = account.position(market.number)
    more = margin.initial(position, market, PPM // 2) - margin.initial(position, market)
    book.count(order, -order.size)
    if health.open < health.initial + more:
        raise tiers.refusal(market)


def execute(x: "Exchange", market: Market, order: Order, place_kept: int | None) -> None:
    """Matches an admitted order, rests or cancels what is left, and puts its acceptance before its fills."""
    everything = undo.Everything(x, market, order) if order.tif == FOK else None
    start = len(x.happened)
    order.left = order.size
    book.count(order, order.size)
    stop = match(x, order)
    if everything is not None and order.filled < order.size:
        filled = order.filled
        everything.give_back()
        del x.happened[start:]
        order.filled = order.left = order.given_up = 0
        raise Refusal("fok_unfillable", order.size, filled)
    if stop is None and order.left and order.reduce_only and not reducible(order):
        stop = "reduce_only"
    if stop is None and order.left and not order.rests_by_kind():
        stop = "unfilled"
    if stop is None and not order.left and order.given_up:
        stop = "self_trade"
    order.state = RESTING
    rests = order.left if stop is None else 0
    accepted = x.event(
        "OrderAccepted",
        order.id,
        order.account.number,
        order.client_order_id,
        order.nonce,
        order.expiry,
        order.market,
        order.side,
        order.kind,
        order.tif,
        order.post_only,
        order.reduce_only,
        order.price,
        order.size,
        order.filled,
        rests,
    )
    x.happened.insert(start, accepted)
    if stop is not None:
        give_up(x, order, stop)
    elif order.left == 0:
        book.finish(order, FILLED, x.ts_us)
    else:
        x.touch_level(market, order.side, order.price)
        book.rest(market, order, place_kept)
        if order.given_up:
            order.size -= order.given_up
            order.given_up = 0
            tell_shrunk(x, order)
        terms.rested(x, order)


def refuse(order: Order, reason: str, ts_us: int) -> None:
    """BOOK-7: the refusal of an authentic message is its first result."""
    order.state, order.reason = REFUSED, REASON[reason]
    order.filled = order.left = 0
    order.account.finals.append((ts_us, order))
