"""Answers of the judged exchange to the core's queries: the whole state, counted anew.

Invariant: reads and never writes; every number is computed here from the rows.
"""

from collections.abc import Iterator

from tests.sim.judge import book, borrow, entries, hold, margin, marks, money, ties, twap
from tests.sim.judge.exchange import Exchange
from tests.sim.judge.state import BUY, DAY_US, EVERY, ICEBERG, PEGGED, PPM, RESTING, TWAP, Account, Market, Order

View = tuple[str, tuple[int | bytes, ...]]


def head(x: Exchange) -> View:
    """AnswerHead."""
    return "AnswerHead", (x.seq, x.ts_us)


def account_views(x: Exchange, account: Account) -> Iterator[View]:
    """AccountView, AssetViews by asset, PositionViews by market, then DelegateViews by key."""
    health = margin.health(account, x.markets)
    yield (
        "AccountView",
        (
            account.number,
            account.owner.key,
            account.index,
            account.owner.tier,
            account.open_orders(),
            account.c,
            money.held(account, x.ts_us),
            health.net,
            health.open,
            health.initial,
            health.maintenance,
            margin.withdrawable(account, x.markets, x.ts_us),
            account.lowest_nonce,
            account.inbox,
            account.requested,
            account.restrictions,
            entries.used(account, x.ts_us),
            x.entries,
        ),
    )
    for timer, deadline in enumerate(account.dead_man):
        if deadline:
            yield "DeadManView", (account.number, timer, deadline)
    room = borrow.room(x, account)
    if room or account.c < 0:
        yield "BorrowView", (account.number, room, account.borrowed_us)
    if account.isolated is not None:
        yield "IsolationView", (account.number, account.isolated)
    held = {asset for asset, other in account.others.items() if other.amount}
    for asset in sorted({*account.flows, *held}):
        flow = account.flow(asset)
        most = margin.asset_withdrawable(account, asset, x.markets, x.ts_us)
        values = (account.number, asset, account.amount(asset), flow.credited, flow.debited, most)
        yield "AssetView", (*values, *asset_terms(x, asset))
    for number, position in account.positions.items():
        if position.is_shown():
            yield "PositionView", position_values(x, account, number)
    today = x.ts_us // DAY_US
    for key, terms in sorted(account.delegates.items()):
        if terms.until > x.ts_us:
            day, atoms = account.days.get(key, (0, 0))
            yield "DelegateView", (account.number, key, *terms, atoms if day == today else 0)


def asset_terms(x: Exchange, asset: int) -> tuple[int, int, int, int]:
    """Which market prices an asset, its decimals, its weights; USDC is worth itself."""
    known = x.assets.get(asset)
    if known is None:
        return EVERY, 6, PPM, PPM
    return known.market.number, known.decimals, known.weight_initial, known.weight_maintenance


def position_values(x: Exchange, account: Account, number: int) -> tuple[int, ...]:
    """Fields of a PositionView but the liquidation price, which is told by a property and not by a number."""
    market, position = x.markets[number], account.positions[number]
    return (
        account.number,
        number,
        position.b,
        position.e - money.due(position, market),
        position.r,
        position.w,
        market.funding,
        position.buys,
        position.sells,
        position.leverage,
        market.mark,
        money.pnl(position, market),
        margin.initial(position, market),
        margin.maintenance(position, market),
    )


def market_view(x: Exchange, market: Market) -> View:
    """MarketView."""
    symbol, tick, lot, *others = market.parameters.values()
    last, *totals = market.numbers()
    grid = (symbol, tick, lot, market.tick_value)
    following = (market.newest, market.published, marks.mean(market), len(market.samples), market.funding)
    prices = (market.paused, market.index, market.mark, market.slow, *following, last)
    growth = (margin.crowded(market), *market.margin)
    state = (market.tier, market.cause, hold.of(x))
    return "MarketView", (market.number, *grid, *others, *prices, *totals, *state, *growth)


def market_views(x: Exchange, number: int) -> list[View]:
    """One market, or every market by number."""
    return [market_view(x, market) for market in x.markets.values() if number in (EVERY, market.number)]


def level_views(market: Market, depth: int) -> list[View]:
    """Bids from the best down, then asks from the best up; depth 0: all."""
    views: list[View] = []
    for side in (0, 1):
        prices = sorted(market.levels[side], reverse=side == BUY)
        for price in prices[: depth or None]:
            queue = market.levels[side][price]
            views.append(("LevelView", (side, price, sum(order.shown() for order in queue), len(queue))))
    return views


def order_view(order: Order) -> View:
    """OrderView."""
    return (
        "OrderView",
        (
            order.id,
            order.account.number,
            order.client_order_id,
            order.market,
            order.side,
            order.kind,
            order.tif,
            order.post_only,
            order.reduce_only,
            order.state,
            order.reason,
            order.price,
            order.size,
            order.filled,
            order.left,
            order.shown() if order.state == RESTING else 0,
            order.expiry,
            order.accepted_seq,
            order.accepted_us,
        ),
    )


def open_order_views(account: Account, market: int) -> list[View]:
    """Open orders of an account by market: those that rest, then those that wait, each by time of arrival."""
    waits = account.waits()
    numbers = {number for number, position in account.positions.items() if position.orders}
    views: list[View] = []
    for number in sorted(numbers | {order.market for order in waits}):
        if market in (EVERY, number):
            resting = account.positions[number].orders if number in account.positions else {}
            views += [view for order in book.oldest_first(dict(resting)) for view in resting_views(order)]
            views += [view for order in waits if order.market == number for view in waiting_views(order)]
    return views


def resting_views(order: Order) -> list[View]:
    """OrderView, and TermsView of an order that rests on terms."""
    views = [order_view(order)]
    if order.kind in (ICEBERG, PEGGED) and order.state == RESTING:
        worst = order.worst if order.kind == PEGGED else order.price
        views.append(("TermsView", (order.id, order.display, order.source, order.offset, worst)))
    return views


def waiting_views(order: Order) -> list[View]:
    """OrderView and WaitingView of an order that waits."""
    terms = (order.trigger, order.source, order.distance, order.distance_ppm, order.activation, order.link)
    at = ties.starts_at(order)[0] if order.armed and order.kind != TWAP else 0
    moments = (order.slices, order.sliced, twap.next_us(order) if order.kind == TWAP else 0)
    return [order_view(order), ("WaitingView", (order.id, *terms, order.linked, order.armed, at, *moments))]


def totals_view(x: Exchange) -> View:
    """TotalsView."""
    markets = x.markets.values()
    return (
        "TotalsView",
        (
            len(x.accounts),
            sum(1 for _ in x.resting_orders()),
            sum(account.c for account in x.accounts.values()),
            sum(market.pool for market in markets),
            sum(market.insurance for market in markets),
            sum(market.fee_bucket for market in markets),
            x.tail,
            sum(market.shares for market in markets),
            x.tokens,
            0,
        ),
    )


def gate_views(x: Exchange) -> list[View]:
    """GateView, once it was closed."""
    return [("GateView", (int(x.gate_closed), x.gate_us))] if x.gate_us else []


def asset_totals_views(x: Exchange) -> list[View]:
    """One AssetTotalsView for each asset other than USDC."""
    held = {number: sum(account.amount(number) for account in x.accounts.values()) for number in x.assets}
    return [
        (
            "AssetTotalsView",
            (
                number,
                held[number],
                asset.tokens,
                asset.market.number,
                asset.decimals,
                asset.weight_initial,
                asset.weight_maintenance,
            ),
        )
        for number, asset in x.assets.items()
    ]
