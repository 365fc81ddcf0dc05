"""A localnet process of a test: started on free ports, killed, started again over the same ledger."""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from solders.keypair import Keypair

from quantdesk.desk.paths import ROOT, python_command
from quantdesk.desk.world import ports_free
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import LocalnetSettings, Secret, environment_inherited, environment_of
from quantdesk.runtime.tokens import seed_text

READY_TIMEOUT_S = 60.0
POLL_S = 0.02
AUTHORITY = Keypair.from_seed(bytes([7]) * 32)
MINT = Keypair.from_seed(bytes([8]) * 32)


class NodeError(Exception):
    """The node answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(str(error)[:1_000])
        self.code, self.data = error["code"], error.get("data")


class Node:
    """One process over one folder."""

    def __init__(self, folder: Path, finality_slots: int = 4) -> None:
        self.port, self.ws_port = ports_free(2)
        self.folder = folder
        self.settings = LocalnetSettings(
            localnet_home=str(folder / "chain"),
            faucet_key=Secret(seed_text(bytes([7]) * 32)),
            usdc_mint=str(MINT.pubkey()),
            localnet_port=self.port,
            localnet_ws_port=self.ws_port,
            localnet_finality_slots=finality_slots,
        )
        self.url, self.ws_url = f"http://127.0.0.1:{self.port}", f"ws://127.0.0.1:{self.ws_port}"
        self.log = folder / "localnet.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._client = httpx.Client(base_url=self.url, timeout=20.0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._client.close()

    def start(self) -> None:
        """Starts the process and waits until it is ready."""
        environment = environment_inherited() | environment_of(self.settings) | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(python_command("localnet"), env=environment, stdout=log, stderr=log)
        deadline_s = monotonic_s() + READY_TIMEOUT_S
        while not self.ready():
            if self._process.poll() is not None or monotonic_s() > deadline_s:
                self.stop()
                raise AssertionError(f"localnet did not start: {self.log.read_text()[-2_000:]}")
            time.sleep(POLL_S)

    def ready(self) -> bool:
        """It answers that it is ready."""
        try:
            return httpx.get(f"{self.url}/ready", timeout=2.0).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """kill -9."""
        self.end(signal.SIGKILL)

    def stop(self) -> None:
        """Asks it to end, and waits."""
        self.end(signal.SIGTERM)

    def end(self, number: int) -> None:
        """Ends the process with a signal."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)
            self._process.wait(30)

    def ask(self, method: str, *params: Any) -> Any:
        """The result of a call. Errors: NodeError, and httpx's own when it is not there."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        answer = self._client.post("/", json=body).json()
        if "error" in answer:
            raise NodeError(answer["error"])
        return answer["result"]
