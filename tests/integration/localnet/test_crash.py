"""kill -9 of localnet at any moment, under load: nothing that was final is lost, nothing is there twice."""

import base64
import os
import random
import threading
import time
from pathlib import Path
from typing import Any

import httpx
from solders.hash import Hash
from solders.keypair import Keypair
from solders.message import Message
from solders.system_program import TransferParams, transfer
from solders.transaction import Transaction

from quantdesk.runtime.clock import monotonic_s
from tests.integration.localnet.nodes import Node, NodeError

KILLS = int(os.environ.get("LOCALNET_KILLS", "4"))
SEED = int(os.environ.get("LOCALNET_SEED", "1"))
GONE = (httpx.HTTPError, NodeError, KeyError)


class Load:
    """Pays different amounts to accounts of its own, and remembers what was told to be final."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.payer = Keypair()
        self.sent: dict[str, tuple[str, int]] = {}
        self.open: list[str] = []
        self.final: dict[str, int] = {}
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        draw = random.Random(SEED)
        while not self.stop.is_set():
            try:
                self._pay(draw)
                self._look()
            except GONE:
                time.sleep(0.02)

    def _pay(self, draw: random.Random) -> None:
        latest = self.node.ask("getLatestBlockhash", {"commitment": "confirmed"})["value"]["blockhash"]
        for _ in range(20):
            to, lamports = Keypair().pubkey(), draw.randrange(10**6, 10**7)
            pay = transfer(TransferParams(from_pubkey=self.payer.pubkey(), to_pubkey=to, lamports=lamports))
            message = Message.new_with_blockhash([pay], self.payer.pubkey(), Hash.from_string(latest))
            wire = base64.b64encode(bytes(Transaction([self.payer], message, message.recent_blockhash))).decode()
            signature = self.node.ask("sendTransaction", wire, {"encoding": "base64"})
            self.sent[signature] = (str(to), lamports)
            self.open.append(signature)

    def _look(self) -> None:
        """Asks for the oldest that are still open: final ones are remembered, those that a kill took are given up."""
        part = self.open[:200]
        statuses = self.node.ask("getSignatureStatuses", part)["value"]
        for signature, status in zip(part, statuses, strict=True):
            if status is not None and status["confirmationStatus"] != "finalized":
                continue
            self.open.remove(signature)
            if status is not None:
                self.final[signature] = status["slot"]


def test_what_was_final_survives_every_kill(tmp_path: Path) -> None:
    draw = random.Random(SEED)
    with Node(tmp_path) as node:
        load = Load(node)
        node.ask("requestAirdrop", str(load.payer.pubkey()), 10**13)
        wait_final(node, str(load.payer.pubkey()))
        load.thread.start()
        try:
            for kill in range(KILLS):
                # Every second kill waits for new final transactions, the others come whenever.
                if kill % 2 == 0:
                    known = len(load.final)
                    wait(lambda known=known: len(load.final) > known)
                time.sleep(draw.random() * 1.2)
                node.kill()
                final = dict(load.final)
                node.start()
                check(node, load, final)
        finally:
            load.stop.set()
            load.thread.join(60)
        assert len(load.final) > 100
        wait_quiet(node)
        check(node, load, dict(load.final))
        books(node, load)
        before = picture(node)
        node.stop()
        node.start()
        assert picture(node) == before


def check(node: Node, load: Load, final: dict[str, int]) -> None:
    """All of these are there, in their slot, and final at once."""
    names = list(final)
    for at in range(0, len(names), 200):
        part = names[at : at + 200]
        statuses = node.ask("getSignatureStatuses", part)["value"]
        for name, status in zip(part, statuses, strict=True):
            assert status is not None, f"{name} was final in slot {final[name]} and is not there (seed {SEED})"
            assert (status["slot"], status["err"]) == (final[name], None)


def books(node: Node, load: Load) -> None:
    """Each payment that is there was paid once; each that is not there was not paid at all."""
    names = list(load.sent)
    paid = fees = 0
    for at in range(0, len(names), 100):
        part = names[at : at + 100]
        statuses = node.ask("getSignatureStatuses", part)["value"]
        accounts = node.ask("getMultipleAccounts", [load.sent[name][0] for name in part], {"commitment": "processed"})
        for name, status, account in zip(part, statuses, accounts["value"], strict=True):
            lamports = load.sent[name][1]
            assert (account or {"lamports": 0})["lamports"] == (0 if status is None else lamports), name
            if status is not None:
                paid, fees = paid + lamports, fees + 5_000
    # A payment whose answer was lost is not among the sent: what the payer has is at most the rest.
    left = node.ask("getBalance", str(load.payer.pubkey()), {"commitment": "processed"})["value"]
    assert left <= 10**13 - paid - fees


def picture(node: Node) -> list[Any]:
    """Every account of the system program, as final."""
    found = node.ask("getProgramAccounts", "11111111111111111111111111111111", {"encoding": "base64"})
    return sorted(found, key=lambda each: each["pubkey"])


def wait(condition: Any, timeout_s: float = 120.0) -> None:
    """Waits until it holds."""
    deadline_s = monotonic_s() + timeout_s
    while not condition():
        assert monotonic_s() < deadline_s, "waited too long"
        time.sleep(0.02)


def wait_final(node: Node, address: str) -> None:
    """Waits until an address has final lamports."""
    wait(lambda: node.ask("getBalance", address)["value"] > 0)


def wait_quiet(node: Node) -> None:
    """Waits until the present is final."""
    slot = node.ask("getSlot", {"commitment": "processed"})
    wait(lambda: node.ask("getSlot") >= slot)
