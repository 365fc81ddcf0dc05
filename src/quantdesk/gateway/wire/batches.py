"""Bodies of a batch: up to 50 items of one account in one command."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.problems import CodeText, ProblemText
from quantdesk.gateway.wire.fields import ITEMS_MAX, AccountNumber, Decimal, OrderId, OrderReference, Seq, Symbol, Wire
from quantdesk.gateway.wire.orders import CancelResult, OrderRequest, OrderResult, ShrinkResult, WaitingRequest


class CancelRequest(Wire, frozen=True, kw_only=True):
    """Gives up one open order."""

    order: OrderReference


class ShrinkItem(Wire, frozen=True, kw_only=True):
    """A shrink within a batch."""

    order: OrderReference
    market: Symbol
    left: Decimal


class ReplaceItem(Wire, frozen=True, kw_only=True):
    """A replacement within a batch: the open order that gives way, and the newly signed one."""

    order_id: OrderId
    with_order: OrderRequest


class BatchItem(Wire, frozen=True, kw_only=True):
    """One item of a batch: exactly one of the five."""

    place: OrderRequest | UnsetType = UNSET
    cancel: CancelRequest | UnsetType = UNSET
    replace: ReplaceItem | UnsetType = UNSET
    shrink: ShrinkItem | UnsetType = UNSET
    wait: WaitingRequest | UnsetType = UNSET


class BatchRequest(Wire, frozen=True, kw_only=True):
    """Up to 50 items of one account in one command, each atomic by itself; whole: all of them are taken or none, and each is a
    post-only place of one market and side.
    """

    account: AccountNumber
    items: Annotated[tuple[BatchItem, ...], Meta(min_length=1, max_length=ITEMS_MAX)]
    whole: bool = False


class ItemProblem(Wire, frozen=True, kw_only=True):
    """Why an item was refused."""

    code: CodeText
    detail: ProblemText
    field: Annotated[str, Meta(max_length=128)] | None = None
    expected: ProblemText | None = None
    found: ProblemText | None = None


class BatchResult(Wire, frozen=True, kw_only=True):
    """What became of one item: one of the results, or a problem."""

    item: Annotated[int, Meta(ge=0, le=ITEMS_MAX)]
    placed: OrderResult | None = None
    cancelled: CancelResult | None = None
    shrunk: ShrinkResult | None = None
    problem: ItemProblem | None = None


class BatchAnswer(Wire, frozen=True, kw_only=True):
    """Results in the order of the items."""

    results: Annotated[tuple[BatchResult, ...], Meta(max_length=ITEMS_MAX)]
    seq: Seq
