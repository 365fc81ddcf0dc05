"""The feed of bench `ui`: a seeded tape told over the protocol of the public stream, at so many messages a second.

    python feed.py --port P [--rate 100] [--seed 5]

Every message goes to a channel that somebody reads: of five, two change a book, one each tells trades, prices and candles. The
frames are made by the stream's own channels, so numbers, snapshots and links are those of a desk. A message's seq is the number of
microseconds since the epoch that was printed first, so that a reader can tell how old what it shows is.
"""

import argparse
import asyncio
import json
import random
import sys
import time

from picows import WSListener, WSMsgType, ws_create_server

from quantdesk.gateway.stream_channels import Channel
from quantdesk.gateway.stream_frames import TEXT, frame

KINDS = ("book", "trades", "book", "ticker", "candles")
LEVELS = 60
LEVELS_A_CHANGE = 5
CANDLES = 400
TRADES = 50
MIDDLE = 618_000
LATE_MAX_S = 1.0


def price(ticks: int) -> str:
    """A price of one decimal."""
    return f"{ticks // 10}.{ticks % 10}"


def size(lots: int) -> str:
    """A size of four decimals."""
    return f"{lots // 10_000}.{lots % 10_000:04d}"


class Tape:
    """A market whose prices walk by chance of a seed; what its channels say."""

    def __init__(self, market: str, chance: random.Random, started_ms: int) -> None:
        self.market, self.chance, self.middle = market, chance, MIDDLE
        self.trades: list[dict] = []
        self.levels: dict[str, dict[int, int]] = {"bids": {}, "asks": {}}
        for at in range(1, LEVELS):
            self.levels["bids"][self.middle - at] = self._lots()
            self.levels["asks"][self.middle + at] = self._lots()
        self.candles: dict[int, list[dict]] = {}
        self.started_ms = started_ms

    def _lots(self) -> int:
        return self.chance.randint(1, 90_000)

    def book(self, *, whole: bool) -> object:
        """All levels, or about ten changed ones after which both sides stand around the middle."""
        if whole:
            return {name: self._pairs(name, sorted(side, reverse=name == "bids")) for name, side in self.levels.items()}
        self.middle += self.chance.choice((-1, 0, 0, 1))
        return {name: self._pairs(name, self._changed(name)) for name in self.levels}

    def _changed(self, name: str) -> list[int]:
        side, sign = self.levels[name], -1 if name == "bids" else 1
        wanted = {self.middle + sign * self.chance.randint(1, LEVELS) for _ in range(LEVELS_A_CHANGE)}
        changed = {*wanted, self.middle + sign}
        for ticks in changed:
            side[ticks] = self._lots()
        gone = [ticks for ticks in side if sign * (ticks - self.middle) not in range(1, LEVELS + 1)]
        for ticks in gone:
            side.pop(ticks)
        return [*changed, *gone]

    def _pairs(self, name: str, prices: list[int]) -> list[tuple[str, str]]:
        return [(price(ticks), size(self.levels[name].get(ticks, 0))) for ticks in prices]

    def trade(self, seq: int, ts_ms: int) -> object:
        """One match at the touch."""
        buys = self.chance.random() < 0.5
        made = {"trade_id": f"{seq}.0", "price": price(self.middle + (1 if buys else -1)), "size": size(self._lots())}
        self.trades = [
            *self.trades[1 - TRADES :],
            made | {"side": "buy" if buys else "sell", "seq": seq, "ts_ms": ts_ms},
        ]
        return self.trades[-1:]

    def ticker(self) -> object:
        """The prices now."""
        middle = price(self.middle)
        return {
            "market": self.market,
            "bid": price(self.middle - 1),
            "ask": price(self.middle + 1),
            "last_price": middle,
            "mark_price": f"{middle}00",
            "index_price": f"{middle}00",
            "open_interest": size(self.chance.randint(1_000_000, 1_001_000)),
        }

    def candle(self, interval_s: int, ts_ms: int, *, whole: bool) -> object:
        """The open candle after one more trade; or as many closed ones as a chart shows, too."""
        step = interval_s * 1_000
        known = self.candles.setdefault(interval_s, [])
        if not known:
            at = self.middle
            for back in range(1, CANDLES + 1):
                opened, closed = at + self.chance.randint(-40, 40), at
                known.insert(0, self._candle((ts_ms // step - back) * step, opened, closed))
                at = opened
        if known[-1]["open_ms"] != ts_ms // step * step:
            known.append(self._candle(ts_ms // step * step, self.middle, self.middle))
            known.pop(0)
        last = known[-1]
        last["close"] = price(self.middle)
        last["high"] = max(last["high"], last["close"], key=float)
        last["low"] = min(last["low"], last["close"], key=float)
        last["ticks"] += 1
        last["volume"] = size(last["ticks"] * 1_000)
        return {"candles": known if whole else known[-1:]}

    def _candle(self, open_ms: int, opened: int, closed: int) -> dict:
        high, low = max(opened, closed) + self.chance.randint(0, 20), min(opened, closed) - self.chance.randint(0, 20)
        words = {"open": opened, "high": high, "low": low, "close": closed}
        return (
            {"open_ms": open_ms} | {name: price(at) for name, at in words.items()} | {"volume": size(9_000), "ticks": 9}
        )


class Feed:
    """All channels that were asked for."""

    def __init__(self, seed: int, epoch_us: int) -> None:
        self.seed, self.epoch_us = seed, epoch_us
        self.chance = random.Random(seed)
        self.tapes: dict[str, Tape] = {}
        self.channels: dict[str, Channel] = {}
        self.seq = 0

    def now(self) -> tuple[int, int]:
        """The next seq and the time in ms."""
        now_us = time.time_ns() // 1_000
        self.seq = max(self.seq + 1, now_us - self.epoch_us)
        return self.seq, now_us // 1_000

    def tape(self, market: str) -> Tape:
        """The tape of a market; each walks its own way."""
        if market not in self.tapes:
            self.tapes[market] = Tape(market, random.Random(f"{self.seed} {market}"), self.now()[1])
        return self.tapes[market]

    def data(self, name: str, *, whole: bool) -> bytes:
        """What a channel says next, JSON."""
        kind, market, *rest = name.split(":")
        tape = self.tape(market)
        if kind == "book":
            told = tape.book(whole=whole)
        elif kind == "trades":
            told = tape.trades if whole else tape.trade(*self.now())
        elif kind == "ticker":
            told = tape.ticker()
        else:
            told = tape.candle(int(rest[0]), self.now()[1], whole=whole)
        return json.dumps(told, separators=(",", ":")).encode()

    def channel(self, name: str) -> Channel:
        """The channel of a name."""
        if name not in self.channels:
            snapshot = lambda: self.data(name, whole=True)  # noqa: E731 - the channel wants a question
            self.channels[name] = Channel(
                name, self.now()[0], is_state=not name.startswith("trades"), snapshot=snapshot
            )
        return self.channels[name]

    def tell(self, number: int) -> None:
        """One message, to a channel that is read: of the kind whose turn it is, where there is one."""
        read = [one for one in self.channels.values() if one.readers]
        kind = KINDS[number % len(KINDS)]
        if chosen := [one for one in read if one.name.startswith(kind)] or read:
            channel = self.chance.choice(chosen)
            data = self.data(channel.name, whole=False)
            channel.publish(*self.now(), data)


class Connection(WSListener):
    """A page."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.write = lambda _message: None

    def on_ws_connected(self, transport):
        self.write = transport.underlying_transport.write

    def offer(self, channel, message):  # noqa: ARG002 - stream_channels.Reader
        self.write(message)

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            self.asked(json.loads(frame.get_payload_as_utf8_text()))

    def asked(self, said):
        """One question of a page."""
        op, channels = said["op"], said.get("channels", [])
        answer = {"op": {"ping": "pong"}.get(op, f"{op}d"), "ts_ms": self.feed.now()[1], "channels": channels}
        self.write(frame(TEXT, json.dumps(answer | {"id": said.get("id", 0)}).encode()))
        for channel in map(self.feed.channel, channels):
            if op == "subscribe":
                # Its first message says how things stand now.
                channel.seq = self.feed.now()[0]
                self.write(channel.first(reset=False))
                channel.readers[self] = None
            else:
                channel.readers.pop(self, None)

    def on_ws_disconnected(self, transport):  # noqa: ARG002 - picows's signature
        for channel in self.feed.channels.values():
            channel.readers.pop(self, None)


async def serve(port: int, rate: float, seed: int) -> None:
    """Tells for ever; a schedule that is late by over a second starts anew."""
    epoch_us = time.time_ns() // 1_000
    feed = Feed(seed, epoch_us)
    await ws_create_server(lambda _request: Connection(feed), "127.0.0.1", port)
    print(epoch_us, flush=True)
    due, number = time.monotonic(), 0
    while True:
        due, number = due + 1 / rate, number + 1
        wait = due - time.monotonic()
        if wait < -LATE_MAX_S:
            print(f"feed: late by {-wait:.1f} s", file=sys.stderr)
            due = time.monotonic()
        await asyncio.sleep(max(0, wait))
        feed.tell(number)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.rate, arguments.seed))
