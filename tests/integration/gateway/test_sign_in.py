"""Sign-In With Solana at a real door: what must not be taken."""

import asyncio

import httpx
import pytest

from quantdesk.client.keys import Keypair
from quantdesk.gateway.siws import time_text
from quantdesk.model.base58 import encode_base58 as encode
from quantdesk.runtime.clock import now_us
from tests.integration.gateway.people import Person, problem


async def test_a_signed_offer_opens_a_session(http: httpx.AsyncClient) -> None:
    person = await Person(http).sign_in()
    session = (await person.get("/api/auth/session")).json()
    assert session["owner"] == person.key.text
    assert session["via"] == "session"


async def test_the_refresh_cookie_is_out_of_reach_of_scripts_and_other_sites(http: httpx.AsyncClient) -> None:
    person = Person(http)
    answer = await http.post("/api/auth/sign-in", json=person.signed(await person.nonce()))
    attributes = {part.strip() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"HttpOnly", "SameSite=Strict", "Path=/api/auth"} <= attributes


async def test_a_page_of_ours_is_offered_its_own_address_and_another_origin_is_not(http: httpx.AsyncClient) -> None:
    """A wallet refuses a text that names another site than the one it stands on."""
    for origin in ("http://localhost:3001", "http://127.0.0.1:3001"):
        offer = (await http.post("/api/auth/nonce", json={}, headers={"origin": origin})).json()
        assert (offer["uri"], offer["domain"]) == (origin, origin.removeprefix("http://"))
    plain = (await http.post("/api/auth/nonce", json={})).json()
    assert plain["uri"].startswith("http://localhost:")
    foreign = await http.post("/api/auth/nonce", json={}, headers={"origin": "http://evil.example"})
    assert foreign.status_code == 403 or foreign.json()["uri"] == plain["uri"]


async def test_a_nonce_is_used_once(http: httpx.AsyncClient) -> None:
    person = Person(http)
    body = person.signed(await person.nonce())
    assert (await http.post("/api/auth/sign-in", json=body)).status_code == 200
    problem(await http.post("/api/auth/sign-in", json=body), 401, "sign_in_nonce_unknown")


async def test_of_many_uses_at_once_one_wins(http: httpx.AsyncClient) -> None:
    person = Person(http)
    body = person.signed(await person.nonce())
    answers = await asyncio.gather(*(http.post("/api/auth/sign-in", json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("domain", "localhost:3002"),
        ("domain", "quantdesk.example"),
        ("uri", "http://localhost:3001/x"),
        ("chain_id", "mainnet"),
        ("statement", "Give me everything."),
        ("issued_at", "2020-01-01T00:00:00.000Z"),
        ("expiration_time", "2099-01-01T00:00:00.000Z"),
    ],
)
async def test_a_changed_field_is_refused_by_name(http: httpx.AsyncClient, field: str, value: str) -> None:
    person = Person(http)
    offer = await person.nonce()
    found = problem(
        await http.post("/api/auth/sign-in", json=person.signed(offer, **{field: value})), 401, "sign_in_field_differs"
    )
    assert found["field"] == field


async def test_an_invented_nonce_is_refused(http: httpx.AsyncClient) -> None:
    person = Person(http)
    body = person.signed(await person.nonce() | {"nonce": "inventedNonce123"})
    problem(await http.post("/api/auth/sign-in", json=body), 401, "sign_in_nonce_unknown")


async def test_an_offer_made_for_one_key_is_not_taken_from_another(http: httpx.AsyncClient) -> None:
    person, thief = Person(http), Person(http)
    body = thief.signed(await person.nonce())
    assert problem(await http.post("/api/auth/sign-in", json=body), 401, "sign_in_field_differs")["field"] == "address"


async def test_a_forged_signature_is_refused(http: httpx.AsyncClient) -> None:
    person = Person(http)
    body = person.signed(await person.nonce()) | {"signature": encode(bytes(63) + b"\1")}
    problem(await http.post("/api/auth/sign-in", json=body), 401, "sign_in_signature_invalid")


async def test_a_signature_of_another_key_is_refused(http: httpx.AsyncClient) -> None:
    person = Person(http)
    body = person.signed(await person.nonce())
    body["signature"] = encode(Keypair.generate().sign(body["message"].encode()))
    problem(await http.post("/api/auth/sign-in", json=body), 401, "sign_in_signature_invalid")


async def test_a_small_order_key_signs_nobody_in(http: httpx.AsyncClient) -> None:
    identity = encode(b"\x01" + bytes(31))
    offer = (await http.post("/api/auth/nonce", json={})).json()
    person = Person(http)
    body = person.signed(offer)
    body["message"] = body["message"].replace(person.key.text, identity)
    body |= {"public_key": identity, "signature": encode(b"\x01" + bytes(63))}
    assert (await http.post("/api/auth/sign-in", json=body)).status_code in {401, 422}


@pytest.mark.parametrize(
    "message", ["x", "a\r\nb", "localhost:3001 wants you to sign in with your Solana account:\n", "\x00" * 50]
)
async def test_a_malformed_text_is_refused(http: httpx.AsyncClient, message: str) -> None:
    person = Person(http)
    body = {"message": message, "signature": encode(person.key.sign(message.encode())), "public_key": person.key.text}
    problem(await http.post("/api/auth/sign-in", json=body), 422, "sign_in_malformed")


async def test_an_expired_offer_is_refused_though_it_is_known(http: httpx.AsyncClient) -> None:
    person = Person(http)
    offer = await person.nonce()
    past = time_text(now_us() - 1_000_000)
    found = await http.post("/api/auth/sign-in", json=person.signed(offer, expiration_time=past))
    assert found.status_code == 401


async def test_there_is_no_other_way_in(http: httpx.AsyncClient) -> None:
    for path in ("/api/auth/login", "/api/auth/demo", "/api/auth/guest", "/api/auth/register", "/api/auth/password"):
        problem(await http.post(path, json={}), 404, "route_unknown")
