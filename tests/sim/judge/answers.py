"""What-if answers of the judged exchange: previews, stress, liquidation prices.

Invariant: a preview runs the order itself against what its account can see, and takes everything back (BOOK-11); a
liquidation price is not computed here but judged: at it the account can be liquidated, one step nearer to now it cannot.
"""

from tests.sim.judge import crowd, margin, money, orders, undo
from tests.sim.judge.exchange import Exchange
from tests.sim.judge.schema import CANCEL, REASON
from tests.sim.judge.state import BUY, NO_ID, PPM, SLOT_US, Account, Market, Order, Refusal

FEE_CAP_ANY = 655_350
# Cancel reasons that, with nothing filled, a preview tells as a refusal.
STOPS = {
    "margin": "margin_initial",
    "band": "price_band",
    "open_interest": "open_interest_limit",
    "position_limit": "position_limit",
    "fee_cap": "fee_cap",
    "overflow": "overflow",
    "reduce_only": "reduce_only_nothing",
    "entries": "entries_full",
    "delegate_day": "delegate_day",
}
STOP_NAMES = {number: name for name, number in CANCEL.items()}
NOTHING = (0,) * 10


def preview(x: Exchange, number: int, wish: tuple[int, ...]) -> tuple[int, ...]:
    """PreviewView without its liquidation price: reason, filled, resting, average, fee, equities, requirements, b."""
    account = x.accounts.get(number)
    if account is None:
        return (REASON["account_unknown"], *NOTHING[1:])
    order = Order(account, NO_ID, account.owner.key, wish[2])
    order.market, order.side, _, order.tif, post_only, reduce_only, order.price, order.size = wish
    if order.side > 1 or order.kind > 1 or order.tif > 3 or post_only > 1 or reduce_only > 1:
        return (REASON["record_malformed"], *NOTHING[1:])
    order.post_only, order.reduce_only = bool(post_only), bool(reduce_only)
    order.fee_cap, order.expiry, order.arrival = FEE_CAP_ANY, x.ts_us // SLOT_US, (x.seq + 1, 0)
    if order.market not in x.markets:
        return (REASON["market_unknown"], *NOTHING[1:])
    market = x.markets[order.market]
    account.position(market.number)
    everything, start, levels = undo.Everything(x, market, order), len(x.happened), set(x.touched_levels)
    crowd.gather(x, market, order)
    try:
        orders.check_message(x, order)
        orders.admit(x, market, order)
        orders.execute(x, market, order, None)
        told = outcome(x, market, order, start)
    except Refusal as refusal:
        told = (REASON[refusal.reason], 0, 0, 0, 0, *outlook(x, account, market))
    everything.give_back()
    x.unseen.clear()
    del x.happened[start:]
    x.touched_levels = levels
    return told


def outcome(x: Exchange, market: Market, order: Order, start: int) -> tuple[int, ...]:
    """What came of an order, by its events."""
    fills = [values for codec, _, values in x.happened[start:] if codec.name == "OrderFilled"]
    stops = [v for codec, _, v in x.happened[start:] if codec.name == "OrderCancelled" and v[0] == order.id]
    reason = 0
    if stops and not fills:
        reason = REASON[STOPS.get(STOP_NAMES[stops[0][-1]], "none")]
    lots = sum(values[3] for values in fills)
    worth = sum(values[2] * values[3] for values in fills) * 1000
    average = (money.ceil_div(worth, lots) if order.side == BUY else worth // lots) if lots else 0
    fee = sum(values[13] for values in fills)
    return (reason, lots, order.left, average, fee, *outlook(x, order.account, market))


def outlook(x: Exchange, account: Account, market: Market) -> tuple[int, ...]:
    """Equities, requirements and position."""
    return (*margin.health(account, x.markets), account.positions[market.number].b)


def health_at(x: Exchange, account: Account, marks: dict[int, int]) -> tuple[int, int]:
    """Net and maintenance requirement with other marks."""
    kept = {number: x.markets[number].mark for number in marks}
    for number, mark in marks.items():
        x.markets[number].mark = mark
    health = margin.health(account, x.markets)
    for number, mark in kept.items():
        x.markets[number].mark = mark
    return health.net, health.maintenance


def stress(x: Exchange, account: Account, shift: int) -> tuple[int, ...]:
    """StressView: all marks moved by millionths."""
    marks = {number: max(0, x.markets[number].mark * (PPM + shift) // PPM) for number in account.positions}
    net, keep = health_at(x, account, marks)
    exposed = any(position.b for position in account.positions.values())
    return account.number, shift, net, keep, int(exposed and net <= keep)


def liquidation_price_flaw(x: Exchange, account: Account, number: int, told: int) -> str | None:
    """What is wrong with a liquidation price: not liquidatable there, or already nearer to now."""
    market, b = x.markets[number], account.positions[number].b
    highest = market.parameters.price_max * 1000

    def ends(mark: int) -> bool:
        net, keep = health_at(x, account, {number: mark})
        return net <= keep

    if b == 0:
        return None if told == 0 else "a price without a position"
    if told == 0:
        return "none although there is one" if ends(1 if b > 0 else highest) else None
    nearer = told + (1 if b > 0 else -1)
    if not ends(told):
        return "cannot be liquidated there"
    if 0 < nearer <= highest and ends(nearer):
        return "can be liquidated nearer to now"
    return None
