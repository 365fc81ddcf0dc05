"""The outside process of the chaos suite: sends orders at a steady rate and logs what it was told, before anything else knows.

    python -m tests.chaos.load CONFIG.json

An order whose outcome is unknown is sent again, byte for byte, until it is known. Every answer (its events, hex) is a line of
the log, fsynced at least every 10 ms. A small shared file tells the killer how many commands are in flight and answered.
SIGTERM: no new orders; ends when all are answered, with one last line "end SENT ANSWERED".
"""

import asyncio
import mmap
import os
import random
import signal
import struct
import sys
from pathlib import Path

import msgspec
import uvloop

from quantdesk.client import ClientError, Keypair, QuantDesk, Stream
from quantdesk.model.records_gen import CancelAll, Side
from quantdesk.runtime.clock import monotonic_ns

SYNC_S = 0.01
IN_FLIGHT_MAX = 2_000
OPEN_MAX = 400
MARK_TICKS = 618_000
GAUGES = struct.Struct("<QQQ")


class Config(msgspec.Struct):
    """seeds: of the owners, hex; rate: orders a second; log, gauges: files."""

    gateway: str
    stream: str
    seeds: list[str]
    rate: int
    seed: int
    log: str
    gauges: str


class Load:
    """All accounts' orders."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.rng = random.Random(config.seed)
        self.log = Path(config.log).open("a", buffering=1 << 20)
        with Path(config.gauges).open("r+b") as file:
            self.gauges = mmap.mmap(file.fileno(), GAUGES.size)
        self.in_flight = self.sent = self.answered = 0
        self.stopping = False
        self.tasks: set[asyncio.Task[None]] = set()

    def gauge(self) -> None:
        self.gauges[:] = GAUGES.pack(self.in_flight, self.answered, self.sent)

    async def sync(self) -> None:
        while True:
            self.log.flush()
            await asyncio.to_thread(os.fdatasync, self.log.fileno())
            await asyncio.sleep(SYNC_S)

    async def run(self) -> None:
        desks = [await self.enter(Keypair.from_seed(bytes.fromhex(seed))) for seed in self.config.seeds]
        streams = [await self.open(desk) for desk in desks]
        syncing = asyncio.create_task(self.sync())
        started_ns, turn = monotonic_ns(), 0
        opened = [0] * len(desks)
        while not self.stopping:
            due = (monotonic_ns() - started_ns) * self.config.rate // 1_000_000_000
            if due - turn > self.config.rate:
                turn = due  # after an outage no burst: the rate goes on from here
            while turn < due:
                turn += 1
                place = turn % len(desks)
                if self.in_flight < IN_FLIGHT_MAX:
                    self.start(streams[place], self.record(desks[place], opened, place))
            await asyncio.sleep(0.002)
        await asyncio.wait_for(asyncio.gather(*self.tasks), 90)
        syncing.cancel()
        self.log.write(f"end {self.sent} {self.answered}\n")
        self.log.flush()
        os.fsync(self.log.fileno())
        for stream, desk in zip(streams, desks, strict=True):
            await stream.close()
            await desk.close()

    async def enter(self, keypair: Keypair) -> QuantDesk:
        while True:
            try:
                return await QuantDesk.connect(self.config.gateway, keypair, stream_url=self.config.stream)
            except ClientError:
                await asyncio.sleep(0.2)

    async def open(self, desk: QuantDesk) -> Stream:
        while True:
            try:
                return await desk.stream()
            except ClientError:
                await asyncio.sleep(0.2)

    def record(self, desk: QuantDesk, opened: list[int], place: int) -> bytes:
        """The next command of an account: mostly orders around the mark, some of which meet; now and then a cancel of all."""
        if opened[place] >= OPEN_MAX:
            opened[place] = 0
            return CancelAll(desk.account, 0xFFFF, 2).encode()
        side = Side.BUY if self.rng.random() < 0.5 else Side.SELL
        is_ioc = self.rng.random() < 0.4
        opened[place] += not is_ioc
        away = self.rng.randrange(-20, 200)
        price = MARK_TICKS - away if side == Side.BUY else MARK_TICKS + away
        return desk.signer.lots_order(0, side, price, self.rng.randrange(1, 50), ioc=is_ioc).place()

    def start(self, stream: Stream, record: bytes) -> None:
        task = asyncio.create_task(self.ask(stream, record))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def ask(self, stream: Stream, record: bytes) -> None:
        self.sent += 1
        self.in_flight += 1
        self.gauge()
        while True:
            try:
                events = await stream.send_records(record)
                break
            except ClientError:
                # Lost, busy or limited: the same bytes again are safe whatever became of them.
                await asyncio.sleep(0.05)
                try:
                    await stream.ready(5)
                except ClientError:
                    continue
        self.log.write(f"{record[0]} {events.hex()}\n")
        self.in_flight -= 1
        self.answered += 1
        self.gauge()


async def main(path: str) -> None:
    load = Load(msgspec.json.decode(Path(path).read_bytes(), type=Config))

    def stop() -> None:
        load.stopping = True

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    await load.run()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
