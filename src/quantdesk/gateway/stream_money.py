"""What the private channels account, positions, moves and settlement say, and after which events the money of an account is another."""

from typing import Final

import msgspec

from quantdesk.gateway.entry_price import entry_price, price_moved
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.wire.accounts import AssetBalance, Borrow
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    AccountView,
    AssetView,
    BorrowView,
    Converted,
    Credited,
    Debited,
    FundingPaid,
    InsuranceFunded,
    MoveCause,
    Moved,
    PositionView,
    SharePaid,
    Swept,
    Transferred,
)

MoneyView = AccountView | AssetView | BorrowView | PositionView
MONEY: Final[dict[int, tuple[str, ...]]] = {
    event.KIND: ("account",) for event in (Credited, Debited, FundingPaid, InsuranceFunded, Moved, SharePaid, Swept)
} | {Converted.KIND: ("account", "backstop"), Transferred.KIND: ("account", "to_account")}
"""Events after which the money of the accounts in these fields is another."""
_CAUSES: Final = {int(cause): cause.label for cause in MoveCause}


class Balances(msgspec.Struct, frozen=True, gc=False):
    """Money of an account: its worth in USDC, and what it has of each asset that it ever had."""

    account: int
    collateral: str
    held: str
    equity: str
    equity_open: str
    initial_margin: str
    maintenance_margin: str
    withdrawable: str
    open_orders: int
    assets: list[AssetBalance]
    borrow: Borrow | None


class Settlement(msgspec.Struct, frozen=True, gc=False):
    """Items of the account's log that are on the chain, as the exchange was told."""

    account: int
    settled: int


class Position(msgspec.Struct, frozen=True, gc=False):
    """A position of an account in one market; null: not known."""

    market: str
    size: str
    quote: str
    entry_price: str | None
    mark_price: str | None
    liquidation_price: str | None
    unrealized: str
    swept: str
    claim: str
    initial_margin: str
    maintenance_margin: str
    buying: str
    selling: str


class Move(msgspec.Struct, frozen=True, gc=False):
    """Lots or money of the account that no match moved, with position and collateral afterwards; price null: money alone."""

    move_id: str
    market: str
    cause: str
    size: str
    price: str | None
    amount: str
    fee: str
    position: str
    collateral: str
    seq: int
    ts_ms: int
    settled_ms: None = None
    """No move has settled when it is told; later the records say."""


def move(grid: Listing, event: Moved, ts_ms: int) -> Move:
    """What moved beside the book."""
    return Move(
        move_id=f"{event.seq}.{event.index}",
        market=grid.symbol,
        cause=_CAUSES[event.cause],
        size=grid.size(event.lots),
        price=price_moved(event.lots, event.amount, grid),
        amount=atoms_text(event.amount),
        fee=atoms_text(event.fee),
        position=grid.size(event.position),
        collateral=atoms_text(event.collateral),
        seq=event.seq,
        ts_ms=ts_ms,
    )


def balances(view: AccountView, assets: list[AssetBalance], borrow: Borrow | None) -> Balances:
    """Money of an account as the engine answered."""
    return Balances(
        account=view.account,
        collateral=atoms_text(view.collateral),
        held=atoms_text(view.held),
        equity=atoms_text(view.equity),
        equity_open=atoms_text(view.equity_open),
        initial_margin=atoms_text(view.imr),
        maintenance_margin=atoms_text(view.mmr),
        withdrawable=atoms_text(view.withdrawable),
        open_orders=view.open_orders,
        assets=assets,
        borrow=borrow,
    )


def position(grid: Listing, view: PositionView) -> Position:
    """A position as the engine answered."""
    return Position(
        market=grid.symbol,
        size=grid.size(view.position),
        quote=atoms_text(view.quote),
        entry_price=entry_price(view, grid),
        mark_price=grid.known_mticks(view.mark_price),
        liquidation_price=grid.known_mticks(view.liquidation_price),
        unrealized=atoms_text(view.unrealized),
        swept=atoms_text(view.swept),
        claim=atoms_text(view.claim),
        initial_margin=atoms_text(view.imr),
        maintenance_margin=atoms_text(view.mmr),
        buying=grid.size(view.buys),
        selling=grid.size(view.sells),
    )
