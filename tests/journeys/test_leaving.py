"""Leaving without us: stock libraries, a node and the IDL take a flat account out while nothing of the desk runs."""

import json
import subprocess
import sys
from pathlib import Path

from quantdesk.desk.paths import ROOT
from quantdesk.localnet.ledger import Ledger
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_chain import quiet, usdc_of, whole
from tests.integration.localnet.nodes import Node

SCRIPT = ROOT / "docs/guides/leave_without_us.py"
IDL = ROOT / "crates/program/artifacts/quantdesk_program.json"
SEED = 700


async def account_with_money(database_url: str, folder: Path) -> int:
    """A desk in which a wallet deposited; then everything of it ends, and the chain's ledger is left. Returns its lamports."""
    desk = await ChainDesk.open(database_url)
    crew = desk.crew()
    crew.start()
    try:
        wallet = await desk.wallet(SEED, usdc=1_000, sol=50)
        await wallet.open_account(usdc="300", sol="2")
        await desk.until(lambda: quiet(desk, wallet))
        assert await usdc_of(wallet) == whole(700)
        lamports = await desk.rpc().balance(wallet.keypair.public)
        wallet.keypair.save(folder / "wallet.json")
    finally:
        await crew.kill()
        await desk.close()
    ledger = Ledger(folder / "chain")
    ledger.open(desk.chain.genesis, desk.chain.whole(desk.chain.slot))
    ledger.close()
    return lamports


def script(node: Node, folder: Path) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(SCRIPT), "--rpc", node.url, "--key", str(folder / "wallet.json"), "--idl", str(IDL))
    return subprocess.run(
        command, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


async def test_flat_account_leaves_while_every_process_but_the_chain_is_stopped(
    database_url: str, tmp_path: Path
) -> None:
    """CUST-4, CUST-10: ask, wait an hour, claim, be paid."""
    lamports = await account_with_money(database_url, tmp_path)
    assert "quantdesk." not in SCRIPT.read_text().replace("quantdesk_program", "")
    with Node(tmp_path) as node:
        asked = script(node, tmp_path)
        assert asked.returncode == 3, asked.stdout + asked.stderr
        assert "seconds until it may be claimed" in asked.stdout
        node.ask("timeTravel", {"seconds": 3_601})
        left = script(node, tmp_path)
        assert left.returncode == 0, left.stdout + left.stderr
        assert "everything that the account held is in the wallet" in left.stdout
        pair = json.loads((tmp_path / "wallet.json").read_text())
        owner = _text(bytes(pair[32:]))
        tokens = node.ask("getTokenAccountsByOwner", owner, {"programId": TOKEN}, {"encoding": "jsonParsed"})["value"]
        amounts = [row["account"]["data"]["parsed"]["info"]["tokenAmount"]["amount"] for row in tokens]
        assert amounts == [str(whole(1_000))]
        fees = 4 * 5_000
        assert node.ask("getBalance", owner)["value"] == lamports + 2 * 10**9 - fees


TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"


def _text(key: bytes) -> str:
    from quantdesk.model.base58 import encode_base58

    return encode_base58(key)
