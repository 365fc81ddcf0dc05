"""Recorded feeds, played again and again: Binance and Hyperliquid as `<local ns> <json>`, Bybit as lines of JSON in a zip.

Invariant: distances in time, and the skew between the venue's clock and that of the recording, stay as they were; all of it is moved to
now, by the same amount. The files' own readers are those of the live sources.
"""

import asyncio
import gzip
import zipfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Final

import msgspec

from quantdesk.ingest.received import BookChecked, ChainPrice, Garbage, Received, SignedUpdate, SourceEvent, garbage
from quantdesk.ingest.sources.binance import binance_read
from quantdesk.ingest.sources.bybit import BybitReader
from quantdesk.ingest.sources.hyperliquid import hyperliquid_read
from quantdesk.model.feed import BookDelta, BookSnapshot, FeedInvalid, binance_decode
from quantdesk.runtime.clock import monotonic_ns, now_us

NAME: Final = "replay"
NS_PER_US: Final = 1_000
SLEEP_MIN_S: Final = 0.002
"""Events closer than this share one wake-up."""
BINANCE_FILE: Final = Path("l2_trades_binance_usdm", "btcusdt_20240808.gz")
HYPERLIQUID_FILE: Final = Path("l2_hyperliquid", "btcusd_20250126.gz")
BYBIT_FILE: Final = Path("misc_ws", "bybit_xrpusdt-ob500.data.zip")
REPLAY_SYMBOL: Final = "BTC-PERP"
NUMBERS_A_TURN: Final = 10**15

Read = Callable[[bytes, int], Iterable[Received]]


def replay_path(data: str) -> Path | None:
    """The recorded feed of the desk in the data folder; None when no folder is set or it has none."""
    path = Path(data) / BINANCE_FILE
    return path if data and path.is_file() else None


def recorded(path: Path, symbol: str) -> Iterator[Received]:
    """One pass over a recorded file, times as recorded. Errors: OSError."""
    if path.suffix == ".zip":
        yield from _bybit(path, symbol)
        return
    read: Read = _hyperliquid(symbol) if "hyperliquid" in str(path) else _binance(symbol)
    with gzip.open(path) as lines:
        for line in lines:
            stamp, _, body = line.strip().partition(b" ")
            recv_us = int(stamp) // NS_PER_US
            try:
                yield from read(body, recv_us)
            except (FeedInvalid, msgspec.DecodeError) as error:
                yield garbage(NAME, recv_us, body, str(error))


async def replay(path: Path, symbol: str, speed: float = 1.0, *, again: bool = True) -> AsyncIterator[Received]:
    """Passes over a recorded file at `speed` times real time (0: without waiting), moved to now. Errors: OSError."""
    for turn in count():
        started_ns, moved_us, first_us = monotonic_ns(), 0, None
        for received in recorded(path, symbol):
            if first_us is None:
                first_us, moved_us = received.recv_us, now_us() - received.recv_us
            if speed:
                wait_s = (received.recv_us - first_us) / 1e6 / speed - (monotonic_ns() - started_ns) / 1e9
                if wait_s > SLEEP_MIN_S:
                    await asyncio.sleep(wait_s)
            yield moved(received, moved_us, turn)
        if not again:
            return


def moved(received: Received, by_us: int, turn: int) -> Received:
    """The same at another time; in a later turn its numbers are others, since it is another event."""
    event: SourceEvent = received.event
    if not isinstance(event, SignedUpdate | Garbage | ChainPrice | BookChecked):
        event = msgspec.structs.replace(event, ts_us=event.ts_us + by_us)
    number = received.number + turn * NUMBERS_A_TURN if received.number else 0
    return Received(received.source, received.symbol, received.recv_us + by_us, event, number)


def _binance(symbol: str) -> Read:
    def read(body: bytes, recv_us: int) -> Iterable[Received]:
        if b"depthUpdate" not in body and b"lastUpdateId" not in body:
            for received in binance_read(body, recv_us, {"BTCUSDT": symbol}):
                yield msgspec.structs.replace(received, source=NAME)
            return
        event = binance_decode(b" " + body)
        if isinstance(event, BookSnapshot | BookDelta):
            yield Received(NAME, symbol, recv_us, event, event.update_id)

    return read


def _hyperliquid(symbol: str) -> Read:
    def read(body: bytes, recv_us: int) -> Iterable[Received]:
        for received in hyperliquid_read(body, recv_us, {"BTC": symbol}):
            yield msgspec.structs.replace(received, source=NAME)

    return read


def _bybit(path: Path, symbol: str) -> Iterator[Received]:
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as lines:
        reader = BybitReader({"XRPUSDT": symbol})
        for line in lines:
            for received in reader.read(line, 0):
                event = received.event
                ts_us = event.ts_us if isinstance(event, BookSnapshot | BookDelta) else 0
                yield Received(NAME, symbol, ts_us, event, received.number)
