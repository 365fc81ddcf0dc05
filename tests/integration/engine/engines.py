"""Engines of a test: real processes over real servers, killed at the end whatever happens."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from quantdesk.bus.commands import CommandClient, service_token
from quantdesk.model.errors import Unavailable
from quantdesk.model.records_gen import Service
from quantdesk.runtime.ops import listen
from quantdesk.runtime.settings import EngineSettings, Secret, environment_of

SECRET = "a secret of the tests, long enough to be one"


def port_free() -> int:
    """A TCP port that nobody listens on."""
    with listen("127.0.0.1", 0) as sock:
        return int(sock.getsockname()[1])


class EngineProcess:
    """One engine. Its log is a file beside its socket."""

    def __init__(self, folder: Path, database_url: str, valkey_url: str, name: str = "e", **more: int) -> None:
        self.path = str(folder / f"{name}.sock")
        self.port = port_free()
        self.log = folder / f"{name}.log"
        self.settings = EngineSettings(
            database_url=Secret(database_url),
            valkey_url=Secret(valkey_url),
            engine_socket=self.path,
            service_token=Secret(SECRET),
            engine_port=self.port,
            **more,
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; it may have to wait for the lease."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("QUANTDESK_")}
        environment |= environment_of(self.settings)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "quantdesk", "engine"], env=environment, stdout=log, stderr=log
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """SIGTERM; its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGABRT)
            self._process.wait(20)
            raise

    async def ended(self, timeout_s: float = 20) -> int:
        """Its exit status, when it ends by itself."""
        assert self._process is not None
        async with asyncio.timeout(timeout_s):
            while (status := self._process.poll()) is None:
                await asyncio.sleep(0.02)
        return status

    def text(self) -> str:
        """Its log."""
        return self.log.read_text()


async def connected(engine: EngineProcess, service: Service = Service.DESK, timeout_s: float = 20) -> CommandClient:
    """A client of the engine; waits until it serves."""
    client = CommandClient(engine.path, service, service_token(SECRET, service))
    try:
        await client.connect(timeout_s)
    except Unavailable as error:
        await client.close()
        raise AssertionError(engine.text()) from error
    return client


@asynccontextmanager
async def running(folder: Path, database_url: str, valkey_url: str, **more: int) -> AsyncIterator[EngineProcess]:
    """An engine that is started, and killed at the end."""
    engine = EngineProcess(folder, database_url, valkey_url, **more)
    engine.start()
    try:
        yield engine
    except BaseException:
        print(engine.text())  # what the engine said explains most failures
        raise
    finally:
        engine.kill()
