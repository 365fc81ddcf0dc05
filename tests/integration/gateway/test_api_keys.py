"""Requests signed with API keys."""

import httpx
import msgspec
import pytest

from quantdesk.client.keys import Keypair
from quantdesk.runtime.clock import now_ms
from tests.integration.gateway.people import Person, problem

YEAR_MS = 300 * 86_400_000


async def key_of(person: Person, *scopes: str) -> tuple[Keypair, str]:
    key = Keypair.generate()
    body = {"public_key": key.text, "scopes": list(scopes), "label": "test", "expires_ms": now_ms() + YEAR_MS}
    answer = await person.post("/api/accounts/api-keys", body)
    assert answer.status_code == 201, answer.text
    return key, answer.json()["key_id"]


async def signed_get(person: Person, key: Keypair, target: str, **changes: str) -> httpx.Response:
    return await person.http.get(target, headers=person.key_headers(key, "GET", target, **changes))


async def test_a_signed_request_is_taken(anna: Person) -> None:
    key, key_id = await key_of(anna, "read")
    answer = await signed_get(anna, key, "/api/auth/session")
    assert answer.status_code == 200
    assert (answer.json()["owner"], answer.json()["via"], answer.json()["session_id"]) == (
        anna.key.text,
        "api_key",
        key_id,
    )


async def test_a_signed_request_with_query_and_body_is_taken(anna: Person) -> None:
    key, _ = await key_of(anna, "read", "trade")
    target = f"/api/orders?account={anna.account}"
    assert (await signed_get(anna, key, target)).status_code == 200
    body = msgspec.json.encode(anna.order())
    headers = anna.key_headers(key, "POST", "/api/orders", body) | {"content-type": "application/json"}
    answer = await anna.http.post("/api/orders", content=body, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_a_request_is_taken_once(anna: Person) -> None:
    key, _ = await key_of(anna, "read")
    headers = anna.key_headers(key, "GET", "/api/auth/session")
    assert (await anna.http.get("/api/auth/session", headers=headers)).status_code == 200
    problem(await anna.http.get("/api/auth/session", headers=headers), 401, "request_replayed")


@pytest.mark.parametrize("skew_ms", [-31_000, 31_000, -86_400_000])
async def test_a_request_of_another_time_is_refused(anna: Person, skew_ms: int) -> None:
    key, _ = await key_of(anna, "read")
    answer = await signed_get(anna, key, "/api/auth/session", timestamp=str(now_ms() + skew_ms))
    problem(answer, 401, "timestamp_skewed")


async def test_a_signature_proves_one_request_only(anna: Person) -> None:
    key, _ = await key_of(anna, "read")
    target = "/api/auth/session"
    others = (("GET", "/api/accounts", b""), ("POST", target, b""), ("GET", target + "?", b""), ("GET", target, b"x"))
    for method, other, body in others:
        headers = anna.key_headers(key, method, other, body)
        problem(await anna.http.get(target, headers=headers), 401, "request_signature_invalid")


async def test_a_changed_header_voids_the_signature(anna: Person) -> None:
    key, _ = await key_of(anna, "read")
    for name, value in (("x-quantdesk-nonce", "othernonce1"), ("x-quantdesk-timestamp", str(now_ms() + 1_000))):
        headers = anna.key_headers(key, "GET", "/api/auth/session") | {name: value}
        problem(await anna.http.get("/api/auth/session", headers=headers), 401, "request_signature_invalid")


async def test_a_key_that_nobody_registered_is_refused(anna: Person) -> None:
    problem(await signed_get(anna, Keypair.generate(), "/api/auth/session"), 401, "api_key_unknown")


async def test_the_wallet_itself_is_no_api_key(anna: Person) -> None:
    problem(await signed_get(anna, anna.key, "/api/auth/session"), 401, "api_key_unknown")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-quantdesk-nonce", "short"),
        ("x-quantdesk-nonce", "a" * 65),
        ("x-quantdesk-timestamp", "now"),
        ("x-quantdesk-timestamp", "-1764105600000"),
        ("x-quantdesk-signature", "AAAA"),
        ("x-quantdesk-signature", "!" * 88),
        ("x-quantdesk-key", "0" * 44),
    ],
)
async def test_a_malformed_header_is_refused(anna: Person, name: str, value: str) -> None:
    key, _ = await key_of(anna, "read")
    headers = anna.key_headers(key, "GET", "/api/auth/session") | {name: value}
    problem(await anna.http.get("/api/auth/session", headers=headers), 401, "request_signature_malformed")


async def test_a_key_that_may_read_may_not_trade(anna: Person) -> None:
    key, _ = await key_of(anna, "read")
    body = msgspec.json.encode(anna.order())
    headers = anna.key_headers(key, "POST", "/api/orders", body) | {"content-type": "application/json"}
    problem(await anna.http.post("/api/orders", content=body, headers=headers), 403, "scope_missing")
    target = f"/api/orders?account={anna.account}"
    problem(await anna.http.delete(target, headers=anna.key_headers(key, "DELETE", target)), 403, "scope_missing")


async def test_a_key_makes_no_keys(anna: Person) -> None:
    key, _ = await key_of(anna, "read", "trade")
    body = msgspec.json.encode(
        {"public_key": key.text, "scopes": ["trade"], "label": "x", "expires_ms": now_ms() + 1_000_000}
    )
    target = "/api/accounts/api-keys"
    headers = anna.key_headers(key, "POST", target, body) | {"content-type": "application/json"}
    problem(await anna.http.post(target, content=body, headers=headers), 403, "session_required")


async def test_an_ended_key_is_refused_at_once(anna: Person) -> None:
    key, key_id = await key_of(anna, "read")
    assert (await signed_get(anna, key, "/api/auth/session")).status_code == 200
    assert (await anna.delete(f"/api/accounts/api-keys/{key_id}")).status_code == 204
    problem(await signed_get(anna, key, "/api/auth/session"), 401, "api_key_unknown")
    assert (await anna.get("/api/accounts/api-keys")).json()["api_keys"] == []


async def test_a_key_belongs_to_one_user_for_ever(anna: Person, bert: Person) -> None:
    key, key_id = await key_of(anna, "read")
    body = {"public_key": key.text, "scopes": ["read"], "label": "mine", "expires_ms": now_ms() + YEAR_MS}
    problem(await bert.post("/api/accounts/api-keys", body), 409, "api_key_exists")
    problem(await bert.delete(f"/api/accounts/api-keys/{key_id}"), 404, "api_key_unknown")


async def test_a_key_ends_within_a_year(anna: Person) -> None:
    for expires_ms in (now_ms() - 1, now_ms() + 400 * 86_400_000):
        body = {"public_key": Keypair.generate().text, "scopes": ["read"], "label": "x", "expires_ms": expires_ms}
        problem(await anna.post("/api/accounts/api-keys", body), 422, "expiry_out_of_range")
