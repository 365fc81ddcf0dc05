"""Traders of the random world: orders near the price, cancels, shrinks, replacements, batches.

Invariant: messages are well formed; whether the exchange takes them is its matter.
"""

from typing import TYPE_CHECKING

from tests.sim import records
from tests.sim.judge.message import Message
from tests.sim.judge.money import TIERS
from tests.sim.judge.schema import COMMANDS
from tests.sim.judge.state import (
    BUY,
    FOK,
    GTC,
    GTD,
    ICEBERG,
    IOC,
    LIMIT,
    MARKET,
    NO_ID,
    PEGGED,
    SLIDE,
    TWAP,
    Account,
    Order,
)
from tests.sim.records import record

if TYPE_CHECKING:
    from tests.sim.world import World

# Records whose order id stands behind the header, their message behind it.
SIGNED_FIRST = (COMMANDS["PlaceOrder"].kind, COMMANDS["PlaceAlgo"].kind)


def price_near(world: "World", number: int, side: int, eager: float) -> int:
    """A limit price in ticks: around the mark, on the wrong side of it with the chance `eager`."""
    rng = world.rng
    shape = world.shape.markets[number]
    mark = (world.mirror.markets[number].mark or world.centre[number]) // 1000
    away = int(shape.spread * min(rng.random(), rng.random()) * 1.5)
    if rng.random() < eager:
        away = -away
    if rng.random() < 0.02:
        away *= 12
    return max(1, mark - away if side == BUY else mark + away)


def lots_of(world: "World", account: Account, number: int, side: int) -> int:
    """A size: often what would close the position, else anything up to the shape's."""
    rng = world.rng
    if reducing(account, number, side) and rng.random() < 0.45:
        return min(
            abs(account.positions[number].b) + rng.choice((0, 0, 0, 1, 3)), world.shape.markets[number].order_max
        )
    return rng.randint(1, max(1, int(world.shape.lots * rng.random())))


def signer_of(world: "World", account: Account) -> bytes:
    """The owner, sometimes one of the delegates."""
    draw = world.rng.random()
    keys = [key for key, terms in account.delegates.items() if terms.until > world.ts_us or draw < 0.02]
    return world.rng.choice(keys) if keys and draw < 0.5 else account.owner.key


def message_of(world: "World", account: Account, number: int, side: int, kind: int) -> Message:
    """A well-formed order message."""
    rng = world.rng
    tif = rng.choice((IOC, IOC, IOC, FOK)) if kind == MARKET else rng.choice((GTC,) * 14 + (GTD,) * 3 + (IOC, IOC, FOK))
    post_only = tif in (GTC, GTD) and rng.random() < 0.3
    life = rng.choice((0, 1, 3, 40)) if tif == GTD else rng.choice((60, 5_000, 500_000))
    return Message(
        account=account.number,
        nonce=world.nonce(),
        expiry=world.slot() + life,
        client=world.client_order_id(),
        price=price_near(world, number, side, 0.05 if post_only else 0.9 if tif in (IOC, FOK) else 0.4),
        size=lots_of(world, account, number, side),
        market=number,
        side=side,
        reduce_only=rng.random() < (0.25 if reducing(account, number, side) else 0.02),
        tif=tif,
        post_only=post_only,
        self_trade=rng.choice((0, 0, 0, 1, 2, 3)),
        fee_cap=fee_cap_of(world, account, post_only),
        amount=0,
        group=rng.choice((0, 0, 1, 3)),
    )


def reducing(account: Account, number: int, side: int) -> bool:
    """Whether the side is against the position."""
    position = account.positions.get(number)
    return position is not None and bool(position.b) and (position.b > 0) == (side != BUY)


def fee_cap_of(world: "World", account: Account, post_only: bool) -> int:
    """A fee cap in ppm: wide, or so tight that a rise of the tier makes it bind."""
    rng = world.rng
    if rng.random() < 0.75:
        return 500
    maker, taker = TIERS[account.owner.tier]
    if rng.random() < 0.8:
        return max(0, maker) if post_only else taker
    return rng.choice((0, 50, 100, 400, 655_350))


def side_of(world: "World", account: Account, number: int) -> int:
    """A side: rather the one that reduces when a position is there."""
    rng = world.rng
    position = account.positions.get(number)
    if position is not None and position.b and rng.random() < 0.6:
        return 1 if position.b > 0 else 0
    return rng.randrange(2)


def order(world: "World", account: Account | None = None) -> bytes:
    """PlaceOrder."""
    account = account or world.account()
    number = world.market()
    kind = MARKET if world.rng.random() < 0.1 else LIMIT
    message = message_of(world, account, number, side_of(world, account, number), kind)
    if message.post_only and world.rng.random() < 0.4:
        kind = SLIDE
    data = records.order_message(message)
    placed = records.place(data, signer_of(world, account), kind)
    remember(world, placed)
    return placed


def tied_to(world: "World", account: Account, number: int, side: int) -> tuple[bytes, int, int]:
    """Id, market and side of an order of the account that another may be tied to: one that rests, or that was sent before."""
    rng = world.rng
    found = open_order(world, account)
    if found is not None and rng.random() < 0.6:
        return found.id, found.market, found.side
    own = account.number.to_bytes(8, "little")
    sent = [one for one in world.sent[-40:] if one[0] in SIGNED_FIRST and one[28:36] == own]
    if not sent:
        return rng.randbytes(16), number, side
    one = rng.choice(sent)
    return one[4:20], int.from_bytes(one[72:74], "little"), one[74] & 1


def waiting_order(world: "World", account: Account | None = None) -> bytes:
    """PlaceAlgo: a stop, a take-profit or a trailing stop, alone or tied to an order of the account."""
    rng = world.rng
    account = account or world.account()
    number = world.market()
    mark = (world.mirror.markets[number].mark or world.centre[number]) // 1000
    spread = world.shape.markets[number].spread
    side = side_of(world, account, number)
    link, named = rng.choice((0, 0, 0, 1, 2, 2)), NO_ID
    if link:
        named, number, side = tied_to(world, account, number, side)
        side = side if link == 1 else 1 - side
    kind = rng.choice((3, 3, 4, 5, 5, 6, 7, 7, TWAP, TWAP))
    if kind == TWAP:
        return sliced_order(world, account, number, side_of(world, account, number))
    stops = kind in (3, 4)
    message = message_of(world, account, number, side, MARKET if kind in (3, 5, 7) else LIMIT)
    values = dict(message.__dict__)
    falls = (side != BUY) == stops
    away = rng.randint(0, spread)
    if rng.random() < 0.03:
        falls = not falls
    if kind != 7:
        values.update(trigger=max(1, mark - away if falls else mark + away), trigger_falls=falls)
    values.update(reduce_only=bool(link == 2 or rng.random() < 0.4), price=price_near(world, number, side, 0.9))
    if kind in (3, 5, 7):
        values.update(post_only=False)
    by_ticks = rng.random() < 0.5
    distance = rng.randint(1, max(1, spread // 2)) if kind == 7 and by_ticks else 0
    ppm = rng.choice((1, 5_000, 20_000, 90_000)) if kind == 7 and not by_ticks else 0
    activation = rng.choice((0, 0, mark + away, max(1, mark - away))) if kind == 7 else 0
    data = records.order_message(Message(**values))
    terms = (rng.randrange(3), distance, ppm, activation, link, named)
    placed = records.algo(data, signer_of(world, account), kind, *terms)
    remember(world, placed)
    return placed


def order_on_terms(world: "World", account: Account | None = None) -> bytes:
    """PlaceAlgo: an iceberg or a pegged order, now and then on terms that do not fit."""
    rng = world.rng
    account = account or world.account()
    number = world.market()
    side = side_of(world, account, number)
    spread = world.shape.markets[number].spread
    message = message_of(world, account, number, side, LIMIT)
    values = dict(message.__dict__)
    values.update(self_trade=rng.choice((0, 0, 1, 2, 3, 3)))
    source = display = offset = 0
    if rng.random() < 0.5:
        kind = ICEBERG
        display = rng.choice((1, -(-message.size // 20), -(-message.size // 3), message.size, message.size + 1))
    else:
        kind, source = PEGGED, rng.choice((0, 0, 0, 1, 1, 2))
        away = rng.randint(-2, spread)
        offset = rng.choice((0, away, away, away, 2**31 - 1))
        offset = -offset if side == BUY else offset
        beyond = rng.randint(-spread // 2, spread * 2)
        values.update(post_only=rng.random() < 0.95, price=max(1, message.price + (beyond if side == BUY else -beyond)))
    if values["post_only"]:
        values.update(tif=rng.choice((GTC, GTC, GTD)))
    data = records.order_message(Message(**values))
    terms = (source, int(rng.random() < 0.02), 0, 0, 0, NO_ID)
    placed = records.algo(data, signer_of(world, account), kind, *terms, display=display, offset=offset)
    remember(world, placed)
    return placed


def sliced_order(world: "World", account: Account, number: int, side: int) -> bytes:
    """PlaceAlgo: a TWAP of a few slices, now and then one that does not fit."""
    rng = world.rng
    values = dict(message_of(world, account, number, side, MARKET).__dict__)
    values.update(tif=IOC if rng.random() < 0.95 else FOK, post_only=False, size=max(2, values["size"]))
    values.update(self_trade=rng.choice((0, 0, 0, 0, 1, 2, 3)), reduce_only=rng.random() < 0.3)
    values.update(price=price_near(world, number, side, 0.95), expiry=world.slot() + rng.choice((50, 5_000, 500_000)))
    slices = rng.choice((2, 2, 3, 4, 6, 6, 1, 2_881))
    terms = (rng.choice((0,) * 19 + (1,)), 0, 0, 0, 0, NO_ID)
    data = records.order_message(Message(**values))
    placed = records.algo(data, signer_of(world, account), TWAP, *terms, slices=slices)
    remember(world, placed)
    return placed


def remember(world: "World", sent: bytes) -> None:
    """Keeps some of what was sent, to send it again one day."""
    if world.rng.random() < 0.1:
        world.sent.append(sent)
        if len(world.sent) > 200:
            del world.sent[0]


def open_order(world: "World", account: Account | None) -> Order | None:
    """A resting order of somebody, or of the account."""
    account = account or world.account()
    orders = [order for position in account.positions.values() for order in position.orders.values()]
    return world.rng.choice(orders) if orders else None


def change(world: "World", account: Account | None = None) -> bytes:
    """Cancel, cancel-all, shrink or replace of a resting order."""
    rng = world.rng
    crowded = len(world.mirror.orders) > world.shape.open_orders
    found = open_order(world, account)
    if found is None:
        return order(world, account)
    number = found.account.number
    draw = rng.random()
    by_id = rng.random() < 0.6
    name = (found.id, 0) if by_id else (NO_ID, found.client_order_id)
    if draw < (0.75 if crowded else 0.35):
        if world.mirror.waiting and rng.random() < 0.1:
            return record("CancelOrder", number, rng.choice(list(world.mirror.waiting)), 0)
        return record("CancelOrder", number, *name)
    if draw < (0.85 if crowded else 0.4):
        market, side = rng.choice((65_535, found.market)), rng.randrange(3)
        if rng.random() < 0.4:
            return record("CancelAll", number, market, side)
        return record("CancelMany", number, market, side, rng.choice((found.group, 4, 1)), int(rng.random() < 0.2))
    if draw < 0.55:
        return record("ShrinkOrder", number, *name, rng.randint(0, found.left))
    return replacement(world, found)


def replacement(world: "World", found: Order) -> bytes:
    """ReplaceOrder: often smaller at the same price."""
    rng = world.rng
    account = found.account
    side = found.side if rng.random() < 0.95 else 1 - found.side
    message = message_of(world, account, found.market, side, LIMIT)
    if rng.random() < 0.4:
        values = dict(message.__dict__)
        values.update(price=found.price, size=max(1, found.left - rng.randint(0, 2)), tif=GTC, post_only=False)
        values.update(expiry=world.slot() + 5_000)
        message = Message(**values)
    data = records.order_message(message)
    kind = SLIDE if message.post_only and rng.random() < 0.3 else LIMIT
    sent = records.replace(found.id, data, signer_of(world, account), kind)
    remember(world, sent)
    return sent


def ladder(world: "World", account: Account) -> bytes:
    """A Batch of which all are taken or none: post-only orders of one side, now and then with one that does not belong."""
    rng = world.rng
    number = world.market()
    side = side_of(world, account, number)
    items: list[bytes] = []
    for _ in range(rng.choice((1, 2, 3, 5))):
        if items and rng.random() < 0.06:
            items.append(rng.choice((rng.choice(items), order(world, account), change(world, account))))
            continue
        values = dict(message_of(world, account, number, side, LIMIT).__dict__)
        values.update(post_only=True, tif=rng.choice((GTC, GTC, GTD)), price=price_near(world, number, side, 0.02))
        data = records.order_message(Message(**values))
        items.append(records.place(data, signer_of(world, account), rng.choice((LIMIT, LIMIT, SLIDE))))
        remember(world, items[-1])
    return records.batch_of(account.number, items, int(rng.random() < 0.97) or 2)


# What a batch holds beside plain orders and changes.
TERMED = (waiting_order, order_on_terms)


def several(world: "World") -> bytes:
    """A Batch of one account."""
    account = world.account()
    rng = world.rng
    if rng.random() < 0.25:
        return ladder(world, account)
    count = rng.choice((0, 1, 2, 3, 5, 8))
    items = [
        (order if rng.random() < 0.5 else change if rng.random() < 0.7 else rng.choice(TERMED))(world, account)
        for _ in range(count)
    ]
    return records.batch_of(account.number, items)
