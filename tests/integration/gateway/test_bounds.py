"""Bytes that are no good request: a clear refusal, never a 5xx, and the door stays open."""

import asyncio
import random
from urllib.parse import urlsplit

import httpx
import pytest

from quantdesk.desk.world import World
from tests.integration.gateway.people import Person, problem


async def raw(desk: World, data: bytes, *, wait_s: float = 5.0) -> bytes:
    """What the server says to these bytes until it closes or falls silent."""
    address = urlsplit(desk.addresses.gateway)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(data)
        await writer.drain()
        found = b""
        async with asyncio.timeout(wait_s):
            while chunk := await reader.read(65_536):
                found += chunk
                if b"\r\n\r\n" in found:
                    break
        return found
    except (TimeoutError, ConnectionError):
        return b""
    finally:
        writer.close()


HEAD = b"POST /api/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x00\x01\x02\x03\r\n\r\n", b"400"),
        (b"GARBAGE\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nhost : x\r\n\r\n", b"400"),
        (HEAD + b"content-length: abc\r\n\r\n", b"400"),
        (HEAD + b"content-length: -5\r\n\r\n", b"400"),
        (HEAD + b"content-length: 5\r\ncontent-length: 6\r\n\r\nhello", b"400"),
        (HEAD + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\nhello", b"400"),
        (HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (HEAD + b"content-length: 9999999\r\n\r\n", b"413"),
        (
            HEAD
            + b"transfer-encoding: chunked\r\n\r\n"
            + b"10000\r\n"
            + b"x" * 65_536
            + b"\r\n"
            + b"10000\r\n"
            + b"x" * 65_536
            + b"\r\n",
            b"413",
        ),
        (b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", b"414"),
        (b"GET /health HTTP/1.1\r\n" + b"".join(b"h%d: x\r\n" % number for number in range(100)) + b"\r\n", b"431"),
        (b"GET /health HTTP/1.1\r\nbig: " + b"x" * 20_000, b"431"),
        (b"GET /health HTTP/1.1\r\nauthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n", b"400"),
    ],
)
async def test_malformed_bytes_get_a_problem(small_desk: World, data: bytes, status: bytes) -> None:
    answer = await raw(small_desk, data)
    assert answer.split(b" ")[1] == status, answer[:200]
    assert b"application/problem+json" in answer.lower()


async def test_a_request_that_never_ends_is_cut_off(small_desk: World) -> None:
    started = asyncio.get_running_loop().time()
    answer = await raw(small_desk, HEAD + b"content-length: 100\r\n\r\n{", wait_s=20)
    assert b" 408 " in answer
    assert asyncio.get_running_loop().time() - started < 17


async def test_random_bytes_never_break_the_door(small_desk: World, http: httpx.AsyncClient) -> None:
    chance = random.Random(7)
    await asyncio.gather(
        *(raw(small_desk, chance.randbytes(chance.randrange(1, 2_000)) + b"\r\n\r\n", wait_s=2) for _ in range(200))
    )
    assert (await http.get("/health")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api", "/api/", "/.git/config", "/api/markets/BTC-PERP/x", "/graphql"])
async def test_an_unknown_address_is_a_problem(http: httpx.AsyncClient, path: str) -> None:
    problem(await http.get(path), 404, "route_unknown")


async def test_a_wrong_method_names_the_right_ones(http: httpx.AsyncClient) -> None:
    answer = await http.put("/api/orders", json={})
    problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) >= {"DELETE", "GET", "POST"}
    problem(await http.request("TRACE", "/api/orders"), 405, "method_not_allowed")


async def test_a_body_of_another_type_is_a_problem(anna: Person) -> None:
    headers = anna.headers | {"content-type": "text/plain"}
    problem(await anna.http.post("/api/orders", content=b"{}", headers=headers), 415, "media_type_unsupported")
    problem(await anna.http.post("/api/orders/preview", content=b"{}", headers=headers), 415, "media_type_unsupported")


async def test_a_body_where_none_belongs_is_a_problem(anna: Person) -> None:
    answer = await anna.http.request("GET", "/api/auth/session", content=b"{}", headers=anna.headers)
    problem(answer, 400, "body_unexpected")


async def test_cors_answers_exactly_the_configured_pages(small_desk: World, http: httpx.AsyncClient) -> None:
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    own = await http.options("/api/orders", headers=preflight | {"origin": "http://localhost:3001"})
    assert own.status_code == 204
    assert own.headers["access-control-allow-origin"] == "http://localhost:3001"
    assert own.headers["access-control-allow-credentials"] == "true"
    for origin in (
        "http://localhost:3002",
        "https://localhost:3001",
        "http://evil.example",
        "null",
        "http://localhost:3001.evil.example",
    ):
        foreign = await http.options("/api/orders", headers=preflight | {"origin": origin})
        problem(foreign, 403, "origin_forbidden")
        assert "access-control-allow-origin" not in foreign.headers
        assert "access-control-allow-origin" not in (await http.get("/api/network", headers={"origin": origin})).headers
    read = await http.get("/api/network", headers={"origin": "http://localhost:3001"})
    assert read.headers["access-control-allow-origin"] == "http://localhost:3001"
    assert "origin" in read.headers["vary"].lower()


async def test_every_answer_carries_the_security_headers(http: httpx.AsyncClient) -> None:
    for path in ("/health", "/api/network", "/nope", "/api/docs/swagger", "/api/orders"):
        headers = (await http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-request-id"]
        assert "server" not in headers


async def test_a_socket_is_sent_to_the_stream(small_desk: World) -> None:
    upgrade = (
        b"GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n\r\n"
    )
    assert (await raw(small_desk, upgrade)).split(b" ")[1] in {b"400", b"403", b"404"}
