"""Market data on the screen: what the page shows is what the exchange says, also after the stream was killed."""

import os
import re
import signal
from contextlib import contextmanager, suppress

import httpx
from playwright.sync_api import expect

BOOK_ROWS = """() => {
  const box = document.querySelector('[data-testid=book]');
  const side = (name) => [...box.querySelectorAll(name + ' [data-price]')]
    .filter((row) => row.dataset.price)
    .map((row) => [row.dataset.price, row.querySelector('.q').textContent.replaceAll(',', '')]);
  return { seq: Number(box.dataset.seq), bids: side('.bids'), asks: side('.asks').reverse() };
}"""


def asked(desk, path):
    return httpx.get(f"{desk.addresses.gateway}{path}", timeout=10).raise_for_status().json()


def opened(page, desk):
    """The page in Pro, where the book stands."""
    page.goto(desk.addresses.page)
    page.get_by_role("button", name="Pro", exact=True).click()
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
    """The makers run at full rate and are held still three times: then both books are of one moment, and equal row by row."""
    opened(page, desk)
    seen = set()
    for _ in range(3):
        page.wait_for_timeout(4_000)
        with held(desk, "demo"):
            shown = settled(page)
            told = asked(desk, "/api/markets/BTC-PERP/book?depth=200")
        for side in ("bids", "asks"):
            assert len(shown[side]) >= 5
            assert plain(shown[side]) == plain(levels(told[side], len(shown[side]))), side
        assert shown["seq"] <= told["seq"]
        seen.add(shown["seq"])
    assert len(seen) == 3


@contextmanager
def held(desk, name):
    """A process that stands still meanwhile."""
    pid = desk.pid(name)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        # Who stands still too long is ended by the supervisor, which starts another.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def settled(page):
    """The book on the screen when it has not changed for a while."""
    last, still = page.evaluate(BOOK_ROWS), 0
    for _ in range(200):
        page.wait_for_timeout(100)
        now = page.evaluate(BOOK_ROWS)
        still = still + 1 if now == last else 0
        last = now
        if still == 25:
            return now
    raise AssertionError("the book never came to rest")


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
