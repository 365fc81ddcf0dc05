"""Orders that wait for a price: stops, take-profits, trailing stops, and what ties them to others (BOOK-12).

Invariant: after every command each waiting order is looked at anew; nothing here is indexed.
"""

from typing import TYPE_CHECKING, NamedTuple

from tests.sim.judge import delegates, hold, matching, orders, ties, twap
from tests.sim.judge.schema import REASON
from tests.sim.judge.state import (
    CHILD,
    GTC,
    GTD,
    ICEBERG,
    LAST,
    MARK,
    NO_ID,
    NO_LINK,
    OCO,
    PEGGED,
    PPM,
    RESTING,
    SELL,
    STOP_LIMIT,
    STOP_MARKET,
    TAKE_PROFIT_LIMIT,
    TAKE_PROFIT_MARKET,
    TAKING_KINDS,
    TRAILING_STOP,
    TWAP,
    WAITING,
    WAITING_MAX,
    Market,
    Order,
    Refusal,
)
from tests.sim.judge.ties import price_of, starts_at

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Event, Exchange


class Terms(NamedTuple):
    """What rides beside the message."""

    source: int
    distance: int
    distance_ppm: int
    activation: int
    link: int
    linked: bytes
    display: int
    offset: int
    slices: int


def place(x: "Exchange", signed: orders.Signed, terms: Terms) -> None:
    """PlaceAlgo."""
    if terms.source > LAST or terms.link > CHILD:
        raise Refusal("record_malformed")
    order, message = orders.authentic(x, signed)
    if order is None:
        return
    with x.refusable(message.account, signed.id, message.client, order):
        (order.source, order.distance, order.distance_ppm, order.activation, order.link, order.linked) = terms[:6]
        order.display, order.offset, order.slices = terms.display, terms.offset, terms.slices
        if order.kind in (ICEBERG, PEGGED):
            orders.enter(x, order, beside=True)
        else:
            accept(x, order)


def check_terms(market: Market, order: Order) -> None:
    """Whether kind, side, trigger and terms go together."""
    most = market.parameters.price_max
    falling = order.side == SELL
    rests = order.tif in (GTC, GTD)
    fits = not (order.kind in TAKING_KINDS and rests) and not (order.post_only and not rests)
    if order.kind in (STOP_MARKET, STOP_LIMIT, TAKE_PROFIT_MARKET, TAKE_PROFIT_LIMIT):
        stops = order.kind in (STOP_MARKET, STOP_LIMIT)
        fits = fits and 0 < order.trigger <= most and order.trigger_falls == (falling == stops)
        fits = fits and not (order.distance or order.distance_ppm or order.activation)
    elif order.kind == TRAILING_STOP:
        fits = fits and not order.trigger and not order.trigger_falls and order.activation <= most
        fits = fits and bool(order.distance) != bool(order.distance_ppm)
        fits = fits and order.distance <= most and order.distance_ppm < PPM
    else:
        fits = order.kind == TWAP and fits and twap.fit(order)
    if order.link == NO_LINK:
        fits = fits and order.linked == NO_ID
    if order.link == CHILD:
        fits = fits and order.reduce_only
    if not fits or order.display or order.offset or (order.slices and order.kind != TWAP):
        raise Refusal("order_kind")


def check_tie(x: "Exchange", order: Order) -> int:
    """Whether the order that is named can be tied to this one; gives the lots that this one may start with."""
    if order.link == NO_LINK:
        return order.size
    named = x.orders.get(order.linked)
    if named is None or named.account is not order.account or named.market != order.market or named is order:
        raise Refusal("link_invalid")
    if named.kind == TWAP:
        raise Refusal("link_invalid")
    is_open = named.state in (RESTING, WAITING)
    if order.link == CHILD:
        if named.side == order.side or not (is_open or named.filled):
            raise Refusal("link_invalid")
        return named.filled
    taken = any(other.link == OCO for other in ties.naming(named)) or (named.state == WAITING and named.link == OCO)
    if named.side != order.side or not is_open or named.filled or taken:
        raise Refusal("link_invalid")
    return order.size


def accept(x: "Exchange", order: Order) -> None:
    """Judges an order that is to wait."""
    market = orders.check_ranges(x, order)
    check_terms(market, order)
    price, trails = price_of(market, order.source), order.kind == TRAILING_STOP
    if market.mark == 0 or market.index == 0 or (trails and price == 0):
        raise Refusal("market_price_unknown")
    armed = check_tie(x, order)
    if order.link != CHILD and order.reduce_only and not matching.reducible(order):
        raise Refusal("reduce_only_nothing")
    waits = len(order.account.waits())
    if waits >= WAITING_MAX:
        raise Refusal("order_limit", WAITING_MAX, waits)
    if order.trigger and order.link != CHILD and price:
        at = order.trigger * 1000
        if price <= at if order.trigger_falls else price >= at:
            raise Refusal("trigger_passed", at, price)
    order.armed, order.left, order.state = armed, order.size, WAITING
    if trails and not order.activation and armed:
        order.best = price
    order.waited = True
    order.account.waiting.append(order)
    x.emit(
        "OrderWaiting",
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
        order.trigger,
        order.source,
        order.distance,
        order.distance_ppm,
        order.activation,
        order.link,
        order.linked,
        order.slices,
    )


def run(x: "Exchange") -> None:
    """After a command: starts what is due, market by market, until nothing is; nobody while nothing trades."""
    markets = {order.market for order in x.waiting_orders()}
    for number in sorted(markets) if hold.of(x) != hold.NOTHING else ():
        while due := reached(x, x.markets[number]):
            for order in due:
                if order.state == WAITING:
                    start(x, order)
    for account in x.accounts.values():
        if account.waiting:
            account.waiting = account.waits()


def reached(x: "Exchange", market: Market) -> list[Order]:
    """Moves trailing stops, then gives what starts now: by source; what falls to it first, the highest first; ties by arrival."""
    found: list[Order] = []
    waits = [one for one in x.waiting_orders() if one.market == market.number and one.armed and one.kind != TWAP]
    waits.sort(key=lambda order: order.arrival)
    for source in range(MARK, LAST + 1):
        price = price_of(market, source)
        if not price:
            continue
        here = [order for order in waits if order.source == source]
        for order in here:
            if order.kind != TRAILING_STOP:
                continue
            at, falls = starts_at(order)
            if order.best:
                order.best = max(order.best, price) if order.side == SELL else min(order.best, price)
            elif price <= at if falls else price >= at:
                order.best = price
        falling = [order for order in here if starts_at(order)[1] and price <= starts_at(order)[0]]
        rising = [order for order in here if not starts_at(order)[1] and price >= starts_at(order)[0]]
        trailing_first = [order for order in falling + rising if order.kind != TRAILING_STOP or order.best]
        chosen = set(map(id, trailing_first))
        found += sorted((o for o in falling if id(o) in chosen), key=lambda order: -starts_at(order)[0])
        found += sorted((o for o in rising if id(o) in chosen), key=lambda order: starts_at(order)[0])
    return found


def start(x: "Exchange", order: Order) -> None:
    """An order starts: what is tied to it goes, then it is judged and enters."""
    market, size, armed = x.markets[order.market], order.size, order.armed
    order.state = order.armed = 0  # neither waiting nor final: nothing finds it
    untie(x, order)
    at, price = len(x.happened), price_of(market, order.source)
    try:
        if not delegates.live(order.account, order.signer, x.ts_us):
            raise Refusal("signer_unknown")
        order.size = min(size, armed)
        if order.reduce_only:
            order.size = min(order.size, matching.reducible(order))
            if not order.size:
                raise Refusal("reduce_only_nothing")
        told = triggered(x, order, price, "none")
        orders.check_message(x, order)
        orders.admit(x, market, order)
        orders.execute(x, market, order, None)
        x.happened.insert(at, told)
    except Refusal as refusal:
        order.size, order.left, order.filled, order.given_up = size, size, 0, 0
        x.happened.append(triggered(x, order, price, refusal.reason))
        ties.end(x, order, "refused")
        return
    ties.named_changed(x, order, order.state != RESTING)


def triggered(x: "Exchange", order: Order, price: int, reason: str) -> "Event":
    """OrderTriggered: with the size that enters, or that was signed when it is not taken."""
    ids = (order.id, order.account.number, order.client_order_id)
    return x.event("OrderTriggered", *ids, order.market, order.source, price, order.size, REASON[reason])


def untie(x: "Exchange", order: Order) -> None:
    """The other leg of an OCO goes; of a bracket the other children go, and what is left of the entry."""
    named = x.orders.get(order.linked)
    if order.link == CHILD:
        # Also those of an entry that was forgotten meanwhile.
        for sibling in ties.naming_id(order.account, order.linked):
            if sibling.link == CHILD:
                ties.cancel(x, sibling, "linked")
    if order.link != NO_LINK and named is not None:
        matching.cancel_open(x, named, "linked")
    for other in ties.naming(order):
        if other.link == OCO:
            ties.cancel(x, other, "linked")
