"""The topic of proven updates on a real Valkey: told without waiting, heard whole, and nobody hangs on it."""

import asyncio

import pytest

from quantdesk.bus.price_updates import UPDATE_BYTES_MAX, WAITING_MAX, UpdateTeller, updates_heard
from quantdesk.bus.topics import PRICE_UPDATES
from quantdesk.bus.valkey_link import open_valkey


async def test_updates_are_heard_whole_in_order_and_what_is_too_long_is_not(valkey_url: str) -> None:
    """PYTH-9."""
    teller, heard = UpdateTeller(valkey_url), updates_heard(valkey_url)
    running = asyncio.create_task(teller.run())
    valkey = open_valkey(valkey_url, timeout_s=5.0)
    try:
        first = asyncio.create_task(anext(heard))
        async with asyncio.timeout(20):
            while dict(await valkey.pubsub_numsub(PRICE_UPDATES)).get(PRICE_UPDATES.encode(), 0) < 1:
                await asyncio.sleep(0.02)
            teller.tell(b"x" * (UPDATE_BYTES_MAX + 1))
            sent = [bytes((number,)) * (number * 97 + 1) for number in range(40)]
            for update in sent:
                teller.tell(update)
            found = [await first]
            while len(found) < len(sent):
                found.append(await anext(heard))
        assert found == sent
        assert teller.dropped == 0
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await heard.aclose()
        await valkey.aclose()


@pytest.mark.parametrize("count", [WAITING_MAX, WAITING_MAX + 7])
async def test_whoever_tells_never_waits_for_a_topic_that_is_away(count: int) -> None:
    teller = UpdateTeller("unix:///nowhere/valkey.sock")
    for _ in range(count):
        teller.tell(b"update")
    assert teller.dropped == max(0, count - WAITING_MAX)
