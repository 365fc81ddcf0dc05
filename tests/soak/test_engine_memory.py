"""Five million commands through one engine: its memory must not grow (the collector of cycles is off in its loop)."""

import asyncio
import itertools
import os
import random
import shutil
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quantdesk.bus.commands import CommandClient
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of, slot_of
from quantdesk.model.records_gen import (
    CancelAll,
    CancelOrder,
    Credit,
    OpenAccount,
    PlaceOrder,
    Service,
    Side,
    TotalsQuery,
)
from quantdesk.runtime.clock import now_us
from tests.integration.engine.engines import EngineProcess, connected, running
from tests.integration.engine.traders import MARKET, PRICE, market_open

COMMANDS = int(os.environ.get("SOAK_COMMANDS", "5000000"))
WARM_COMMANDS = COMMANDS // 5
FRAME_COMMANDS = 100
FRAMES_IN_FLIGHT = 32
TRADERS = 12
# Allocators round up; what leaks a byte a command would show as four million.
GROWTH_BYTES_MAX = 12 << 20

_FIELDS = struct.Struct("<QQQQII")  # of a message at 8: account, nonce, expiry slot, client id, price, size


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder for the socket."""
    path = Path(tempfile.mkdtemp(prefix="qds-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


def resident_bytes(engine: EngineProcess) -> int:
    """Memory of the engine that is in RAM and no file's."""
    for line in Path(f"/proc/{engine.pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1_024
    raise AssertionError("no RssAnon in /proc")


def frames() -> Iterator[bytes]:
    """Endless frames of orders that match, rest and are cancelled. The edge checks signatures, so these carry none."""
    chance = random.Random(5)
    now = now_us()
    nonce, slot = nonce_of(now // 1_000, 0), slot_of(now)
    records: list[bytes] = []
    templates = []
    for side in Side:
        message = OrderMessage(
            domain=DOMAIN_LOCALNET, account=1, nonce=nonce, expiry_slot=slot + 200_000, client_order_id=1,
            price=PRICE, size=1, market=MARKET, side=side, fee_max=500,
        ).encode()  # fmt: skip
        templates.append((message[:8], message[48:]))
    for number in itertools.count(1):
        account = chance.randrange(1, TRADERS + 1)
        order_id = number.to_bytes(16, "big")
        head, tail = templates[number & 1]
        price = PRICE + chance.randrange(-3, 4)
        fields = _FIELDS.pack(account, nonce + number, slot + 200_000, number, price, chance.randrange(1, 20))
        owner = account.to_bytes(32, "big")
        records.append(
            PlaceOrder(
                order_id=order_id, message=head + fields + tail, signature=bytes(64), signer=owner, kind=0
            ).encode()
        )
        if number % 3 == 0:
            records.append(CancelOrder(account=account, order_id=order_id, client_order_id=0).encode())
        if number % 2_000 == 0:
            records += [CancelAll(account=every, market=MARKET, side=2).encode() for every in range(1, TRADERS + 1)]
        if len(records) >= FRAME_COMMANDS:
            yield b"".join(records[:FRAME_COMMANDS])
            del records[:FRAME_COMMANDS]


async def flow(client: CommandClient, source: Iterator[bytes], commands: int) -> None:
    """Sends so many commands, FRAMES_IN_FLIGHT frames at a time."""
    numbers = iter(range(commands // FRAME_COMMANDS))

    async def worker() -> None:
        for _ in numbers:
            await client.send_nowait(next(source))

    await asyncio.gather(*(worker() for _ in range(FRAMES_IN_FLIGHT)))


async def test_memory_is_flat_over_five_million_commands(folder: Path, database_url: str, valkey_url: str) -> None:
    async with running(folder, database_url, valkey_url) as engine:
        desk = await connected(engine)
        await market_open(desk)
        keeper = await connected(engine, Service.KEEPERS)
        for number in range(1, TRADERS + 1):
            await keeper.send(OpenAccount(account=number, owner=number.to_bytes(32, "big"), index=0).encode())
            await keeper.send(Credit(account=number, asset=0, credited=10**14).encode())
        stream = await connected(engine, Service.STREAM)
        source = frames()
        await flow(stream, source, WARM_COMMANDS)
        warm = resident_bytes(engine)
        await flow(stream, source, COMMANDS - WARM_COMMANDS)
        grown = resident_bytes(engine) - warm
        assert await stream.query(TotalsQuery().encode())
        await desk.close()
        await stream.close()
    print(f"warm {warm >> 20} MiB, grown {grown >> 10} KiB over {COMMANDS - WARM_COMMANDS} commands")
    assert grown <= GROWTH_BYTES_MAX
