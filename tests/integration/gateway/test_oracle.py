"""What the door says about a price: where it comes from, how old it is, what proves it, and what other sources say."""

from base64 import b64decode

import httpx

from quantdesk.desk.world import World
from quantdesk.ingest.received import Received, SignedUpdate
from quantdesk.model.feed import E9, Quote
from quantdesk.model.pyth_sign import update_sign
from quantdesk.runtime.clock import now_us
from quantdesk.store.market_data import source_add
from tests.integration.ingest.test_pipeline import S, ingest_of, price_message, routers_row, signed


async def shown(desk: World, symbol: str) -> dict[str, object]:
    async with httpx.AsyncClient(base_url=desk.addresses.gateway) as http:
        answer = await http.get(f"/api/oracle/{symbol}")
    assert answer.status_code == 200
    return dict(answer.json())


async def test_an_index_is_shown_with_its_evidence_and_the_voices(small_desk: World) -> None:
    """DATA-6, DATA-2."""
    now_s = now_us() // S
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:
        data = signed(61_234, now_s)
        await ingest.flow.update(Received("hermes", "", now_us(), SignedUpdate(data)))
        await ingest.flush()
        told = await shown(small_desk, "BTC-PERP")
        assert (told["origin"], told["publish_ms"]) == ("pyth", now_s * 1_000)
        assert float(str(told["index_price"])) == 61_234
        assert float(str(told["confidence"])) == 0.5
        evidence = told["evidence"]
        assert isinstance(evidence, dict)
        assert (evidence["source"], evidence["set_index"], evidence["signers"]) == ("hermes", 1, [0, 1, 3])
        assert b64decode(evidence["update"]) == data, "whoever doubts the index can verify it himself"
        assert told["voices"] == []
        moment_us = now_us()
        quote = Quote(moment_us, 61_000 * E9, E9, 61_100 * E9, E9)
        await ingest.pool.execute(
            "insert into price_sources (name, kind, config, wish, changed_us) values ('okx', 'okx', '{}', 'pause', 1)"
        )
        await ingest.flow.take(Received("okx", "BTC-PERP", moment_us, quote, 7))
        await ingest.reconciler.once()
        voices = (await shown(small_desk, "BTC-PERP"))["voices"]
        assert isinstance(voices, list)
        assert (voices[0]["source"], voices[0]["state"], voices[0]["score"]) == ("okx", "paused", 100)
        assert float(voices[0]["middle"]) == 61_050


async def test_recorded_and_made_up_prices_are_called_so(small_desk: World) -> None:
    """PYTH-5: whoever asks hears that no world outside stands behind the price."""
    async with ingest_of(small_desk) as ingest:
        own = ingest.trust
        assert own is not None
        now_s = now_us() // S
        data = update_sign([price_message(61_000, now_s)], {0: b"\x11" * 32}, (now_s, now_s, 7), own)
        assert await ingest.flow.update(Received("local", "", now_us(), SignedUpdate(data))) == "taken"
        await ingest.flush()
        assert (await shown(small_desk, "BTC-PERP"))["origin"] == "local"
        for kind in ("synthetic", "replay"):
            await ingest.pool.execute("truncate price_sources")
            await source_add(ingest.pool, "x", kind, '{"symbol":"BTC-PERP"}', now_us())
            assert (await shown(small_desk, "BTC-PERP"))["origin"] == kind


async def test_what_is_not_known_is_null(small_desk: World) -> None:
    async with ingest_of(small_desk):
        told = await shown(small_desk, "SOL-PERP")
    assert {told[name] for name in ("origin", "index_price", "age_ms", "evidence")} == {None}
