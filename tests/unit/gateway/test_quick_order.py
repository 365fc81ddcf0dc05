"""The quick reading of an order takes nothing that the declared form refuses, and reads the same."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.gateway.forms import body_form
from quantdesk.gateway.order_records import fee_steps, place_record
from quantdesk.gateway.problems import Refusal
from quantdesk.gateway.quick_order import quick_order
from quantdesk.gateway.wire.orders import OrderRequest
from tests.unit.gateway.orders_made import DOMAIN, listing, order_body

JSON = b"application/json"
FIELDS = sorted(order_body())
NASTY: list[object] = [
    None,
    True,
    -1,
    0,
    1.5,
    7.0,
    2**53,
    2**64,
    [],
    {},
    "1" * 44,
    "z" * 88,
    "btc-perp",
    "BTC-PERP\n",
    "buy",
    "BUY",
]
NASTY += [
    "",
    "0",
    "00",
    "007",
    "1e5",
    " 1",
    "1 ",
    "1\n",
    "+1",
    "-1",
    "1.50",
    "0.0",
    "1",
    "٣",
    "NaN",
    "0.00045",
    "0.000450",
]
NASTY += ["18446744073709551615", "18446744073709551616"]


def quick_record(body: bytes) -> bytes | None:
    """The record of the quick way, as order entry takes it: only with texts that were read before."""
    known = listing()
    known.ticks("60000.5")
    known.lots("0.01")
    fee_steps("0.00045")
    order = quick_order(body)
    if order is None or order.market != known.symbol or not known.knows(order.price, order.size):
        return None
    try:
        return place_record(order, known, DOMAIN)
    except Refusal:
        return None


def declared_record(body: bytes) -> bytes:
    return place_record(body_form(OrderRequest, body, JSON), listing(), DOMAIN)


def agree(body: bytes) -> None:
    found = quick_record(body)
    assert found is None or found == declared_record(body)


def test_an_ordinary_order_takes_the_quick_way() -> None:
    body = msgspec.json.encode(order_body())
    assert quick_record(body) == declared_record(body)


def test_a_validity_that_is_left_out_means_the_same() -> None:
    for kind in ("limit", "market"):
        fields = order_body(type=kind)
        del fields["time_in_force"]
        body = msgspec.json.encode(fields)
        assert quick_record(body) == declared_record(body)


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_gets_more_than_its_form(field: str) -> None:
    for value in NASTY:
        agree(msgspec.json.encode(order_body(**{field: value})))
    fields = order_body()
    del fields[field]
    agree(msgspec.json.encode(fields))


@given(
    st.sampled_from(FIELDS), st.one_of(st.text(max_size=90), st.integers(), st.floats(allow_nan=False), st.booleans())
)
def test_arbitrary_values_get_no_more_than_their_form(field: str, value: Any) -> None:
    agree(msgspec.json.encode(order_body(**{field: value})))


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=3))
def test_changed_bytes_get_no_more_than_their_form(place: int, bytes_: bytes) -> None:
    body = msgspec.json.encode(order_body())
    at = place % len(body)
    agree(body[:at] + bytes_ + body[at + 1 :])


def test_an_unknown_field_is_left_to_the_declared_form() -> None:
    assert quick_order(msgspec.json.encode(order_body(admin=True))) is None
