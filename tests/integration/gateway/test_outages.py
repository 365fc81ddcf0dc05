"""A part is away: what is said is true, money fails closed, public data stays open, a repeat is safe."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from quantdesk.client import Keypair
from quantdesk.desk.world import World
from tests.integration.gateway.people import Person, grids_learn, problem, trader


@pytest.fixture(scope="module")
def own_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A desk of these tests alone: its parts are stopped and killed."""
    with World(tmp_path_factory.mktemp("outages"), ("engine", "gateway")) as desk:
        yield desk


@pytest.fixture
async def trading(own_desk: World) -> AsyncIterator[Person]:
    async with httpx.AsyncClient(base_url=own_desk.addresses.gateway, timeout=20) as client:
        await until_ready(client)
        await grids_learn(client)
        yield await trader(own_desk, client)


async def until_ready(client: httpx.AsyncClient) -> None:
    """Waits until what the test before had stopped is back, and the pause after an outage is over."""
    for _ in range(200):
        ready = (await client.get("/ready")).status_code == 200
        if (
            ready
            and (await client.post("/api/auth/nonce", json={"public_key": Keypair.generate().text})).status_code == 200
        ):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("expected the gateway to be ready within 20 s")


async def until_served(person: Person) -> None:
    """Waits until the gateway reaches the engine again."""
    for _ in range(200):
        if (await person.get("/api/orders", account=person.account)).status_code == 200:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("expected the gateway to reach the engine again within 20 s")


async def test_a_silent_engine_leaves_the_outcome_unknown_and_a_repeat_makes_it_known(
    own_desk: World, trading: Person
) -> None:
    body = trading.order(price="50000")
    assert (await trading.get("/api/orders", account=trading.account)).status_code == 200
    own_desk.kill("engine", signal.SIGSTOP)
    try:
        answer = await trading.post("/api/orders", body)
    finally:
        own_desk.kill("engine", signal.SIGCONT)
    found = problem(answer, 503, "engine_unavailable")
    assert "unknown" in found["detail"]
    assert int(answer.headers["retry-after"]) >= 1
    await until_served(trading)
    repeated = await trading.post("/api/orders", body)
    assert repeated.status_code == 200, repeated.text
    orders = (await trading.get("/api/orders", account=trading.account)).json()["orders"]
    assert [order["client_order_id"] for order in orders] == [body["client_order_id"]]


async def test_a_question_to_a_silent_engine_is_not_answered_and_says_so(own_desk: World, trading: Person) -> None:
    own_desk.kill("engine", signal.SIGSTOP)
    try:
        problem(await trading.get(f"/api/accounts/{trading.account}/balances"), 503, "engine_silent")
    finally:
        own_desk.kill("engine", signal.SIGCONT)
    await until_served(trading)


async def test_an_engine_that_was_killed_comes_back_and_no_order_is_doubled(own_desk: World, trading: Person) -> None:
    bodies = [trading.order(price="50000") for _ in range(30)]
    answers = asyncio.gather(*(trading.post("/api/orders", body) for body in bodies))
    await asyncio.sleep(0.01)
    own_desk.kill("engine")
    for answer in await answers:
        assert answer.status_code in {200, 503}, answer.text
    await until_served(trading)
    for body in bodies:
        for _ in range(100):
            answer = await trading.post("/api/orders", body)
            if answer.status_code == 200:
                break
            await asyncio.sleep(0.6 if answer.status_code == 429 else 0.1)
        assert answer.status_code == 200, answer.text
    orders = (await trading.get("/api/orders", account=trading.account)).json()["orders"]
    assert sorted(order["client_order_id"] for order in orders) == sorted(body["client_order_id"] for body in bodies)


async def test_without_valkey_trading_stops_and_public_data_goes_on(own_desk: World, trading: Person) -> None:
    own_desk.kill("valkey", signal.SIGSTOP)
    try:
        await asyncio.sleep(0.6)  # a leased slice may still be spent for 400 ms
        order = await trading.post("/api/orders", trading.order(price="50000"))
        problem(order, 503, "limits_unavailable")
        assert "retry-after" in order.headers
        public = await trading.http.get("/api/markets")
        assert public.status_code == 200
        assert "ratelimit" not in public.headers
        assert "ratelimit-policy" in public.headers
        problem(await trading.http.post("/api/auth/nonce", json={}), 503, "limits_unavailable")
    finally:
        own_desk.kill("valkey", signal.SIGCONT)
    await asyncio.sleep(0.6)
    assert (await trading.post("/api/orders", trading.order(price="50000"))).status_code == 200


async def test_ready_names_what_is_missing(own_desk: World, trading: Person) -> None:
    own_desk.kill("valkey", signal.SIGSTOP)
    try:
        for _ in range(60):
            answer = await trading.http.get("/ready")
            if answer.status_code == 503:
                break
            await asyncio.sleep(0.1)
        assert answer.json()["missing"] == ["valkey"]
        assert (await trading.http.get("/health")).status_code == 200
    finally:
        own_desk.kill("valkey", signal.SIGCONT)


async def test_status_names_the_last_command_and_nothing_when_the_engine_is_silent(
    own_desk: World, trading: Person
) -> None:
    await until_served(trading)
    placed = (await trading.post("/api/orders", trading.order(price="50000"))).json()
    status = (await trading.http.get("/api/status")).json()
    assert status["engine"] == "up"
    assert status["seq"] >= placed["seq"]
    own_desk.kill("engine", signal.SIGSTOP)
    try:
        status = (await trading.http.get("/api/status")).json()
    finally:
        own_desk.kill("engine", signal.SIGCONT)
    assert (status["engine"], status["seq"]) == ("down", None)
    await until_served(trading)
