"""Keeper `post_prices`: brings to the chain the verified prices that the engine's mark rounds used [PYTH-9].

Invariant: of each market the chain gets the very update that proves the index in force, never another, and never twice: what it has kept
is read from it each time. The local chain runs no receiver: there the price account is set; elsewhere the update goes to Pyth's own
account (post_receiver.py), and the program checks owner, verification and feed in both cases.
"""

import asyncio
from typing import Final

from msgspec import Struct

from quantdesk.chain import program_gen as program
from quantdesk.chain.follow import Outcome
from quantdesk.chain.network import PROGRAM, market_address
from quantdesk.chain.receiver import Oracle
from quantdesk.chain.rounds import index_due, newest_s
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.bring_prices import oracle_in_force, prices_bring, prices_in
from quantdesk.keepers.heard_prices import Proven
from quantdesk.keepers.parts import Parts, Ran, sent, views
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.records_gen import MarketQuery, MarketView
from quantdesk.runtime.clock import now_us
from quantdesk.store.evidence import Proof, index_proof

NAME = "post_prices"
INTERVAL_S = 1.0
MARKETS_ALL: Final = 0xFFFF
AGE_MAX_S: Final = 50
"""Older ones would be refused before they land: the chain takes none of more than 60 s."""
LOOK_BACK_US: Final = 120_000_000
UNITS_A_MARKET: Final = 6_000
MARKETS_A_TRANSACTION: Final = 8


class Due(Struct, frozen=True):
    """A price that the chain lacks. address: of the market; at: where the price account lies."""

    symbol: str
    address: bytes
    at: bytes
    proven: Proven


async def run_once(parts: Parts) -> Ran:
    """Posts what is due, several markets a transaction; nothing where mark rounds bring their own indices."""
    if parts.price_owner is not None:
        return Ran()
    view = await parts.view()
    due, behind_s = await _due(parts, view, oracle_in_force(view))
    await prices_bring(parts, view, [one.proven for one in due])
    pages = [due[at : at + MARKETS_A_TRANSACTION] for at in range(0, len(due), MARKETS_A_TRANSACTION)]
    await asyncio.gather(*(_posted(parts, view, page) for page in pages))
    return Ran(facts={"prices_behind_s": behind_s})


async def _due(parts: Parts, view: View, oracle: Oracle) -> tuple[list[Due], int]:
    """Markets whose index in force the chain does not have, and by how much the furthest is behind, seconds; 0: none."""
    listed = [one for one in await views(parts, MarketQuery(market=MARKETS_ALL), MarketView) if one.published]
    found = await parts.rpc.accounts([market_address(one.symbol) for one in listed]) if listed else None
    due: list[Due] = []
    behind_s = 0
    for one, account in zip(listed, found.accounts if found else (), strict=True):
        if account is None or account.owner != PROGRAM:
            continue
        market = program.Market.read(account.data)
        proven = await _proven(parts, one, market.feed)
        if proven is None or not index_due(market, proven.price.publish_time):
            continue
        price = proven.price
        behind_s = max(behind_s, price.publish_time - newest_s(market)) if market.indices_kept else behind_s
        if price.publish_time + AGE_MAX_S < view.unix_s:
            continue
        symbol = one.symbol.rstrip(b"\0").decode("ascii")
        due.append(Due(symbol, market_address(one.symbol), oracle.price_address(market.feed), proven))
    return due, behind_s


async def _proven(parts: Parts, market: MarketView, feed: bytes) -> Proven | None:
    """The proven price behind a market's index in force: as it was heard, else out of the table."""
    heard = parts.recent.prices.find(feed, market.index_price, market.tick_size)
    if heard is not None:
        return heard
    proof = await index_proof(parts.pool, market.market, market.index_price, now_us() - LOOK_BACK_US)
    price = price_of(proof, feed) if proof else None
    return Proven(price, proof.data) if proof and price else None


def price_of(proof: Proof, feed: bytes) -> PriceMessage | None:
    """The feed's price in a kept update; None when it is not in it."""
    return next(
        (one for one in prices_in(proof.data) if one.feed_id == feed and one.publish_time == proof.publish_s), None
    )


async def _posted(parts: Parts, view: View, page: list[Due]) -> None:
    """One transaction for these markets; one for each when the chain refuses it."""
    outcome = await _sent(parts, view, page)
    if outcome.state == "failed" and len(page) > 1:
        for one in page:
            await _sent(parts, view, [one])


async def _sent(parts: Parts, view: View, page: list[Due]) -> Outcome:
    where = view.addresses.exchange
    made = [program.update_oracle_price(PROGRAM, market=one.address, exchange=where, update=one.at) for one in page]
    return await sent(parts, NAME, (units_limit(UNITS_A_MARKET * len(page)), *made), lambda: _kept(parts, page))


async def _kept(parts: Parts, page: list[Due]) -> bool:
    """Whether the chain has all of these prices, or newer ones, finalised."""
    read = await parts.rpc.accounts([one.address for one in page])
    for one, account in zip(page, read.accounts, strict=True):
        if account is None or newest_s(program.Market.read(account.data)) < one.proven.price.publish_time:
            return False
    return True
