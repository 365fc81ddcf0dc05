"""The command socket against clients that break its rules: a clear refusal, and the engine lives."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from quantdesk.bus.commands import CommandClient, EngineRefused
from quantdesk.bus.frames import (
    COMMANDS,
    FRAME_BYTES_MAX,
    HEAD,
    HELLO,
    QUERY,
    REFUSED,
    FrameReader,
    frame,
    hello_payload,
    service_token,
)
from quantdesk.model.errors import Unavailable
from quantdesk.model.records_gen import (
    SCHEMA_HASH,
    CancelOrder,
    Credit,
    OpenExchange,
    Service,
    SetPrices,
    Tick,
    TotalsQuery,
)
from tests.integration.engine.engines import SECRET, EngineProcess, connected, running


@pytest.fixture
async def engine(database_url: str, valkey_url: str) -> AsyncIterator[EngineProcess]:
    """A running engine."""
    folder = Path(tempfile.mkdtemp(prefix="qdf-"))
    async with running(folder, database_url, valkey_url) as process:
        client = await connected(process)
        await client.close()
        yield process
    shutil.rmtree(folder, ignore_errors=True)


async def told(engine: EngineProcess, *pieces: bytes) -> list[tuple[int, int, bytes]]:
    """Frames that the engine says to raw bytes until it closes or has been silent for a while."""
    reader, writer = await asyncio.open_unix_connection(engine.path)
    frames: list[tuple[int, int, bytes]] = []
    cut = FrameReader(lambda *parts: frames.append(parts))
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    try:
        async with asyncio.timeout(0.5):
            while data := await reader.read(1 << 16):
                cut.feed(data)
    except (TimeoutError, ConnectionError):
        pass
    writer.close()
    return frames


def hello(service: int = Service.STREAM, token: str | None = None, schema: bytes = SCHEMA_HASH) -> bytes:
    return frame(HELLO, 1, hello_payload(schema, service, token or service_token(SECRET, service)))


async def alive(engine: EngineProcess) -> None:
    """The engine still answers."""
    client = await connected(engine, Service.STREAM)
    assert await client.query(TotalsQuery().encode())
    await client.close()


WRONG_FIRST = (
    (hello(token="wrong"), "token: it is not the one of service stream"),
    (hello(token=service_token(SECRET, Service.DESK)), "token"),
    (hello(token="ü"), "token"),
    (hello(schema=bytes(32)), "schema hash: expected"),
    (hello(service=99), "service: expected"),
    (hello(service=Service.ENGINE), "service: expected"),
    (frame(HELLO, 1, b"short"), "hello: expected more than 32 bytes"),
    (frame(HELLO, 1, SCHEMA_HASH + b"\x02\xff\xfe"), "hello:"),
    (frame(COMMANDS, 1, Tick().encode()), "first frame: expected hello"),
    (HEAD.pack(FRAME_BYTES_MAX + 1, COMMANDS, 1), "frame length"),
    (HEAD.pack(3, HELLO, 1), "frame length"),
)


async def test_a_wrong_first_frame_is_refused_in_words_and_the_connection_ends(engine: EngineProcess) -> None:
    for piece, says in WRONG_FIRST:
        frames = await told(engine, piece)
        assert [kind for kind, _, _ in frames] == [REFUSED], says
        assert says in frames[0][2].decode()
    await alive(engine)


async def test_malformed_and_forbidden_commands_are_refused_and_the_connection_goes_on(engine: EngineProcess) -> None:
    cancel = CancelOrder(account=1, order_id=bytes(16), client_order_id=1).encode()
    frames = await told(
        engine,
        hello(),
        frame(COMMANDS, 2, b""),
        frame(COMMANDS, 3, cancel[:-1]),
        frame(COMMANDS, 4, b"\xee" + cancel[1:]),
        frame(COMMANDS, 5, cancel + cancel[:7]),
        frame(COMMANDS, 6, Credit(account=1, asset=0, credited=1).encode()),
        frame(COMMANDS, 7, OpenExchange(domain=bytes(8)).encode()),
        frame(COMMANDS, 8, SetPrices(market=1, index_price=1, mark_price=1).encode()),
        frame(COMMANDS, 9, cancel + Tick().encode()),
        frame(QUERY, 10, b""),
        frame(QUERY, 11, b"\xff" * 64),
        frame(QUERY, 12, bytes(10_000)),
        frame(77, 13, b""),
        frame(COMMANDS, 14, cancel),
    )
    kinds = {correlation: kind for kind, correlation, _ in frames}
    assert kinds == {1: 4, **dict.fromkeys(range(2, 14), REFUSED), 14: 4}
    await alive(engine)


async def test_an_oversized_frame_ends_the_connection_without_reading_it(engine: EngineProcess) -> None:
    frames = await told(engine, hello(), HEAD.pack(2**31, COMMANDS, 2))
    assert [kind for kind, _, _ in frames] == [4, REFUSED]
    await alive(engine)


async def test_truncated_frames_and_noise_leave_the_engine_alive(engine: EngineProcess) -> None:
    chance = random.Random(7)
    cancel = frame(COMMANDS, 2, CancelOrder(account=1, order_id=bytes(16), client_order_id=1).encode())
    for _ in range(40):
        noise = bytearray(hello() + cancel * 3)
        for _ in range(chance.randrange(1, 6)):
            noise[chance.randrange(len(noise))] = chance.randrange(256)
        reader, writer = await asyncio.open_unix_connection(engine.path)
        writer.write(bytes(noise[: chance.randrange(len(noise))]))
        await asyncio.sleep(0)
        writer.close()
        del reader
    await alive(engine)


async def test_a_client_with_a_wrong_token_is_told_so(engine: EngineProcess) -> None:
    client = CommandClient(engine.path, Service.STREAM, "wrong")
    with pytest.raises(EngineRefused, match="token"):
        await client.connect(5)
    await client.close()


async def test_what_is_in_flight_when_the_engine_dies_fails_and_the_client_comes_back(engine: EngineProcess) -> None:
    client = await connected(engine, Service.STREAM)
    engine.kill()
    with pytest.raises(Unavailable):
        await client.query(TotalsQuery().encode())
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await client.query(TotalsQuery().encode())
    engine.start()
    async with asyncio.timeout(15):
        while not client.connected:
            await asyncio.sleep(0.02)
    assert await client.query(TotalsQuery().encode())
    await client.close()
