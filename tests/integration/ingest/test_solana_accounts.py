"""Price accounts of Solana by subscription: only the receiver's fully verified ones are read."""

import json
import struct
from base64 import b64encode

import pytest
from websockets.asyncio.server import ServerConnection

from quantdesk.ingest.received import ChainPrice, Garbage
from quantdesk.ingest.sources.solana_accounts import RECEIVER, solana_accounts
from quantdesk.model.pyth_account import price_account_read
from quantdesk.model.pyth_update import UpdateRefused
from tests.integration.ingest.loopback import lost, venue

SOL_FEED = bytes.fromhex("ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d")
ADDRESS = "7AviUf9nL62mcxNbQGKm4nKDQnPjswo6c5MX4D57HmyE"


def account(level: bytes = b"\1") -> bytes:
    """Laid out by hand from the published offsets: 8 authority, 40 level, 41 feed, 73 price, 81 conf, 89 exponent, 93 and 101 times."""
    body = bytearray(134)
    body[0:8] = bytes.fromhex("22f123639d7ef4cd")
    body[8:40] = b"\5" * 32
    body[40:41] = level
    body[41:73] = SOL_FEED
    struct.pack_into("<q", body, 73, 16_012_345_678)
    struct.pack_into("<Q", body, 81, 7_654_321)
    struct.pack_into("<i", body, 89, -8)
    struct.pack_into("<q", body, 93, 1_790_000_001)
    struct.pack_into("<q", body, 101, 1_790_000_000)
    struct.pack_into("<q", body, 109, 16_000_000_000)
    struct.pack_into("<Q", body, 117, 9)
    struct.pack_into("<Q", body, 125, 333)
    return bytes(body)


def notification(data: bytes, owner: str = RECEIVER, subscription: int = 23_784) -> str:
    value = {
        "data": [b64encode(data).decode(), "base64"],
        "owner": owner,
        "lamports": 1,
        "executable": False,
        "rentEpoch": 0,
    }
    result = {"context": {"slot": 5_199_307}, "value": value}
    return json.dumps(
        {"jsonrpc": "2.0", "method": "accountNotification", "params": {"result": result, "subscription": subscription}}
    )


async def test_price_accounts_are_read_and_strangers_are_not() -> None:
    """PYTH-8."""
    heard: list[dict[str, object]] = []

    async def play(connection: ServerConnection) -> None:
        heard.append(json.loads(await connection.recv()))
        await connection.send(json.dumps({"jsonrpc": "2.0", "result": 23_784, "id": heard[0]["id"]}))
        await connection.send(notification(account()))
        await connection.send(notification(account(), owner=ADDRESS))
        await connection.send(notification(account(level=b"\0")))
        await connection.send(notification(account(), subscription=1))
        await connection.send(notification(account()[:100]))

    async with venue(play) as url:
        found, _ = await lost(solana_accounts({ADDRESS: "SOL-PERP"}, url))
    assert heard[0]["method"] == "accountSubscribe"
    assert heard[0]["params"] == [ADDRESS, {"encoding": "base64", "commitment": "confirmed"}]
    assert [type(each.event) for each in found] == [ChainPrice] + [Garbage] * 4
    assert found[0].event == ChainPrice(1_790_000_001_000_000, SOL_FEED, 16_012_345_678, 7_654_321, -8)
    assert (found[0].symbol, found[0].number) == ("SOL-PERP", 5_199_307)


def test_every_field_of_an_account_is_read() -> None:
    """PYTH-8."""
    found = price_account_read(account(), RECEIVER, RECEIVER)
    assert (found.write_authority, found.posted_slot) == (b"\5" * 32, 333)
    assert (found.price.prev_publish_time, found.price.ema_price, found.price.ema_conf) == (
        1_790_000_000,
        16_000_000_000,
        9,
    )
    for at in range(8):
        spoiled = bytearray(account())
        spoiled[at] ^= 1
        with pytest.raises(UpdateRefused):
            price_account_read(bytes(spoiled), RECEIVER, RECEIVER)
