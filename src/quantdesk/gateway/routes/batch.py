"""A batch of order entry: up to 50 items of one account in one command."""

from typing import Final

from litestar.handlers import HTTPRouteHandler
from msgspec import UnsetType

from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_ACCOUNT, EXAMPLE_ORDER_ID
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.order_records import cancel_record, place_record, replace_record, shrink_record, waiting_record
from quantdesk.gateway.order_results import item_result
from quantdesk.gateway.problems import Refusal, engine_unavailable, rejected
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.wire.batches import BatchAnswer, BatchItem, BatchRequest
from quantdesk.model.command import batch_encode
from quantdesk.model.records_gen import Batch, Event, LevelChanged, MarketChanged, Refused

BATCH: Final = Operation(
    method="POST",
    path="/api/orders/batch",
    name="orders_batch",
    summary="Places, cancels, replaces and shrinks in one command, each item atomic by itself, or all of them together",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.DATA,
    weight=1,
    body_form=BatchRequest,
    answer=BatchAnswer,
    statuses=(404, 422, 429),
    example=Example(body={"account": EXAMPLE_ACCOUNT, "items": [{"cancel": {"order": EXAMPLE_ORDER_ID}}]}),
)


async def batch(call: Call[None, None, BatchRequest]) -> BatchAnswer:
    """Sends all items as one command; beside its own weight each item weighs one, on the budget of what it does."""
    form, parts = call.body, call.parts
    for place, item in enumerate(form.items):
        _require_one(place, item)
    await _take_budgets(call)
    await parts.ownership.require(call.caller, form.account)
    listings: list[Listing | None] = []
    records: list[bytes] = []
    for place, item in enumerate(form.items):
        try:
            listing, record = await _record(call, item)
        except Refusal as refusal:
            refusal.field = f"items[{place}].{refusal.field}" if refusal.field else f"items[{place}]"
            raise
        listings.append(listing)
        records.append(record)
    signed = sum(
        any(not isinstance(part, UnsetType) for part in (item.place, item.replace, item.wait)) for item in form.items
    )
    command = batch_encode(form.account, records, whole=form.whole)
    return await _answer(call, await parts.sender.send(command, signed), listings)


async def _answer(
    call: Call[None, None, BatchRequest], events: list[Event], listings: list[Listing | None]
) -> BatchAnswer:
    by_item: list[list[Event]] = [[] for _ in listings]
    known: dict[int, Listing] = {}
    for event in events:
        if isinstance(event, Refused) and (event.command == Batch.KIND or event.seq == 0):
            raise refusal_of(event, None)
        if not isinstance(event, MarketChanged | LevelChanged) and event.item < len(by_item):
            by_item[event.item].append(event)
        market = getattr(event, "market", None)
        if isinstance(market, int) and market not in known:
            known[market] = await call.parts.listings.by_number(market)
    if not events:
        raise engine_unavailable()
    results = tuple(item_result(item, found, known, listings[item]) for item, found in enumerate(by_item))
    return BatchAnswer(results=results, seq=events[0].seq)


def _require_one(place: int, item: BatchItem) -> None:
    given = [name for name in BatchItem.__struct_fields__ if not isinstance(getattr(item, name), UnsetType)]
    if len(given) != 1:
        raise rejected(
            "item_ambiguous",
            "An item is exactly one of place, cancel, replace, shrink, wait.",
            f"items[{place}]",
            "one of place, cancel, replace, shrink, wait",
            ", ".join(given) or "none",
        )


async def _take_budgets(call: Call[None, None, BatchRequest]) -> None:
    orders = sum(
        any(not isinstance(part, UnsetType) for part in (item.place, item.replace, item.wait))
        for item in call.body.items
    )
    cancels = len(call.body.items) - orders
    visit, budgets = call.visit, call.parts.budgets
    if cancels:
        visit.answer_headers += await budgets.take(Budget.CANCELS, call.caller, visit.address, cancels)
    if orders:
        visit.answer_headers += await budgets.take(Budget.TRADING, call.caller, visit.address, orders)


async def _record(call: Call[None, None, BatchRequest], item: BatchItem) -> tuple[Listing | None, bytes]:
    """Returns the market that an item names and its record; raises Refusal."""
    account, domain = call.body.account, call.parts.domain
    if not isinstance(item.cancel, UnsetType):
        return None, cancel_record(account, item.cancel.order)
    if not isinstance(item.shrink, UnsetType):
        listing = await call.parts.listings.by_symbol(item.shrink.market)
        return listing, shrink_record(account, item.shrink.order, listing.lots(item.shrink.left, "shrink.left"))
    if not isinstance(item.replace, UnsetType):
        order = item.replace.with_order
        _require_account(account, order.account, "replace.with_order.account")
        listing = await call.parts.listings.by_symbol(order.market)
        return listing, replace_record(bytes.fromhex(item.replace.order_id), order, listing, domain)
    if not isinstance(item.wait, UnsetType):
        _require_account(account, item.wait.account, "wait.account")
        listing = await call.parts.listings.by_symbol(item.wait.market)
        return listing, waiting_record(item.wait, listing, domain)
    if isinstance(item.place, UnsetType):
        raise rejected("item_ambiguous", "An item is exactly one of place, cancel, replace, shrink, wait.")
    _require_account(account, item.place.account, "place.account")
    listing = await call.parts.listings.by_symbol(item.place.market)
    return listing, place_record(item.place, listing, domain)


def _require_account(account: int, found: int, field: str) -> None:
    if account != found:
        raise rejected("batch_account", "All items of a batch are of its account.", field, str(account), str(found))


ROUTES: Final[list[HTTPRouteHandler]] = [route(BATCH, batch)]
