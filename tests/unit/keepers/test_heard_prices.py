"""What is heard about prices counts only when its signatures hold."""

import pytest

from quantdesk.keepers.heard_prices import KEPT, HeardPrices
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import local_trust, update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.pyth_verify import Judge

KEY = b"\x41" * 32
TRUST = local_trust(KEY, GENESIS_HASH_LOCALNET, 1_000)
FEED = b"\7" * 32
START_S = 1_790_000_000
NOW = Judge(START_S + 500, GENESIS_HASH_LOCALNET)
TICK_E9 = 100_000_000


def update_of(usd: int, publish_s: int, key: bytes = KEY) -> bytes:
    price = PriceMessage(FEED, usd * 10**8, 10**6, -8, publish_s, publish_s - 1, usd * 10**8, 1)
    return update_sign([price], {0: key}, (publish_s, publish_s, 1), TRUST)


def test_the_newest_update_of_an_index_is_found_with_its_bytes() -> None:
    """PYTH-9."""
    heard = HeardPrices()
    sent = [update_of(usd, START_S + number) for number, usd in enumerate((60_000, 60_001, 60_000))]
    assert all(heard.take(update, [TRUST], NOW) for update in sent)
    found = heard.find(FEED, 600_000_000, TICK_E9)
    assert found is not None
    assert (found.price.publish_time, found.update) == (START_S + 2, sent[2])
    assert heard.find(FEED, 600_020_000, TICK_E9) is None
    assert heard.find(b"\6" * 32, 600_000_000, TICK_E9) is None


@pytest.mark.parametrize("data", [update_of(60_000, START_S, b"\x42" * 32), b"PNAU", update_of(60_000, START_S)[:-3]])
def test_whoever_reaches_the_topic_without_the_key_says_nothing(data: bytes) -> None:
    """PYTH-3: the topic is open to all processes; only signatures count."""
    heard = HeardPrices()
    assert not heard.take(data, [TRUST], NOW)
    assert heard.refused == 1
    assert heard.find(FEED, 600_000_000, TICK_E9) is None


def test_memory_of_a_feed_is_bounded() -> None:
    heard = HeardPrices()
    for number in range(KEPT + 1):
        assert heard.take(update_of(60_000 + number, START_S + number), [TRUST], NOW)
    assert heard.find(FEED, 600_000_000, TICK_E9) is None
    assert heard.find(FEED, 600_010_000, TICK_E9) is not None
