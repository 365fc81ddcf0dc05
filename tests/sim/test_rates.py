"""Recorded funding recomputed by the law (FND-2), and the law's rate as the compiled core makes it of the same premiums."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.sim import rates, records
from tests.sim.judge.message import Message
from tests.sim.judge.schema import EVENT_KINDS, records_split
from tests.sim.judge.state import BUY, GTC, LIMIT, SLOT_US
from tests.sim.records import Batch, record, set_index
from tests.sim.scene import listing
from tests.sim.subject import Subject
from tests.sim.world import key_of

PAGE = Path(__file__).parents[2] / "docs" / "real-rates.md"
HOUR_S = 3_600
START_S = 1_700_002_800 - 600
INDEX_TICKS = 10**9
CREDIT = 2**50


@pytest.mark.data
def test_the_page_says_what_the_recordings_say(data_folder: Path) -> None:
    """[FND-2]: every recorded rate is explained to 1e-9; the tables of the page are made of the recordings."""
    text = rates.page(data_folder)
    assert rates.OTHER not in text
    missing = [line for line in text.split("\n") if line not in PAGE.read_text()]
    assert missing == [], "docs/real-rates.md must hold what `python -m tests.sim.rates FOLDER` writes"


@pytest.mark.data
def test_the_core_makes_the_recorded_rates_of_the_recorded_premiums(data_folder: Path) -> None:
    """[FND-1] [FND-2] [MRK-2]: an hour of rounds around a premium of Hyperliquid's gives its rate, through book, mark and mean."""
    rows = [row for row in rates.rows(data_folder, "SOL_hyperliquid_funding_1h") if row["time"] > "1704067200000"]
    rows.sort(key=lambda row: Fraction(row["premium"]))
    for row in [rows[len(rows) * part // 1_000] for part in (1, 50, 300, 700, 950, 999)]:
        premium, recorded = (rates.e9(Fraction(row[name])) for name in ("premium", "fundingRate"))
        made, rate = core_hour(premium)
        # Without a trade the lower of the two quotes is the middle one, 1e-9 below; mean and averages each stop at most 1e-9 short.
        assert abs(made - premium) <= 3
        assert abs(rate - recorded) <= 1
        assert rate == rates.law(made)


def core_hour(premium: int) -> tuple[int, int]:
    """Mean premium and rate, e9, of an hour in which the middle of the book stands `premium` away from the index."""
    core, ts_us = Subject(), START_S * 1_000_000
    middle = INDEX_TICKS + premium
    market = listing(price_max=2 * INDEX_TICKS, order_max=10, position_max=100, imf=200_000, mmf=100_000, band=200_000)
    rows = [record("OpenExchange", records.DOMAIN), record("ListMarket", 0, *market), index(ts_us)]
    for number in range(2):
        rows += [record("OpenAccount", number + 1, key_of(number), 0), record("Credit", number + 1, 0, CREDIT)]
    rows += [record("Tick"), quote(1, BUY, middle - 1, ts_us), quote(2, 1 - BUY, middle + 1, ts_us)]
    core.apply(Batch(ts_us, tuple(rows)).bytes_from(1))
    for second in range(5, 600 + HOUR_S + 5, 5):
        now_us = ts_us + second * 1_000_000
        out = core.apply(Batch(now_us, (index(now_us), record("Tick"))).bytes_from(core.seq + 1))
    told = [codec.named(out, at) for codec, at in records_split(out, EVENT_KINDS) if codec.name == "FundingSet"]
    assert told[0]["samples"] == HOUR_S // 5
    return int(told[0]["premium"]), int(told[0]["rate"])


def index(ts_us: int) -> bytes:
    return set_index(0, INDEX_TICKS * 1_000, ts_us)


def quote(account: int, side: int, price: int, ts_us: int) -> bytes:
    message = Message(
        account=account,
        nonce=ts_us // 1_000 << 12,
        expiry=ts_us // SLOT_US + 100_000,
        client=1,
        price=price,
        size=1,
        market=0,
        side=side,
        reduce_only=False,
        tif=GTC,
        post_only=True,
        self_trade=0,
        fee_cap=1_000,
        amount=0,
    )
    return records.place(records.order_message(message), key_of(account - 1), LIMIT)
