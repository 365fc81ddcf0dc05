"""The raw ends of the events' channel on a real Valkey."""

import asyncio

import pytest

from quantdesk.bus.event_channel import WAITING_BYTES_MAX, Listener, RawLink
from quantdesk.bus.topics import EVENTS
from quantdesk.bus.valkey_link import open_valkey

PART = 1 << 16


async def test_a_listener_hears_messages_whole_and_in_order(valkey_url: str) -> None:
    listener, valkey = Listener(5.0), open_valkey(valkey_url)
    try:
        await listener.listen(valkey_url)
        sent = [bytes((number,)) * (number * 997 + 1) for number in range(60)]
        for message in sent:
            await valkey.publish(EVENTS, message)
        heard: list[bytes] = []
        async with asyncio.timeout(20):
            while len(heard) < len(sent):
                heard += await listener.next()
        assert heard == sent
    finally:
        await listener.close()
        await valkey.aclose()


async def test_silence_is_told_and_is_no_end(valkey_url: str) -> None:
    listener, valkey = Listener(0.05), open_valkey(valkey_url)
    try:
        await listener.listen(valkey_url)
        async with asyncio.timeout(20):
            assert await listener.next() == []
            assert await listener.next() == []
            await valkey.publish(EVENTS, b"x")
            while not (heard := await listener.next()):
                pass
        assert heard == [b"x"]
    finally:
        await listener.close()
        await valkey.aclose()


async def test_a_listener_that_is_not_read_stops_reading_and_loses_nothing(valkey_url: str) -> None:
    listener, valkey = Listener(5.0), open_valkey(valkey_url, timeout_s=5.0)
    count = WAITING_BYTES_MAX // PART + 40
    try:
        await listener.listen(valkey_url)
        for number in range(count):
            await valkey.publish(EVENTS, number.to_bytes(4, "little") * (PART // 4))
        assert listener._waiting_bytes <= WAITING_BYTES_MAX + (1 << 20)
        heard: list[int] = []
        async with asyncio.timeout(30):
            while len(heard) < count:
                heard += [int.from_bytes(message[:4], "little") for message in await listener.next()]
        assert heard == list(range(count))
    finally:
        await listener.close()
        await valkey.aclose()


async def test_both_ends_notice_that_the_server_cut_them_off(valkey_url: str) -> None:
    listener, link, valkey = Listener(5.0), RawLink(), open_valkey(valkey_url)
    try:
        await listener.listen(valkey_url)
        await link.open(valkey_url, "CLIENT", "REPLY", "OFF")
        for kind in ("pubsub", "normal"):
            await valkey.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
        async with asyncio.timeout(20):
            await link.ended()
            with pytest.raises(ConnectionError):
                while True:
                    await listener.next()
    finally:
        await listener.close()
        await link.close()
        await valkey.aclose()


async def test_nothing_to_connect_to_is_an_error_of_the_outside() -> None:
    link = RawLink()
    with pytest.raises(Exception, match="nonexistent"):
        await link.open("unix:///nonexistent/valkey.sock", "PING")
    await link.close()
