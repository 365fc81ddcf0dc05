"""Two copies of the gateway on one port: what one knows, the other knows."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from quantdesk.desk.world import World
from quantdesk.gateway.budgets import TRADING_USER
from tests.integration.gateway.people import Person, grids_learn, trader

CONNECTIONS = 24


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("pair"), ("engine", "gateway"), workers=2) as desk:
        yield desk


@pytest.fixture
async def doors(pair: World) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Clients with a connection each; the kernel spreads them over both copies."""
    clients = [httpx.AsyncClient(base_url=pair.addresses.gateway, timeout=20) for _ in range(CONNECTIONS)]
    await grids_learn(clients[0])
    yield clients
    await asyncio.gather(*(client.aclose() for client in clients))


async def pids(doors: list[httpx.AsyncClient]) -> set[int]:
    return {(await door.get("/health")).json()["pid"] for door in doors}


async def person_of(pair: World, doors: list[httpx.AsyncClient]) -> Person:
    assert len(await pids(doors)) == 2
    return await trader(pair, doors[0])


async def test_a_session_of_one_copy_is_known_to_the_other(pair: World, doors: list[httpx.AsyncClient]) -> None:
    person = await person_of(pair, doors)
    answers = [await door.get("/api/auth/session", headers=person.headers) for door in doors]
    assert {answer.status_code for answer in answers} == {200}


async def test_a_session_that_ended_in_one_copy_ends_in_the_other(pair: World, doors: list[httpx.AsyncClient]) -> None:
    person = await person_of(pair, doors)
    assert (await doors[0].post("/api/auth/sign-out", headers={"cookie": person.cookie})).status_code == 204
    await asyncio.sleep(1.5)
    answers = [await door.get("/api/auth/session", headers=person.headers) for door in doors]
    assert {answer.status_code for answer in answers} == {401}


async def test_both_copies_together_give_no_more_than_the_allowance(
    pair: World, doors: list[httpx.AsyncClient]
) -> None:
    person = await person_of(pair, doors)
    body = person.order(price="50000")
    answers: list[httpx.Response] = []
    for _ in range(TRADING_USER * 2 // CONNECTIONS):
        answers += await asyncio.gather(
            *(door.post("/api/orders", json=body, headers=person.headers) for door in doors)
        )
    allowed = sum(answer.status_code == 200 for answer in answers)
    assert {answer.status_code for answer in answers} == {200, 429}
    assert TRADING_USER * 8 // 10 <= allowed <= TRADING_USER


async def test_copies_of_an_order_sent_to_both_make_one_order(pair: World, doors: list[httpx.AsyncClient]) -> None:
    person = await person_of(pair, doors)
    body = person.order(price="50000")
    answers = await asyncio.gather(*(door.post("/api/orders", json=body, headers=person.headers) for door in doors))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(not answer.json()["duplicate"] for answer in answers) == 1
