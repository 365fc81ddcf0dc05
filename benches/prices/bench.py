"""Bench `prices`: what stands between a signed update and a candle.

Candles: ticks of ten markets, a fifth of them late, folded into all twelve intervals in pages as the keeper folds them.
"""

import random
import time

from harness import arguments_read, figure, median, report, told
from quantdesk.model.candles import CANDLE_BYTES, candles_of, candles_read, joined, tick_pack

TICKS = 400_000
PAGE = 4_096
MARKETS = 10
KEY_BYTES = 16  # market, kind, interval and begin open a packed candle
START_US = 1_790_000_000_000_000
MIX = "400,000 ticks of 10 markets, 2 ms apart, a fifth up to 3 s late; pages of 4,096, twelve intervals"


def pages_make() -> list[bytes]:
    """Packed ticks in pages, the same every time."""
    chance = random.Random(7)
    pages: list[bytes] = []
    ticks: list[bytes] = []
    for number in range(TICKS):
        late_us = chance.randrange(3_000_000) if number % 5 == 0 else 0
        place = (START_US + number * 2_000 - late_us, number, 0)
        ticks.append(tick_pack(number % MARKETS, number % 3, place, 60_000_000 + chance.randrange(10_000), 5))
        if len(ticks) == PAGE:
            pages.append(b"".join(ticks))
            ticks.clear()
    return [*pages, b"".join(ticks)]


def fold_rate(pages: list[bytes]) -> float:
    """Ticks a CPU second through the fold, each page joined with the candles that it touches."""
    known: dict[bytes, bytes] = {}
    started = time.process_time()
    for page in pages:
        news = candles_of(page)
        keys = [news[at : at + KEY_BYTES] for at in range(0, len(news), CANDLE_BYTES)]
        candles = joined(b"".join([known[key] for key in keys if key in known]), news)
        for number, key in enumerate(keys):
            known[key] = candles[number * CANDLE_BYTES : (number + 1) * CANDLE_BYTES]
    spent = time.process_time() - started
    days = [candle for candle in candles_read(b"".join(known.values())) if candle.interval_s == 86_400]
    assert sum(day.ticks for day in days) == TICKS, "expected every tick in a candle of a day"
    return TICKS / spent


def main() -> None:
    """Measures and prints."""
    arguments = arguments_read(__doc__, rounds=3)
    pages = pages_make()
    rates = []
    for number in range(arguments.rounds):
        rates.append(fold_rate(pages))
        told(f"round {number + 1}: {rates[-1]:,.0f} ticks a CPU second")
    results = [figure("candle_ticks_per_s", median(rates), "ticks/CPU second")]
    report("prices", MIX, results, as_json=arguments.json)


if __name__ == "__main__":
    main()
