"""What a browser's wallet signs, on a real chain with the real program: account, deposit and delegate in one transaction."""

import base64
import json
import subprocess
from pathlib import Path

from quantdesk.chain.program_gen import UserAccount
from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.web import node_folder, web_modules
from quantdesk.model.base58 import decode_base58, encode_base58
from quantdesk.runtime.settings import DeskSettings, load
from tests.integration.localnet.chains import Deployed

RUNNER = Path(__file__).with_name("wallet_calls.mjs")
DELEGATE = bytes(range(1, 33))
DEPOSIT_ATOMS = 1_000_000_000
DEPOSIT_LAMPORTS = 500_000_000
FAUCET_ATOMS = 10_000_000_000


def test_the_pages_own_wallet_opens_funds_and_delegates_with_one_signature(tmp_path: Path) -> None:
    """[CUST-1] [CUST-3] [CUST-4]: the chain's account says what the page's transaction asked for, and a refusal is told."""
    where = places(load(DeskSettings))
    web_modules(where)
    with Deployed(tmp_path) as chain:
        argv = (
            str(node_folder(where) / "node"),
            str(RUNNER),
            str(ROOT / "web/src"),
            chain.node.url,
            encode_base58(DELEGATE),
        )
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        config = {"encoding": "base64", "commitment": "confirmed"}
        found = chain.node.ask("getAccountInfo", told["user"], config)["value"]
        user = UserAccount.read(base64.b64decode(found["data"][0]))
    assert (user.owner, user.index_, user.kind) == (decode_base58(told["owner"], 32), 0, 0)
    assert [pocket.arriving_atoms for pocket in user.pockets[:2]] == [DEPOSIT_ATOMS, DEPOSIT_LAMPORTS]
    delegate = user.delegates[0]
    assert (delegate.key, delegate.expiry_s, delegate.markets) == (DELEGATE, told["expiry"], 2**64 - 1)
    assert told["empty"] == {"lamports": "0", "usdc": "0", "open": False}
    assert int(told["given"]["usdc"]) == FAUCET_ATOMS
    assert int(told["after"]["usdc"]) == FAUCET_ATOMS - DEPOSIT_ATOMS
    assert told["after"]["open"] is True
    assert told["refused"]
