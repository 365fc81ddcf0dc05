"""Prices of a desk without signed ones: the middles of recorded or made-up books, signed by the desk's own key once a second.

Invariant: they take the same way as real updates, through the same verification, and their row of trust holds on the local network
alone [PYTH-5]; a market whose book stands still for long gets no price.
"""

from typing import Final

from quantdesk.model.pyth_sign import update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.pyth_verify import Trust

FRESH_US: Final = 3_000_000
US_PER_S: Final = 1_000_000
SLOT_US: Final = 400_000
EXPO: Final = -9
MESSAGES_MAX: Final = 255


class LocalPrices:
    """Newest middles by feed."""

    def __init__(self, key: bytes, trust: Trust) -> None:
        """key: secp256k1, 32 bytes, of signer 0 of the row."""
        self._key = key
        self._trust = trust
        self._mids: dict[bytes, tuple[int, int, int]] = {}
        self._last_s: dict[bytes, int] = {}
        self._sequence = 0

    def take(self, feed_id: bytes, mid: int, spread: int, at_us: int) -> None:
        """Notes a middle and a spread in e9 USD."""
        self._mids[feed_id] = (mid, spread, at_us)

    def due(self, now_us: int) -> bytes | None:
        """A signed update of all fresh middles that have none of this second yet; None when there is nothing to say."""
        now_s = now_us // US_PER_S
        fresh = [
            (feed_id, mid, spread)
            for feed_id, (mid, spread, at_us) in self._mids.items()
            if now_us - at_us <= FRESH_US and self._last_s.get(feed_id, 0) < now_s
        ]
        if not fresh:
            return None
        prices = [self._price(feed_id, mid, spread, now_s) for feed_id, mid, spread in fresh[:MESSAGES_MAX]]
        self._sequence += 1
        at = (now_s, self._sequence, now_us // SLOT_US)
        return update_sign(prices, {0: self._key}, at, self._trust)

    def _price(self, feed_id: bytes, mid: int, spread: int, now_s: int) -> PriceMessage:
        before = self._last_s.get(feed_id, now_s - 1)
        self._last_s[feed_id] = now_s
        conf = max(1, spread // 2)
        return PriceMessage(feed_id, mid, conf, EXPO, now_s, before, mid, conf)
