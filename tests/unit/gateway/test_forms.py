"""Path, query and body of a request."""

import pytest

from quantdesk.gateway.forms import body_form, query_form, require_no_query
from quantdesk.gateway.problems import Refusal
from quantdesk.gateway.wire.batches import BatchRequest
from quantdesk.gateway.wire.orders import OrdersQuery

JSON = b"application/json"


def refused(form: type, query: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        query_form(form, query)
    return caught.value


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        (b"", "parameter_missing", "account"),
        (b"account=3&limit=9999", "parameter_invalid", "limit"),
        (b"account=3&x=1", "parameter_unknown", "x"),
        (b"account=abc", "parameter_invalid", "account"),
        (b"account=3.0", "parameter_invalid", "account"),
        (b"account=1e2", "parameter_invalid", "account"),
        (b"account=03", "parameter_invalid", "account"),
        (b"account=%203", "parameter_invalid", "account"),
        (b"account=0", "parameter_invalid", "account"),
        (b"account=true", "parameter_invalid", "account"),
        (b"account=3&market=null", "parameter_invalid", "market"),
        (b"account=3&market=BTC-PERP%0a", "parameter_invalid", "market"),
        (b"account=3&status=closed", "parameter_invalid", "status"),
        (b"account=3&account=4", "parameter_repeated", "account"),
        (b"account=%ff", "query_malformed", None),
        (b"&&&", "query_malformed", None),
        (b"account", "query_malformed", None),
        (b"account=" + b"9" * 3_000, "query_too_long", None),
    ],
)
def test_a_query_of_another_form_is_refused_by_name(query: bytes, code: str, field: str | None) -> None:
    refusal = refused(OrdersQuery, query)
    assert (refusal.status, refusal.code, refusal.field) == (400, code, field)


def test_a_query_of_its_form_is_read() -> None:
    found = query_form(OrdersQuery, b"account=3&status=history&limit=7")
    assert (found.account, found.status, found.limit) == (3, "history", 7)


def test_an_operation_without_parameters_takes_none() -> None:
    require_no_query(b"")
    with pytest.raises(Refusal, match="parameter_unknown"):
        require_no_query(b"a=1")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b"", "body_malformed", None),
        (b"{", "body_malformed", None),
        (b"\xff\xfe", "body_malformed", None),
        (b"[" * 50_000, "field_invalid", None),
        (b'{"account":1,"items":' + b"[" * 50_000, "field_invalid", "items[0]"),
        (b'{"account":1,"items":[]}', "field_invalid", "items"),
        (b'{"account":"1","items":[{"cancel":{"order":"client:1"}}]}', "field_invalid", "account"),
        (b'{"account":true,"items":[{}]}', "field_invalid", "account"),
        (b'{"account":1.5,"items":[{}]}', "field_invalid", "account"),
        (b'{"account":1,"items":[{}],"admin":true}', "field_unknown", "admin"),
        (b'{"account":1,"items":[{"cancel":{"order":"zz"}}]}', "field_invalid", "items[0].cancel.order"),
        (b'{"account":1,"items":[{"cancel":{}}]}', "field_missing", "items[0].cancel.order"),
        (b'{"account":1,"items":[{"cancel":{"order":"client:1","x":1}}]}', "field_unknown", "items[0].cancel.x"),
    ],
)
def test_a_body_of_another_form_is_refused_by_name(body: bytes, code: str, field: str | None) -> None:
    with pytest.raises(Refusal) as caught:
        body_form(BatchRequest, body, JSON)
    assert (caught.value.status, caught.value.code, caught.value.field) == (400, code, field)


@pytest.mark.parametrize(
    "content_type", [b"", b"text/plain", b"application/jsonp", b"application/x-www-form-urlencoded"]
)
def test_another_content_type_is_refused(content_type: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        body_form(BatchRequest, b'{"account":1,"items":[{}]}', content_type)
    assert caught.value.status == 415


def test_a_pattern_is_shown_as_it_is_published() -> None:
    refusal = refused(OrdersQuery, b"account=3&market=btc")
    assert refusal.expected is not None
    assert "(?!" not in refusal.expected
