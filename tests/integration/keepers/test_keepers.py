"""The keepers as a process: woken by events, right without them, each startable alone."""

import asyncio
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from quantdesk.keepers.main import KeepersUnknown, keepers_named
from quantdesk.runtime.settings import KeepersSettings, Secret, environment_of
from tests.integration.engine.engines import port_free
from tests.integration.keepers.journals import JournalMaker


@asynccontextmanager
async def keepers(folder: Path, database_url: str, valkey_url: str, *names: str) -> AsyncIterator[str]:
    """A keepers process; yields the address of its /ready."""
    settings = KeepersSettings(
        database_url=Secret(database_url),
        valkey_url=Secret(valkey_url),
        engine_socket=str(folder / "none.sock"),
        service_token=Secret("not used by these keepers at all"),
        operator_key=Secret("not used by these keepers either"),
        keepers_port=port_free(),
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("QUANTDESK_")}
    with (folder / "keepers.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "quantdesk", "keepers", *names],
            env=environment | environment_of(settings),
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{settings.keepers_port}/ready"
        process.terminate()
        assert await asyncio.to_thread(process.wait, 10) == 0
    except BaseException:
        print((folder / "keepers.log").read_text())
        raise
    finally:
        process.kill()
        process.wait()


def asked(url: str) -> dict[str, object]:
    """What /ready says, whatever its status; nothing while it does not listen."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own process
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return json.loads(error.read())
    except OSError:
        return {}


async def until_applied(url: str, seq: int) -> dict[str, object]:
    async with asyncio.timeout(20):
        while (told := await asyncio.to_thread(asked, url)).get("applied_seq") != seq:
            await asyncio.sleep(0.05)
    return told


@pytest.mark.parametrize("names", [(), ("project",)])
async def test_the_projection_follows_the_journal_without_any_message(
    tmp_path: Path, database_url: str, names: tuple[str, ...]
) -> None:
    maker = JournalMaker(seed=21)
    await maker.write(database_url, batches=3, size=20)
    async with keepers(tmp_path, database_url, "unix:///nonexistent/valkey.sock", *names) as url:
        told = await until_applied(url, maker.exchange.seq)
        assert told["ready"] is True
        await maker.write(database_url, batches=2, size=20)
        await until_applied(url, maker.exchange.seq)


async def test_a_keeper_that_fails_says_so_and_goes_on_when_it_can(
    tmp_path: Path, database_url: str, valkey_url: str
) -> None:
    maker = JournalMaker(seed=22)
    await maker.write(database_url, batches=3, size=20)
    connection = await asyncpg.connect(database_url)
    await connection.execute("update projections set applied_seq = 3")
    async with keepers(tmp_path, database_url, valkey_url) as url:
        async with asyncio.timeout(20):
            while not (told := await asyncio.to_thread(asked, url)).get("missing"):
                await asyncio.sleep(0.05)
        assert "JournalGap" in str(told["missing"])
        await connection.execute("update projections set applied_seq = 0")
        told = await until_applied(url, maker.exchange.seq)
    await connection.close()


def test_a_keeper_is_chosen_by_name_and_an_unknown_name_is_refused() -> None:
    of_chain = ["accounts", "authority", "deposits", "endings", "withdrawals", "settle", "payouts", "mirror", "claims"]
    every = [
        "project",
        "candles",
        "partitions",
        *of_chain,
        "backpressure",
        "post_prices",
        "post_root",
        "resolve",
        "changes",
        "rents",
        "sweep",
        "fee_tiers",
        "shares",
    ]
    assert [keeper.name for keeper in keepers_named([])] == every
    assert [keeper.name for keeper in keepers_named(["settle"])] == ["settle"]
    with pytest.raises(KeepersUnknown, match=f"expected one of {', '.join(every)}, found ferry"):
        keepers_named(["ferry"])
