"""The maker: follows a feed's book with orders of one account, in batches over the socket.

Invariant: it only ever has one batch in flight, and learns what rests from answers and its private channel alone; after a lost
connection or an unknown outcome it gives up everything and starts again from an empty book.
"""

import asyncio
from typing import Final

from quantdesk.client import QuantDesk, Refused, Stream, Unavailable
from quantdesk.client.answers import Market, Message
from quantdesk.client.signing import OrderSigner
from quantdesk.demo.mirror import FeedBook, Grid, Ours, Step
from quantdesk.model.command import BATCH_ITEMS_MAX, batch_encode
from quantdesk.model.feed import FeedEvent
from quantdesk.model.records_gen import (
    CancelAll,
    CancelOrder,
    Event,
    OrderAccepted,
    OrderCancelled,
    OrderDuplicate,
    OrderShrunk,
    Reason,
    ShrinkOrder,
    Side,
    events_decode,
)
from quantdesk.model.records_gen import Refused as RefusedEvent
from quantdesk.runtime.log import get

SIDES_BOTH: Final = 2
GONE_REASONS: Final = frozenset({Reason.ORDER_UNKNOWN, Reason.ORDER_FINAL})
SIDE_OF: Final = {"buy": Side.BUY, "sell": Side.SELL}


class Maker:
    """One account's mirror of one market."""

    def __init__(self, stream: Stream, signer: OrderSigner, market: Market, grid: Grid) -> None:
        self._stream = stream
        self._signer = signer
        self._market = market
        self._grid = grid
        self._feed = FeedBook()
        self._ours = Ours()
        self._watch: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._idle = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self.batches = 0
        self.orders = 0
        self.refused: dict[int, int] = {}

    @classmethod
    async def open(cls, desk: QuantDesk, symbol: str, part: int) -> "Maker":
        """A maker of a signed-in trader, with nothing resting. Errors: Refused, Unavailable."""
        market = await desk.market(symbol)
        stream = await desk.stream()
        maker = cls(stream, desk.signer, market, Grid(market.tick_e9, market.lot_e9, part))
        await maker.give_up()
        maker._watch = asyncio.create_task(maker._follow_orders())
        maker._work = asyncio.create_task(maker._follow_feed())
        return maker

    async def close(self) -> None:
        """Stops, leaving what rests."""
        for task in (self._watch, self._work):
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in (self._watch, self._work) if task), return_exceptions=True)
        await self._stream.close()

    def take(self, event: FeedEvent) -> None:
        """An event of the feed; the orders follow as soon as the batch before is answered."""
        if self._feed.take(event):
            self._wake()

    async def pause(self) -> None:
        """Gives up everything that rests, until the feed's next snapshot."""
        self._feed = FeedBook()
        await self.give_up()

    async def settled(self) -> None:
        """Returns when the orders have followed everything that was taken."""
        await self._idle.wait()

    async def give_up(self) -> None:
        """Cancels everything in the market, again until it is known to have worked."""
        record = CancelAll(account=self._signer.account, market=self._market.market_id, side=SIDES_BOTH).encode()
        while True:
            try:
                await self._stream.ready()
                await self._stream.send_records(record)
            except Unavailable:
                await asyncio.sleep(0.2)
            else:
                self._ours.clear()
                return

    def _wake(self) -> None:
        self._idle.clear()
        self._changed.set()

    async def _follow_feed(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._align()
            except (Unavailable, Refused) as error:
                get().warning("maker_restarted", market=self._market.market, error=str(error)[:200])
                await self.give_up()
            if not self._changed.is_set():
                self._idle.set()

    async def _align(self) -> None:
        steps = self._ours.steps(self._feed.wanted(self._grid))
        for start in range(0, len(steps), BATCH_ITEMS_MAX):
            part = steps[start : start + BATCH_ITEMS_MAX]
            records = batch_encode(self._signer.account, [self._record(step) for step in part])
            events = events_decode(await self._stream.send_records(records))
            self.batches += 1
            self.orders += len(part)
            for event in events:
                self._learn(event, part)

    def _record(self, step: Step) -> bytes:
        account = self._signer.account
        if step.kind == "cancel":
            return CancelOrder(account=account, order_id=step.order_id, client_order_id=0).encode()
        if step.kind == "shrink":
            return ShrinkOrder(account=account, order_id=step.order_id, client_order_id=0, left=step.lots).encode()
        side, price = step.place
        signed = self._signer.lots_order(self._market.market_id, side, price, step.lots, post_only=True)
        return signed.place() if step.kind == "place" else signed.replace(step.order_id)

    def _learn(self, event: Event, steps: list[Step]) -> None:
        if isinstance(event, OrderAccepted):
            self._ours.rests(event.order_id, (Side(event.side), event.price), event.left, event.seq)
        elif isinstance(event, OrderCancelled):
            self._ours.gone(event.order_id)
        elif isinstance(event, OrderShrunk):
            self._ours.rests(event.order_id, (Side(event.side), event.price), event.left, event.seq)
        elif isinstance(event, RefusedEvent):
            self.refused[event.reason] = self.refused.get(event.reason, 0) + 1
            if event.reason in GONE_REASONS and event.item < len(steps):
                # Filled meanwhile: the private channel says so too, perhaps later. Any other refusal leaves the order there.
                self._ours.gone(steps[event.item].order_id)
        elif isinstance(event, OrderDuplicate):
            self._ours.gone(event.order_id)

    async def _follow_orders(self) -> None:
        async for message in self._stream.subscribe(f"orders:{self._signer.account}"):
            self._heard(message)

    def _heard(self, message: Message) -> None:
        for line in message.data:
            if line["market"] != self._market.market:
                continue
            order_id = bytes.fromhex(line["order_id"])
            if message.type == "snapshot" or line["event"] == "accepted":
                continue
            left = self._market.lots(line["left"]) if line["status"] == "resting" else 0
            self._ours.rests(order_id, (SIDE_OF[line["side"]], self._market.ticks(line["price"])), left, line["seq"])
            self._wake()
