"""Bench `prices`: what stands between a signed update and a candle.

Verification: a published update of 13 guardians, and one of 3 of 5 routers that is signed here; CPU time of one verification.
Replay: the recorded feed through everything that ingestion does with an event, as many times faster than real time.
Replay through the API: the recorded book and trades as orders of signed accounts, as many times faster than real time as they are answered;
and the recording in ingestion at three times real time, the longest silence of the index at a stream client.
Path: from the write of a source's socket to the read of a stream client's, 500 ticks a second over ten markets, beside the floor.
Candles: ticks of ten markets, a fifth of them late, folded into all twelve intervals in pages as the keeper folds them.
"""

import asyncio
import json
import os
import random
import tempfile
import time
from base64 import b64decode
from pathlib import Path

from price_orders import replay_orders_x
from price_path import PROCESSES, api_gap_s, path_p99, ticks_ms

from harness import ROOT, Result, arguments_read, compared, figure, median, report, told, unmeasured
from quantdesk.bus.commands import CommandClient
from quantdesk.desk.world import World
from quantdesk.ingest.flow import Flow
from quantdesk.ingest.sources.replay import BINANCE_FILE, REPLAY_SYMBOL, replay
from quantdesk.ingest.votes import Votes
from quantdesk.model.candles import CANDLE_BYTES, TICK_BYTES, candles_of, candles_read, joined, tick_pack
from quantdesk.model.pyth_sign import address_of, update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.pyth_verify import Judge, Trust, update_verify
from quantdesk.model.records_gen import Service
from quantdesk.runtime.metrics import Metrics

TICKS = 400_000
VERIFICATIONS = 200
CHECK_EVERY_US = 100_000
PAGE = 4_096
MARKETS = 10
KEY_BYTES = 16  # market, kind, interval and begin open a packed candle
START_US = 1_790_000_000_000_000
MIX = "400,000 ticks of 10 markets, 2 ms apart, a fifth up to 3 s late; pages of 4,096, twelve intervals"


def guardians_case() -> tuple[bytes, list[Trust], Judge]:
    """A published update of 13 signatures, the sets that could have signed it, and its moment."""
    vectors = json.loads((ROOT / "tests" / "vectors" / "pyth.json").read_text(encoding="utf-8"))
    vector = vectors["valid"][0]
    emitters = tuple(
        (row["chain"], bytes.fromhex(row["address"])) for row in vectors["data_sources_legacy"]["emitters"]
    )
    trusts = []
    for index in range(1, 8):
        members = sorted(vectors["guardian_sets"][str(index)], key=lambda member: member["index"])
        signers = tuple(bytes.fromhex(member["address"].removeprefix("0x")) for member in members)
        trusts.append(Trust(index, str(index), index, signers, len(signers) * 2 // 3 + 1, emitters, 0))
    return b64decode(vector["base64"]), trusts, Judge(vector["expect"]["timestamp"], b"")


def routers_case() -> tuple[bytes, list[Trust], Judge]:
    """An update of 3 of 5 signers, made here."""
    keys = [bytes([number + 1]) * 32 for number in range(5)]
    trust = Trust(1, "routers", 0, tuple(address_of(key) for key in keys), 3, ((26, b"pythnet" * 4 + b"pyth"),), 0)
    price = PriceMessage(b"\1" * 32, 6_180_000_000_000, 1, -8, 1_790_000_000, 1_789_999_999, 1, 1)
    data = update_sign([price], {0: keys[0], 2: keys[2], 4: keys[4]}, (1_790_000_000, 1, 1), trust)
    return data, [trust], Judge(1_790_000_000, b"")


def pages_make(count: int = TICKS) -> list[bytes]:
    """Packed ticks in pages, the same every time."""
    chance = random.Random(7)
    pages: list[bytes] = []
    ticks: list[bytes] = []
    for number in range(count):
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
    count = sum(len(page) for page in pages) // TICK_BYTES
    assert sum(day.ticks for day in days) == count, "expected every tick in a candle of a day"
    return count / spent


def verify_ms(data: bytes, trusts: list[Trust], judge: Judge, count: int = VERIFICATIONS) -> float:
    """CPU milliseconds of one verification."""
    started = time.process_time()
    for _ in range(count):
        update_verify(data, trusts, judge)
    return (time.process_time() - started) * 1e3 / count


def replay_x(data: str) -> float:
    """Recorded seconds of feed that ingestion takes in a CPU second."""
    flow = Flow(CommandClient("/nowhere", Service.INGEST, ""), b"", None, Metrics("bench"))
    flow.votes[REPLAY_SYMBOL] = Votes(REPLAY_SYMBOL)

    async def run() -> float:
        started, first_us, last_us, checked_us = time.process_time(), 0, 0, 0
        async for received in replay(Path(data) / BINANCE_FILE, REPLAY_SYMBOL, 0, again=False):
            first_us, last_us = first_us or received.recv_us, received.recv_us
            await flow.take(received)
            if last_us - checked_us > CHECK_EVERY_US:
                checked_us = last_us
                flow.check(last_us)
        return (last_us - first_us) / 1e6 / (time.process_time() - started)

    return asyncio.run(run())


def replays(work: Path, rounds: int) -> list[Result]:
    """What needs the recorded feed."""
    data = os.environ.get("QUANTDESK_DATA", "")
    if not data or not (Path(data) / BINANCE_FILE).is_file():
        reason = f"QUANTDESK_DATA names no folder with {BINANCE_FILE}"
        return [unmeasured(name, reason) for name in ("replay_x", "replay_api_x", "replay_x3_gap_s")]
    return [
        figure("replay_x", median([replay_x(data) for _ in range(rounds)]), "x real time, CPU"),
        figure("replay_api_x", median(replay_orders_x(work, data, rounds)), "x real time, no gap"),
        figure("replay_x3_gap_s", api_gap_s(work, data), "s, longest between two indices heard"),
    ]


def smoke() -> None:
    """Verifications, a fold, and a second of the way of a price."""
    for case in (guardians_case(), routers_case()):
        verify_ms(*case, count=1)
    fold_rate(pages_make(PAGE))
    with tempfile.TemporaryDirectory(prefix="qdb-") as work, World(Path(work), PROCESSES) as desk:
        asyncio.run(ticks_ms(desk, seconds=1))


def main() -> None:
    """Measures and prints."""
    arguments = arguments_read(__doc__, rounds=3)
    if arguments.smoke:
        smoke()
        return
    pages = pages_make()
    rates = []
    for number in range(arguments.rounds):
        rates.append(fold_rate(pages))
        told(f"round {number + 1}: {rates[-1]:,.0f} ticks a CPU second")
    thirteen, three = guardians_case(), routers_case()
    results = [
        figure("verify13_ms", median([verify_ms(*thirteen) for _ in range(arguments.rounds)]), "CPU ms an update"),
        figure("verify3_ms", median([verify_ms(*three) for _ in range(arguments.rounds)]), "CPU ms an update"),
        figure("candle_ticks_per_s", median(rates), "ticks/CPU second"),
    ]
    with tempfile.TemporaryDirectory(prefix="qdb-") as work:
        results += replays(Path(work), arguments.rounds)
        paths, floors = path_p99(Path(work), arguments.rounds)
    results.append(compared("tick_to_mark_p99_ratio", median(paths), "ms, socket to socket", median(floors)))
    report("prices", MIX, results, as_json=arguments.json)


if __name__ == "__main__":
    main()
