"""Words and figures that mean harm, put into the exchange's own messages on their way to the page: nothing of them runs, reorders
what stands beside it, hides, or pushes it away; and the page goes on.

The exchange itself takes no such name, so they come by a proxy that rewrites its real answers.
"""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.between import page_between
from tests.e2e.conftest import FLAGS
from tests.e2e.places import FAULTS, PHONE, THERE_MS, WIDE, Watch, home, opened, pro, settled

SCRIPT = "<img src=x onerror=window.harmed=1><script>window.harmed=1</script>"
WORDS = {
    "script": SCRIPT,
    "attribute": '"><svg onload=window.harmed=1>',
    "bidi": "SOL\u202e-PREP\u2066X",
    "zero width": "S\u200bO\u200dL\ufeff-PERP",
    "control": "SOL\u0000\u001b[31m\u0007-PERP",
    "long": "A" * 10_000,
    "many marks": "Z" + "\u0335" * 5_000,
}
NUMBERS = [
    "NaN",
    "Infinity",
    "1e309",
    "-0",
    "9" * 10_000,
    SCRIPT,
    "1\u202e2",
    "",
    None,
    {"toString": 1},
    [1],
    -1,
    1e300,
]
UNSEEN = "[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0000-\u0008]"


def unharmed(page, watch):
    """Nothing ran, nothing unseen is on the page, nothing is cut off; what was answered amiss is not the page's complaint."""
    assert page.evaluate("() => window.harmed") is None
    assert page.evaluate(f"() => /{UNSEEN}/.test(document.body.innerText)") is False
    assert page.locator("img[src=x], svg[onload]").count() == 0
    assert page.evaluate(FAULTS) == []
    assert [line for line in watch.taken() if "error:" in line] == []


def rewritten(page, pattern, change):
    """Lets a JSON answer through with a change; a refusal as it is."""

    def answer(route):
        told = route.fetch()
        body = told.json()
        if told.ok:
            change(body)
        route.fulfill(response=told, json=body)

    page.route(pattern, answer)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_market_names_that_mean_harm_are_left_out_and_counted(page, desk, watch, size):
    def change(body):
        real = body["markets"][0]
        body["markets"] += [real | {"market": word, "market_id": 900 + at} for at, word in enumerate(WORDS.values())]

    rewritten(page, "**/api/markets", change)
    page.set_viewport_size(size)
    opened(page, desk.addresses.page)
    page.keyboard.press("Alt+q")
    expect(page.get_by_role("dialog")).to_contain_text(f"{len(WORDS)} more markets have names", timeout=THERE_MS)
    settled(page)
    unharmed(page, watch)
    home(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("<img")
    unharmed(page, watch)


def test_figures_that_are_none_are_shown_as_unknown(chromium, desk):
    turn = iter(range(1_000_000))

    def bad():
        return NUMBERS[next(turn) % len(NUMBERS)]

    def harmed(text):
        message = json.loads(text)
        kind = str(message.get("channel", "")).split(":")[0]
        data = message.get("data")
        if kind == "ticker":
            data |= {name: bad() for name in ("mark_price", "index_price", "last_price", "open_interest")}
        elif kind == "trades":
            for trade in data:
                trade |= {"price": bad(), "size": bad(), "ts_ms": bad(), "side": SCRIPT}
        elif kind == "book" and message["type"] == "delta":
            data["bids"] = [[bad(), bad()] for _ in range(4)]
        elif kind == "candles" and message["type"] == "delta":
            data["candles"] = [candle | {"close": bad(), "high": bad()} for candle in data["candles"]]
        return json.dumps(message)

    watch = Watch()
    with page_between(chromium, desk.addresses.stream, harmed, FLAGS) as page:
        page.set_default_timeout(THERE_MS)
        watch.on(page)
        opened(page, desk.addresses.page)
        expect(page.get_by_test_id("mark")).to_have_text("--", timeout=THERE_MS)
        for _ in range(8):
            page.wait_for_timeout(500)
            unharmed(page, watch)
        pro(page)
        settled(page)
        expect(page.locator("[data-testid=tape] .rows")).to_contain_text("--", timeout=THERE_MS)
        unharmed(page, watch)


def test_layout_names_that_mean_harm_are_plain(page, desk, watch):
    opened(page, desk.addresses.page)
    layouts = [{"name": "pro", "model": None}, *({"name": word, "model": None} for word in WORDS.values())]
    page.evaluate(
        "(value) => localStorage.setItem('quantdesk.layouts', JSON.stringify({ version: 1, value }))", layouts
    )
    page.reload()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=THERE_MS)
    unharmed(page, watch)
    page.keyboard.press("Alt+l")
    expect(page.get_by_role("dialog")).to_contain_text("<img src=x", timeout=THERE_MS)
    unharmed(page, watch)
    home(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("sol")
    unharmed(page, watch)


@pytest.mark.parametrize("word", [WORDS["script"], WORDS["bidi"], WORDS["long"]], ids=["script", "bidi", "long"])
def test_a_refusal_that_means_harm_is_read_as_text(page, desk, watch, word):
    """The gateway's refusal of a sign-in, reworded."""

    def reword(route):
        told = route.fetch()
        problem = {"type": "about:blank", "title": word, "status": 422, "code": word, "detail": word}
        route.fulfill(response=told, status=422, content_type="application/problem+json", json=problem)

    page.route("**/api/auth/nonce*", reword)
    opened(page, desk.addresses.page)
    page.get_by_role("button", name="Start trading").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Development wallet").click()
    expect(dialog.get_by_role("alert").first).to_be_visible(timeout=THERE_MS)
    unharmed(page, watch)
