"""A live copy of a market's book, made of the channel's messages.

Invariant: it equals the exchange's levels after the command seq as long as no message is left out; a gap raises before it can.
"""

from quantdesk.client.answers import Message
from quantdesk.client.errors import ProtocolBroken
from quantdesk.model.money import count_of

E9_MAX = 10**18


class LiveBook:
    """Sizes by price, in billionths of a USD and of a base unit."""

    def __init__(self) -> None:
        self.bids: dict[int, int] = {}
        self.asks: dict[int, int] = {}
        self.seq = 0

    def take(self, message: Message) -> None:
        """Applies a snapshot or delta. Errors: ProtocolBroken when messages are missing before it."""
        if message.type == "snapshot":
            self.bids.clear()
            self.asks.clear()
        elif message.prev != self.seq:
            raise ProtocolBroken(f"gap: expected a message after {self.seq}, found one after {message.prev}")
        self.seq = message.seq
        for levels, changes in ((self.bids, message.data["bids"]), (self.asks, message.data["asks"])):
            for price_text, size_text in changes:
                price, size = count_of(price_text, 1, E9_MAX), count_of(size_text, 1, E9_MAX)
                if size:
                    levels[price] = size
                else:
                    levels.pop(price, None)
