"""The backstop of a local desk: an account of the desk's own that takes over what the book does not, and what its markets charge.

Invariant: it is named once, after its deposit was credited; running it again changes nothing [LIQ-2, LIQ-3, LIQ-5].
"""

from typing import Final

from quantdesk.bus.commands import CommandClient
from quantdesk.desk.keys import public_key
from quantdesk.desk.markets import ATOMS
from quantdesk.desk.plan import Plan
from quantdesk.desk.seed import ALL_MARKETS, SeedFailed, connected
from quantdesk.model.records_gen import (
    AccountView,
    ListMarket,
    MarketQuery,
    MarketView,
    OwnerQuery,
    Reason,
    Refused,
    Service,
    SetBackstop,
    SetRisk,
    events_decode,
    views_decode,
)

CLASSES: Final = {20_000: (2_500, 1_000_000), 40_000: (5_000, 500_000), 100_000: (10_000, 100_000)}
"""Liquidation fee in ppm and the most that insurance pays for one bankrupt in USD, by the initial fraction of a class."""
OTHERS: Final = (10_000, 25_000)


async def backstop_name(plan: Plan) -> None:
    """Names the desk's backstop and sets fee and insurance cap of every market. Errors: SeedFailed, and the adapters' own."""
    engine = await connected(plan, Service.DESK)
    try:
        owner = public_key(plan.keys.backstop)
        views = views_decode(await engine.query(OwnerQuery(owner=owner).encode()))
        account = next((view.account for view in views if isinstance(view, AccountView)), None)
        if account is None:
            raise SeedFailed(f"backstop: expected an account of {owner.hex()}, found none")
        await _send(engine, SetBackstop(account=account).encode())
        for view in views_decode(await engine.query(MarketQuery(market=ALL_MARKETS).encode())):
            if isinstance(view, MarketView):
                await _send(engine, risk_of(view).encode())
    finally:
        await engine.close()


def risk_of(view: MarketView | ListMarket) -> SetRisk:
    """Fee and insurance cap of a market by its class."""
    fee, cap = CLASSES.get(view.imf, OTHERS)
    return SetRisk(market=view.market, liquidation_fee=fee, insurance_cap=cap * ATOMS)


async def _send(engine: CommandClient, record: bytes) -> None:
    for event in events_decode(await engine.send(record)):
        if isinstance(event, Refused):
            raise SeedFailed(
                f"backstop refused: {Reason(event.reason).name.lower()}, expected {event.expected}, found {event.found}"
            )
