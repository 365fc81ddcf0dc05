"""Entries on the chain: how many orders of an account may have matched and not be over (BOOK-6).

Invariant: an order takes an entry with its first match and keeps it until 750 slots after its expiry, or until the owner's floor passes
it; the last sixteen of a table are for orders that only reduce.
"""

from typing import TYPE_CHECKING

from tests.sim.judge.state import SLOT_US, Account, Order, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

LEAST = 32
KEPT = 16
GRACE_SLOTS = 750
ANY = 65_535


def used(account: Account, ts_us: int) -> int:
    """Entries that are not free yet."""
    return sum(ts_us // SLOT_US <= expiry + GRACE_SLOTS for expiry in account.bound.values())


def most(x: "Exchange", order: Order) -> int:
    """Entries that an order may find taken before its own."""
    return x.entries if order.reduce_only or x.entries == ANY else x.entries - KEPT


def has_room(x: "Exchange", order: Order) -> bool:
    """Whether an order may match; what nobody signed needs no entry."""
    known = order.nonce in order.account.bound
    return not order.signed or known or used(order.account, x.ts_us) < most(x, order)


def check(x: "Exchange", order: Order) -> None:
    """An order that could not match does not rest either."""
    if not has_room(x, order):
        raise Refusal("entries_full", most(x, order), used(order.account, x.ts_us))


def bind(x: "Exchange", order: Order) -> None:
    """A match. Where nothing settles, none are counted."""
    if order.signed and x.entries != ANY:
        order.account.bound.setdefault(order.nonce, order.expiry)


def set_limit(x: "Exchange", entries: int) -> None:
    """SetEntryLimit."""
    if entries < LEAST:
        raise Refusal("record_malformed")
    x.entries = entries
    x.emit("EntryLimitSet", entries)
