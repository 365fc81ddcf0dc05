"""Market data on the screen: what the page shows is what the exchange says, also after the stream was killed."""

import re
import time

import httpx
from playwright.sync_api import expect

BOOK_ROWS = """() => {
  const box = document.querySelector('[data-testid=book]');
  const side = (name) => [...box.querySelectorAll(name + ' [data-price]')]
    .filter((row) => row.dataset.price)
    .map((row) => [row.dataset.price, row.querySelector('.q').textContent.replaceAll(',', '')]);
  return { seq: Number(box.dataset.seq), bids: side('.bids'), asks: side('.asks').reverse() };
}"""


NOTE_PAINTS = (
    "() => { window.paints = new Map(); const read = "
    + BOOK_ROWS
    + """;
  const box = document.querySelector('[data-testid=book]');
  new MutationObserver(() => window.paints.set(Number(box.dataset.seq), read())).observe(box, { attributeFilter: ['data-seq'] });
}"""
)


def asked(desk, path):
    return httpx.get(f"{desk.addresses.gateway}{path}", timeout=10).raise_for_status().json()


def opened(page, desk):
    page.goto(desk.addresses.page)
    page.wait_for_function(
        "() => Number(document.querySelector('[data-testid=book]')?.dataset.seq) > 0", timeout=30_000
    )


def levels(rows, count):
    return [(row["price"], row["size"]) for row in rows][:count]


def plain(pairs):
    """Without the zeros that columns are filled with."""
    return [(trimmed(price), trimmed(size)) for price, size in pairs]


def trimmed(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


def test_book_on_the_screen_equals_the_gateways_at_the_same_command(page, desk):
    """Every paint is noted with its number; a look through the gateway with one of these numbers must show the same book."""
    opened(page, desk)
    page.evaluate(NOTE_PAINTS)
    compared = set()
    deadline_s = time.monotonic() + 90
    while len(compared) < 12 and time.monotonic() < deadline_s:
        told = asked(desk, "/api/markets/BTC-PERP/book?depth=10")
        page.wait_for_timeout(150)
        shown = page.evaluate("(seq) => window.paints.get(seq) ?? null", told["seq"])
        if shown is None or told["seq"] in compared:
            continue
        for side in ("bids", "asks"):
            count = min(len(shown[side]), len(told[side]))
            assert count >= 5
            assert plain(shown[side][:count]) == plain(levels(told[side], count)), (told["seq"], side)
        compared.add(told["seq"])
    assert len(compared) >= 12


def test_trades_and_mark_move(page, desk):
    opened(page, desk)
    tape = page.locator("[data-testid=tape] .lv .tm").nth(1)
    expect(tape).to_have_text(re.compile(r"\d\d:\d\d:\d\d"), timeout=30_000)
    first = page.locator("[data-testid=tape] .rows").inner_text()
    mark = page.get_by_test_id("mark")
    expect(mark).to_have_text(re.compile(r"^[\d,.]+$"), timeout=30_000)
    before = mark.inner_text()
    expect(mark).not_to_have_text(before, timeout=30_000)
    expect(page.locator("[data-testid=tape] .rows")).not_to_have_text(first, timeout=60_000)


def test_killed_stream_is_told_and_the_page_recovers_by_itself(page, desk):
    opened(page, desk)
    pid = desk.kill("stream")
    expect(page.get_by_text("Reconnecting").first).to_be_visible(timeout=20_000)
    desk.wait_ready(after_pid={"stream": pid})
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=30_000)
    seq = page.evaluate(BOOK_ROWS)["seq"]
    page.wait_for_function(
        f"() => Number(document.querySelector('[data-testid=book]').dataset.seq) > {seq}", timeout=30_000
    )


def test_theme_and_colours_are_kept(page, desk):
    page.goto(desk.addresses.page)
    page.get_by_role("button", name="Light theme").click()
    page.get_by_label("Colours of up and down").select_option("blue-orange")
    page.reload()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "light")
    expect(html).to_have_attribute("data-preset", "blue-orange")
