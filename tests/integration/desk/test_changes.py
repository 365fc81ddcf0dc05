"""`./desk changes` on a real node: proposed by enough admins, told beside what is in force, taken back; paused at once [CUST-22]."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import msgspec

from quantdesk.chain.network import exchange_address
from quantdesk.chain.program_gen import Exchange
from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.paths import ROOT, python_command
from quantdesk.gateway.chain_facts import ChainFacts
from quantdesk.gateway.routes.network import changes_answer
from quantdesk.gateway.wire.markets import ChangesAnswer
from quantdesk.runtime.settings import environment_inherited
from tests.integration.desk.test_chain import read
from tests.integration.localnet.chains import Deployed

TIMEOUT_S = 60
DAY_S = 86_400


def told(chain: Deployed, *words: str, **settings: str) -> tuple[int, dict[str, Any], str]:
    """Exit status, report and errors of `./desk changes …`."""
    environment = environment_inherited() | settings | {
        "PYTHONPATH": str(ROOT / "src"), "QUANTDESK_HOME": str(chain.places.home), "QUANTDESK_RPC_URLS": chain.node.url,
    }  # fmt: skip
    done = subprocess.run(
        python_command("changes", *words, "--json"),
        env=environment, capture_output=True, text=True, check=False, timeout=TIMEOUT_S,
    )  # fmt: skip
    return done.returncode, msgspec.json.decode(done.stdout) if done.stdout else {}, done.stderr


async def answered(url: str, final: int = 0) -> ChangesAnswer:
    """What `GET /api/network/changes` says with this node, once so many changes are final."""
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            facts = ChainFacts((url,), "localnet")
            try:
                answer = await changes_answer(facts)
            finally:
                await facts.close()
            if len(answer.changes or ()) >= final:
                return answer
            await asyncio.sleep(0.2)


def test_a_change_is_proposed_told_and_taken_back_and_a_pause_is_at_once(tmp_path: Path) -> None:
    with Deployed(tmp_path) as chain:
        code, before, err = told(chain)
        assert (code, before["changes"], before["paused"]) == (0, [], "nothing"), err
        code, dry, err = told(chain, "propose", "exit-hours", "48", "--dry-run")
        assert (code, dry["changes"], dry["sent"]) == (0, [], False), err
        code, made, err = told(chain, "propose", "exit-hours", "48")
        [one] = made["changes"]
        assert (code, one["change"], one["what"]) == (0, 1, "exit-hours hours for an exit with positions 72 to 48"), err
        assert one["due_s"] - one["proposed_s"] == 7 * DAY_S
        assert one["applies"] in ("in 7 d 0 h", "in 6 d 23 h")
        chain.node.ask("timeTravel", {"seconds": 7 * DAY_S})
        assert told(chain)[1]["changes"][0]["applies"] == "now"
        code, ended, err = told(chain, "cancel", "1")
        assert (code, ended["changes"]) == (0, []), err
        code, _, err = told(chain, "cancel", "1")
        assert code == 1
        assert "expected a change that waits (none), found 1" in err
        code, paused, err = told(chain, "pause", "deposits,orders")
        assert (code, paused["paused"]) == (0, "deposits,orders"), err
        assert Exchange.read(read(chain.node, exchange_address())).pause == 6
        code, lifted, err = told(chain, "propose", "unpause", "orders")
        [one] = lifted["changes"]
        assert one["what"] == "unpause orders (paused now: deposits,orders)", err


def test_nothing_is_proposed_by_fewer_admins_than_it_takes_nor_beyond_what_the_program_takes(tmp_path: Path) -> None:
    with Deployed(tmp_path) as chain:
        for words, expected in {
            ("exit-hours", "72"): "hours: expected a whole number from 1 to 71, found 72",
            ("exit-hours",): "expected exit-hours HOURS, found 0 words",
            ("vault-cap", "USDC", "3000000000"): "cap: expected at most 2000000000, found 3000000000",
            ("vault-limits", "USDC", "50%", "10%", "50000"): "day: expected at least the hour's 50%",
            ("guardian", "nobody"): "key: expected an address, base58 of 32 bytes, found nobody",
            ("market-margin", "NONE-PERP", "5%", "2%", "1"): "market: expected one of",
            (
                "market-margin",
                "BTC-PERP",
                "2%",
                "2.0001%",
                "1",
            ): "maintenance: expected at most 2.0000 %, found 2.0001 %",
            ("market-margin", "BTC-PERP", "4.0001%", "1%", "1"): "initial: expected at most 4.0000 %, found 4.0001 %",
            ("market-limits", "BTC-PERP", "1", "1", "0.00000001"): "order: expected at least",
            ("asset-weights", "USDC", "SOL-PERP", "80%", "90%"): "asset: expected other collateral than USDC",
            ("asset-weights", "SOL", "SOL-PERP", "90%", "80%"): "initial: expected at most 80.0000 %, found 90.0000 %",
            ("fees", "1"): "kind: expected one of vault-cap",
        }.items():
            code, _, err = told(chain, "propose", *words)
            assert (code, expected in err) == (1, True), (words, err)
        key = tmp_path / "stranger.json"
        key.touch(0o600)
        key.write_text(str([*range(32), *KeySigner(bytes(range(32))).public]))
        code, _, err = told(chain, "propose", "exit-hours", "48", QUANTDESK_ADMIN_KEY_FILES=str(key))
        assert (code, "admins: expected keys of 2 in QUANTDESK_ADMIN_KEY_FILES, found 0" in err) == (1, True), err
        # A node of another network is told, and nothing is sent.
        code, _, err = told(chain, "propose", "exit-hours", "48", "--network", "devnet", "--yes")
        assert (code, "expected" in err) == (1, True), err
        assert told(chain)[1]["changes"] == []
        # What the program takes is told beside what is in force.
        for words, expected in {
            (
                "market-margin",
                "BTC-PERP",
                "3%",
                "1%",
                "1",
            ): "market-margin BTC-PERP: initial 2.0000 % to 3.0000 %, maintenance 1.0000 %",
            ("vault-cap", "SOL", "500000"): "vault-cap SOL: cap 1000000 to 500000",
            (
                "asset-weights",
                "SOL",
                "SOL-PERP",
                "70%",
                "90%",
            ): "asset-weights SOL by SOL-PERP: initial weight 80.0000 % to 70.0000 %",
            ("admin-threshold", "3"): "admin-threshold admins that must sign 2 to 3 of 3",
            ("price-receiver", "pyth"): "price-receiver pyth",
        }.items():
            code, made, err = told(chain, "propose", *words)
            assert (code, expected in made["changes"][-1]["what"]) == (0, True), (made, err)
            assert "by hand" not in made["changes"][-1]["applies"]
        answer = asyncio.run(answered(chain.node.url, 5))
        assert answer.changes is not None
        assert [one.what for one in answer.changes] == [one["what"] for one in made["changes"]]
        assert [one.due_ms - one.proposed_ms for one in answer.changes] == [7 * DAY_S * 1_000] * 5
        assert answer.paused == ()


def test_doors_say_that_they_do_not_know_what_waits_while_the_chain_does_not_answer() -> None:
    answer = asyncio.run(answered("http://127.0.0.1:9"))
    assert (answer.changes, answer.paused) == (None, None)
