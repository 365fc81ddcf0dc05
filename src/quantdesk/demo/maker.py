"""The maker: keeps orders of one account where they are wanted, in batches over the socket.

Invariant: it only ever has one batch in flight, and learns what rests from answers and its private channel alone; after a lost
connection or an unknown outcome it gives up everything and starts again from an empty book.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from quantdesk.client import Refused, Stream, Unavailable
from quantdesk.client.answers import Market, Message
from quantdesk.client.signing import OrderSigner
from quantdesk.demo.mirror import Ours, Place, Step
from quantdesk.model.command import BATCH_ITEMS_MAX, batch_encode
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
QUOTE_LIVES_S: Final = 60
"""A quote that nothing has moved for so long ends and is made anew: what it filled frees its entry on the chain (BOOK-6)."""
GONE_REASONS: Final = frozenset({Reason.ORDER_UNKNOWN, Reason.ORDER_FINAL})
SIDE_OF: Final = {"buy": Side.BUY, "sell": Side.SELL}


class Maker:
    """One account's orders in one market."""

    def __init__(
        self, stream: Stream, signer: OrderSigner, market: Market, wanted: Callable[[], dict[Place, int]]
    ) -> None:
        """wanted: lots to rest at each place, asked whenever something has changed."""
        self._stream = stream
        self._signer = signer
        signer.rests_s = QUOTE_LIVES_S
        self._market = market
        self._wanted = wanted
        self._ours = Ours()
        self._changed = asyncio.Event()
        self._idle = asyncio.Event()
        self.batches = 0
        self.orders = 0
        self.refused: dict[int, int] = {}

    async def run(self) -> None:
        """Follows what is wanted, for ever; begins with nothing resting. Errors: Refused."""
        await self.give_up()
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

    def wake(self) -> None:
        """What is wanted may have changed: the orders follow as soon as the batch before is answered."""
        self._idle.clear()
        self._changed.set()

    async def settled(self) -> None:
        """Returns when the orders have followed everything that was wanted."""
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

    def heard(self, message: Message) -> None:
        """A message of the account's orders."""
        for line in message.data:
            if line["market"] != self._market.market or message.type == "snapshot" or line["event"] == "accepted":
                continue
            left = self._market.lots(line["left"]) if line["status"] == "resting" else 0
            place = SIDE_OF[line["side"]], self._market.ticks(line["price"])
            self._ours.rests(bytes.fromhex(line["order_id"]), place, left, line["seq"])
            self.wake()

    async def _align(self) -> None:
        steps = self._ours.steps(self._wanted())
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
