"""Questions to core and judge alike: previews, stress, single orders, owners, liquidation prices.

Invariant: which questions are asked depends on the sequence number alone, so that a replay asks the same.
"""

import random
from collections.abc import Iterator

from tests.sim.judge import answers, views
from tests.sim.judge.exchange import Exchange
from tests.sim.judge.state import EVERY, NO_ID, WAITING, Account, Order
from tests.sim.subject import Subject, named

PREVIEWS = 6
Finding = tuple[str, object, object]


def questions(core: Subject, judge: Exchange) -> Iterator[Finding]:
    """What was asked, the core's answer, the judge's."""
    rng = random.Random(judge.seq)
    for _ in range(PREVIEWS):
        yield from previewed(rng, core, judge)
    account = rng.choice(list(judge.accounts.values()))
    shift = rng.choice((-1_000_000, -300_000, -1, 0, 1, 50_000, 2_000_000, -1_500_000))
    wanted = [views.head(judge), ("StressView", answers.stress(judge, account, shift))]
    yield "stress", core.ask("StressQuery", account.number, shift), wanted
    found = [view for view in core.ask("OwnerQuery", account.owner.key) if view[0] == "AccountView"]
    owned = [next(views.account_views(judge, one)) for one in account.owner.accounts]
    yield "accounts of an owner", found, owned
    yield from remembered(rng, core, judge, account)
    for one in rng.sample(list(judge.accounts.values()), min(4, len(judge.accounts))):
        yield from liquidation_prices(core, judge, one)


def previewed(rng: random.Random, core: Subject, judge: Exchange) -> Iterator[Finding]:
    """A wish near the market."""
    number = rng.choice((*judge.accounts, 0)) if rng.random() < 0.05 else rng.choice(list(judge.accounts))
    market = rng.choice((*judge.markets, 61)) if rng.random() < 0.05 else rng.choice(list(judge.markets))
    mark = judge.markets[market].mark // 1000 if market in judge.markets else 100
    price = max(0, mark + rng.randint(-12, 12))
    size = rng.choice((0, 1, 2, 5, 9, 30, 400))
    switches = (rng.randrange(2), int(rng.random() < 0.2), rng.choice((0, 0, 0, 1, 2, 3)))
    side, kind, tif = switches
    wish = (market, side, kind, tif, int(rng.random() < 0.2), int(rng.random() < 0.3), price, size)
    answer = core.ask("PreviewQuery", number, *wish)
    found = answer[1][1][:10]
    yield f"preview of {number} {wish}", found, answers.preview(judge, number, wish)


def remembered(rng: random.Random, core: Subject, judge: Exchange, account: Account) -> Iterator[Finding]:
    """Orders of an account by both their names, open, final and refused ones; one that is not there."""
    orders: list[Order] = list(account.memory.values())
    for order in rng.sample(orders, min(4, len(orders))):
        told = views.waiting_views(order) if order.state == WAITING else views.resting_views(order)
        wanted = [views.head(judge), *told]
        yield "order by id", core.ask("OrderQuery", account.number, order.id, 0), wanted
        yield "order by client order id", core.ask("OrderQuery", account.number, NO_ID, order.client_order_id), wanted
    yield "order unknown", core.ask("OrderQuery", account.number, b"\1" * 16, 0), [views.head(judge)]
    depth = rng.choice((1, 2, 5))
    for market in judge.markets.values():
        yield "best levels", core.ask("BookQuery", market.number, depth)[1:], views.level_views(market, depth)
        open_orders = core.ask("OpenOrdersQuery", account.number, market.number)[1:]
        yield "open orders of a market", open_orders, views.open_order_views(account, market.number)
    yield "market unknown", core.ask("MarketQuery", EVERY - 1), [views.head(judge)]


def liquidation_prices(core: Subject, judge: Exchange, account: Account) -> Iterator[Finding]:
    """Every liquidation price that an account is told."""
    for view in core.ask("AccountQuery", account.number):
        if view[0] == "PositionView":
            fields = named(view)
            price, market = int(fields["liquidation_price"]), int(fields["market"])
            flaw = answers.liquidation_price_flaw(judge, account, market, price)
            yield f"liquidation price {price} of {account.number} in {market}", flaw, None
