"""A trader outside of the desk: sends orders at a rate and writes down what was promised to it, as it is promised.

    python -m tests.chaos.trader < target.json      target: gateway, stream, seed, rate, log, order (market, price, size)

Lines of the log: `S order_id ns` sent, `A order_id ns seq` acknowledged as taken, `R order_id ns reason` refused by the exchange,
`U order_id ns` outcome unknown (the same message is then sent again until the exchange says what became of it). ns: monotonic
clock, shared by the machine. SIGTERM ends it after the unknown ones are settled.
"""

import asyncio
import os
import random
import signal
import sys

import msgspec

from quantdesk.client import Keypair, QuantDesk, Stream
from quantdesk.client.errors import ClientError, Unavailable
from quantdesk.client.signing import SignedOrder
from quantdesk.model.records_gen import OrderAccepted, OrderDuplicate, Reason, Refused, Side, events_decode
from quantdesk.runtime.clock import monotonic_ns, monotonic_s

IN_FLIGHT_MAX = 512
AGAIN_S = 0.05
SETTLE_S = 60.0


class Target(msgspec.Struct, frozen=True):
    """Where to trade and what to write. seed: hex; rate: orders a second; price in ticks, size in lots."""

    gateway: str
    stream: str
    seed: str
    rate: int
    log: str
    market: int
    price: int
    size: int


class Trader:
    """One account's flow of orders, and the log of what came of each."""

    def __init__(self, target: Target, desk: QuantDesk, stream: Stream) -> None:
        self._target = target
        self._desk = desk
        self._stream = stream
        self._log = os.open(target.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._chance = random.Random(target.seed)
        self._in_flight = 0
        self._unsettled: dict[bytes, SignedOrder] = {}
        self.stop = asyncio.Event()

    async def run(self) -> None:
        """Sends until stop is set, then settles what is unknown."""
        started_s, sent = monotonic_s(), 0
        again = asyncio.create_task(self._again())
        while not self.stop.is_set():
            due = int((monotonic_s() - started_s) * self._target.rate)
            # What could not be sent while the desk was away is not made up for: the rate is a rate.
            sent = max(sent, due - self._target.rate // 4)
            while sent < due and self._in_flight < IN_FLIGHT_MAX and self._stream.connected:
                self._send(self._order())
                sent += 1
            await asyncio.sleep(0.001)
        deadline_s = monotonic_s() + SETTLE_S
        while (self._unsettled or self._in_flight) and monotonic_s() < deadline_s:
            await asyncio.sleep(AGAIN_S)
        again.cancel()

    def _order(self) -> SignedOrder:
        side = self._chance.choice((Side.BUY, Side.SELL))
        price = self._target.price + self._chance.choice((-1, 0, 0, 1))
        ioc = self._chance.random() < 0.3
        return self._desk.signer.lots_order(self._target.market, side, price, self._target.size, ioc=ioc)

    def _send(self, order: SignedOrder) -> None:
        self._in_flight += 1
        self._write("S", order.order_id)
        self._stream.send_records_nowait(order.place()).add_done_callback(lambda done: self._answered(order, done))

    def _answered(self, order: SignedOrder, done: asyncio.Future[bytes]) -> None:
        self._in_flight -= 1
        try:
            first = events_decode(done.result())[0]
        except (ClientError, asyncio.CancelledError) as error:
            known = isinstance(error, Unavailable) and error.outcome_known
            if not known:
                self._write("U", order.order_id)
            self._unsettled[order.order_id] = order
            return
        self._unsettled.pop(order.order_id, None)
        if isinstance(first, OrderAccepted):
            self._write("A", order.order_id, first.seq)
        elif isinstance(first, OrderDuplicate):
            self._write(
                "A" if first.reason == 0 else "R",
                order.order_id,
                first.first_seq if first.reason == 0 else first.reason,
            )
        elif isinstance(first, Refused):
            self._write("R", order.order_id, Reason(first.reason).name)
        else:
            self._write("X", order.order_id, type(first).__name__)

    async def _again(self) -> None:
        while True:
            await asyncio.sleep(AGAIN_S)
            if self._stream.connected:
                for order_id, order in list(self._unsettled.items())[: IN_FLIGHT_MAX // 2]:
                    del self._unsettled[order_id]
                    self._send(order)

    def _write(self, what: str, order_id: bytes, more: object = "") -> None:
        os.write(self._log, f"{what} {order_id.hex()} {monotonic_ns()} {more}\n".encode())


async def trade(target: Target) -> None:
    """Trades until SIGTERM."""
    keypair = Keypair.from_seed(bytes.fromhex(target.seed))
    async with (
        await QuantDesk.connect(target.gateway, keypair, stream_url=target.stream) as desk,
        await desk.stream() as stream,
    ):
        trader = Trader(target, desk, stream)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, trader.stop.set)
        await trader.run()


if __name__ == "__main__":
    asyncio.run(trade(msgspec.json.decode(sys.stdin.buffer.read(), type=Target)))
