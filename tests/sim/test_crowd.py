"""The crowd of compiled code against the shipped core: what `./desk sim` runs without the judge."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from quantdesk.desk.paths import places
from quantdesk.desk.sim import crowd_built
from quantdesk.desk.steps import cargo_target, tool_environment
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load
from tests.sim.cases import case_read
from tests.sim.judge.schema import EVENT_KINDS
from tests.sim.shrink import failure_of

# The default run; the suite sim-long asks for twenty million.
EVENTS = int(os.environ.get("SIM_CORE_EVENTS", "2000000"))
# Reasons that a random world meets too seldom, or not before many events; tests of their own meet them.
SELDOM = {
    "account_limit",
    "backstop_exists",
    "delegate_limit",
    "gate_closed",
    "margin_maintenance",
    "market_deficit",
    "market_limit",
    "order_limit",
    "order_waiting",
    "overflow",
    "transfer_limit",
}
# Of a command that ends a world.
NEVER_SENT = {"exchange_frozen"}
# The events of orders on terms (BOOK-13 to BOOK-15), of conversions (MGN-7) of what has settled (CUST-6) and of changes (CUST-50).
MET = ("TermsSet", "OrderRepriced", "OrderSliced", "Converted", "Settled", "ChangeTaken")


@pytest.fixture(scope="module")
def crowd() -> Path:
    where = places(load(DeskSettings))
    target = Path(os.environ.get("CARGO_TARGET_DIR") or cargo_target(where))
    return crowd_built(target, environment_inherited() | tool_environment(where) | {"CARGO_TARGET_DIR": str(target)})


def told(crowd: Path, *arguments: str) -> dict:
    done = subprocess.run([crowd, "--json", *arguments], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_crowd_breaks_no_invariant_of_the_core(crowd: Path, tmp_path: Path) -> None:
    """[PNL-2] [PNL-3] [PNL-4] [MGN-5] [MGN-6] [MGN-7] [MGN-9] [BOOK-1] [BOOK-9] [LIQ-1] [LIQ-6] [FND-3], with the orders of [BOOK-13]
    [BOOK-14] [BOOK-15] [BOOK-16]: every event, every touched account."""
    outcome = told(crowd, "--events", str(EVENTS), "--seed", "1", "--cases", str(tmp_path))
    assert outcome["fault"] is None, outcome["fault"]
    assert outcome["events"] >= EVENTS
    # Everything is counted again every 1,000 events, and a little later where a batch has many.
    assert outcome["full_comparisons"] >= EVENTS // 1_100
    assert outcome["snapshot_restores"] >= 2 * outcome["episodes"] > 0
    kinds = {codec.name: outcome["event_kinds"].get(str(kind), 0) for kind, codec in EVENT_KINDS.items()}
    assert [name for name in MET if kinds[name] < 100] == []
    assert NEVER_SENT <= set(outcome["refusals_missing"]) <= SELDOM | NEVER_SENT


def test_crowd_of_a_seed_is_the_same_every_time(crowd: Path, tmp_path: Path) -> None:
    """[JRN-5]."""
    runs = [told(crowd, "--events", "60000", "--seed", seed, "--cases", str(tmp_path)) for seed in ("7", "7", "8")]
    hashes = [run["state_hash"] for run in runs]
    assert hashes[0] == hashes[1] != hashes[2]


def test_case_of_either_simulator_is_read_by_both(crowd: Path) -> None:
    """[JRN-5]: what one finds, the other replays."""
    for path in sorted((Path(__file__).parent / "cases").glob("*.case")):
        done = subprocess.run([crowd, "--replay", path], capture_output=True, text=True, check=False)
        assert (done.returncode, failure_of(case_read(path), judged=True)) == (0, None), (path.name, done.stdout)
