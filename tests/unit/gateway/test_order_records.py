"""Bodies of order entry as command records [SIG-1]."""

import msgspec
import pytest

from quantdesk.gateway.forms import body_form
from quantdesk.gateway.order_records import (
    cancel_record,
    place_record,
    reference_ids,
    replace_record,
    shrink_record,
    waiting_record,
)
from quantdesk.gateway.order_views import terms_of
from quantdesk.gateway.problems import Refusal
from quantdesk.gateway.wire.orders import OrderRequest, WaitingRequest
from quantdesk.model.message import OrderMessage
from quantdesk.model.records_gen import (
    CancelOrder,
    OrderKind,
    OrderView,
    PlaceAlgo,
    PlaceOrder,
    PriceSource,
    ReplaceOrder,
    SelfTrade,
    ShrinkOrder,
    Side,
    TermsView,
    TimeInForce,
)
from tests.unit.gateway.orders_made import DOMAIN, KEY, listing, order_body


def request(**changes: object) -> OrderRequest:
    return body_form(OrderRequest, msgspec.json.encode(order_body(**changes)), b"application/json")


def test_the_message_holds_every_field_of_the_body() -> None:
    """SIG-1."""
    order = request(
        side="sell", type="market", time_in_force="fok", reduce_only=True, self_trade="cancel_taker", max_fee="0.12345"
    )
    record = PlaceOrder.decode(place_record(order, listing(), DOMAIN))
    message = OrderMessage.decode(record.message)
    assert message == OrderMessage(
        domain=DOMAIN,
        account=7,
        nonce=7_352_320_000_004_096,
        expiry_slot=4_487_600_000,
        client_order_id=1_001,
        price=600_005,
        size=100,
        market=0,
        side=Side.SELL,
        time_in_force=TimeInForce.FOK,
        self_trade=SelfTrade.CANCEL_TAKER,
        reduce_only=True,
        post_only=False,
        fee_max=12_345,
    )
    assert (record.signer, record.kind) == (KEY.public, OrderKind.MARKET)


def test_a_validity_not_said_is_gtc_for_limit_and_ioc_for_market() -> None:
    for kind, validity in (("limit", TimeInForce.GTC), ("market", TimeInForce.IOC)):
        fields = order_body(type=kind)
        del fields["time_in_force"]
        order = body_form(OrderRequest, msgspec.json.encode(fields), b"application/json")
        record = PlaceOrder.decode(place_record(order, listing(), DOMAIN))
        assert OrderMessage.decode(record.message).time_in_force is validity


def test_a_replacement_names_both_orders() -> None:
    record = ReplaceOrder.decode(replace_record(b"\7" * 16, request(), listing(), DOMAIN))
    assert (record.old_order_id, record.order_id) == (b"\7" * 16, bytes(16))


def test_references_are_an_id_or_a_clients_number() -> None:
    assert reference_ids("0f" * 16) == (b"\x0f" * 16, 0)
    assert reference_ids("client:18446744073709551615") == (bytes(16), 2**64 - 1)
    with pytest.raises(Refusal, match="out_of_range"):
        reference_ids("client:18446744073709551616")


def test_cancel_and_shrink_name_account_and_order() -> None:
    assert CancelOrder.decode(cancel_record(7, "client:5")) == CancelOrder(
        account=7, order_id=bytes(16), client_order_id=5
    )
    assert ShrinkOrder.decode(shrink_record(7, "0f" * 16, 30)).left == 30


@pytest.mark.parametrize(
    ("field", "value", "nearest"),
    [
        ("price", "60000.55", "60000.5 or 60000.6"),
        ("size", "0.00015", "0.0001 or 0.0002"),
        ("size", "0.00001", "0.0001"),
    ],
)
def test_off_grid_values_are_refused_with_their_neighbours(field: str, value: str, nearest: str) -> None:
    """UNIT-5."""
    with pytest.raises(Refusal) as caught:
        place_record(request(**{field: value}), listing(), DOMAIN)
    assert (caught.value.code, caught.value.field, caught.value.expected, caught.value.found) == (
        "off_grid",
        field,
        nearest,
        value,
    )


@pytest.mark.parametrize(("text", "ticks", "told"), [("-2.5", -25, "-2.5"), ("2.5", 25, "2.5"), ("-0.00", 0, "0.0")])
def test_a_signed_offset_is_told_as_it_was_asked_for(text: str, ticks: int, told: str) -> None:
    """UNIT-5."""
    body = order_body(type="pegged", post_only=True, source="index", offset=text)
    order = body_form(WaitingRequest, msgspec.json.encode(body), b"application/json")
    assert PlaceAlgo.decode(waiting_record(order, listing(), DOMAIN)).offset == ticks
    numbers = dict.fromkeys(OrderView.__struct_fields__, 0) | {"order_id": bytes(16), "kind": OrderKind.PEGGED}
    terms = TermsView(order_id=bytes(16), display=0, source=PriceSource.INDEX, offset=ticks, worst=600_005)
    assert terms_of(OrderView(**numbers), terms, listing()).offset == told


def test_an_offset_off_the_grid_is_refused_by_its_name() -> None:
    """UNIT-5."""
    body = order_body(type="pegged", post_only=True, offset="-2.55")
    order = body_form(WaitingRequest, msgspec.json.encode(body), b"application/json")
    with pytest.raises(Refusal) as refusal:
        waiting_record(order, listing(), DOMAIN)
    assert refusal.value.field == "offset"
