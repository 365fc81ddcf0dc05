"""The messages of one channel, as an async iterator.

Invariant: messages come out in order, each once; one that does not follow the last is left out until what is missing has come.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final

from quantdesk.client.answers import Message
from quantdesk.client.errors import ProtocolBroken

QUEUE_MAX: Final = 65_536
"""Messages that a subscription keeps for a reader that is behind; one that is further behind ends with ProtocolBroken."""


class Subscription:
    """The messages of one channel: `async for message in subscription`."""

    def __init__(self, name: str, forget: Callable[["Subscription"], None]) -> None:
        """forget: tells the stream that nobody reads this any more."""
        self.name = name
        self.seq: int | None = None
        self.gaps = 0
        self._forget = forget
        self._queue: deque[Message] = deque()
        self._arrived = asyncio.Event()
        self._failure: Exception | None = None
        self._ended = False

    def __aiter__(self) -> AsyncIterator[Message]:
        return self

    async def __anext__(self) -> Message:
        while not self._queue:
            if self._failure is not None:
                raise self._failure
            if self._ended:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._queue.popleft()

    def take(self, message: Message) -> bool:
        """Queues a message; False when messages before it are missing, and it was left out."""
        if message.type != "snapshot":
            if self.seq is not None and message.seq <= self.seq:
                return True
            if self.seq is None or message.prev != self.seq:
                self.gaps += 1
                return False
        self.seq = message.seq
        if len(self._queue) >= QUEUE_MAX:
            self.fail(ProtocolBroken(f"{self.name}: more than {QUEUE_MAX} messages were not read"))
        else:
            self._queue.append(message)
            self._arrived.set()
        return True

    def fail(self, error: Exception) -> None:
        """Ends the iteration with an error, after what is queued."""
        self._failure = error
        self._arrived.set()

    def end(self) -> None:
        """Ends the iteration after what is queued."""
        self._ended = True
        self._arrived.set()

    async def close(self) -> None:
        """Ends the subscription."""
        self._forget(self)
        self.end()
