"""What the door says about a price: where it comes from, how old it is, what proves it, and what other sources say."""

from base64 import b64decode
from typing import Any

import httpx

from quantdesk.desk.world import World
from quantdesk.ingest.received import Received, SignedUpdate
from quantdesk.model.feed import E9, Quote
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import update_sign
from quantdesk.model.pyth_verify import Judge, Trust, update_verify
from quantdesk.runtime.clock import now_us
from quantdesk.store.market_data import source_add
from tests.integration.ingest.test_pipeline import BTC, S, ingest_of, price_message, routers_row, signed


async def asked(desk: World, rest: str, place: str = "/api/oracle/", status: int = 200) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=desk.addresses.gateway) as http:
        answer = await http.get(place + rest)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def shown(desk: World, symbol: str) -> dict[str, Any]:
    return await asked(desk, symbol)


def trust_told(row: dict[str, Any]) -> Trust:
    """A row of trust as a stranger reads it."""
    return Trust(
        row["version"],
        row["name"],
        row["set_index"],
        tuple(bytes.fromhex(signer) for signer in row["signers"]),
        row["quorum"],
        tuple((emitter["chain"], bytes.fromhex(emitter["address"])) for emitter in row["emitters"]),
        row["valid_from_ms"] // 1_000,
        (row["valid_to_ms"] or 0) // 1_000,
        bytes.fromhex(row["genesis"] or ""),
    )


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
        (line,) = (await asked(small_desk, "", "/api/sources"))["sources"]
        assert (line["source"], line["kind"], line["wish"], line["state"]) == ("okx", "okx", "pause", "paused")
        assert line["age_ms"] is None, "a paused source has no last event"
        assert {"config", "reason"}.isdisjoint(line), "they may name hosts and files"
        (voice,) = line["voices"]
        assert (voice["market"], voice["points"], voice["votes"], voice["faults"]) == ("BTC-PERP", 100, True, [])
        assert (voice["checksums_wrong"], voice["complete_percent"], voice["backlog_ms"] >= 0) == (None, None, True)


async def test_source_of_which_ingestion_says_nothing_is_unknown(small_desk: World) -> None:
    """DATA-1: what was said before is no figure of now; a fault is named with the points that it costs."""
    moment_us = now_us()
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:
        await ingest.pool.execute(
            "insert into price_sources (name, kind, config, wish, changed_us) values ('okx', 'okx', '{}', 'pause', 1)"
        )
        for number in (1, 2):
            crossed = Quote(moment_us, 61_100 * E9, E9, 61_000 * E9, E9)
            await ingest.flow.take(Received("okx", "BTC-PERP", moment_us, crossed, number))
        await ingest.reconciler.once()
        (line,) = (await asked(small_desk, "", "/api/sources"))["sources"]
        assert "crossed" in line["voices"][0]["faults"]
        assert (line["voices"][0]["points"], line["voices"][0]["votes"]) == (40, False)
        (voice,) = (await shown(small_desk, "BTC-PERP"))["voices"]
        assert (voice["source"], voice["score"]) == ("okx", 40)
        await ingest.pool.execute("update price_source_states set updated_us = updated_us - 11000000")
        (line,) = (await asked(small_desk, "", "/api/sources"))["sources"]
        assert (line["state"], line["voices"]) == ("unknown", [])
        assert (await shown(small_desk, "BTC-PERP"))["voices"] == [], "nor is it a word on the market's index"


async def test_an_older_index_is_proven_by_what_the_doors_say(small_desk: World) -> None:
    """DATA-6: by command, time or evidence; the signatures verify by the rows that the door itself tells."""
    now_s = now_us() // S
    sent = {price: signed(price, now_s - 3 + number) for number, price in enumerate((61_001, 61_002, 61_003))}
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:
        for data in sent.values():
            await ingest.flow.update(Received("hermes", "", now_us(), SignedUpdate(data)))
        await ingest.flush()
        page = await asked(small_desk, "BTC-PERP/indices?limit=2")
        lines = page["indices"]
        assert [float(line["index_price"]) for line in lines] == [61_003, 61_002]
        older = await asked(small_desk, f"BTC-PERP/indices?limit=2&before={page['next_before']}")
        assert [float(line["index_price"]) for line in older["indices"]] == [61_001]
        assert older["next_before"] is None
        middle = lines[1]
        # A command between two indices was carried out at the older one.
        found = [
            await asked(small_desk, f"BTC-PERP?seq={lines[0]['seq'] - 1}"),
            await asked(small_desk, f"BTC-PERP?evidence={middle['evidence']}"),
        ]
        await ingest.pool.execute("update index_prices set recv_us = recv_us - 5000000 where seq = $1", middle["seq"])
        found.append(await asked(small_desk, f"BTC-PERP?at_ms={middle['received_ms'] - 4_000}"))
        trusts = (await asked(small_desk, "", "/api/trust"))["rows"]
        for told in found:
            assert (float(told["index_price"]), told["seq"], told["voices"]) == (61_002, middle["seq"], [])
            proven = update_verify(
                b64decode(told["evidence"]["update"]),
                [trust_told(row) for row in trusts],
                Judge(told["publish_ms"] // 1_000, GENESIS_HASH_LOCALNET),
            )
            assert proven.digest.hex() == told["evidence"]["digest"] == middle["evidence"]
            assert [(one.feed_id, one.price, one.publish_time) for one in proven.prices] == [
                (BTC, 61_002 * 10**8, told["publish_ms"] // 1_000)
            ]


async def test_an_index_that_is_not_kept_is_said_to_be_none(small_desk: World) -> None:
    """DATA-6: and what is asked for in two ways is refused."""
    now_s = now_us() // S
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:
        await ingest.flow.update(Received("hermes", "", now_us(), SignedUpdate(signed(61_234, now_s))))
        await ingest.flush()
        line = (await asked(small_desk, "BTC-PERP/indices"))["indices"][0]
        for query in ("seq=1", "at_ms=1000", f"evidence={'0' * 64}"):
            assert (await asked(small_desk, f"BTC-PERP?{query}", status=404))["code"] == "index_not_kept"
        told = await asked(small_desk, f"BTC-PERP?seq={line['seq']}&at_ms=1000", status=422)
        assert told["code"] == "parameters_conflict"
        await ingest.pool.execute("truncate price_updates")
        told = await asked(small_desk, f"BTC-PERP?seq={line['seq']}")
        assert (float(told["index_price"]), told["evidence"]) == (61_234, None)


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
