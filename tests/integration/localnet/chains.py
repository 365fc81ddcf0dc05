"""A localnet process with the desk's program on it: what `./desk up` makes, without the rest of a desk."""

import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from quantdesk.desk.chain import ChainFile, Wallet, chain_ready
from quantdesk.desk.keys import keys, public_key
from quantdesk.desk.paths import ROOT, Places
from quantdesk.model.base58 import encode_base58
from quantdesk.runtime.settings import environment_inherited
from tests.integration.localnet import starting
from tests.integration.localnet.nodes import Node
from tests.integration.localnet.starting import TRADER_USDC


class Deployed:
    """The node, its desk's secrets, and what everybody may know of the chain."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(home=folder, run=folder, cache=folder)
        self.keys = keys(folder)
        self.node = Node(folder)
        self.node.settings = msgspec.structs.replace(
            self.node.settings,
            faucet_key=self.keys.chain["usdc-authority"],
            usdc_mint=encode_base58(public_key(self.keys.chain["usdc-mint"])),
        )
        self.wallets = [Wallet(key=public_key(seed), usdc=TRADER_USDC) for seed in self.keys.traders.values()]
        self.file: ChainFile | None = None

    def __enter__(self) -> Self:
        self.node.start()
        try:
            self.ready()
        except BaseException:
            self.node.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.node.__exit__(kind, error, trace)

    def ready(self) -> ChainFile:
        """What a start of the desk does to the chain."""
        self.file = asyncio.run(chain_ready(self.node.url, self.node.ws_url, self.places, self.keys, self.wallets))
        return self.file

    def interrupted(self, draw: random.Random) -> bool:
        """A start that is killed somewhere; true when it was not at its end."""
        argv = [sys.executable, "-m", starting.__name__, str(self.places.home), self.node.url, self.node.ws_url]
        environment = environment_inherited() | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        with subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(draw.uniform(0.05, 3.0))
            broken = process.poll() is None
            process.kill()
        return broken
