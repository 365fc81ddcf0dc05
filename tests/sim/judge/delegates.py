"""Keys that sign for an account: how long, in which markets, for how much a day, how far from the index (SIG-4).

Invariant: what the orders of a key filled in a UTC day is at most what its owner allows; a key that comes back has no more of the day.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import tiers
from tests.sim.judge.state import DAY_US, DELEGATES_MAX, EVERY_MARKET, LIFE_US, Account, Key, Market, Order, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


def acknowledge(account: Account, inbox: int) -> int:
    """CUST-5: the owner instruction that an event acknowledges; 0 when it is acknowledged already."""
    if inbox <= account.inbox:
        return 0
    account.inbox = inbox
    return inbox


def add(x: "Exchange", account: Account, key: bytes, until: int, inbox: int, *bounds: int) -> None:
    """AddDelegate: signs orders until it expires, at most 180 days ahead; bounds: markets, amount a day, near the index."""
    if bounds[-1] > 1:
        raise Refusal("record_malformed")
    if not x.ts_us < until <= x.ts_us + LIFE_US:
        raise Refusal("delegate_expiry")
    account.delegates = {held: known for held, known in account.delegates.items() if known.until > x.ts_us}
    if key in account.delegates or key == account.owner.key:
        raise Refusal("delegate_exists")
    if len(account.delegates) >= DELEGATES_MAX:
        raise Refusal("delegate_limit", DELEGATES_MAX, len(account.delegates))
    account.delegates[key] = Key(until, *bounds)
    x.emit("DelegateAdded", account.number, key, until, inbox, *bounds)


def remove(x: "Exchange", account: Account, key: bytes, inbox: int) -> None:
    """RemoveDelegate: what it signed is cancelled when it would match; told also when only the chain waits."""
    gone = account.delegates.pop(key, None)
    if (gone is None or gone.until <= x.ts_us) and inbox <= account.inbox:
        raise Refusal("delegate_unknown")
    x.emit("DelegateRemoved", account.number, key, acknowledge(account, inbox))


def live(account: Account, signer: bytes, ts_us: int) -> bool:
    """The owner, or a delegate that has not expired."""
    return signer == account.owner.key or (signer in account.delegates and account.delegates[signer].until > ts_us)


def key_of(order: Order) -> Key | None:
    """The key that signed an order; None: the owner's, or nobody's."""
    return None if not order.signed else order.account.delegates.get(order.signer)


def trades_here(order: Order) -> bool:
    """Whether the key of an order may trade its market."""
    key = key_of(order)
    return key is None or key.markets == EVERY_MARKET or bool(order.market < 64 and key.markets >> order.market & 1)


def traded(order: Order, ts_us: int) -> int:
    """Atoms that the key of an order traded today."""
    day, atoms = order.account.days.get(order.signer, (0, 0))
    return atoms if day == ts_us // DAY_US else 0


def fits_day(order: Order, atoms: int, ts_us: int) -> bool:
    """Whether its key may trade so much more today."""
    key = key_of(order)
    return key is None or not key.amount or traded(order, ts_us) + atoms <= key.amount


def fits_price(x: "Exchange", market: Market, order: Order, price: int) -> bool:
    """Whether its key may fill at a price: any, or within 50 bps of an index that a round may be made by."""
    key = key_of(order)
    near = abs(price * 1000 - market.index) * 200 <= market.index
    return key is None or not key.near or (near and tiers.closes(x, market, "round"))


def check_market(order: Order) -> None:
    """An order in a market that its owner did not name."""
    key = key_of(order)
    if key is not None and not trades_here(order):
        raise Refusal("delegate_market", key.markets.bit_count(), order.market)


def check_day(x: "Exchange", market: Market, order: Order) -> None:
    """An order that could not fill whole at its own limit."""
    asked = market.tick_value * order.price * order.size
    key = key_of(order)
    if key is not None and not fits_day(order, asked, x.ts_us):
        raise Refusal("delegate_day", max(0, key.amount - traded(order, x.ts_us)), asked)


def count(order: Order, atoms: int, ts_us: int) -> None:
    """A fill of an order of a key whose day is bounded."""
    key = key_of(order)
    if key is not None and key.amount:
        order.account.days[order.signer] = (ts_us // DAY_US, traded(order, ts_us) + atoms)
