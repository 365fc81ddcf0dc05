"""The way of prices through the process: what venues say never moves an index, and how far they are away goes with it."""

from typing import Any, cast

import pytest

from quantdesk.bus.commands import CommandClient
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.ingest.flow import Flow
from quantdesk.ingest.received import Received, SignedUpdate
from quantdesk.model.feed import E9, Quote
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import local_trust, update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.records_gen import IndexSet, MarketView, SetIndex
from quantdesk.runtime.metrics import Metrics

KEY = b"\x11" * 32
TRUST = local_trust(KEY, GENESIS_HASH_LOCALNET, 1_000)
FEED = FEED_IDS["BTC-PERP"]
START_S = 1_790_000_000
S = 1_000_000
USD = 60_000


class Engine:
    """Takes every index and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[SetIndex] = []

    async def send(self, records: bytes) -> bytes:
        told = SetIndex.decode(records, 0)
        self.sent.append(told)
        fields = {name: getattr(told, name) for name in ("market", "index_price", "published", "conf", "doubt")}
        event = IndexSet(**fields, evidence=told.evidence, used=1, item=0, index=0, seq=len(self.sent))
        return event.encode()


def flow_of(engine: Engine) -> Flow:
    flow = Flow(cast(CommandClient, engine), GENESIS_HASH_LOCALNET, None, Metrics("test"))
    flow.trusts = [TRUST]
    flow.market_add(market_told())
    return flow


def market_told() -> MarketView:
    """A market that the engine has listed: ticks of 0.1 USD."""
    zeros: dict[str, Any] = dict.fromkeys(MarketView.__struct_fields__, 0)
    grid = {"symbol": b"BTC-PERP".ljust(16, b"\0"), "tick_size": 100_000_000, "lot_size": 100_000}
    return MarketView(**(zeros | grid))


async def played(flow: Flow, factors: dict[str, float], seconds: int) -> None:
    """A signed price of one height each second, and venues that quote it times their factor ten times a second."""
    for step in range(seconds * 10):
        now_us = START_S * S + step * S // 10
        for number, (venue, factor) in enumerate(factors.items()):
            middle = int(USD * factor * E9) + step % 3 * E9
            quote = Quote(now_us, middle - E9, E9, middle + E9, E9)
            await flow.take(Received(venue, "BTC-PERP", now_us + number, quote, step * 10 + number + 1))
        if step % 10 == 0:
            publish_s = now_us // S
            price = PriceMessage(FEED, USD * 10**8, 3 * 10**8, -8, publish_s, publish_s - 1, USD * 10**8, 1)
            signed = update_sign([price], {0: KEY}, (publish_s, publish_s, 1), TRUST)
            assert await flow.update(Received("hermes", "", now_us, SignedUpdate(signed))) == "taken"
        flow.check(now_us)


@pytest.mark.parametrize("factor", [0.9, 1.1])
async def test_venue_that_lies_by_a_tenth_moves_nothing_and_is_named(factor: float) -> None:
    """DATA-2, ORC-1: three venues; the index stays, without doubt, and the liar has lost its vote."""
    engine = Engine()
    flow = flow_of(engine)
    await played(flow, {"binance": 1.0, "okx": factor, "bybit": 1.0001}, 20)
    assert {told.index_price for told in engine.sent} == {USD * 10_000}
    assert {told.doubt for told in engine.sent} == {0}
    voices = {voice.source: voice for voice in flow.votes["BTC-PERP"].voices((START_S + 20) * S)}
    assert {name for name, voice in voices.items() if "divergent" in voice.faults} == {"okx"}
    assert voices["okx"].score < 50 <= min(voices["binance"].score, voices["bybit"].score)


async def test_doubt_of_all_venues_goes_to_the_engine_with_the_next_index() -> None:
    """DATA-2, ORC-3: they stay a half percent away: from the tenth second on the index carries it, and its price is what it was."""
    engine = Engine()
    await played(flow_of(engine), {"binance": 1.005, "okx": 1.005, "bybit": 1.005}, 16)
    assert {told.index_price for told in engine.sent} == {USD * 10_000}
    assert [told.doubt for told in engine.sent[:9]] == [0] * 9
    assert all(4_900 < told.doubt < 5_100 for told in engine.sent[-3:])
    assert {told.conf for told in engine.sent} == {30_000}, "3 USD in thousandths of a tick of 0.1 USD"
    assert len({told.evidence for told in engine.sent}) == len(engine.sent)
