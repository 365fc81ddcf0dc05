"""Icebergs and pegged orders over HTTP against the engine itself (BOOK-13, BOOK-14)."""

from tests.integration.gateway.people import Person
from tests.integration.gateway.test_orders import mark, price


async def test_iceberg_shows_a_part_of_its_size_and_says_so(anna: Person) -> None:
    at = price(await mark(anna) * 0.95)
    body = anna.order(type="iceberg", price=at, display="0.001")
    answer = await anna.post("/api/orders/waiting", body)
    assert (answer.status_code, answer.json()["status"]) == (200, "resting"), answer.text
    [shown] = (await anna.get("/api/orders", account=anna.account)).json()["orders"]
    terms = shown["terms"]
    assert (shown["type"], float(shown["left"]), shown["waits"]) == ("iceberg", 0.01, None)
    assert (float(terms["display"]), float(terms["shown"]), terms["source"], terms["offset"]) == (
        0.001,
        0.001,
        None,
        None,
    )
    book = (await anna.get("/api/markets/BTC-PERP/book")).json()
    assert [float(level["size"]) for level in book["bids"] if float(level["price"]) == float(at)] == [0.001]
    shrunk = await anna.patch(f"/api/orders/{shown['order_id']}", {"left": "0.004"}, account=anna.account)
    assert float(shrunk.json()["left"]) == 0.004
    cancelled = await anna.delete(f"/api/orders/{shown['order_id']}", account=anna.account)
    assert (float(cancelled.json()["left"]), cancelled.json()["reason"]) == (0.004, "user")
    bare = await anna.post("/api/orders/waiting", anna.order(type="iceberg", price=at))
    assert (bare.status_code, bare.json()["code"]) == (422, "order_kind")


async def test_pegged_order_stands_at_its_offset_from_the_mark(anna: Person) -> None:
    at = await mark(anna)
    body = anna.order(type="pegged", price=price(at * 1.01), source="index", offset="-1000", post_only=True)
    answer = await anna.post("/api/orders/waiting", body)
    assert (answer.status_code, answer.json()["status"]) == (200, "resting"), answer.text
    shown = (await anna.get(f"/api/orders/{answer.json()['order_id']}", account=anna.account)).json()
    terms = shown["terms"]
    assert float(shown["price"]) < at < float(terms["worst_price"])
    assert (terms["source"], float(terms["offset"]), terms["display"]) == ("index", -1000, None)
    cancelled = await anna.delete(f"/api/orders/{shown['order_id']}", account=anna.account)
    assert cancelled.status_code == 200
    takes = await anna.post("/api/orders/waiting", anna.order(type="pegged", price=price(at), offset="-1000"))
    assert (takes.status_code, takes.json()["code"]) == (422, "order_kind")
    off = await anna.post(
        "/api/orders/waiting", anna.order(type="pegged", price=price(at), offset="-0.0001", post_only=True)
    )
    assert (off.status_code, off.json()["field"]) == (422, "offset")


async def test_twap_waits_for_its_moments_and_says_when_they_come(anna: Person) -> None:
    at = await mark(anna)
    body = anna.order(type="twap", price=price(at * 0.5), slices=5, time_in_force="ioc")
    answer = await anna.post("/api/orders/waiting", body)
    assert (answer.status_code, answer.json()["status"]) == (200, "waiting"), answer.text
    [shown] = (await anna.get("/api/orders", account=anna.account)).json()["orders"]
    waits = shown["waits"]
    assert (shown["type"], waits["slices"], waits["starts_at"]) == ("twap", 5, None)
    assert waits["sliced"] <= 1
    assert waits["next_ms"] >= shown["accepted_ms"]
    few = await anna.post(
        "/api/orders/waiting", anna.order(type="twap", price=price(at), slices=1, time_in_force="ioc")
    )
    assert (few.status_code, few.json()["code"]) == (422, "order_kind")
    cancelled = await anna.delete(f"/api/orders/{shown['order_id']}", account=anna.account)
    assert float(cancelled.json()["left"]) == 0.01


async def test_ladder_is_taken_whole_or_not_at_all(anna: Person) -> None:
    at = await mark(anna)
    rungs = [anna.order(price=price(at * part), post_only=True, group=2) for part in (0.94, 0.95, 0.96)]
    body = {"account": anna.account, "items": [{"place": rung} for rung in rungs], "whole": True}
    answer = await anna.post("/api/orders/batch", body)
    assert [each["placed"]["status"] for each in answer.json()["results"]] == ["resting"] * 3, answer.text
    broken = [anna.order(price=price(at * 0.94), post_only=True), anna.order(price=price(at * 0.95))]
    body = {"account": anna.account, "items": [{"place": rung} for rung in broken], "whole": True}
    answer = await anna.post("/api/orders/batch", body)
    assert [each["problem"]["code"] for each in answer.json()["results"]] == ["batch_whole", "order_kind"]
    assert len((await anna.get("/api/orders", account=anna.account)).json()["orders"]) == 3
    gone = await anna.delete("/api/orders", account=anna.account, group=2)
    assert gone.json()["cancelled"] == 3
