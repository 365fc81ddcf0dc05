"""The outermost layer, without a server: what it adds to every answer."""

from typing import Any

import pytest

from quantdesk.gateway.door import Answer, Door
from quantdesk.gateway.methods import Methods
from quantdesk.gateway.problems import not_found
from quantdesk.gateway.visits import Message, Visit

LOCAL = ("http://localhost:3001",)
SECURE = ("https://desk.example", "https://alt.example")


async def placed(_visit: Visit, answer: Answer) -> None:
    await answer.json(b"{}")


async def refused(_visit: Visit, _answer: Answer) -> None:
    raise not_found("market_unknown", "There is none.")


async def broken(_visit: Visit, _answer: Answer) -> None:
    raise ZeroDivisionError("a secret text")


async def call(
    origins: tuple[str, ...], place: Any = placed, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of POST /api/orders."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def router(*_: Any) -> None:
        raise AssertionError("order entry stands before the router")

    door = Door(router, place, Methods([]), origins, lambda *_: None)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/orders",
        "raw_path": b"/api/orders",
        "query_string": b"",
        "headers": list(headers),
        "client": ("192.0.2.1", 5),
        "state": {},
    }
    await door(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


@pytest.mark.parametrize(
    ("origins", "secure"), [(LOCAL, False), (SECURE, True), ((*SECURE, *LOCAL), False), ((), False)]
)
async def test_strict_transport_is_asked_for_only_over_tls(origins: tuple[str, ...], secure: bool) -> None:
    for place in (placed, refused):
        _, headers, _ = await call(origins, place)
        assert (b"strict-transport-security" in headers) is secure


async def test_a_configured_page_may_read_the_answer_and_no_other() -> None:
    _, headers, _ = await call(LOCAL, headers=((b"origin", b"http://localhost:3001"),))
    assert headers[b"access-control-allow-origin"] == b"http://localhost:3001"
    _, headers, _ = await call(LOCAL, headers=((b"origin", b"http://evil.example"),))
    assert b"access-control-allow-origin" not in headers
    assert headers[b"vary"] == b"origin"


async def test_a_bug_says_nothing_of_itself() -> None:
    status, headers, body = await call(LOCAL, broken)
    assert status == 500
    assert headers[b"content-type"] == b"application/problem+json"
    assert b"secret" not in body
    assert b"ZeroDivision" not in body


async def test_every_answer_has_an_id_of_its_own() -> None:
    found = {(await call(LOCAL))[1][b"x-request-id"] for _ in range(2)}
    assert len(found) == 2
