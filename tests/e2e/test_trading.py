"""Trading on the page: every way to send, change and end an order, and what is shown equals what the exchange says."""

import re

from playwright.sync_api import expect

from tests.e2e.onboarded import CHAIN_MS
from tests.e2e.places import accessible
from tests.e2e.test_market_data import held

SOON_MS = 30_000
AFTER = re.compile(r"after \d")


def plain(text):
    """A figure of the screen as the API writes it: no thousands separators, an ASCII minus."""
    return text.replace(",", "").replace("\u2212", "-").replace("+", "").strip()


def tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()
    return page.get_by_role("region", name=name)


def table(page, name):
    """The rows of a table as dictionaries by column."""
    found = page.get_by_role("table", name=name)
    heads = found.locator("thead th").all_inner_texts()
    rows = found.locator("tbody tr").all()
    return [dict(zip(heads, map(plain, row.locator("td").all_inner_texts()), strict=True)) for row in rows]


def bid(page):
    return float(page.api.get("/api/markets/BTC-PERP/book?depth=1")["bids"][0]["price"])


def ticket(page):
    return page.get_by_role("form", name="Order in BTC-PERP")


def written(page, *, side, size, price=None):
    """Writes an order into the ticket, up to the button."""
    form = ticket(page)
    form.get_by_role("radio", name=side).click()
    form.get_by_role("radio", name="Market" if price is None else "Limit").click()
    if price is not None:
        form.get_by_label("Price", exact=True).fill(price)
    form.get_by_label("Size", exact=True).fill(size)
    return form.locator("button[type=submit]")


def placed(page, **words):
    button = written(page, **words)
    expect(button).to_be_enabled(timeout=SOON_MS)
    button.click()
    expect(ticket(page).get_by_label("Size", exact=True)).to_have_value("", timeout=SOON_MS)


def rested(page, price, side="Buy", size="0.001"):
    """Places a limit order that rests, and waits for its row."""
    placed(page, side=side, size=size, price=price)
    tab(page, "Orders")
    row = page.get_by_role("table", name="Orders").get_by_role("row").filter(has_text=f"{float(price):,.0f}")
    expect(row).to_contain_text("Open", timeout=SOON_MS)
    return row


def own_orders(page):
    """Open orders as the exchange says."""
    return page.api.get(f"/api/orders?account={page.account}")["orders"]


def position(page):
    """The position of the first market on the page, and the exchange's."""
    return next(row for row in table(page, "Positions") if row["Market"].startswith("BTC-PERP"))


def own_size(page):
    found = page.api.get(f"/api/positions?account={page.account}")["positions"]
    return next((one["size"] for one in found if one["market"] == "BTC-PERP"), "0")


def size_becomes(page, size):
    """Waits until screen and exchange both have this size of the position."""
    text = "BTC-PERP\nLong" if float(size) > 0 else "BTC-PERP\nShort"
    row = page.get_by_role("table", name="Positions").get_by_role("row").filter(has_text="BTC-PERP")
    expect(row).to_contain_text(f"{abs(float(size)):.4f}", timeout=SOON_MS)
    assert row.locator("td").first.inner_text().split() == text.split()
    assert float(own_size(page)) == float(size)


def test_limit_order_rests_and_market_order_fills_and_what_is_shown_is_what_the_exchange_says(trader):
    price = str(round(bid(trader) * 0.98))
    written(trader, side="Sell", size="0.001", price=price)
    accessible(trader)
    button = written(trader, side="Buy", size="0.001", price=price)
    expect(button).to_have_text(f"Buy 0.001 BTC at {int(price):,}", timeout=SOON_MS)
    expect(trader.get_by_role("group", name="Preview")).to_contain_text("Rests0.0010")
    row = rested(trader, price)
    [own] = own_orders(trader)
    assert (own["price"], own["size"]) == (f"{price}.0", "0.0010")
    [shown] = table(trader, "Orders")
    assert (shown["Price"], shown["Size"], shown["Filled"], shown["State"]) == (
        f"{price}.0",
        "0.0010",
        "0.0000",
        "Open",
    )
    row.get_by_role("button", name="Cancel").click()
    expect(trader.get_by_text("No open orders.")).to_be_visible(timeout=SOON_MS)
    assert own_orders(trader) == []

    had = float(own_size(trader))
    tab(trader, "Positions")
    # More than the money in hand: so there is a price at which it would be liquidated.
    placed(trader, side="Buy", size="0.05")
    size_becomes(trader, f"{had + 0.05:.4f}")
    own = next(
        one
        for one in trader.api.get(f"/api/positions?account={trader.account}")["positions"]
        if one["market"] == "BTC-PERP"
    )
    shown = position(trader)
    assert (shown["Size"], shown["Entry"]) == (own["size"].lstrip("-"), to_tick(own["entry_price"]))
    assert re.fullmatch(r"\d+\.\d", shown["Liquidation"])
    expect(trader.locator(".lvl.e")).to_contain_text(f"Long {had + 0.05:.4f}")


def to_tick(text):
    """A price as the screen writes it: cut to the tick."""
    return text[: text.index(".") + 2]


def test_position_is_closed_in_parts_turned_round_and_ended(trader):
    placed(trader, side="Buy", size="0.01")
    tab(trader, "Positions")
    had = float(own_size(trader))
    size_becomes(trader, f"{had:.4f}")
    trader.get_by_role("button", name="Close 50 % of BTC-PERP").click()
    half = int(had * 10_000) - int(had * 10_000 / 2)
    size_becomes(trader, f"{half / 10_000:.4f}")
    trader.get_by_role("button", name="Reverse").click()
    expect(trader.get_by_role("table", name="Positions")).to_contain_text("Short", timeout=SOON_MS)
    size_becomes(trader, f"{-half / 10_000:.4f}")
    trader.get_by_role("button", name="Close 100 % of BTC-PERP").click()
    expect(trader.get_by_text("No open positions.")).to_be_visible(timeout=SOON_MS)
    assert float(own_size(trader)) == 0

    tab(trader, "Fills")
    expect(trader.get_by_role("table", name="Fills")).to_be_visible(timeout=SOON_MS)
    records = trader.api.get(f"/api/fills?account={trader.account}&limit=100")["fills"]
    rows = trader.get_by_role("table", name="Fills").locator("tbody tr")
    expect(rows).to_have_count(len(records), timeout=SOON_MS)
    shown = [(row["Size"], row["Price"], row["Role"]) for row in table(trader, "Fills")]
    assert shown == [(one["size"], one["price"], one["role"]) for one in records]
    ids = [row.get_attribute("data-row") for row in rows.all()]
    assert ids == [one["fill_id"] for one in records]

    # Nothing is open: money no longer moves with the mark, so the screen settles on the exchange's words.
    own = trader.api.get(f"/api/accounts/{trader.account}/balances")
    cut = f"{int(own['equity'].split('.')[0]):,}.{own['equity'].split('.')[1][:2]}"
    expect(trader.get_by_test_id("equity")).to_have_text(cut, timeout=SOON_MS)


def test_fill_is_pending_until_the_chain_has_it_and_then_says_after_how_long(trader, desk):
    rows = trader.get_by_role("table", name="Fills").locator("tbody tr")
    tab(trader, "Fills")
    expect(rows.filter(has_text=AFTER)).to_have_count(1, timeout=CHAIN_MS)
    with held(desk, "keepers"):
        placed(trader, side="Buy", size="0.002")
        expect(rows.filter(has_text="pending")).not_to_have_count(0, timeout=SOON_MS)
    expect(rows.filter(has_text="pending")).to_have_count(0, timeout=CHAIN_MS)
    records = trader.api.get(f"/api/fills?account={trader.account}&limit=100")["fills"]
    expect(rows.filter(has_text=AFTER)).to_have_count(len(records))
    assert all(one["settled_ms"] >= one["ts_ms"] for one in records)
    money = tab(trader, "Account")
    expect(money.locator(".kv", has_text="Not settled yet").locator("span").last).to_have_text("0", timeout=CHAIN_MS)
    told = trader.api.get(f"/api/accounts/{trader.account}/settlement")
    assert (told["settled"], told["oldest_ms"], told["stands"]) == (told["items"], None, None)


def chip(page):
    return page.locator("[data-order]")


def test_order_is_dragged_on_the_chart_moved_by_keys_undone_and_cancelled_there(trader, desk):
    # An order near enough to be on the chart would be met by the makers when the market moves.
    with held(desk, "demo"):
        dragged_and_moved(trader, str(int(bid(trader) * 0.9998)))


def dragged_and_moved(trader, near):
    rested(trader, near)
    expect(chip(trader)).to_be_visible(timeout=SOON_MS)
    grip = trader.get_by_role("slider", name="Price of buy order")
    # The scale moves with the mark: the grip is taken where it is once the pointer has come.
    grip.hover()
    trader.mouse.down()
    box = grip.bounding_box()
    trader.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=8)
    trader.mouse.up()
    notices = trader.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("Order moved", timeout=SOON_MS)
    [dragged] = own_orders(trader)
    assert float(dragged["price"]) < float(near)
    expect(trader.get_by_role("table", name="Orders").locator("tbody tr")).to_have_count(1)
    assert table(trader, "Orders")[0]["Price"] == dragged["price"]

    notices.get_by_role("button", name="Undo").click()
    cell = trader.get_by_role("table", name="Orders").locator("tbody td").nth(4)
    expect(cell).to_have_text(f"{int(near):,}.0", timeout=SOON_MS)

    grip.focus()
    trader.keyboard.press("ArrowDown")
    trader.keyboard.press("Shift+ArrowDown")
    expect(chip(trader)).to_contain_text(f"{int(near) - 1.1:,.1f}")
    trader.keyboard.press("Enter")
    expect(cell).to_have_text(f"{int(near) - 1.1:,.1f}", timeout=SOON_MS)
    trader.get_by_role("button", name="Cancel buy order").click()
    expect(chip(trader)).to_have_count(0, timeout=SOON_MS)
    assert own_orders(trader) == []


def test_order_is_edited_all_are_cancelled_and_one_is_typed_into_the_command_bar(trader):
    low = int(bid(trader) * 0.98)
    row = rested(trader, str(low))
    row.get_by_role("button", name="Edit").click()
    dialog = trader.get_by_role("dialog")
    dialog.get_by_label("Price", exact=True).fill(str(low - 5))
    dialog.get_by_label("Size", exact=True).fill("0.002")
    dialog.get_by_role("button", name="Replace").click()
    cells = trader.get_by_role("table", name="Orders").locator("tbody tr")
    expect(cells).to_contain_text([f"{low - 5:,}.0"], timeout=SOON_MS)
    [own] = own_orders(trader)
    assert (own["price"], own["size"]) == (f"{low - 5}.0", "0.0020")

    trader.keyboard.press("Control+k")
    trader.keyboard.type(f"buy 0.003 btc @ {low - 9} post")
    trader.keyboard.press("Enter")
    expect(trader.get_by_role("dialog")).to_contain_text("Limit buy 0.003 BTC", timeout=SOON_MS)
    trader.keyboard.press("Enter")
    expect(cells).to_have_count(2, timeout=SOON_MS)
    expect(trader.get_by_role("table", name="Orders")).to_contain_text("Limit GTC post")
    trader.get_by_role("button", name="Cancel all").click()
    expect(cells).to_have_count(0, timeout=SOON_MS)
    assert own_orders(trader) == []


def test_terms_of_the_ticket_reach_the_exchange(trader):
    form = ticket(trader)
    low = int(bid(trader) * 0.98)
    written(trader, side="Buy", size="0.001", price=str(low))
    form.get_by_label("Time in force").select_option("IOC")
    placed(trader, side="Buy", size="0.001", price=str(low))
    expect(trader.get_by_role("region", name="Notices")).to_contain_text("Nothing filled", timeout=SOON_MS)
    form.get_by_label("Time in force").select_option("GTC")
    form.get_by_label("Post only").check()
    row = rested(trader, str(low))
    expect(row).to_contain_text("Limit GTC post")
    form.get_by_label("Post only").uncheck()
    form.get_by_label("Reduce only").check()
    high = int(bid(trader) * 1.02)
    row = rested(trader, str(high), side="Sell")
    expect(row).to_contain_text("Limit GTC reduce")
    own = own_orders(trader)
    assert {(one["side"], one["post_only"], one["reduce_only"]) for one in own} == {
        ("buy", True, False),
        ("sell", False, True),
    }
    form.get_by_label("Reduce only").uncheck()
    form.get_by_label("Unit of size").select_option("USDC")
    placed(trader, side="Sell", size="50")
    tab(trader, "Positions")
    expect(trader.get_by_role("table", name="Positions")).to_contain_text("BTC-PERP", timeout=SOON_MS)


def test_position_is_read_and_closed_on_a_phone(trader):
    """A card each: nothing lies over a figure, nothing reaches beyond the screen."""
    trader.set_viewport_size({"width": 390, "height": 844})
    trader.get_by_role("navigation", name="Main").get_by_role("button", name="Positions").click()
    card = trader.get_by_role("article", name="BTC-PERP")
    expect(card.get_by_text("LONG")).to_be_visible(timeout=SOON_MS)
    parts = [part.bounding_box() for part in (*card.locator("dd").all(), *card.get_by_role("button").all())]
    assert len(parts) == 8
    for at, one in enumerate(parts):
        assert one["x"] >= 0
        assert one["x"] + one["width"] <= 390
        for other in parts[at + 1 :]:
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            assert beside or above, (one, other)
    accessible(trader)
    card.get_by_role("button", name="Close 100 % of BTC-PERP").click()
    expect(trader.get_by_text("No open positions.")).to_be_visible(timeout=SOON_MS)


def waiting(page):
    """Orders of the person that wait, as the exchange says: type, side, trigger, tie."""
    found = [one for one in own_orders(page) if one["status"] == "waiting"]
    return sorted((one["type"], one["side"], one["waits"]["trigger"], one["waits"]["link"]) for one in found)


def test_entry_goes_out_with_its_exits_and_a_pair_ends_as_one(trader):
    price = bid(trader)
    low = int(price * 0.98)
    form = ticket(trader)
    written(trader, side="Buy", size="0.001", price=str(low))
    form.get_by_label("Take profit and stop loss").check()
    form.get_by_label("Take profit", exact=True).fill(str(low - 10))
    form.get_by_label("Stop loss", exact=True).fill(str(low - 100))
    expect(form).to_contain_text(f"The take-profit of a buy order lies above {low:,}.", timeout=SOON_MS)
    send = form.locator("button[type=submit]")
    expect(send).to_be_disabled()
    form.get_by_label("Take profit", exact=True).fill(str(low + 100))
    expect(send).to_have_text(f"Buy 0.001 BTC at {low:,}, with both exits", timeout=SOON_MS)
    preview = trader.get_by_role("group", name="Preview")
    expect(preview).to_contain_text("At the take profit+0.10 USDC", timeout=SOON_MS)
    expect(preview).to_contain_text("At the stop\u22120.10 USDC")
    accessible(trader)
    send.click()
    tab(trader, "Orders")
    rows = trader.get_by_role("table", name="Orders").locator("tbody tr")
    expect(rows).to_have_count(3, timeout=SOON_MS)
    assert waiting(trader) == [
        ("stop_market", "sell", f"{low - 100}.0", "child"),
        ("take_profit_market", "sell", f"{low + 100}.0", "child"),
    ]
    [entry] = [one for one in own_orders(trader) if one["status"] == "resting"]
    assert {one["waits"]["linked"] for one in own_orders(trader) if one["waits"]} == {entry["order_id"]}
    rows.filter(has_text="Open").get_by_role("button", name="Cancel").click()
    expect(rows).to_have_count(0, timeout=SOON_MS)
    assert own_orders(trader) == []

    # The person holds a position: whichever price comes first closes a part of it.
    form.get_by_label("Starts").select_option("pair")
    expect(form.get_by_label("Reduce only")).to_be_checked()
    form.get_by_role("radio", name="Sell").click()
    form.get_by_label("Size", exact=True).fill("0.0001")
    form.get_by_label("Take profit", exact=True).fill(str(int(price * 1.02)))
    form.get_by_label("Stop loss", exact=True).fill(str(low))
    expect(send).to_have_text("Sell 0.0001 BTC, at either price", timeout=SOON_MS)
    send.click()
    expect(rows).to_have_count(2, timeout=SOON_MS)
    assert waiting(trader) == [
        ("stop_market", "sell", f"{low}.0", "oco"),
        ("take_profit_market", "sell", f"{int(price * 1.02)}.0", "none"),
    ]
    rows.first.get_by_role("button", name="Cancel").click()
    expect(rows).to_have_count(0, timeout=SOON_MS)
    assert own_orders(trader) == []


def started(page, kind, *, price, size):
    """A sell order of a kind that is more than one price, far from the market; its switches that have no choice are off."""
    form = ticket(page)
    form.get_by_label("Starts").select_option(kind)
    form.get_by_role("radio", name="Sell").click()
    if kind == "twap":
        form.get_by_role("radio", name="Limit").click()
    else:
        expect(form.get_by_role("radio", name="Market")).to_be_disabled()
    expect(form.get_by_label("Time in force")).to_be_disabled()
    form.get_by_label("Price", exact=True).fill(str(price))
    form.get_by_label("Size", exact=True).fill(size)
    return form


def sent(page, words, count):
    """Sends what the button names; returns the orders that the exchange then has, cancelled since."""
    send = ticket(page).locator("button[type=submit]")
    expect(send).to_have_text(words, timeout=SOON_MS)
    expect(send).to_be_enabled(timeout=SOON_MS)
    send.click()
    tab(page, "Orders")
    rows = page.get_by_role("table", name="Orders").locator("tbody tr")
    expect(rows).to_have_count(count, timeout=SOON_MS)
    found = own_orders(page)
    page.get_by_role("button", name="Cancel all").click()
    expect(rows).to_have_count(0, timeout=SOON_MS)
    return found


def test_orders_of_more_than_one_price_reach_the_exchange_as_they_were_written(trader):
    high = int(bid(trader) * 1.02)
    form = started(trader, "iceberg", price=high, size="0.003")
    form.get_by_label("Shown at a time").fill("0.001")
    [own] = sent(trader, f"Sell 0.003 BTC at {high:,}, 0.001 shown", 1)
    assert (own["type"], own["left"], own["terms"]["shown"]) == ("iceberg", "0.0030", "0.0010")

    form = started(trader, "pegged", price=high - 600, size="0.001")
    expect(form.get_by_label("Post only")).to_be_disabled()
    form.get_by_label("Away from it").fill("900")
    [own] = sent(trader, f"Sell 0.001 BTC at {high - 600:,}, pegged to mark", 1)
    terms = own["terms"]
    assert (own["type"], own["post_only"], terms["source"], terms["offset"]) == ("pegged", True, "mark", "900.0")

    form = started(trader, "twap", price=high, size="0.001")
    form.get_by_label("Over").select_option("5 min")
    [own] = sent(trader, f"Sell 0.001 BTC at {high:,}, over 5 min", 1)
    assert (own["type"], own["filled"], own["waits"]["slices"]) == ("twap", "0.0000", 10)

    form = started(trader, "scale", price=high, size="0.003")
    form.get_by_label("Last price").fill(str(high + 200))
    form.get_by_label("Orders", exact=True).select_option("3")
    found = sent(trader, f"Sell 0.003 BTC at {high:,} to {high + 200:,}, in 3 orders", 3)
    assert sorted((one["price"], one["size"], one["post_only"]) for one in found) == [
        (f"{high + step}.0", "0.0010", True) for step in (0, 100, 200)
    ]


def test_simple_takes_over_nothing_from_pro_that_it_does_not_show(trader):
    form = ticket(trader)
    form.get_by_label("Starts").select_option("pair")
    form.get_by_role("radio", name="Sell").click()
    form.get_by_label("Size", exact=True).fill("0.0001")
    trader.keyboard.press("Alt+1")
    form = ticket(trader)
    expect(form.get_by_label("Amount")).to_have_value("0.0001", timeout=SOON_MS)
    expect(form.locator("button[type=submit]")).to_have_text("Sell 0.0001 BTC", timeout=SOON_MS)
    trader.keyboard.press("Alt+2")
    form = ticket(trader)
    expect(form.get_by_label("Starts")).to_have_value("now", timeout=SOON_MS)
    expect(form.get_by_label("Reduce only")).not_to_be_checked()
