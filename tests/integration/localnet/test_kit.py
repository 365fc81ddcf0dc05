"""The unmodified @solana/kit 8 in Node: opens an account, deposits, subscribes, reads, is refused."""

import base64
import json
import subprocess
from pathlib import Path

from tests.clients.installed import check_account, node_flow, node_packages
from tests.integration.localnet.chains import Deployed

UNZSTD = (
    "import { zstdDecompressSync } from 'node:zlib';"
    "process.stdout.write(zstdDecompressSync(Buffer.from(process.argv[1], 'base64')).toString('base64'))"
)


def test_kit_opens_deposits_subscribes_and_reads(tmp_path: Path) -> None:
    with Deployed(tmp_path) as chain:
        seen = node_flow(chain, "kit", "flow.mjs")
        check_account(chain, seen)
        assert seen["told"] == seen["data"]
        assert (seen["fee"], seen["version"], seen["balances"]) == (5_000, 0, [2, 2])
        assert seen["listed"] == 1
        assert seen["refused"]["isSolanaError"]
        assert seen["refused"]["code"] == -32002
        assert "ustom program error: #0" in seen["refused"]["cause"]
        folder, environment = node_packages("kit")
        argv = ["node", "--input-type=module", "-e", UNZSTD, seen["zstd"]]
        told = subprocess.run(
            argv, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout
        assert base64.b64decode(told) == base64.b64decode(seen["data"])


def test_the_locks_of_foreign_clients_name_no_host() -> None:
    for lock in (Path(__file__).parents[2] / "clients").glob("*/package-lock.json"):
        packages = json.loads(lock.read_text())["packages"]
        assert not [name for name, entry in packages.items() if "resolved" in entry]
        assert all("integrity" in entry for name, entry in packages.items() if name)
