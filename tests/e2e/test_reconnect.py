"""A reconnect in the middle of an order: answers are lost and the stream is killed between the sending and the answer; the page shows
what became of the order, once, and nothing that did not become of it.
"""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.test_trading import SOON_MS, bid, own_orders, own_size, plain, rested, tab, table, ticket, written

ORDERS_PATH = "/api/orders"
ORDERS = f"**{ORDERS_PATH}"


class Losses:
    """The page's orders on their way to the gateway; the first answer is lost.

    arrives: whether the first order reaches the exchange before its answer is lost; then: what happens at that moment; first: it
    happens before the order reaches the exchange.
    """

    def __init__(self, page, *, arrives, then, first=False):
        self.bodies, self._arrives, self._then, self._first = [], arrives, then, first
        page.route(ORDERS, self._pass)

    def _pass(self, route):
        if route.request.method != "POST":
            route.continue_()
            return
        self.bodies.append(json.loads(route.request.post_data))
        if len(self.bodies) > 1:
            route.continue_()
            return
        if self._first:
            self._then()
        if self._arrives:
            assert route.fetch().ok
        if not self._first:
            self._then()
        route.abort("connectionreset")


def killed(desk):
    """Kills the stream; returns what waits until it is back and the page hears it."""
    pids = {}

    def kill():
        pids["stream"] = desk.kill("stream")

    def back(page):
        desk.wait_ready(after_pid=pids)
        expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=SOON_MS)

    return kill, back


def sent_ready(page, **words):
    button = written(page, **words)
    expect(button).to_be_enabled(timeout=SOON_MS)
    return button


@pytest.mark.parametrize("arrives", [True, False], ids=["the answer is lost", "the order is lost"])
def test_limit_order_cut_off_from_its_answer_and_from_the_stream_is_there_once(trader, desk, arrives):
    tab(trader, "Orders")
    low = str(int(bid(trader) * 0.98))
    button = sent_ready(trader, side="Buy", size="0.001", price=low)
    kill, back = killed(desk)
    losses = Losses(trader, arrives=arrives, then=kill)
    button.click()
    rows = trader.get_by_role("table", name="Orders").locator("tbody tr")
    expect(rows).to_have_count(1, timeout=SOON_MS)
    expect(rows).to_contain_text("Open", timeout=SOON_MS)
    back(trader)
    # Only an order of the exchange can be cancelled.
    expect(rows.get_by_role("button", name="Cancel")).to_be_visible(timeout=SOON_MS)
    assert len(losses.bodies) == 2
    assert losses.bodies[0] == losses.bodies[1]
    [own] = own_orders(trader)
    assert [(row["Price"], row["State"]) for row in table(trader, "Orders")] == [(own["price"], "Open")]
    assert own["price"] == f"{low}.0"
    rows.get_by_role("button", name="Cancel").click()
    expect(rows).to_have_count(0, timeout=SOON_MS)
    assert own_orders(trader) == []


@pytest.mark.parametrize("first", [False, True], ids=["the stream dies after it", "the stream dies before it"])
def test_market_order_cut_off_from_its_answer_and_from_the_stream_has_filled_once(trader, desk, first):
    """Where the stream dies first, no stream that the page hears ever tells the match."""
    tab(trader, "Fills")
    expect(trader.get_by_role("table", name="Fills")).to_be_visible(timeout=SOON_MS)
    had = float(own_size(trader))
    button = sent_ready(trader, side="Buy", size="0.002")
    kill, back = killed(desk)
    losses = Losses(trader, arrives=True, then=kill, first=first)
    button.click()
    expect(ticket(trader).get_by_label("Size", exact=True)).to_have_value("", timeout=SOON_MS)
    back(trader)
    assert losses.bodies[0] == losses.bodies[1]
    assert float(own_size(trader)) == pytest.approx(had + 0.002)
    tab(trader, "Positions")
    cell = trader.get_by_role("table", name="Positions").locator("tbody td").nth(1)
    expect(cell).to_have_text(f"{had + 0.002:.4f}", timeout=SOON_MS)
    tab(trader, "Orders")
    expect(trader.get_by_text("No open orders.")).to_be_visible(timeout=SOON_MS)
    tab(trader, "Fills")
    told = trader.api.get(f"/api/fills?account={trader.account}&limit=100")["fills"]
    rows = trader.get_by_role("table", name="Fills").locator("tbody tr")
    expect(rows).to_have_count(len(told), timeout=SOON_MS)
    assert sorted(row.get_attribute("data-row") for row in rows.all()) == sorted(one["fill_id"] for one in told)


def test_refusal_whose_answer_is_lost_is_told_as_a_refusal(trader, desk):
    """The same signed message again is judged again; nothing rests and nothing is shown to rest."""
    tab(trader, "Orders")
    button = sent_ready(trader, side="Buy", size="0.001", price=str(int(bid(trader) * 0.98)))
    bodies = []

    def refuse(route):
        bodies.append(json.loads(route.request.post_data))
        if len(bodies) == 1:
            route.abort("connectionreset")
            return
        # The market is told to be another one: the signature no longer fits, and the gateway says so.
        route.continue_(post_data=json.dumps(bodies[-1] | {"size": "0.0020"}))

    trader.route(ORDERS, refuse)
    button.click()
    notices = trader.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("Order refused", timeout=SOON_MS)
    rows = trader.get_by_role("table", name="Orders").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Refused")
    assert own_orders(trader) == []
    rows.get_by_role("button", name="Dismiss").click()
    expect(rows).to_have_count(0, timeout=SOON_MS)


def test_cancel_whose_answer_is_lost_has_cancelled(trader, desk):
    low = str(int(bid(trader) * 0.98))
    row = rested(trader, low)
    kill, back = killed(desk)
    asked = []

    def lose(route):
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
            return
        assert route.fetch().ok
        kill()
        route.abort("connectionreset")

    trader.route(f"{ORDERS}/*", lose)
    row.get_by_role("button", name="Cancel").click()
    back(trader)
    expect(trader.get_by_text("No open orders.")).to_be_visible(timeout=SOON_MS)
    assert own_orders(trader) == []
    tab(trader, "Orders").get_by_label("Which orders").select_option("ended")
    assert plain(trader.get_by_role("table", name="Orders").locator("tbody td").nth(4).inner_text()) == f"{low}.0"


def test_order_that_ends_while_the_stream_is_away_is_told_as_ended(trader, desk):
    """Nobody on the page asked for it: another program of the same person cancels."""
    low = str(int(bid(trader) * 0.98))
    rested(trader, low)
    [own] = own_orders(trader)
    kill, back = killed(desk)
    kill()
    trader.api.delete(f"{ORDERS_PATH}/{own['order_id']}?account={trader.account}")
    back(trader)
    expect(trader.get_by_text("No open orders.")).to_be_visible(timeout=SOON_MS)
    tab(trader, "Orders").get_by_label("Which orders").select_option("ended")
    row = trader.get_by_role("table", name="Orders").locator("tbody tr").filter(has_text=f"{int(low):,}.0")
    expect(row).to_contain_text("Cancelled", timeout=SOON_MS)
