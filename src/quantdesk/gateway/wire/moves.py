"""Bodies of what moved beside the book."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.wire.fields import (
    PAGE_MAX,
    AccountNumber,
    Cursor,
    Decimal,
    DecimalSigned,
    PageLimit,
    Seq,
    Symbol,
    TimeMs,
    Wire,
)

CauseName = Annotated[
    Literal["backstop", "round", "rest", "mark", "cut", "loss", "deficit", "leaving"],
    Meta(
        description="backstop: lots passed to the backstop at the mark; round: lots passed into or out of a "
        "round that closes what nobody took, pro rata on the other side; leaving: the position of one who leaves, closed at the "
        "index; rest: what a round still held; mark: profit became a claim, or a claim paid a loss; cut: a claim was shortened; loss: "
        "written off; deficit: the backstop paid what was left."
    ),
]


class AccountMovesQuery(Wire, frozen=True, kw_only=True):
    """Which moves, newest first."""

    account: AccountNumber
    market: Symbol | UnsetType = UNSET
    limit: PageLimit = 100
    before: Cursor | UnsetType = UNSET


class AccountMove(Wire, frozen=True, kw_only=True):
    """Lots or money of the account that no match moved."""

    move_id: Cursor
    market: Symbol
    cause: CauseName
    size: Annotated[DecimalSigned, Meta(description="Change of the position; 0: money alone.")]
    price: Annotated[
        Decimal | None, Meta(description="What the lots went at, to the nearest 1/1000 tick; none: money alone.")
    ]
    amount: Annotated[DecimalSigned, Meta(description="Worth of the lots, or the money, in USDC.")]
    fee: DecimalSigned
    position: Annotated[DecimalSigned, Meta(description="Position afterwards.")]
    ts_ms: TimeMs
    settled_ms: Annotated[
        TimeMs | None, Meta(description="When the exchange was told that the chain has it; none: not yet.")
    ]


class MovePage(Wire, frozen=True, kw_only=True):
    """Moves, newest first, and the cursor of the next page. seq: the records hold every move up to this command."""

    moves: Annotated[tuple[AccountMove, ...], Meta(max_length=PAGE_MAX)]
    next_cursor: Cursor | None
    seq: Seq
