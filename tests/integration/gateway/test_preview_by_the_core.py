"""A thousand tickets: what the browser's core says of each, in node and in Chromium, is what the gateway answers, to the atom."""

import json
import random
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Route, async_playwright

from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.web import chromium, node_folder
from quantdesk.desk.world import World
from quantdesk.model.records_gen import AnswerHead, views_decode
from quantdesk.runtime.settings import DeskSettings, load
from tests.integration.gateway.people import Json, Person, trader

CORE = ROOT / "web/src/core"
RUNNER = Path(__file__).with_name("previews.mjs")
TICKETS = 1_000
FUNDS = (400, 5_000, 50_000, 500_000)
SEED = 5
ORIGIN = "http://core.invalid"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def node() -> str:
    return str(node_folder(places(load(DeskSettings))) / "node")


def price_near(rng: random.Random, spread: int) -> str:
    return f"{60_000 + rng.randint(-spread, spread) / 10:.1f}"


async def people_trade(desk: World, http: httpx.AsyncClient, rng: random.Random) -> list[Person]:
    """Four people of small and large means with positions and open orders; several orders at a price."""
    people = [await trader(desk, http, funds, "maker") for funds in FUNDS]
    for _ in range(240):
        person = rng.choice(people)
        body = person.order(
            side=rng.choice(("buy", "sell")),
            price=price_near(rng, 60),
            size=rng.choice(("0.001", "0.01", "0.05", "0.3")),
            reduce_only=rng.random() < 0.15,
        )
        answer = await person.post("/api/orders", body)
        assert answer.status_code in (200, 422), answer.text
    return people


def ticket(rng: random.Random, person: Person) -> Json:
    kind = rng.choice(("limit", "limit", "market"))
    validity = (
        rng.choice(("ioc", "fok")) if kind == "market" else rng.choice(("gtc", "gtc", "ioc", "ioc", "fok", "gtd"))
    )
    return {
        "account": person.account,
        "market": "BTC-PERP",
        "side": rng.choice(("buy", "sell")),
        "type": kind,
        "price": price_near(rng, 120),
        "size": rng.choice(("0.0001", "0.0123", "0.0123", "0.1", "0.77", "25")),
        "time_in_force": validity,
        "post_only": rng.random() < 0.15,
        "reduce_only": rng.random() < 0.15,
    }


async def views(person: Person) -> Json:
    answer = await person.get(f"/api/accounts/{person.account}/views")
    assert answer.status_code == 200, answer.text
    return answer.json()


def still(records: str) -> list[Any]:
    """What of the views does not change with the clock alone."""
    return [view for view in views_decode(b64decode(records)) if not isinstance(view, AnswerHead)]


async def asked(person: Person, rng: random.Random, count: int) -> tuple[Json, list[Json]]:
    """A question for the core, and the gateway's answers to the same tickets in the same state."""
    seen, book = await views(person), (await person.get("/api/markets/BTC-PERP/book", depth=1_000)).json()
    tickets = [ticket(rng, person) for _ in range(count)]
    answers = []
    for each in tickets:
        answer = await person.post("/api/orders/preview", each)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        body.pop("seq")
        answers.append(body)
    assert still((await views(person))["records"]) == still(seen["records"]), "something moved meanwhile"
    return {"records": seen["records"], "bids": book["bids"], "asks": book["asks"], "tickets": tickets}, answers


def in_node(question: Json) -> list[Json]:
    done = subprocess.run(
        (node(), str(RUNNER), str(CORE)), input=json.dumps(question), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def in_chromium(questions: list[Json]) -> list[list[Json]]:
    """The same in a page; its modules are the terminal's own files without their types."""

    async def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name == "":
            await route.fulfill(body="<!doctype html><title>core</title>", content_type="text/html")
        elif name == RUNNER.name:
            await route.fulfill(body=RUNNER.read_text(), content_type="text/javascript")
        elif name.endswith(".wasm"):
            await route.fulfill(body=(CORE / name).read_bytes(), content_type="application/wasm")
        else:
            stripped = subprocess.run((node(), str(RUNNER), "strip", str(CORE / name)), capture_output=True, check=True)
            await route.fulfill(body=stripped.stdout, content_type="text/javascript")

    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=str(chromium()), args=FLAGS)
        try:
            page = await browser.new_page()
            await page.route(f"{ORIGIN}/**", serve)
            await page.goto(f"{ORIGIN}/")
            script = """async (questions) => {
              const { previews } = await import("/previews.mjs");
              const module = await (await fetch("/quantdesk_core.wasm")).arrayBuffer();
              const told = [];
              for (const question of questions) told.push(await previews(location.origin, module, question));
              return told;
            }"""
            return await page.evaluate(script, questions)
        finally:
            await browser.close()


async def test_a_thousand_tickets_are_previewed_alike_by_gateway_node_and_chromium(
    small_desk: World, http: httpx.AsyncClient
) -> None:
    """[BOOK-11]: every field of every answer."""
    rng = random.Random(SEED)
    people = await people_trade(small_desk, http, rng)
    asked_all = [await asked(person, rng, TICKETS // len(people)) for person in people]
    refusals = {answer["refusal"] for _, answers in asked_all for answer in answers}
    filled = sum(float(answer["filled"]) > 0 for _, answers in asked_all for answer in answers)
    assert len(refusals) >= 5, refusals
    assert filled > 100
    in_page = await in_chromium([question for question, _ in asked_all])
    for (question, answers), paged in zip(asked_all, in_page, strict=True):
        for each, told, node_told, page_told in zip(
            question["tickets"], answers, in_node(question), paged, strict=True
        ):
            assert node_told == told, each
            assert page_told == told, each


async def test_views_of_another_owner_are_not_shown(small_desk: World, http: httpx.AsyncClient) -> None:
    anna, bert = await trader(small_desk, http), await trader(small_desk, http)
    answer = await anna.get(f"/api/accounts/{bert.account}/views")
    assert answer.status_code in (403, 404), answer.text
