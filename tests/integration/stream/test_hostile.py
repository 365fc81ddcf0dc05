"""Hostile input: a clear refusal or the end of the connection, and the state of the exchange untouched."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from quantdesk.client import Keypair, OrderSigner, QuantDesk
from quantdesk.desk.world import World
from quantdesk.model.command import batch_encode
from quantdesk.model.records_gen import (
    AccountQuery,
    AnswerHead,
    BookQuery,
    CancelAll,
    CancelOrder,
    Credit,
    OpenOrdersQuery,
    OrderAccepted,
    OrderDuplicate,
    Reason,
    Refused,
    SetPrices,
    Side,
    View,
    events_decode,
    views_decode,
)
from tests.traders import markets_there, trader

MARKET = "SOL-PERP"
MARKET_NUMBER = 2
CLOSED = (websockets.ConnectionClosed, ConnectionError)


@asynccontextmanager
async def socket(desk: QuantDesk | None, world: World) -> AsyncIterator[ClientConnection]:
    """A raw socket; with a trader's ticket when one is given, after its welcome."""
    url = world.addresses.stream + (f"?ticket={await desk.ticket()}" if desk is not None else "")
    async with websockets.connect(url, max_size=2**24, open_timeout=20) as found:
        if desk is not None:
            assert msgspec.json.decode(await answer(found))["op"] == "welcome"
        yield found


async def answer(found: ClientConnection) -> str | bytes:
    return await asyncio.wait_for(found.recv(), 10)


async def error_code(found: ClientConnection) -> str:
    message = msgspec.json.decode(await answer(found))
    assert message["op"] == "error"
    assert message["detail"]
    return str(message["code"])


async def state(world: World, account: int) -> list[View]:
    """Account, its orders and the book; everything that hostile input could have changed."""
    client = await world.client()
    views: list[View] = []
    for query in (
        AccountQuery(account=account).encode(),
        OpenOrdersQuery(account=account, market=0xFFFF).encode(),
        BookQuery(market=MARKET_NUMBER, depth=0).encode(),
    ):
        views += [view for view in views_decode(await client.query(query)) if not isinstance(view, AnswerHead)]
    await client.close()
    return views


def order(desk: QuantDesk, price: int = 12_000) -> bytes:
    return desk.signer.lots_order(MARKET_NUMBER, Side.BUY, price, 10).place()


TEXTS = [
    "",
    "null",
    "[]",
    "{",
    '{"op":"unknown"}',
    '{"op":"ping","extra":1}',
    '{"op":"subscribe","channels":[]}',
    '{"op":"subscribe","channels":["' + "x" * 65 + '"]}',
    '{"op":"subscribe","channels":' + str(["book:SOL-PERP"] * 65).replace("'", '"') + "}",
    '{"op":"place","id":1}',
    '{"op":"cancel","id":-1,"account":1,"order":"client:1"}',
    '{"op":"cancel","id":1,"account":1,"order":"; drop table orders"}',
    '{"op":"batch","id":1,"account":1,"items":[]}',
    "[" * 50_000,
    '{"op":"ping","id":1e400}',
    '{"op":"ping","id":"\\ud800"}',
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_text_that_is_no_message_is_refused_and_the_connection_goes_on(small_desk: World, text: str) -> None:
    async with socket(None, small_desk) as found:
        await found.send(text)
        assert await error_code(found) == "message_malformed"
        await found.send('{"op":"ping","id":7}')
        assert msgspec.json.decode(await answer(found))["op"] == "pong"


@pytest.mark.parametrize(
    "channel",
    [
        "nothing",
        "book:",
        "book:NONE-PERP",
        "orders:",
        "orders:x",
        "orders:-1",
        "orders:" + "9" * 30,
        "book:SOL-PERP\x00",
    ],
)
async def test_unknown_channel_is_refused(small_desk: World, channel: str) -> None:
    await markets_there(small_desk)
    async with socket(None, small_desk) as found:
        await found.send(msgspec.json.encode({"op": "subscribe", "channels": [channel]}).decode())
        assert await error_code(found) in {"channel_unknown", "unauthenticated", "message_malformed"}


async def test_private_channels_of_others_are_refused(small_desk: World) -> None:
    async with trader(small_desk) as victim, trader(small_desk) as attacker:
        for kind in ("account", "orders", "fills", "positions"):
            async with socket(attacker, small_desk) as found:
                await found.send(f'{{"op":"subscribe","channels":["{kind}:{victim.account}"]}}')
                assert await error_code(found) == "account_forbidden"
            async with socket(None, small_desk) as found:
                await found.send(f'{{"op":"subscribe","channels":["{kind}:{victim.account}"]}}')
                assert await error_code(found) == "unauthenticated"


async def test_commands_for_accounts_of_others_are_refused_and_change_nothing(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as victim, trader(small_desk) as attacker:
        await victim.place(MARKET, "buy", "1", "120.00")
        before = await state(small_desk, victim.account)
        stolen = order(victim, 12_001)
        records = [
            stolen,
            CancelAll(victim.account, 0xFFFF, 2).encode(),
            CancelOrder(victim.account, bytes(16), 1).encode(),
            batch_encode(attacker.account, [order(attacker), CancelAll(victim.account, 0xFFFF, 2).encode()]),
        ]
        async with socket(attacker, small_desk) as found:
            for number, record in enumerate(records):
                await found.send(number.to_bytes(8, "little") + record)
                message = msgspec.json.decode(await answer(found))
                assert (message["code"], message["id"]) == ("account_forbidden", number)
        async with socket(None, small_desk) as found:
            await found.send(bytes(8) + stolen)
            assert await error_code(found) == "unauthenticated"
        assert await state(small_desk, victim.account) == before
        await victim.cancel_all()


async def test_commands_of_the_operator_never_come_from_a_socket(small_desk: World) -> None:
    async with trader(small_desk) as attacker:
        before = await state(small_desk, attacker.account)
        async with socket(attacker, small_desk) as found:
            for record in (
                Credit(account=attacker.account, asset=0, credited=10**12).encode(),
                SetPrices(MARKET_NUMBER, 1, 1).encode(),
            ):
                await found.send(bytes(8) + record)
                assert await error_code(found) == "record_malformed"
        assert await state(small_desk, attacker.account) == before


async def test_forged_and_foreign_signatures_are_refused(small_desk: World) -> None:
    """SIG-3, SIG-4: neither a wrong signature nor a right one of somebody else does anything."""
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        before = await state(small_desk, desk.account)
        signed = desk.signer.lots_order(MARKET_NUMBER, Side.BUY, 12_000, 10)
        foreign = type(desk.signer)(Keypair.generate(), desk.account, desk.network).lots_order(
            MARKET_NUMBER, Side.BUY, 12_000, 10
        )
        broken = bytearray(signed.place())
        broken[90] ^= 1
        changed = bytearray(signed.place())
        changed[60] ^= 1  # the price
        async with socket(desk, small_desk) as found:
            for record in (
                bytes(broken),
                bytes(changed),
                foreign.place(),
                signed.place()[:84] + bytes(64) + signed.place()[148:],
            ):
                await found.send(bytes(8) + record)
                (refused,) = events_decode(bytes(await answer(found))[8:])
                assert isinstance(refused, Refused)
                assert refused.reason == Reason.SIGNER_UNKNOWN
        assert await state(small_desk, desk.account) == before


async def test_replayed_order_is_taken_once(small_desk: World) -> None:
    """BOOK-7, SIG-5."""
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        record = order(desk)
        async with socket(desk, small_desk) as found:
            await found.send(bytes(8) + record)
            await answer(found)
            before = await state(small_desk, desk.account)
            for _ in range(5):
                await found.send(bytes(8) + record)
                assert isinstance(events_decode(bytes(await answer(found))[8:])[0], OrderDuplicate)
        assert await state(small_desk, desk.account) == before
        await desk.cancel_all()


async def test_fuzzed_records_are_answered_and_change_nothing(small_desk: World) -> None:
    await markets_there(small_desk)
    seed = secrets.randbits(32)
    rng = random.Random(seed)
    async with trader(small_desk) as desk:
        # Signed by a stranger: whatever becomes of them, none of these orders may ever be taken.
        stranger = type(desk.signer)(Keypair.generate(), desk.account, desk.network)
        before = await state(small_desk, desk.account)
        async with AsyncSockets(desk, small_desk) as sockets:
            for _ in range(400):
                reply = await sockets.say(bytes(8) + fuzzed(rng, stranger))
                assert reply is None or kind_of(reply) in {"refusal", "error", "CancelledAll"}, (
                    f"seed {seed}: {reply!r}"
                )
        assert await state(small_desk, desk.account) == before, f"seed {seed}"


def fuzzed(rng: random.Random, signer: OrderSigner) -> bytes:
    """Records with some bits flipped, sometimes cut off."""
    order = signer.lots_order(MARKET_NUMBER, Side.BUY, 12_000, 10).place()
    cancel = CancelOrder(signer.account, bytes(16), 1).encode()
    records = rng.choice(
        (order, batch_encode(signer.account, [cancel, order]), cancel + order, rng.randbytes(rng.randrange(300)))
    )
    payload = bytearray(records)
    for _ in range(rng.randrange(1, 5)):
        if payload:
            payload[rng.randrange(len(payload))] ^= 1 << rng.randrange(8)
    if rng.random() < 0.3:
        del payload[rng.randrange(len(payload) + 1) :]
    return bytes(payload)


class AsyncSockets:
    """One socket after another: a message that ends the connection costs only that connection."""

    def __init__(self, desk: QuantDesk, world: World) -> None:
        self.desk, self.world = desk, world
        self.found: ClientConnection | None = None
        self.errors = 0

    async def __aenter__(self) -> "AsyncSockets":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.found is not None:
            await self.found.close()

    async def say(self, payload: bytes) -> str | bytes | None:
        if self.found is None or self.errors > 90:
            if self.found is not None:
                await self.found.close()
            self.found = await websockets.connect(
                f"{self.world.addresses.stream}?ticket={await self.desk.ticket()}", open_timeout=20
            )
            self.errors = 0
            await answer(self.found)
        self.errors += 1
        try:
            await self.found.send(payload)
            return await answer(self.found)
        except CLOSED:
            self.found = None
            return None


def kind_of(reply: str | bytes) -> str:
    if isinstance(reply, str):
        return str(msgspec.json.decode(reply)["op"])
    events = events_decode(reply[8:])
    return (
        "refusal"
        if all(isinstance(event, Refused) for event in events)
        else "nothing"
        if not events
        else type(events[-1]).__name__
    )


RAW = {
    "oversized": b"\x82\xff" + (2**20).to_bytes(8, "big") + b"\0\0\0\0" + b"x" * 1_000,
    "huge": b"\x82\xff" + (2**62).to_bytes(8, "big") + b"\0\0\0\0",
    "fragmented": b"\x02\x81\0\0\0\0x",
    "continuation": b"\x80\x81\0\0\0\0x",
    "reserved opcode": b"\x83\x81\0\0\0\0x",
    "reserved bits": b"\xf2\x81\0\0\0\0x",
    "unmasked": b"\x82\x01x",
    "garbage": b"GET / HTTP/1.1\r\n\r\n" * 20,
}


@pytest.mark.parametrize("name", sorted(RAW))
async def test_broken_framing_ends_the_connection(small_desk: World, name: str) -> None:
    reader, writer = await raw_socket(small_desk)
    writer.write(RAW[name])
    await writer.drain()
    async with asyncio.timeout(10):
        while await reader.read(4_096):
            pass
    writer.close()
    async with socket(None, small_desk) as found:
        await found.send('{"op":"ping"}')
        assert msgspec.json.decode(await answer(found))["op"] == "pong"


async def raw_socket(world: World, headers: str = "") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A socket after a handshake by hand."""
    host, _, port = world.addresses.stream.removeprefix("ws://").partition("/")[0].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {'A' * 22}==\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n".encode()
    )
    await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    return reader, writer


async def test_too_many_refused_messages_end_the_connection(small_desk: World) -> None:
    async with socket(None, small_desk) as found:
        with pytest.raises(CLOSED):
            for _ in range(120):
                await found.send("no message")
                await answer(found)


async def test_ticket_opens_one_socket_once(small_desk: World) -> None:
    async with trader(small_desk) as desk:
        ticket = await desk.ticket()
        url = f"{small_desk.addresses.stream}?ticket={ticket}"
        async with websockets.connect(url) as first:
            assert msgspec.json.decode(await answer(first))["op"] == "welcome"
            async with websockets.connect(url) as second:
                assert await error_code(second) == "ticket_spent"
                with pytest.raises(CLOSED):
                    await answer(second)


@pytest.mark.parametrize("ticket", ["x", "a.b.c", "%00", "eyJhbGciOiJub25lIn0.e30."])
async def test_ticket_that_is_none_opens_nothing(small_desk: World, ticket: str) -> None:
    async with websockets.connect(f"{small_desk.addresses.stream}?ticket={ticket}") as found:
        assert await error_code(found) == "ticket_invalid"
        with pytest.raises(CLOSED):
            await answer(found)


async def test_access_token_is_no_ticket(small_desk: World) -> None:
    async with trader(small_desk) as desk:
        token = await desk._http._access()
        async with websockets.connect(f"{small_desk.addresses.stream}?ticket={token}") as found:
            assert await error_code(found) == "ticket_invalid"


async def test_page_of_another_origin_is_turned_away(small_desk: World) -> None:
    for origin, opens in (("https://evil.example", False), ("null", False), ("http://localhost:3001", True)):
        try:
            async with websockets.connect(small_desk.addresses.stream, origin=websockets.Origin(origin)):
                opened = True
        except websockets.InvalidStatus as error:
            opened = False
            assert error.response.status_code == 403
        assert opened is opens, origin


async def test_paths_other_than_the_socket_are_the_operators_or_nothing(small_desk: World) -> None:
    for path, status in (
        ("/health", 200),
        ("/ready", 200),
        ("/metrics", 200),
        ("/", 404),
        ("/ws/x", 404),
        ("/../etc/passwd", 404),
    ):
        host, _, port = small_desk.addresses.stream.removeprefix("ws://").partition("/")[0].partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        line = await asyncio.wait_for(reader.readline(), 10)
        assert int(line.split()[1]) == status, path
        writer.close()


async def test_message_that_comes_before_the_ticket_is_checked_is_taken_afterwards(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        async with websockets.connect(f"{small_desk.addresses.stream}?ticket={await desk.ticket()}") as found:
            await found.send(bytes(8) + order(desk))
            replies = [await answer(found), await answer(found)]
            assert msgspec.json.decode(replies[0])["op"] == "welcome"
            assert isinstance(events_decode(bytes(replies[1])[8:])[0], OrderAccepted)
        await desk.cancel_all()
