"""`./desk program upgrade` on a real node: announced, waited for, put in place; broken off, too early, by those who may not [CUST-45]."""

import hashlib
import subprocess
import time
from pathlib import Path
from typing import Any

import msgspec

from quantdesk.chain import loader
from quantdesk.chain.network import PROGRAM, upgrade_address
from quantdesk.desk.deployment import deployment_make
from quantdesk.desk.deployment_plan import ELF_PATH
from quantdesk.desk.paths import ROOT, python_command
from quantdesk.runtime.settings import environment_inherited
from quantdesk.runtime.tokens import seed_bytes
from tests.integration.desk.test_chain import read
from tests.integration.desk.test_deploy import chunks_in, chunks_kept
from tests.integration.localnet.chains import Deployed

# The present program with bytes behind it that nobody reads: it runs, and is another.
NEXT = ELF_PATH.read_bytes() + bytes(7) + b"\1"
DELAY_S = 14 * 86_400
TIMEOUT_S = 120


def begun(chain: Deployed, *words: str) -> subprocess.Popen[str]:
    """`./desk program …` of the chain's own desk, under way."""
    environment = environment_inherited() | {
        "PYTHONPATH": str(ROOT / "src"), "QUANTDESK_HOME": str(chain.places.home), "QUANTDESK_RPC_URLS": chain.node.url,
    }  # fmt: skip
    return subprocess.Popen(
        python_command("program", *words), env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def told(chain: Deployed, *words: str) -> tuple[int, dict[str, Any], str]:
    """Exit status, report and errors of `./desk program …`."""
    process = begun(chain, *words, "--json")
    out, err = process.communicate(timeout=TIMEOUT_S)
    return process.returncode, msgspec.json.decode(out) if out else {}, err


def broken_off(chain: Deployed, file: Path) -> int:
    """Kills a proposal while it writes; how many chunks the buffer has by then."""
    seed = seed_bytes(chain.keys.chain["authority"].reveal())
    buffer = deployment_make(NEXT, seed).buffer.public
    process = begun(chain, "upgrade", "propose", str(file))
    while process.poll() is None and chunks_in(chain.node, buffer) < 40:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    return chunks_kept(chain.node, buffer)


def held(chain: Deployed) -> bytes | None:
    """The program that is in place, if it is of NEXT's size."""
    return loader.program_bytes(read(chain.node, loader.data_address(PROGRAM)), len(NEXT))


def test_a_version_is_written_given_announced_and_put_in_place_when_its_time_has_come(tmp_path: Path) -> None:
    """CUST-45: a broken proposal goes on where it was, a second one changes nothing, and fourteen days are fourteen days."""
    file = tmp_path / "next.so"
    file.write_bytes(NEXT)
    with Deployed(tmp_path) as chain:
        code, _, err = told(chain, "upgrade", "propose", str(file))
        assert code == 1
        assert "expected it to be its own upgrade authority" in err
        assert told(chain, "handover", "--to", "timelock")[0] == 0
        code, report, err = told(chain, "upgrade", "propose", str(file), "--dry-run")
        assert (code, report["state"], report["change"]) == (0, "to announce", None), err
        code, _, err = told(chain, "upgrade", "finish")
        assert code == 1
        assert "expected an announced version, found none" in err
        before = broken_off(chain, file)
        code, report, err = told(chain, "upgrade", "propose", str(file))
        assert (code, report["state"], report["change"]) == (0, "announced", 1), err
        assert report["sha256"] == hashlib.sha256(NEXT).hexdigest()
        assert (before > 0, report["chunks_written"]) == (True, report["chunks"] - before)
        seed = seed_bytes(chain.keys.chain["authority"].reveal())
        buffer = deployment_make(NEXT, seed).buffer.public
        assert loader.buffer_authority(read(chain.node, buffer)) == upgrade_address()
        code, again, err = told(chain, "upgrade", "propose", str(file))
        assert (code, again["change"], again["due_s"], again["chunks_written"]) == (0, 1, report["due_s"], 0), err
        code, early, err = told(chain, "upgrade", "finish")
        assert (code, early["state"], early["verified"]) == (0, "waits", None), err
        assert held(chain) != NEXT
        chain.node.ask("timeTravel", {"seconds": DELAY_S})
        code, dry, err = told(chain, "upgrade", "finish", "--dry-run")
        assert (code, dry["state"], held(chain) == NEXT) == (0, "due", False), err
        other = tmp_path / "other.so"
        other.write_bytes(b"\x7fELF of another version")
        code, second, err = told(chain, "upgrade", "propose", str(other))
        assert (code, second["change"]) == (0, 2), err
        code, _, err = told(chain, "upgrade", "finish")
        assert code == 1
        assert "expected one announced version, found changes 1, 2" in err
        code, done, err = told(chain, "upgrade", "finish", str(file))
        assert (code, done["state"], done["verified"], done["change"]) == (0, "upgraded", True, 1), err
        assert held(chain) == NEXT


def test_what_is_no_program_and_who_is_no_admin_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    """CUST-22, CUST-45."""
    file, other = tmp_path / "next.so", tmp_path / "other.so"
    file.write_bytes(NEXT)
    other.write_bytes(b"no program")
    with Deployed(tmp_path) as chain:
        assert told(chain, "handover", "--to", "timelock")[0] == 0
        for words, expected in {
            ("propose", str(other)): "expected the file of a built program",
            ("propose",): "expected the file of a built program, found nothing",
            ("undo",): "expected one of propose, finish, found undo",
        }.items():
            code, _, err = told(chain, "upgrade", *words)
            assert code == 1
            assert expected in err
        # On another network nothing is sent without --yes, and a node of another one is refused.
        code, _, err = told(chain, "upgrade", "propose", str(file), "--network", "devnet")
        assert code == 1
        assert "expected QUANTDESK_AUTHORITY_KEY_FILE for devnet" in err
        code, _, err = told(chain, "upgrade", "propose", str(ELF_PATH))
        assert code == 1
        assert "holds these bytes already" in err
