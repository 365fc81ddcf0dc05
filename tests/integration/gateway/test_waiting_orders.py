"""Orders that wait for a price, over HTTP against the engine itself (BOOK-12)."""

from quantdesk.model.message import order_id_of
from tests.integration.gateway.people import Person, message_of
from tests.integration.gateway.test_orders import mark, price

TAKES = {"time_in_force": "ioc"}


async def test_stop_waits_is_shown_and_is_cancelled(anna: Person) -> None:
    at = await mark(anna)
    body = anna.order(side="sell", type="stop_market", price=price(at * 0.8), trigger=price(at * 0.9), **TAKES)
    answer = await anna.post("/api/orders/waiting", body)
    assert answer.status_code == 200, answer.text
    result = answer.json()
    assert (result["status"], float(result["left"]), result["fills"]) == ("waiting", 0.01, [])
    again = await anna.post("/api/orders/waiting", body)
    assert (again.json()["duplicate"], again.json()["status"]) == (True, "waiting")
    [shown] = (await anna.get("/api/orders", account=anna.account)).json()["orders"]
    assert (shown["type"], shown["status"], shown["order_id"]) == ("stop_market", "waiting", result["order_id"])
    waits = shown["waits"]
    assert (waits["source"], waits["link"], float(waits["trigger"])) == ("mark", "none", round(at * 0.9))
    assert float(waits["starts_at"]) == float(waits["trigger"])
    shrunk = await anna.patch(f"/api/orders/{result['order_id']}", {"left": "0.005"}, account=anna.account)
    assert (shrunk.status_code, shrunk.json()["code"]) == (422, "order_waiting")
    cancelled = await anna.delete(f"/api/orders/{result['order_id']}", account=anna.account)
    assert cancelled.json()["reason"] == "user"
    assert (await anna.get("/api/orders", account=anna.account)).json()["orders"] == []


async def test_trigger_that_is_there_is_refused_in_the_words_of_the_market(anna: Person) -> None:
    at = await mark(anna)
    body = anna.order(side="sell", type="stop_market", price=price(at * 0.8), trigger=price(at * 1.1), **TAKES)
    answer = await anna.post("/api/orders/waiting", body)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "trigger_passed", "trigger")
    plain = await anna.post("/api/orders/waiting", anna.order())
    assert plain.status_code == 400


async def test_bracket_is_placed_in_one_batch_and_ends_with_its_entry(anna: Person) -> None:
    at = await mark(anna)
    entry = anna.order(price=price(at * 0.95))
    tie = {"link": "child", "linked": order_id_of(message_of(entry)).hex(), "reduce_only": True, **TAKES}
    profit = anna.order(side="sell", type="take_profit_market", price=price(at), trigger=price(at * 1.1), **tie)
    stop = anna.order(side="sell", type="stop_market", price=price(at * 0.8), trigger=price(at * 0.9), **tie)
    items = [{"place": entry}, {"wait": profit}, {"wait": stop}]
    answer = await anna.post("/api/orders/batch", {"account": anna.account, "items": items})
    assert [each["placed"]["status"] for each in answer.json()["results"]] == ["resting", "waiting", "waiting"]
    shown = (await anna.get("/api/orders", account=anna.account)).json()["orders"]
    assert [order["waits"] and order["waits"]["starts_at"] for order in shown] == [None, None, None]
    await anna.delete(f"/api/orders/{tie['linked']}", account=anna.account)
    assert (await anna.get("/api/orders", account=anna.account)).json()["orders"] == []


async def test_trailing_stop_says_where_it_starts(anna: Person) -> None:
    at = await mark(anna)
    body = anna.order(side="sell", type="trailing_stop", price=price(at * 0.5), distance_ppm=100_000, **TAKES)
    assert (await anna.post("/api/orders/waiting", body)).status_code == 200
    [shown] = (await anna.get("/api/orders", account=anna.account)).json()["orders"]
    assert float(shown["waits"]["starts_at"]) < at
    assert shown["waits"]["distance_ppm"] == 100_000
    await anna.delete("/api/orders", account=anna.account)
