"""The examples of the OpenAPI document, run."""

import httpx
import msgspec
import pytest

from quantdesk.gateway.app import openapi_document
from quantdesk.gateway.operations import Operation, Scope
from tests.integration.gateway.live import Request, operations
from tests.integration.gateway.people import Person

# What an example of these needs first, a test of their own has: a spent nonce, a cookie, a session or key to end, another owner.
ELSEWHERE = {
    "accounts_referrer",
    "auth_sign_in",
    "auth_refresh",
    "auth_sign_out",
    "auth_session_end",
    "api_keys_end",
    "delegates_remove",
    "orders_show",
    "positions_isolation",
}


@pytest.mark.parametrize(
    "operation", [each for each in operations() if each.name not in ELSEWHERE], ids=lambda each: each.name
)
async def test_an_example_is_answered_as_declared(operation: Operation, anna: Person) -> None:
    resting = await anna.post("/api/orders", anna.order(price="50000"))
    request = Request(operation, anna, resting.json()["order_id"])
    answer = await request.send(
        anna.http, anna.headers if operation.scope not in {Scope.PUBLIC, Scope.OPERATOR} else {}
    )
    assert answer.status_code == operation.example.status, answer.text
    if operation.answer is not None:
        msgspec.json.decode(answer.content, type=operation.answer)
    if operation.status != 204:
        assert answer.headers["content-type"].startswith(operation.media_type.replace("*/*", "")), answer.headers


async def test_the_document_served_is_the_one_that_is_generated(http: httpx.AsyncClient) -> None:
    assert (await http.get("/api/docs/openapi.json")).content == openapi_document()


async def test_the_page_asks_no_other_host(http: httpx.AsyncClient) -> None:
    page = await http.get("/api/docs/swagger")
    assert "http" not in page.text.replace("http-equiv", "")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for name in ("swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-ui.css", "start.js"):
        assert f"/api/docs/assets/{name}" in page.text
        assert (await http.get(f"/api/docs/assets/{name}")).status_code == 200
    for name in ("swagger-ui.js.map", "..%2f..%2fetc%2fpasswd", "index.html", "other.js"):
        assert (await http.get(f"/api/docs/assets/{name}")).status_code in {400, 404}
