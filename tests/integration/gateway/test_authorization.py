"""Route x owner x token: whoever may not is refused, everywhere and by the same words."""

import httpx
import pytest

from quantdesk.desk.world import World
from quantdesk.gateway.operations import Operation, Scope
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.tokens import Claims, Signer
from tests.integration.gateway.live import Request, operations, private
from tests.integration.gateway.people import Person, problem


def name_of(operation: Operation) -> str:
    return operation.name


def takes_account(operation: Operation) -> bool:
    forms = (operation.path_form, operation.query_form, operation.body_form)
    return any(form is not None and "account" in form.__struct_fields__ for form in forms)


@pytest.mark.parametrize("operation", private(), ids=name_of)
async def test_nobody_gets_in_without_proof(operation: Operation, anna: Person) -> None:
    request = Request(operation, anna)
    problem(await request.send(anna.http, {}), 401, "unauthenticated")
    problem(await request.send(anna.http, {"authorization": "Basic YTpi"}), 401, "unauthenticated")
    problem(await request.send(anna.http, {"authorization": anna.headers["authorization"] + "x"}), 401, "token_invalid")


@pytest.mark.parametrize("operation", private(), ids=name_of)
async def test_an_expired_token_opens_nothing(operation: Operation, anna: Person, small_desk: World) -> None:
    now_s = now_us() // 1_000_000
    old = Claims(sub=anna.key.text, kind="access", sid="a", jti="b", iat=now_s - 700, exp=now_s - 1)
    token = Signer(small_desk.plan.keys.signing.reveal()).sign(old)
    problem(await Request(operation, anna).send(anna.http, {"authorization": f"Bearer {token}"}), 401, "token_expired")


@pytest.mark.parametrize("operation", [each for each in private() if takes_account(each)], ids=name_of)
async def test_nobody_reaches_the_account_of_another(operation: Operation, anna: Person, bert: Person) -> None:
    request = Request(operation, anna)
    stranger = problem(await request.send(anna.http, bert.headers), 403, "account_forbidden")
    nobody = Request(operation, anna)
    nobody.path = nobody.path.replace(f"/accounts/{anna.account}/", "/accounts/999999999/")
    if "account" in nobody.query:
        nobody.query["account"] = 999_999_999
    if nobody.body is not None and "account" in nobody.body:
        nobody.body["account"] = 999_999_999
    absent = problem(await nobody.send(anna.http, bert.headers), 403, "account_forbidden")
    assert stranger["detail"] == absent["detail"]


@pytest.mark.parametrize("operation", [each for each in private() if each.scope is Scope.TRADE], ids=name_of)
async def test_a_session_that_may_only_read_does_not_trade(
    operation: Operation, anna: Person, small_desk: World
) -> None:
    now_s = now_us() // 1_000_000
    reader = Claims(sub=anna.key.text, kind="access", sid="a", jti="b", iat=now_s, exp=now_s + 60, scope="read")
    token = Signer(small_desk.plan.keys.signing.reveal()).sign(reader)
    problem(await Request(operation, anna).send(anna.http, {"authorization": f"Bearer {token}"}), 403, "scope_missing")


async def test_words_of_a_request_prove_nothing(http: httpx.AsyncClient, anna: Person) -> None:
    headers = {
        "x-forwarded-for": "127.0.0.1",
        "x-user-id": anna.key.text,
        "x-real-ip": "127.0.0.1",
        "forwarded": "for=127.0.0.1",
        "cookie": f"access_token={anna.token}",
    }
    problem(await http.get("/api/auth/session", headers=headers), 401, "unauthenticated")
    problem(await http.get(f"/api/auth/session?access_token={anna.token}"), 401, "unauthenticated")


async def test_measurements_are_for_operators(http: httpx.AsyncClient, anna: Person) -> None:
    assert (await http.get("/metrics")).status_code == 200
    for name in ("x-forwarded-for", "forwarded", "via", "x-real-ip"):
        problem(await http.get("/metrics", headers={name: "127.0.0.1"} | anna.headers), 403, "operator_required")


def test_every_operation_says_who_may_ask() -> None:
    public = {each.name for each in operations() if each.scope is Scope.PUBLIC}
    assert public == {
        "auth_nonce",
        "auth_sign_in",
        "docs_asset",
        "docs_openapi",
        "docs_swagger",
        "changes",
        "health",
        "jwks",
        "markets_book",
        "markets_candles",
        "markets_list",
        "markets_show",
        "markets_trades",
        "network",
        "oracle_indices",
        "oracle_show",
        "ready",
        "sources_list",
        "status",
        "trust_list",
    }
