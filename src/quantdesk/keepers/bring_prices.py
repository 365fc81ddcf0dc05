"""Proven prices to the price accounts that the program reads: what `post_prices` and `resolve` do alike [PYTH-9, CUST-18].

Invariant: the local chain runs no receiver: there the price account is set. Elsewhere the signed update goes to the receiver that the
exchange names, when it is one of Pyth's.
"""

from collections.abc import Sequence

from quantdesk.chain.prices import price_account, price_set
from quantdesk.chain.receiver import ROUTERS, Oracle, oracle_of
from quantdesk.chain.view import View
from quantdesk.keepers.heard_prices import Proven
from quantdesk.keepers.parts import Parts
from quantdesk.keepers.post_receiver import brought
from quantdesk.model.base58 import decode_base58
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_update import PriceMessage, UpdateRefused, message_read, update_read
from quantdesk.runtime.settings import PYTH_RECEIVER


def receiver_of(view: View) -> bytes:
    """The program whose price accounts the exchange takes."""
    return view.exchange.receiver if any(view.exchange.receiver) else decode_base58(PYTH_RECEIVER, 32)


def oracle_in_force(view: View) -> Oracle:
    """The generation of Pyth that tells where price accounts lie."""
    return oracle_of(receiver_of(view)) or ROUTERS


async def prices_bring(parts: Parts, view: View, proven: Sequence[Proven]) -> None:
    """Brings prices to the accounts of their feeds; one of a stranger's receiver is brought by him alone."""
    owner, oracle = receiver_of(view), oracle_in_force(view)
    if parts.rpc.genesis == GENESIS_HASH_LOCALNET:
        for one in proven:
            at, data = (
                oracle.price_address(one.price.feed_id),
                price_account(one.price, parts.operator.public, view.slot),
            )
            await price_set(parts.rpc, at, owner, data)
    elif owner == oracle.receiver:
        await brought(parts, oracle, proven)


def prices_in(update: bytes) -> list[PriceMessage]:
    """Prices of an update that was kept; none of one that cannot be read."""
    try:
        messages = [message_read(leaf.message) for leaf in update_read(update).leaves]
    except UpdateRefused:
        return []
    return [one for one in messages if isinstance(one, PriceMessage)]
