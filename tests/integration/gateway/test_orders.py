"""Order entry over HTTP against the engine itself."""

import asyncio
import secrets

import httpx
import msgspec
import pytest

from quantdesk.client.keys import Keypair
from quantdesk.desk.world import World
from quantdesk.model.base58 import encode_base58 as encode
from quantdesk.model.message import order_id_of
from quantdesk.model.records_gen import AddDelegate, Credit, RemoveDelegate, Service
from quantdesk.runtime.clock import now_us
from tests.integration.gateway.people import Person, message_of, problem


async def mark(person: Person) -> float:
    return float((await person.http.get("/api/markets/BTC-PERP")).json()["mark_price"])


def price(value: float) -> str:
    return f"{value:.0f}"


async def test_an_order_rests_and_is_seen_by_its_owner_at_once(anna: Person) -> None:
    body = anna.order(price=price(await mark(anna) * 0.9))
    answer = await anna.post("/api/orders", body)
    assert answer.status_code == 200, answer.text
    result = answer.json()
    assert result["order_id"] == order_id_of(message_of(body)).hex()
    assert (result["status"], result["fills"], result["duplicate"]) == ("resting", [], False)
    listed = (await anna.get("/api/orders", account=anna.account)).json()
    assert [order["order_id"] for order in listed["orders"]] == [result["order_id"]]
    assert listed["seq"] >= result["seq"]
    shown = (await anna.get(f"/api/orders/client:{body['client_order_id']}", account=anna.account)).json()
    assert shown == listed["orders"][0]


async def test_two_orders_meet_and_both_sides_read_their_fill(anna: Person, bert: Person) -> None:
    at = price(await mark(anna) * 0.985)
    resting = (await anna.post("/api/orders", anna.order(price=at, size="0.02"))).json()
    taken = (await bert.post("/api/orders", bert.order(side="sell", price=at, size="0.02", time_in_force="ioc"))).json()
    assert (resting["status"], taken["status"]) == ("resting", "filled")
    assert float(taken["average_price"]) == float(at)
    assert [(float(fill["price"]), float(fill["size"])) for fill in taken["fills"]] == [(float(at), 0.02)]
    positions = (await anna.get("/api/positions", account=anna.account)).json()["positions"]
    assert [(position["market"], float(position["size"])) for position in positions] == [("BTC-PERP", 0.02)]
    assert float(positions[0]["entry_price"]) == float(at)
    for person, role in ((anna, "maker"), (bert, "taker")):
        fill = await first_fill(person)
        assert (fill["role"], float(fill["price"]), float(fill["size"])) == (role, float(at), 0.02)
    history = (await bert.get("/api/orders", account=bert.account, status="history")).json()["orders"]
    assert [order["status"] for order in history] == ["filled"]
    trades = (await anna.http.get("/api/markets/BTC-PERP/trades", params={"limit": 5})).json()["trades"]
    assert any(float(trade["price"]) == float(at) and trade["side"] == "sell" for trade in trades)


async def test_a_chosen_leverage_raises_what_new_risk_needs(anna: Person) -> None:
    """MGN-2: shown with the market, kept by the account, asked of the next order; more than the market allows is refused."""
    market = (await anna.http.get("/api/markets/BTC-PERP")).json()
    assert market["initial_margin_fraction_now"] == market["initial_margin_fraction"]
    assert [float(tier["above"]) for tier in market["margin_tiers"]] == [5_000_000, 25_000_000]
    wish = {"account": anna.account, "market": "BTC-PERP", "leverage": 2}
    answer = await anna.post("/api/positions/leverage", wish)
    assert (answer.status_code, answer.json()["leverage"]) == (200, 2), answer.text
    (position,) = (await anna.get("/api/positions", account=anna.account)).json()["positions"]
    assert (position["leverage"], float(position["size"])) == (2, 0)
    at = price(await mark(anna) * 0.99)
    assert (await anna.post("/api/orders", anna.order(price=at, size="0.01"))).status_code == 200
    (position,) = (await anna.get("/api/positions", account=anna.account)).json()["positions"]
    notional = float(position["buying"]) * float((await anna.http.get("/api/markets/BTC-PERP")).json()["mark_price"])
    assert float(position["initial_margin"]) > 0.49 * notional
    refused = await anna.post("/api/positions/leverage", wish | {"leverage": 51})
    problem(refused, 422, "leverage")


async def test_a_main_account_is_not_bound_to_a_market_and_says_that_it_is_not(anna: Person) -> None:
    """MGN-8: the refusal by name, an unknown market, somebody else's account; freeing what is free is no fault."""
    wish = {"account": anna.account, "market": "BTC-PERP"}
    problem(await anna.post("/api/positions/isolation", wish), 422, "account_main")
    problem(await anna.post("/api/positions/isolation", wish | {"market": "NONE-PERP"}), 404, "market_unknown")
    freed = await anna.post("/api/positions/isolation", wish | {"market": None})
    assert (freed.status_code, freed.json()["market"]) == (200, None), freed.text
    (account,) = (await anna.get("/api/accounts")).json()["accounts"]
    assert account["isolated"] is None


async def test_a_referrer_is_named_once_and_lowers_the_fees(anna: Person, bert: Person) -> None:
    """FEE-5: not oneself, not a stranger, not a second time; balances say that there is one."""
    wish = {"account": anna.account, "referrer": bert.key.text}
    problem(await anna.post("/api/accounts/referrer", wish | {"referrer": anna.key.text}), 422, "referrer_unknown")
    assert (await anna.get(f"/api/accounts/{anna.account}/balances")).json()["referred"] is False
    answer = await anna.post("/api/accounts/referrer", wish)
    assert (answer.status_code, answer.json()["referrer"]) == (200, bert.key.text), answer.text
    problem(await anna.post("/api/accounts/referrer", wish), 422, "referrer_known")
    balances = (await anna.get(f"/api/accounts/{anna.account}/balances")).json()
    assert (balances["referred"], balances["fee_tier"]) == (True, 0)


async def first_fill(person: Person) -> dict[str, str]:
    """The newest fill of the records, which follow the engine within moments."""
    for _ in range(100):
        fills = (await person.get("/api/fills", account=person.account)).json()["fills"]
        if fills:
            return fills[0]
        await asyncio.sleep(0.05)
    raise AssertionError("expected a fill in the records, found none")


async def test_the_same_order_again_returns_its_first_result(anna: Person) -> None:
    body = anna.order(price=price(await mark(anna) * 0.9))
    first = (await anna.post("/api/orders", body)).json()
    again = await anna.post("/api/orders", body)
    assert again.status_code == 200
    assert again.json()["duplicate"] is True
    assert {again.json()[name] == first[name] for name in ("order_id", "client_order_id", "left", "seq", "status")} == {
        True
    }
    assert len((await anna.get("/api/orders", account=anna.account)).json()["orders"]) == 1


async def test_many_copies_at_once_make_one_order(anna: Person) -> None:
    body = anna.order(price=price(await mark(anna) * 0.9))
    answers = await asyncio.gather(*(anna.post("/api/orders", body) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(not answer.json()["duplicate"] for answer in answers) == 1
    assert len((await anna.get("/api/orders", account=anna.account)).json()["orders"]) == 1


async def test_a_client_order_id_with_another_body_is_refused(anna: Person) -> None:
    body = anna.order(price=price(await mark(anna) * 0.9))
    assert (await anna.post("/api/orders", body)).status_code == 200
    other = anna.order(price=price(await mark(anna) * 0.89), client_order_id=body["client_order_id"])
    problem(await anna.post("/api/orders", other), 422, "client_order_id_reused")


async def test_every_signed_field_is_covered_by_the_signature(anna: Person) -> None:
    body = anna.order(price=price(await mark(anna) * 0.9))
    changes = {
        "market": "ETH-PERP",
        "side": "sell",
        "price": price(await mark(anna) * 0.8),
        "size": "0.5",
        "time_in_force": "ioc",
        "post_only": True,
        "reduce_only": True,
        "self_trade": "cancel_taker",
        "client_order_id": "5",
        "nonce": body["nonce"] + 1,
        "expiry_slot": body["expiry_slot"] + 1,
        "max_fee": "0.01",
    }
    for name, value in changes.items():
        found = await anna.post("/api/orders", body | {name: value})
        expected = {"signature_invalid", "out_of_range"} if name == "market" else {"signature_invalid"}
        assert found.status_code == 422, (name, found.text)
        assert found.json()["code"] in expected, (name, found.text)
    assert (await anna.get("/api/orders", account=anna.account)).json()["orders"] == []


async def test_a_forged_signature_is_refused(anna: Person) -> None:
    body = anna.order() | {"signature": encode(secrets.token_bytes(64))}
    problem(await anna.post("/api/orders", body), 422, "signature_invalid")


async def test_a_foreign_key_signs_no_order(anna: Person, bert: Person) -> None:
    problem(await anna.post("/api/orders", anna.order(signer=bert.key)), 422, "signer_unknown")
    problem(await anna.post("/api/orders", anna.order(signer=Keypair.generate())), 422, "signer_unknown")


async def test_a_delegate_signs_until_it_is_removed(anna: Person, small_desk: World) -> None:
    """Delegates come from the chain and go there: the keepers tell the engine, the door shows them."""
    delegate = Keypair.generate()
    low = price(await mark(anna) * 0.9)
    await small_desk.command(
        AddDelegate(anna.account, delegate.public, now_us() + 86_400_000_000, 1, 2**64 - 1, 0, 0).encode(),
        Service.KEEPERS,
    )
    listed = (await anna.get(f"/api/accounts/{anna.account}/delegates")).json()["delegates"]
    assert [each["delegate"] for each in listed] == [delegate.text]
    assert (await anna.post("/api/orders", anna.order(signer=delegate, price=low))).status_code == 200
    await small_desk.command(RemoveDelegate(anna.account, delegate.public, 2).encode(), Service.KEEPERS)
    problem(await anna.post("/api/orders", anna.order(signer=delegate, price=low)), 422, "signer_unknown")
    for method in ("POST", "DELETE"):
        answer = await anna.http.request(method, f"/api/accounts/{anna.account}/delegates", headers=anna.headers)
        assert answer.status_code == 405


async def test_a_bounded_delegate_is_listed_with_its_bounds_and_refused_beyond_them(
    anna: Person, small_desk: World
) -> None:
    """[SIG-4]: what was expected, what was found, what to do."""
    delegate, low = Keypair.generate(), price(await mark(anna) * 0.9)
    expiry_us = now_us() + 86_400_000_000
    market = (await anna.get("/api/markets/BTC-PERP")).json()["market_id"]
    bounds = (1 << market, 5_000_000)
    await small_desk.command(
        AddDelegate(anna.account, delegate.public, expiry_us, 1, *bounds, 1).encode(), Service.KEEPERS
    )
    [listed] = (await anna.get(f"/api/accounts/{anna.account}/delegates")).json()["delegates"]
    assert (listed["markets"], listed["notional_day"], listed["traded_day"]) == (["BTC-PERP"], "5.000000", "0.000000")
    assert listed["near_index"] is True
    found = problem(await anna.post("/api/orders", anna.order(signer=delegate, price=low)), 422, "delegate_day")
    assert (found["field"], found["expected"]) == ("size", "5.000000")
    await small_desk.command(RemoveDelegate(anna.account, delegate.public, 2).encode(), Service.KEEPERS)
    elsewhere = AddDelegate(anna.account, delegate.public, expiry_us, 3, 1 << 63, 0, 0)
    await small_desk.command(elsewhere.encode(), Service.KEEPERS)
    found = problem(await anna.post("/api/orders", anna.order(signer=delegate, price=low)), 422, "delegate_market")
    assert found["field"] == "market"


async def test_an_expired_signature_is_refused_with_both_slots(anna: Person) -> None:
    found = problem(await anna.post("/api/orders", anna.order(expiry_slot=1_000)), 422, "expired")
    assert found["field"] == "expiry_slot"
    assert found["found"] or found["expected"]


async def test_a_nonce_belongs_to_one_message(anna: Person) -> None:
    low = price(await mark(anna) * 0.9)
    body = anna.order(price=low)
    assert (await anna.post("/api/orders", body)).status_code == 200
    problem(await anna.post("/api/orders", anna.order(price=low, nonce=body["nonce"])), 422, "nonce_used")


async def test_an_order_that_the_account_cannot_carry_names_both_amounts(anna: Person) -> None:
    found = problem(
        await anna.post("/api/orders", anna.order(price=price(await mark(anna) * 0.99), size="90")),
        422,
        "margin_initial",
    )
    assert float(found["found"]) < float(found["expected"])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("price", "60000.00000001", "off_grid"),
        ("price", "60000.123456789", "off_grid"),
        ("size", "0.000000001", "off_grid"),
        ("size", "0", "out_of_range"),
        ("price", "0", "out_of_range"),
        ("price", "999999999999", "out_of_range"),
        ("size", "999999999999", "out_of_range"),
        ("client_order_id", "18446744073709551616", "out_of_range"),
    ],
)
async def test_a_value_off_the_grid_is_refused_with_its_neighbours(
    anna: Person, field: str, value: str, code: str
) -> None:
    found = problem(await anna.post("/api/orders", anna.order() | {field: value}), 422, code)
    assert found["field"] == field
    assert found["found"] == value
    assert found["expected"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", "1e5"),
        ("price", "-1"),
        ("price", "060000"),
        ("price", " 60000"),
        ("price", "60000\n"),
        ("price", "٦٠٠٠٠"),
        ("price", 60000),
        ("price", None),
        ("size", "0.1.2"),
        ("size", ""),
        ("size", "NaN"),
        ("account", "7"),
        ("account", -1),
        ("account", 1.5),
        ("account", True),
        ("account", 2**64),
        ("side", "BUY"),
        ("type", "stop"),
        ("time_in_force", None),
        ("post_only", 1),
        ("post_only", "true"),
        ("client_order_id", 5),
        ("client_order_id", "-1"),
        ("nonce", -1),
        ("nonce", 2**63),
        ("expiry_slot", "1"),
        ("max_fee", "1.5"),
        ("max_fee", "0.000001"),
        ("signer", "0" * 44),
        ("signature", "abc"),
        ("credit", "1000"),
    ],
)
async def test_a_field_of_another_form_is_refused_by_name(anna: Person, field: str, value: object) -> None:
    answer = await anna.post("/api/orders", anna.order() | {field: value})
    body = problem(answer, 400, "field_unknown" if field == "credit" else "field_invalid")
    assert body["field"] == field


@pytest.mark.parametrize(("field", "value"), [("signer", "z" * 44), ("signature", "1" * 88), ("signature", "z" * 88)])
async def test_a_key_or_signature_of_another_length_is_refused(anna: Person, field: str, value: str) -> None:
    assert (
        problem(await anna.post("/api/orders", anna.order() | {field: value}), 422, "base58_length")["field"] == field
    )


async def test_an_unknown_market_is_not_found(anna: Person) -> None:
    problem(await anna.post("/api/orders", anna.order() | {"market": "NO-PERP"}), 404, "market_unknown")


async def test_post_only_and_fill_or_kill_say_what_stood_against_them(anna: Person, bert: Person) -> None:
    at = await mark(anna) * 0.982
    resting = (await anna.post("/api/orders", anna.order(price=price(at), size="0.01"))).json()
    crossing = bert.order(side="sell", price=price(at), post_only=True)
    found = problem(await bert.post("/api/orders", crossing), 422, "post_only_crosses")
    assert float(found["found"]) == float(price(at))
    fok = bert.order(side="sell", price=price(at), size="40", time_in_force="fok")
    assert (await bert.post("/api/orders", fok)).status_code == 422
    assert (await anna.delete(f"/api/orders/{resting['order_id']}", account=anna.account)).status_code == 200


async def test_cancel_shrink_and_replace(anna: Person) -> None:
    low = await mark(anna) * 0.9
    first = (await anna.post("/api/orders", anna.order(price=price(low), size="0.05"))).json()
    shrunk = await anna.patch(f"/api/orders/{first['order_id']}", {"left": "0.03"}, account=anna.account)
    assert (shrunk.status_code, float(shrunk.json()["left"])) == (200, 0.03)
    grown = await anna.patch(f"/api/orders/{first['order_id']}", {"left": "0.04"}, account=anna.account)
    assert problem(grown, 422, "replace_grows")["field"] == "left"
    second = await anna.post(f"/api/orders/{first['order_id']}/replace", anna.order(price=price(low * 0.99)))
    assert (second.status_code, second.json()["status"]) == (200, "resting")
    problem(await anna.delete(f"/api/orders/{first['order_id']}", account=anna.account), 422, "order_final")
    cancelled = await anna.delete(f"/api/orders/{second.json()['order_id']}", account=anna.account)
    assert (cancelled.status_code, cancelled.json()["reason"]) == (200, "user")
    problem(await anna.delete(f"/api/orders/{'0' * 31}1", account=anna.account), 422, "order_unknown")
    assert (await anna.get("/api/orders", account=anna.account)).json()["orders"] == []


async def test_cancel_all_gives_up_what_was_asked(anna: Person) -> None:
    low, high = await mark(anna) * 0.9, await mark(anna) * 1.1
    for _ in range(3):
        assert (await anna.post("/api/orders", anna.order(price=price(low)))).status_code == 200
    assert (await anna.post("/api/orders", anna.order(side="sell", price=price(high)))).status_code == 200
    assert (await anna.delete("/api/orders", account=anna.account, side="sell")).json()["cancelled"] == 1
    assert (await anna.delete("/api/orders", account=anna.account, market="BTC-PERP")).json()["cancelled"] == 3
    assert (await anna.delete("/api/orders", account=anna.account)).json()["cancelled"] == 0


async def test_orders_of_a_group_are_given_up_together(anna: Person) -> None:
    """BOOK-8: the group is part of what is signed."""
    low = price(await mark(anna) * 0.9)
    for group in (0, 2, 2):
        assert (await anna.post("/api/orders", anna.order(price=low, group=group))).status_code == 200
    assert (await anna.delete("/api/orders", account=anna.account, group=2)).json()["cancelled"] == 2
    assert (await anna.delete("/api/orders", account=anna.account, group=4)).status_code == 400
    assert (await anna.delete("/api/orders", account=anna.account)).json()["cancelled"] == 1


async def test_dead_man_switch_is_set_fires_and_is_stopped(anna: Person) -> None:
    """BOOK-8"""
    low = price(await mark(anna) * 0.9)
    assert (await anna.post("/api/orders", anna.order(price=low))).status_code == 200
    stopped = await anna.post("/api/orders/dead-man", {"account": anna.account, "timeout_s": 0})
    assert stopped.json()["deadline_ms"] is None
    set_for = await anna.post("/api/orders/dead-man", {"account": anna.account, "timeout_s": 1})
    assert set_for.json()["deadline_ms"] > 0
    async with asyncio.timeout(30):
        while (await anna.get("/api/orders", account=anna.account)).json()["orders"]:
            await asyncio.sleep(0.2)
    assert (await anna.post("/api/orders/dead-man", {"account": anna.account, "timeout_s": 86_401})).status_code == 400


async def test_sliding_order_rests_beside_the_other_side(anna: Person, bert: Person) -> None:
    """BOOK-3: what it would take is left alone."""
    at = price(await mark(anna))
    sold = await bert.post("/api/orders", bert.order(side="sell", price=at))
    assert sold.status_code == 200, sold.text
    slid = (
        await anna.post("/api/orders", anna.order(type="slide", post_only=True, price=price(await mark(anna) * 1.01)))
    ).json()
    assert (slid["status"], slid["fills"]) == ("resting", [])
    shown = (await anna.get(f"/api/orders/{slid['order_id']}", account=anna.account)).json()
    assert shown["type"] == "slide"
    assert float(shown["price"]) < float(sold.json()["average_price"] or at)
    for person in (anna, bert):
        await person.delete("/api/orders", account=person.account)


async def test_a_batch_answers_every_item_in_its_place(anna: Person) -> None:
    low = price(await mark(anna) * 0.9)
    old = (await anna.post("/api/orders", anna.order(price=low))).json()
    items = [
        {"place": anna.order(price=low)},
        {"cancel": {"order": old["order_id"]}},
        {"cancel": {"order": "client:12345"}},
        {"place": anna.order(price=low, expiry_slot=5)},
        {"place": anna.order(price=low, post_only=True)},
    ]
    answer = await anna.post("/api/orders/batch", {"account": anna.account, "items": items})
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [result["item"] for result in results] == [0, 1, 2, 3, 4]
    assert results[0]["placed"]["status"] == "resting"
    assert results[1]["cancelled"]["order_id"] == old["order_id"]
    assert results[2]["problem"]["code"] == "order_unknown"
    assert results[3]["problem"]["code"] == "expired"
    assert results[4]["placed"]["status"] == "resting"


async def test_one_forged_item_keeps_the_whole_batch_back(anna: Person) -> None:
    low = price(await mark(anna) * 0.9)
    forged = anna.order(price=low) | {"signature": encode(secrets.token_bytes(64))}
    body = {"account": anna.account, "items": [{"place": anna.order(price=low)}, {"place": forged}]}
    problem(await anna.post("/api/orders/batch", body), 422, "signature_invalid")
    assert (await anna.get("/api/orders", account=anna.account)).json()["orders"] == []


async def test_a_batch_is_of_one_account_and_one_thing_an_item(anna: Person, bert: Person) -> None:
    foreign = {"account": anna.account, "items": [{"place": bert.order()}]}
    problem(await anna.post("/api/orders/batch", foreign), 422, "batch_account")
    double = {"account": anna.account, "items": [{"cancel": {"order": "client:1"}, "place": anna.order()}]}
    problem(await anna.post("/api/orders/batch", double), 422, "item_ambiguous")
    problem(await anna.post("/api/orders/batch", {"account": anna.account, "items": [{}]}), 422, "item_ambiguous")
    many = {"account": anna.account, "items": [{"cancel": {"order": "client:1"}}] * 51}
    problem(await anna.post("/api/orders/batch", many), 400, "field_invalid")


async def test_a_preview_says_what_placing_would_do(anna: Person) -> None:
    low = price(await mark(anna) * 0.9)
    order = {
        name: value
        for name, value in anna.order(price=low).items()
        if name in {"account", "market", "side", "price", "size"}
    }
    before = (await anna.get(f"/api/accounts/{anna.account}/balances")).json()
    preview = (await anna.post("/api/orders/preview", order)).json()
    assert preview["refusal"] is None
    assert (float(preview["filled"]), float(preview["resting"])) == (0, 0.01)
    assert float(preview["initial_margin"]) > float(before["initial_margin"])
    huge = (await anna.post("/api/orders/preview", order | {"size": "90"})).json()
    assert huge["refusal"] == "margin_initial"
    assert (await anna.get("/api/orders", account=anna.account)).json()["orders"] == []


async def test_the_book_shows_resting_orders(anna: Person) -> None:
    at = price(await mark(anna) * 0.971)
    await anna.post("/api/orders", anna.order(price=at, size="0.07"))
    book = (await anna.http.get("/api/markets/BTC-PERP/book", params={"depth": 1000})).json()
    assert any(float(level["price"]) == float(at) and float(level["size"]) >= 0.07 for level in book["bids"])
    assert [float(level["price"]) for level in book["bids"]] == sorted(
        (float(level["price"]) for level in book["bids"]), reverse=True
    )


async def test_hostile_bodies_leave_no_trace(anna: Person) -> None:
    good = msgspec.json.encode(anna.order(price=price(await mark(anna) * 0.9)))
    seq = (await anna.get("/api/orders", account=anna.account)).json()["orders"]
    for place in range(0, len(good), 7):
        body = good[:place] + bytes([good[place] ^ 0x5A]) + good[place + 1 :]
        answer = await anna.http.post(
            "/api/orders", content=body, headers=anna.headers | {"content-type": "application/json"}
        )
        assert 400 <= answer.status_code < 500, (answer.status_code, body)
        if answer.status_code == 429:
            break
    assert (await anna.get("/api/orders", account=anna.account)).json()["orders"] == seq


async def test_accounts_of_the_chain_are_listed_with_their_balances(anna: Person, small_desk: World) -> None:
    """No route opens an account; what keepers opened is listed, each asset with its own amounts."""
    other = await small_desk.fund(anna.key.public, 5, index=3)
    assert (await anna.post("/api/accounts", {"index": 4})).status_code == 405
    listed = (await anna.get("/api/accounts")).json()["accounts"]
    assert {account["account"]: account["index"] for account in listed} == {anna.account: 0, other: 3}
    await small_desk.command(Credit(other, 1, 2_500_000_000).encode(), Service.KEEPERS)
    shown = (await anna.get(f"/api/accounts/{other}/balances")).json()
    assert {asset["asset"]: asset["collateral"] for asset in shown["assets"]} == {
        "USDC": "5.000000",
        "SOL": "2.500000000",
    }
    assert {asset["withdrawable"] for asset in shown["assets"]} == {"5.000000", "2.500000000"}
    assert float(shown["equity"]) > 5
    assert (shown["collateral"], shown["withdrawable"]) == ("5.000000", "5.000000")


async def test_money_is_nobodys_to_make(anna: Person, http: httpx.AsyncClient) -> None:
    before = (await anna.get(f"/api/accounts/{anna.account}/balances")).json()
    for path in ("credit", "faucet", "transfers"):
        for target in (f"/api/accounts/{anna.account}/{path}", f"/api/{path}"):
            problem(await anna.post(target, {"amount": "1000"}), 404, "route_unknown")
    # Deposits are shown, and made on the chain alone.
    problem(await anna.post("/api/deposits", {"amount": "1000"}), 405, "method_not_allowed")
    after = (await anna.get(f"/api/accounts/{anna.account}/balances")).json()
    assert after["collateral"] == before["collateral"]
