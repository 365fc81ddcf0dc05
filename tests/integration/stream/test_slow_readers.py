"""A reader that does not read costs bounded memory: state channels are conflated for it, event channels end it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from picows import WSListener, WSUpgradeRequest, ws_create_server

from quantdesk.gateway.stream_channels import Channel
from quantdesk.gateway.stream_socket import BUFFER_MAX_BYTES, Connection

HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    + b"A" * 22
    + b"==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n"
)
DATA = b'"' + b"x" * 8_000 + b'"'


class Plain:
    """The duty of a server that has one channel and no messages to take."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self.dirty: list[Connection] = []

    def text(self, connection: Connection, message: bytes) -> None:
        raise AssertionError(message)

    binary = text

    def opened(self, connection: Connection) -> None:
        self.connections.append(connection)

    def closed(self, connection: Connection) -> None:
        self.connections.remove(connection)

    def flush_soon(self, connection: Connection) -> None:
        asyncio.get_running_loop().call_soon(connection.flush)


@asynccontextmanager
async def served() -> AsyncIterator[tuple[Plain, Connection, asyncio.StreamReader]]:
    """A server, its one connection, and the client's end, which nobody reads yet."""
    duty = Plain()

    def listener(_: WSUpgradeRequest) -> WSListener:
        return Connection(duty, None)

    server = await ws_create_server(listener, "127.0.0.1", 0)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.setblocking(False)
    await asyncio.get_running_loop().sock_connect(client, server.sockets[0].getsockname())
    reader, writer = await asyncio.open_connection(sock=client, limit=1_024)
    writer.write(HANDSHAKE)
    await reader.readuntil(b"\r\n\r\n")
    while not duty.connections:
        await asyncio.sleep(0.001)
    try:
        yield duty, duty.connections[0], reader
    finally:
        writer.transport.abort()
        server.close()
        await server.wait_closed()


async def message(reader: asyncio.StreamReader) -> dict[str, object]:
    head = await reader.readexactly(2)
    size = head[1]
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8), "big")
    found = msgspec.json.decode(await reader.readexactly(size))
    assert isinstance(found, dict)
    return found


def joined(connection: Connection, *, is_state: bool) -> Channel:
    channel = Channel("book:X", 0, is_state=is_state, snapshot=lambda: b'"all"')
    channel.readers[connection] = None
    connection.channels[channel.name] = channel
    return channel


async def test_state_channel_is_conflated_until_the_reader_has_caught_up() -> None:
    async with served() as (_, connection, reader):
        channel = joined(connection, is_state=True)
        seq = 0
        while not connection.slow:
            seq += 1
            channel.publish(seq, seq, DATA)
            await asyncio.sleep(0)
        for _ in range(500):
            seq += 1
            channel.publish(seq, seq, DATA)
            await asyncio.sleep(0)
        assert connection.transport is not None
        assert connection.transport.underlying_transport.get_write_buffer_size() < 1_000_000
        last = 0
        while True:
            found = await asyncio.wait_for(message(reader), 10)
            if found["type"] == "snapshot":
                break
            assert found["prev"] == last
            last = int(str(found["seq"]))
        assert (found["seq"], found["reset"], found["data"]) == (seq, True, "all")
        channel.publish(seq + 1, 0, b"1")
        assert (await asyncio.wait_for(message(reader), 10))["prev"] == seq


async def test_event_channel_ends_a_reader_that_is_too_far_behind() -> None:
    async with served() as (duty, connection, _):
        channel = joined(connection, is_state=False)
        sent = 0
        async with asyncio.timeout(20):
            while duty.connections:
                sent += 1
                channel.publish(sent, sent, DATA)
                await asyncio.sleep(0)
        assert sent * len(DATA) > BUFFER_MAX_BYTES
        assert sent * len(DATA) < 5 * BUFFER_MAX_BYTES
        assert channel.readers == {}
