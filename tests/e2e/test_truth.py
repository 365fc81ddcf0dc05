"""True on screen: after the makers ran at full rate every figure is what the exchange says at the same command; what is not known is
shown as unknown, what is old as old.

TRUTH_S is for how long the page hears the makers first; the suite `screen-truth` takes a minute.
"""

import os
import re
from contextlib import ExitStack
from decimal import Decimal

from playwright.sync_api import expect

from tests.e2e.places import opened, pro
from tests.e2e.test_market_data import BOOK_ROWS, held, levels, plain, settled
from tests.e2e.test_trading import SOON_MS, bid, own_orders, rested, tab, table

TRUTH_MS = int(os.environ.get("TRUTH_S", "10")) * 1_000
# Whoever trades and quotes: held still, so that screen and exchange come to stand at one command.
SOURCES = ("demo", "ingest")
UNKNOWN = "--"
DIM = re.compile(r"\bdim\b")
STEP_MS, STEPS = 1_000, 30
TAPE_ROWS = """() => [...document.querySelectorAll('[data-testid=tape] .rows .lv')].map((row) =>
  ['.p', '.sz', '.tm'].map((cell) => row.querySelector(cell)?.textContent.replaceAll(',', '') ?? '')).filter((row) => row[0])"""
MARKET_FACTS = """() => Object.fromEntries([...document.querySelectorAll('.mkt dl')].map((fact) =>
  [fact.querySelector('dt').textContent, fact.querySelector('dd').firstChild.textContent.replaceAll(',', '')]))"""


def cut(text, decimals):
    """A decimal as the screen writes it: cut, not rounded; unknown is two dashes."""
    if text is None:
        return UNKNOWN
    whole, _, fraction = text.partition(".")
    figure = f"{whole}.{fraction[:decimals].ljust(decimals, '0')}"
    return figure.removeprefix("-") if not figure.strip("-0.") else figure


def percent(fraction, decimals):
    """A fraction as percent, by moving the point."""
    if fraction is None:
        return UNKNOWN
    sign, digits = ("-", fraction[1:]) if fraction.startswith("-") else ("", fraction)
    whole, _, rest = digits.partition(".")
    rest = rest.ljust(2, "0")
    moved = cut(f"{sign}{int(whole + rest[:2])}.{rest[2:]}", decimals)
    return f"{moved} %"


def plainly(text):
    """A figure of the screen as the exchange writes it."""
    return text.replace(",", "").replace("\u2212", "-").replace("+", "")


def still(desk):
    """Nobody sends commands meanwhile."""
    stack = ExitStack()
    for name in SOURCES:
        stack.enter_context(held(desk, name))
    return stack


def agree(page, shown, told):
    """Waits until the screen shows what the exchange says.

    The keepers' commands go on: so the exchange is asked before and after the screen is read, and where both answers are one, that is
    what it said at every command between them.
    """
    for _ in range(STEPS):
        (first, before), seen, (last, after) = told(page), shown(page), told(page)
        assert 0 < first <= last
        if seen == before == after:
            return
        page.wait_for_timeout(STEP_MS)
    assert before == after, "the exchange was never still"
    assert seen == before


def command(page):
    """The newest command that the exchange speaks of."""
    return page.api.get("/api/markets/BTC-PERP/book?depth=1")["seq"]


def decimals_of(market):
    return len(market["tick_size"].partition(".")[2])


def market_told(page):
    listed = page.api.get("/api/markets")
    found = next(one for one in listed["markets"] if one["market"] == "BTC-PERP")
    price = decimals_of(found)
    size = len(found["lot_size"].partition(".")[2])
    return listed["seq"], day_told(page, found["last_price"], price, size) | {
        "Mark": cut(found["mark_price"], price),
        "Index": cut(found["index_price"], price),
        "Last": cut(found["last_price"], price),
        "Funding": percent(found["funding_rate"], 4),
        "Open interest": found["open_interest"],
        "Margin": percent(found["initial_margin_fraction"], 2),
    }


def whole(text, places):
    """A decimal in whole units of its last place."""
    return int(cut(text, places).replace(".", ""))


def part(units, places):
    """The decimal of whole units."""
    sign = "-" if units < 0 else ""
    return f"{sign}{abs(units) // 10**places}.{abs(units) % 10**places:0{places}}"


def share(some, all_of):
    """Percent with two decimals, cut towards zero."""
    cents = abs(some) * 10_000 // all_of
    return part(-cents if some < 0 else cents, 2)


def day_told(page, last, price, size):
    """The market's last day out of its candles of half an hour, as the market bar tells it."""
    found = page.api.get("/api/markets/BTC-PERP/candles?interval=1800&limit=49")["candles"]
    first = whole(found[0]["open"], price)
    moved = whole(last, price) - first
    low, high = (pick(whole(one[name], price) for one in found) for pick, name in ((min, "low"), (max, "high")))
    return {
        "24 h change": f"{part(moved, price)} ({share(moved, first)} %)",
        "24 h volume": part(sum(whole(one["volume"], size) for one in found), size),
        "24 h low to high": f"{part(low, price)} to {part(high, price)}",
    }


def market_shown(page):
    mark = plainly(page.get_by_test_id("mark").inner_text())
    return {"Mark": mark} | {name: plainly(text) for name, text in page.evaluate(MARKET_FACTS).items()}


def markets_told(page):
    listed = page.api.get("/api/markets")
    return listed["seq"], [
        (
            one["market"],
            cut(one["mark_price"], decimals_of(one)),
            cut(one["last_price"], decimals_of(one)),
            percent(one["funding_rate"], 4),
            one["open_interest"],
        )
        for one in listed["markets"]
    ]


def markets_shown(page):
    rows = page.get_by_role("region", name="Markets").locator("tbody tr").all()
    # The day of each, in the third and fourth, is the market bar's: asked now and then.
    told = [[plainly(text) for text in row.locator("td").all_inner_texts()] for row in rows]
    return [(name, mark, last, funding, interest) for name, mark, last, _, _, funding, interest in told]


def book_told(page):
    shown = page.evaluate(BOOK_ROWS)
    book = page.api.get("/api/markets/BTC-PERP/book?depth=200")
    return book["seq"], {side: plain(levels(book[side], len(shown[side]))) for side in ("bids", "asks")}


def book_shown(page):
    shown = page.evaluate(BOOK_ROWS)
    return {side: plain(shown[side]) for side in ("bids", "asks")}


def tape_told(page):
    rows = max(1, len(page.evaluate(TAPE_ROWS)))
    told = page.api.get(f"/api/markets/BTC-PERP/trades?limit={rows}")
    return command(page), [
        (f"{'B' if one['side'] == 'buy' else 'S'} {one['price']}", one["size"]) for one in told["trades"]
    ]


def tape_shown(page):
    return [(price, size) for price, size, _ in page.evaluate(TAPE_ROWS)]


def positions_told(page):
    found = page.api.get(f"/api/positions?account={page.account}")
    return found["seq"], [
        (
            one["size"].removeprefix("-"),
            cut(one["entry_price"], 1),
            cut(one["mark_price"], 1),
            cut(one["liquidation_price"], 1),
            cut(str(Decimal(one["unrealized"]) - Decimal(one["claim"]) - Decimal(one["swept"])), 2),
            cut(one["initial_margin"], 2),
        )
        for one in found["positions"]
        if float(one["size"])
    ]


def positions_shown(page):
    columns = ("Size", "Entry", "Mark", "Liquidation", "PnL USDC", "Margin")
    return [tuple(row[name] for name in columns) for row in table(page, "Positions")]


def money_told(page):
    own = page.api.get(f"/api/accounts/{page.account}/balances")
    names = ("equity", "collateral", "initial_margin", "maintenance_margin", "withdrawable")
    ratio = f"{share(whole(own['maintenance_margin'], 6), whole(own['equity'], 6))} %"
    equity, *rest = [cut(own[name], 2) for name in names]
    log = page.api.get(f"/api/accounts/{page.account}/settlement")
    waits = f"{log['items'] - log['settled']}{', stands still' if log['stands'] else ''}"
    return own["seq"], [equity, ratio, *rest, waits]


def money_shown(page):
    box = page.get_by_role("region", name="Account").locator(".kv span:last-child")
    return [plainly(text) for text in [page.get_by_test_id("equity").inner_text(), *box.all_inner_texts()]]


def orders_told(page):
    told = page.api.get(f"/api/orders?account={page.account}")
    return told["seq"], sorted((one["price"], one["size"], one["filled"]) for one in told["orders"])


def orders_shown(page):
    return sorted((row["Price"], row["Size"], row["Filled"]) for row in table(page, "Orders"))


def fills_told(page):
    told = page.api.get(f"/api/fills?account={page.account}&limit=100")["fills"]
    return command(page), [(one["size"], one["price"], cut(one["fee"], 4), one["role"]) for one in told]


def fills_shown(page):
    return [(row["Size"], row["Price"], row["Fee USDC"], row["Role"]) for row in table(page, "Fills")]


def test_everything_on_the_screen_is_what_the_exchange_says_at_the_same_command(trader, desk):
    low = int(bid(trader) * 0.98)
    rested(trader, str(low))
    rested(trader, str(low - 7))
    trader.wait_for_timeout(TRUTH_MS)
    with still(desk):
        shown = settled(trader)
        assert min(len(shown["bids"]), len(shown["asks"])) >= 5
        agree(trader, book_shown, book_told)
        assert 0 < trader.evaluate(BOOK_ROWS)["seq"] <= book_told(trader)[0]
        agree(trader, tape_shown, tape_told)
        assert len(tape_shown(trader)) >= 5
        agree(trader, market_shown, market_told)
        agree(trader, orders_shown, orders_told)
        assert len(own_orders(trader)) == 2
        agree(trader, money_shown, money_told)
        tab(trader, "Positions")
        agree(trader, positions_shown, positions_told)
        assert len(positions_shown(trader)) == 1
        tab(trader, "Fills")
        expect(trader.get_by_role("table", name="Fills")).to_be_visible(timeout=SOON_MS)
        agree(trader, fills_shown, fills_told)
        tab(trader, "Markets")
        expect(trader.get_by_role("region", name="Markets").locator("tbody tr").first).to_be_visible(timeout=SOON_MS)
        agree(trader, markets_shown, markets_told)


def test_what_is_not_heard_any_more_is_shown_as_old_and_stays(page, desk):
    """The stream stands still: the socket is open, and silent."""
    opened(page, desk.addresses.page)
    pro(page)
    page.wait_for_function("() => Number(document.querySelector('[data-testid=book]')?.dataset.seq) > 0")
    page.wait_for_function(
        f"() => {{ const rows = ({BOOK_ROWS})(); return Math.min(rows.bids.length, rows.asks.length) >= 6; }}"
    )
    book = page.get_by_test_id("book")
    with held(desk, "stream"):
        expect(page.get_by_text("Stale", exact=True).first).to_be_visible(timeout=SOON_MS)
        expect(book).to_contain_text("stale", timeout=SOON_MS)
        expect(book).to_have_class(DIM)
        kept = page.evaluate(BOOK_ROWS)
        assert len(kept["bids"]) >= 5
        page.wait_for_timeout(2_000)
        assert page.evaluate(BOOK_ROWS) == kept
    expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=SOON_MS)
    expect(book).not_to_have_class(DIM, timeout=SOON_MS)
    page.wait_for_function(f"() => Number(document.querySelector('[data-testid=book]').dataset.seq) > {kept['seq']}")
