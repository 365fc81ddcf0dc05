"""Access tokens, refresh tokens, sessions."""

import asyncio
import base64
import json

import httpx
import pytest

from quantdesk.desk.world import World
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.tokens import Claims, Signer, seed_text
from tests.integration.gateway.people import Person, problem


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def refresh(http: httpx.AsyncClient, cookie: str) -> httpx.Response:
    answer = await http.post("/api/auth/refresh", headers={"cookie": cookie})
    http.cookies.clear()
    return answer


async def test_a_token_with_another_claim_is_refused(anna: Person) -> None:
    head, body, signature = anna.token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    for changed in (
        {"tier": "maker"},
        {"sub": Person(anna.http).key.text},
        {"exp": claims["exp"] + 9},
        {"scope": "admin"},
    ):
        anna.token = ".".join((head, part(claims | changed), signature))
        problem(await anna.get("/api/auth/session"), 401, "token_invalid")


async def test_a_token_without_algorithm_is_refused(anna: Person) -> None:
    _, body, signature = anna.token.split(".")
    for algorithm in ("none", "None", "HS256", "ES256", "EdDSA"):
        for end in ("", signature):
            anna.token = ".".join((part({"alg": algorithm, "typ": "JWT"}), body, end))
            problem(await anna.get("/api/auth/session"), 401, "token_invalid")


@pytest.mark.parametrize("token", ["-", "x", "a.b.c", "é", "." * 3, "A" * 5_000])
async def test_a_token_that_is_none_is_refused(http: httpx.AsyncClient, token: str) -> None:
    answer = await http.get("/api/auth/session", headers=[(b"authorization", b"Bearer " + token.encode())])
    assert answer.status_code == 401


async def test_an_expired_token_is_refused(small_desk: World, anna: Person) -> None:
    signer = Signer(small_desk.plan.keys.signing.reveal())
    now_s = now_us() // 1_000_000
    old = Claims(sub=anna.key.text, kind="access", sid="a", jti="b", iat=now_s - 700, exp=now_s - 100)
    anna.token = signer.sign(old)
    problem(await anna.get("/api/auth/session"), 401, "token_expired")


async def test_a_ticket_is_no_access_token(small_desk: World, anna: Person) -> None:
    anna.token = (await anna.post("/api/stream/ticket")).json()["ticket"]
    problem(await anna.get("/api/auth/session"), 401, "token_invalid")


async def test_a_token_of_another_key_is_refused(anna: Person) -> None:
    now_s = now_us() // 1_000_000
    claims = Claims(sub=anna.key.text, kind="access", sid="a", jti="b", iat=now_s, exp=now_s + 100)
    anna.token = Signer(seed_text(bytes(range(32)))).sign(claims)
    problem(await anna.get("/api/auth/session"), 401, "token_invalid")


async def test_the_published_keys_verify_our_tokens(anna: Person) -> None:
    keys = (await anna.http.get("/.well-known/jwks.json")).json()["keys"]
    head = json.loads(base64.urlsafe_b64decode(anna.token.split(".")[0] + "=="))
    assert head["kid"] in {key["kid"] for key in keys}
    assert all("d" not in key for key in keys)


async def test_a_refresh_token_gives_the_next_one(anna: Person) -> None:
    first = anna.cookie
    answer = await refresh(anna.http, first)
    assert answer.status_code == 200
    anna.take(answer)
    assert anna.cookie != first
    assert (await anna.get("/api/auth/session")).status_code == 200
    assert (await refresh(anna.http, anna.cookie)).status_code == 200


async def test_a_reused_refresh_token_ends_the_whole_family(anna: Person) -> None:
    first = anna.cookie
    anna.take(await refresh(anna.http, first))
    problem(await refresh(anna.http, first), 401, "refresh_reused")
    problem(await refresh(anna.http, anna.cookie), 401, "session_ended")
    problem(await anna.get("/api/auth/session"), 401, "session_ended")


async def test_of_two_refreshes_at_once_at_most_one_is_served(anna: Person) -> None:
    answers = await asyncio.gather(refresh(anna.http, anna.cookie), refresh(anna.http, anna.cookie))
    assert sorted(answer.status_code for answer in answers) == [200, 401]


async def test_an_unknown_refresh_token_is_refused(http: httpx.AsyncClient) -> None:
    problem(await refresh(http, "quantdesk_refresh=abc"), 401, "refresh_unknown")
    problem(await http.post("/api/auth/refresh"), 401, "refresh_missing")


async def test_a_foreign_page_cannot_use_the_cookie(anna: Person) -> None:
    headers = {"cookie": anna.cookie, "origin": "https://evil.example"}
    problem(await anna.http.post("/api/auth/refresh", headers=headers), 403, "origin_forbidden")
    problem(await anna.http.post("/api/auth/sign-out", headers=headers), 403, "origin_forbidden")
    assert (await refresh(anna.http, anna.cookie)).status_code == 200


async def test_signing_out_ends_refresh_and_access(anna: Person) -> None:
    answer = await anna.http.post("/api/auth/sign-out", headers={"cookie": anna.cookie})
    anna.http.cookies.clear()
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    problem(await anna.get("/api/auth/session"), 401, "session_ended")
    assert (await refresh(anna.http, anna.cookie)).status_code == 401


async def test_a_person_ends_one_session_and_keeps_the_other(anna: Person) -> None:
    other = await Person(anna.http, anna.key).sign_in()
    sessions = (await anna.get("/api/auth/sessions")).json()["sessions"]
    assert len(sessions) == 2
    foreign = next(session["session_id"] for session in sessions if not session["current"])
    assert (await anna.delete(f"/api/auth/sessions/{foreign}")).status_code == 204
    problem(await other.get("/api/auth/session"), 401, "session_ended")
    assert (await anna.get("/api/auth/session")).status_code == 200


async def test_nobody_ends_the_session_of_another(anna: Person, bert: Person) -> None:
    session = (await anna.get("/api/auth/session")).json()["session_id"]
    problem(await bert.delete(f"/api/auth/sessions/{session}"), 404, "session_unknown")
    assert (await anna.get("/api/auth/session")).status_code == 200
