"""Allowances at a real door: exact, told, separate."""

import asyncio

import httpx

from quantdesk.desk.world import World
from quantdesk.gateway.budgets import CANCELS_USER, DATA_USER, TRADING_USER
from tests.integration.gateway.people import Person, problem, trader


async def count(answers: list[httpx.Response]) -> tuple[int, int]:
    allowed = sum(answer.status_code != 429 for answer in answers)
    return allowed, len(answers) - allowed


async def hammer(person: Person, times: int, path: str, method: str = "GET") -> list[httpx.Response]:
    found: list[httpx.Response] = []
    for start in range(0, times, 50):
        wave = min(50, times - start)
        found += await asyncio.gather(*(person.http.request(method, path, headers=person.headers) for _ in range(wave)))
    return found


async def test_trading_is_a_hundred_a_minute_and_not_one_more(anna: Person) -> None:
    body = anna.order(price="50000")
    answers = [await anna.post("/api/orders", body) for _ in range(TRADING_USER + 20)]
    allowed, refused = await count(answers)
    assert TRADING_USER * 99 // 100 <= allowed <= TRADING_USER
    found = problem(answers[-1], 429, "rate_limited")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert f"{TRADING_USER}" in found["expected"]
    assert answers[0].headers["ratelimit-policy"] == f'"trading";q={TRADING_USER};w=60'
    assert refused >= 20


async def test_cancels_go_on_when_trading_is_used_up(anna: Person) -> None:
    first = (await anna.post("/api/orders", anna.order(price="50000"))).json()
    body = anna.order(price="50000")
    for _ in range(TRADING_USER + 5):
        last = await anna.post("/api/orders", body)
    assert last.status_code == 429
    cancelled = await anna.delete(f"/api/orders/{first['order_id']}", account=anna.account)
    assert cancelled.status_code == 200
    assert cancelled.headers["ratelimit-policy"] == f'"cancels";q={CANCELS_USER};w=60'
    assert CANCELS_USER >= TRADING_USER


async def test_data_is_a_thousand_a_minute_and_not_one_more(anna: Person) -> None:
    answers = await hammer(anna, DATA_USER + 60, "/api/auth/session")
    allowed, _ = await count(answers)
    assert DATA_USER * 99 // 100 <= allowed <= DATA_USER


async def test_weight_counts(anna: Person) -> None:
    before = int((await anna.get("/api/auth/session")).headers["ratelimit"].split("r=")[1].split(";")[0])
    answer = await anna.get("/api/orders", account=anna.account)
    after = int(answer.headers["ratelimit"].split("r=")[1].split(";")[0])
    assert before - after == 5


async def test_a_batch_weighs_as_many_as_its_items(anna: Person) -> None:
    items = [{"place": anna.order(price="50000")} for _ in range(40)]
    body = {"account": anna.account, "items": items}
    answers = [await anna.post("/api/orders/batch", body) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_one_users_hunger_is_not_anothers(anna: Person, bert: Person) -> None:
    body = anna.order(price="50000")
    for _ in range(TRADING_USER + 5):
        last = await anna.post("/api/orders", body)
    assert last.status_code == 429
    assert (await bert.post("/api/orders", bert.order(price="50000"))).status_code == 200


async def test_a_maker_has_far_more(small_desk: World, http: httpx.AsyncClient) -> None:
    maker = await trader(small_desk, http, tier="maker")
    answers = [await maker.post("/api/orders", maker.order(price="50000")) for _ in range(TRADING_USER + 30)]
    assert {answer.status_code for answer in answers} == {200}
    assert int(answers[0].headers["ratelimit-policy"].split("q=")[1].split(";")[0]) >= 1_000_000
