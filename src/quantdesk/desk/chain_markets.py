"""The desk's markets on its chain, the collateral that they price and what may be borrowed on it: the same list that seeds the engine,
in the bytes that the engine takes (CUST-2, CUST-39, CUST-47, ORC-4).

Invariant: grids, bands and margin fractions are the engine's record; a market that is on the chain stays as it is.
"""

import asyncio
from typing import Final

from quantdesk.chain import program_gen as program
from quantdesk.chain.instruction import Meta
from quantdesk.chain.network import PROGRAM, Addresses, market_address
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner, units_limit
from quantdesk.desk.backstop import risk_of
from quantdesk.desk.borrowing import TERMS
from quantdesk.desk.landing import send_seen
from quantdesk.desk.markets import LISTINGS, Listing
from quantdesk.desk.seed import sol_asset
from quantdesk.ingest.feeds import FEED_IDS

UNITS_MAX: Final = 200_000
# ORC-4: the mark moves by at most a tenth of the maintenance fraction a second.
ENVELOPE_PARTS: Final = 10


async def markets_open(rpc: Rpc, where: Addresses, payer: KeySigner, admins: list[KeySigner]) -> None:
    """Lists what is not listed. Errors: TransactionFailed, ChainUnavailable."""
    await asyncio.gather(*(_market_open(rpc, where, payer, admins, listing) for listing in LISTINGS))


async def _market_open(rpc: Rpc, where: Addresses, payer: KeySigner, admins: list[KeySigner], listing: Listing) -> None:
    market, asset = listing.market, sol_asset()
    address = market_address(market.symbol)
    priced = asset.encode() + TERMS.encode() if asset.market == market.market else b""
    opening = program.initialize_market(
        PROGRAM,
        payer=payer.public,
        exchange=where.exchange,
        risk=where.risk,
        market=address,
        symbol=market.symbol,
        feed=FEED_IDS[market.symbol.rstrip(b"\0").decode("ascii")],
        envelope_ppm=market.mmf // ENVELOPE_PARTS,
        record=market.encode() + listing.margin.encode() + risk_of(market).encode() + priced,
        more=tuple(Meta(admin.public, True, False) for admin in admins),
    )
    await send_seen(
        rpc,
        (units_limit(UNITS_MAX), opening),
        (payer, *admins),
        [address],
        lambda now: now[0] is not None and now[0].owner == PROGRAM,
    )
