"""What keeper `changes` tells the engine: changes of what items are judged by, and numbers that the chain has already [CUST-50].

Invariant: the engine is told of nothing that the chain would refuse: the program itself is asked before, on the chain's own state, and
the core judges by the same bounds. Where the log has no change to land and the numbers differ, the chain is right.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec

from quantdesk.chain.changes import UNITS, Kind, applying, pricing_of
from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.network import market_address
from quantdesk.chain.program_gen import Market, PendingChange, Risk
from quantdesk.chain.transaction import transaction_sign, units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.parts import CommandRefused, Parts, command
from quantdesk.model.records_gen import (
    AnswerHead,
    AssetTotalsView,
    ChangeAsset,
    ChangeMarket,
    MarketQuery,
    MarketView,
    Query,
    Reason,
    TotalsQuery,
    views_decode,
)
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get
from quantdesk.store.changes import changes_taken
from quantdesk.store.projections import applied_seq
from quantdesk.store.settlement import holds_list

ALL_MARKETS: Final = 65_535
# The projection comes as far as the engine's answer within so long, or it is looked at again later.
PROJECTED_S: Final = 2.0
# The engine sums over all accounts for it.
FOLLOW_S: Final = 60.0
LOOK_S: Final = 0.05

Told = ChangeMarket | ChangeAsset


class Engine(msgspec.Struct, frozen=True):
    """Numbers of markets and assets as the engine had them. seq: behind this command at the latest."""

    seq: int
    markets: dict[int, MarketView]
    assets: dict[int, AssetTotalsView]

    def addresses(self, program: bytes) -> dict[int, bytes]:
        """Where the markets lie on the chain."""
        return {number: market_address(view.symbol, program) for number, view in self.markets.items()}


async def engine_ask(parts: Parts, *queries: Query) -> Engine:
    """What the engine answers."""
    told = [view for query in queries for view in views_decode(await parts.engine.query(query.encode()))]
    return Engine(
        max(view.seq for view in told if isinstance(view, AnswerHead)),
        {view.market: view for view in told if isinstance(view, MarketView)},
        {view.asset: view for view in told if isinstance(view, AssetTotalsView)},
    )


def margin_told(engine: Engine, change: PendingChange) -> Told | None:
    """The market with the fractions and the least requirement of a change; None: the engine does not know it."""
    now = engine.markets.get(change.number)
    imf, mmf, least = change.amounts
    return None if now is None else market_told(now, change.id_, imf=imf, mmf=mmf, requirement_min=least)


def limits_told(engine: Engine, change: PendingChange) -> Told | None:
    """The market with the limits of a change; None: the engine does not know it."""
    now = engine.markets.get(change.number)
    position, interest, order = change.amounts
    return (
        None
        if now is None
        else market_told(now, change.id_, position_max=position, open_interest_max=interest, order_max=order)
    )


def market_told(now: MarketView, change: int, **changed: int) -> ChangeMarket:
    """A market with other numbers."""
    names = ("order_max", "position_max", "open_interest_max", "imf", "mmf", "requirement_min")
    numbers = {name: int(getattr(now, name)) for name in names} | changed
    return ChangeMarket(change=change, market=now.market, **numbers)


def weights_told(_: Engine, change: PendingChange) -> Told | None:
    """The asset with the weights of a change."""
    market, decimals = pricing_of(change)
    initial, maintenance = change.amounts[1:]
    return ChangeAsset(
        change=change.id_, asset=change.number, market=market, decimals=decimals,
        weight_initial=initial, weight_maintenance=maintenance,
    )  # fmt: skip


TELLS: Final[dict[int, Callable[[Engine, PendingChange], Told | None]]] = {
    Kind.MARKET_MARGIN: margin_told,
    Kind.MARKET_LIMITS: limits_told,
    Kind.ASSET_WEIGHTS: weights_told,
}


async def change_tell(parts: Parts, view: View, address: bytes, change: PendingChange) -> str:
    """Has the engine take a change that is due; why chain or engine do not take it, or nothing. A change waits while markets are held:
    items that the chain does not take would stand behind it. Told twice, or after a later one, it is refused.

    Errors: ChainUnavailable, TransactionFailed, of the runtime.
    """
    if await holds_list(parts.pool):
        return ""
    engine = await engine_ask(parts, MarketQuery(market=ALL_MARKETS))
    told = TELLS[change.kind](engine, change)
    if told is None:
        return f"market {change.number}: expected it in the engine, found none"
    markets = engine.addresses(view.addresses.program)
    made = applying(view.addresses, address, change, markets, parts.operator.public)
    signed = transaction_sign((units_limit(UNITS), made), (parts.operator,), await parts.rpc.blockhash())
    try:
        await parts.rpc.simulate(signed.raw)
    except TransactionFailed as error:
        if error.code is None:
            raise
        return str(error)
    try:
        events = await command(parts, told, (Reason.CHANGE_KNOWN,))
    except CommandRefused as error:
        return str(error)
    if not events:
        is_taken = not await _projected(parts, engine.seq) or change.id_ in await _taken(parts)
        return (
            "" if is_taken else f"change {change.id_}: expected the last one of the engine below it, found a later one"
        )
    get().info("change_told", change=change.id_, kind=change.kind)
    return ""


async def numbers_follow(parts: Parts) -> None:
    """Tells the engine what the chain has otherwise, where no change is on its way there. Errors: ChainUnavailable, CommandRefused."""
    if monotonic_s() - parts.recent.followed_s < FOLLOW_S:
        return
    parts.recent.followed_s = monotonic_s()
    engine = await engine_ask(parts, MarketQuery(market=ALL_MARKETS), TotalsQuery())
    if not await _differing(parts, engine):
        return
    if not await _projected(parts, engine.seq) or await _taken(parts):
        return
    # What the engine took before is in the log by now, and none of it waits: the chain that is read from here on has all of it.
    for told in await _differing(parts, engine):
        get().warning("change_followed", told=repr(told))
        await command(parts, told)


async def _differing(parts: Parts, engine: Engine) -> list[Told]:
    """What the finalised chain has otherwise than the engine, as commands. What only one of both has listed differs in nothing."""
    where = await parts.viewer.addresses()
    markets = engine.addresses(where.program)
    first, *others = (await parts.rpc.accounts([where.risk, *markets.values()])).accounts
    if first is None:
        return []
    risk, found = Risk.read(first.data), [Market.read(one.data) for one in others if one is not None]
    wanted: list[Told] = []
    for market in found:
        now, row = engine.markets.get(market.number), risk.rows[market.number]
        if now is not None:
            wanted.append(
                market_told(
                    now, 0, order_max=market.order_max, position_max=market.position_max,
                    open_interest_max=market.open_interest_max, imf=row.imf_ppm, mmf=row.mmf_ppm,
                    requirement_min=row.requirement_min_atoms,
                )
            )  # fmt: skip
    same: list[Told] = [market_told(now, 0) for now in engine.markets.values()]
    for number, known in engine.assets.items():
        row_of, weights = risk.assets[number], (known.weight_initial, known.weight_maintenance)
        if row_of.tick_size and (row_of.weight_initial_ppm, row_of.weight_maintenance_ppm) != weights:
            wanted.append(
                ChangeAsset(
                    change=0, asset=number, market=row_of.market, decimals=row_of.decimals,
                    weight_initial=row_of.weight_initial_ppm, weight_maintenance=row_of.weight_maintenance_ppm,
                )
            )  # fmt: skip
    return [told for told in wanted if told not in same]


async def _taken(parts: Parts) -> set[int]:
    return {one.change for one in await changes_taken(parts.pool)}


async def _projected(parts: Parts, seq: int) -> bool:
    """Whether the tables are as far as a command, or come there soon."""
    until_s = monotonic_s() + PROJECTED_S
    while await applied_seq(parts.pool) < seq:
        if monotonic_s() > until_s:
            return False
        await asyncio.sleep(LOOK_S)
    return True
