"""Channels of candles: what a reader puts together from the messages equals the fold of all ticks."""

import random

import msgspec
import pytest

from quantdesk.gateway.listings import Listing
from quantdesk.gateway.stream_candles import SHOWN_MAX, CandleFeeds, CandlesNotReady
from quantdesk.gateway.stream_channels import Channel
from quantdesk.model.candles import Candle, candles_of, candles_read, tick_pack, window_filled
from quantdesk.model.market import Market

S = 1_000_000
START = 1_790_000_000 * S
LISTING = Listing(
    Market(
        market=3,
        symbol="SOL-PERP",
        tick_size_e9=10_000_000,
        lot_size_e9=1_000_000_000,
        tick_value=10_000,
        price_max_ticks=10**6,
        order_max_lots=10**6,
        position_max_lots=10**6,
        open_interest_max_lots=10**6,
        imf_ppm=1,
        mmf_ppm=1,
        requirement_min_atoms=1,
        profit_cap_atoms=1,
        band_ppm=1,
        paused=False,
        price_digits=2,
        size_digits=0,
    )
)


class Chart:
    """A reader: candles by their beginning, as the messages tell them."""

    def __init__(self) -> None:
        self.candles: dict[int, dict[str, object]] = {}
        self.seq = 0
        self.messages = 0

    def offer(self, channel: Channel, message: bytes) -> None:
        self.take(message)

    def take(self, message: bytes) -> None:
        told = msgspec.json.decode(message[message.index(b"{") :])
        if told["type"] == "snapshot":
            self.candles.clear()
        else:
            assert told["prev"] == self.seq
        self.seq = told["seq"]
        self.messages += 1
        self.candles.update({candle["open_ms"]: candle for candle in told["data"]["candles"]})


def feeds() -> CandleFeeds:
    made = CandleFeeds({3: LISTING})
    made.batch_ended(1, START)
    return made


def joined_by(made: CandleFeeds, name: str) -> Chart:
    """Subscribes as the door does."""
    chart = Chart()
    channel = made.channel(name)
    assert channel is not None
    made.publish()
    channel.readers[chart] = None
    chart.take(channel.first(reset=False))
    return chart


def lines(candles: list[Candle]) -> list[tuple[object, ...]]:
    return [
        (
            c.open_us // 1_000,
            *(LISTING.price(p // 1_000) for p in (c.open, c.high, c.low, c.close)),
            str(c.volume_lots),
            c.ticks,
        )
        for c in candles
    ]


def rows(chart: Chart, from_ms: int) -> list[tuple[object, ...]]:
    return [tuple(candle.values()) for at, candle in sorted(chart.candles.items()) if at >= from_ms]


@pytest.mark.parametrize("interval_s", [1, 5, 60])
@pytest.mark.parametrize("seed", range(5))
def test_a_chart_made_of_messages_equals_the_fold_of_all_ticks(interval_s: int, seed: int) -> None:
    """CDL-2, CDL-3, CDL-4: with quiet times, late ticks, and a reader who comes in the middle."""
    chance = random.Random(seed)
    made = feeds()
    made.begin(1, [], b"")
    early = joined_by(made, f"candles:SOL-PERP:{interval_s}")
    late: Chart | None = None
    all_ticks, ts_us, seq, price = b"", START, 1, 15_000
    for step in range(300):
        ts_us += chance.choice((50_000, 50_000, 400_000, 3 * S))
        seq += chance.randrange(1, 4)
        if chance.random() < 0.7:
            price += chance.randrange(-5, 6)
            at_us = ts_us - chance.choice((0, 0, 0, 900_000, 2 * S))
            tick = tick_pack(3, 0, (at_us, seq, 0), price * 1_000, chance.randrange(1, 9))
            made.ticks.append(tick)
            all_ticks += tick
        made.batch_ended(seq, ts_us)
        if chance.random() < 0.5:
            made.publish()
        if step == 150:
            late = joined_by(made, f"candles:SOL-PERP:{interval_s}")
    made.publish()
    own = [candle for candle in candles_read(candles_of(all_ticks)) if candle.interval_s == interval_s]
    begin_us = (ts_us // (interval_s * S) - SHOWN_MAX + 5) * interval_s * S
    expected = lines(window_filled(own, begin_us, ts_us))
    assert late is not None
    assert rows(early, begin_us // 1_000) == expected
    assert rows(late, begin_us // 1_000) == expected


def test_beginnings_and_what_came_meanwhile_are_counted_once() -> None:
    """CDL-5: kept candles hold the ticks up to a command; of the batches that came while they were read only later ones count."""
    ticks = [tick_pack(3, 0, (START + n, n, 0), 15_000_000 + n * 1_000, 1) for n in range(1, 9)]
    made = feeds()
    for n in range(4, 9):  # the hub began after command 3
        made.ticks.append(ticks[n - 1])
        made.batch_ended(n, START + n)
        made.publish()
    for applied in (2, 6):
        again = CandleFeeds({3: LISTING})
        again._early, again._seq, again._ts_us = list(made._early or []), 8, START + 8
        kept = candles_read(candles_of(b"".join(ticks[:applied])))
        again.begin(applied, kept, b"".join(ticks[applied:3]))
        chart = joined_by(again, "candles:SOL-PERP:1")
        assert rows(chart, 0) == lines([c for c in candles_read(candles_of(b"".join(ticks))) if c.interval_s == 1])


def test_before_the_beginnings_are_read_nobody_is_told_half_a_candle() -> None:
    made = feeds()
    with pytest.raises(CandlesNotReady):
        made.channel("candles:SOL-PERP:60")


def test_a_new_interval_is_told_without_a_tick_and_silence_is_not() -> None:
    """CDL-4."""
    made = feeds()
    made.begin(1, [], b"")
    made.ticks.append(tick_pack(3, 1, (START, 2, 0), 15_000_500))
    made.batch_ended(2, START)
    chart = joined_by(made, "candles:SOL-PERP:5:mark")
    assert [candle["close"] for candle in chart.candles.values()] == ["150.00500"]
    before = chart.messages
    for number in range(10):
        made.batch_ended(3 + number, START + number * 100_000)
        made.publish()
    assert chart.messages == before
    made.batch_ended(20, START + 5 * S)
    made.publish()
    assert [candle["ticks"] for candle in chart.candles.values()] == [1, 0]


@pytest.mark.parametrize(
    "name",
    ["candles:", "candles:SOL-PERP", "candles:SOL-PERP:2", "candles:SOL-PERP:60:", "candles:SOL-PERP:60:last",
     "candles:NO-PERP:60", "candles:SOL-PERP:060", "candles:SOL-PERP:60:mark:x"],
)  # fmt: skip
def test_a_name_that_is_no_channel_is_none(name: str) -> None:
    made = feeds()
    made.begin(1, [], b"")
    assert made.channel(name) is None


def test_channels_that_nobody_reads_are_forgotten_after_a_while() -> None:
    made = feeds()
    made.begin(1, [], b"")
    chart = joined_by(made, "candles:SOL-PERP:1")
    channel = made.channel("candles:SOL-PERP:1")
    assert channel is not None
    made.idle_remove(1)
    made.idle_remove(700 * S)
    assert made.channel("candles:SOL-PERP:1") is channel
    del channel.readers[chart]
    made.idle_remove(800 * S)
    made.idle_remove(1_500 * S)
    assert made.channel("candles:SOL-PERP:1") is not channel
