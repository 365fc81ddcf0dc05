"""`python -m tools.mutants FOLDER [--workers N] [--every N] [--file NAME ...]`: plants every mutant of the money files, and tells which
the core's tests let live.

All mutants are in one build in FOLDER (tools/mutants/plant.py); each run of the tests has one of them switched on, and ends at the
first test that fails, or when it takes twenty times its time. --every n: only each n-th mutant; --file: of these files alone. Ends
with 1 when less than nine in ten die, or when one lives that survivors.toml does not name with a reason.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tools.mutants.plant import Mutant, planted

ROOT = Path(__file__).resolve().parents[2]
MONEY = (
    "rounding",
    "margin",
    "position",
    "fees",
    "liquidation",
    "deleverage",
    "mark",
    "borrow",
    "asset",
    "growth",
    "carry",
    "leaving",
)
# Cheapest first: most mutants die at once.
TESTS = (
    "lib",
    "money_rules",
    "money_boundaries",
    "money_edges",
    "asset_boundaries",
    "liquidation_rules",
    "funding_rules",
    "law_search",
    "law_random",
    "order_rules",
    "chain_accounts",
    "preview_from_views",
    "ending_rules",
)
WANTED = 0.9
PATIENCE = 20
WAIT_MIN_S = 20.0
PROFILE = "\n[profile.test]\nopt-level = 1\ndebug = false\n\n[profile.dev]\nopt-level = 1\ndebug = false\n"


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: the test binary that killed it, or nothing."""

    mutant: Mutant
    killer: str


def tree_made(tree: Path, files: list[str]) -> list[Mutant]:
    """The core alone, planted in some of its files; the mutants."""
    shutil.rmtree(tree / "crates", ignore_errors=True)
    shutil.copytree(ROOT / "crates" / "core", tree / "crates" / "core")
    manifest = re.sub(r"(?m)^members = .*$", 'members = ["crates/core"]', (ROOT / "Cargo.toml").read_text())
    manifest = re.sub(r"(?m)^default-members = .*\n", "", manifest)
    (tree / "Cargo.toml").write_text(manifest + PROFILE)
    source = tree / "crates" / "core" / "src"
    head = (source / "lib.rs").read_text()
    (source / "lib.rs").write_text(head.replace("#![no_std]\n", "").replace("pub mod ", "pub mod switch;\npub mod ", 1))
    shutil.copy(Path(__file__).parent / "switch.rs", source / "switch.rs")
    mutants: list[Mutant] = []
    for name in files:
        path = source / f"{name}.rs"
        text, found = planted(path.name, path.read_text(), len(mutants) + 1)
        path.write_text(text)
        mutants += found
    return mutants


def built(tree: Path) -> dict[str, Path]:
    """Test binaries by name. Errors: SystemExit with what the compiler says."""
    names = [part for name in TESTS if name != "lib" for part in ("--test", name)]
    argv = [
        "cargo",
        "test",
        "--offline",
        "--no-run",
        "--message-format",
        "json",
        "-p",
        "quantdesk-core",
        "--lib",
        *names,
    ]
    environment = os.environ | {"CARGO_TARGET_DIR": str(tree / "target")}
    done = subprocess.run(argv, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = re.findall(r'"rendered":"(error.*?[^\\])"', done.stdout)
        raise SystemExit("the planted core does not build:\n" + "\n".join(errors).replace("\\n", "\n")[-4_000:])
    found = {}
    for line in done.stdout.splitlines():
        told = json.loads(line)
        if told.get("executable"):
            target = told["target"]
            found["lib" if "lib" in target["kind"] else target["name"]] = Path(told["executable"])
    return {name: found[name] for name in TESTS}


def run(binary: Path, tree: Path, number: int, wait_s: float) -> bool:
    """Whether the tests pass with a mutant switched on; too slow is a failure."""
    environment = os.environ | {"MUTANT": str(number), "RUST_BACKTRACE": "0"}
    try:
        argv = [str(binary), "-q", "--test-threads", "1"]
        folder = tree / "crates" / "core"
        done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, timeout=wait_s, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def judged(mutants: list[Mutant], binaries: dict[str, Path], tree: Path, workers: int) -> list[Verdict]:
    """Every mutant against the tests. Errors: SystemExit when the tests fail without one."""
    waits = {}
    for name, binary in binaries.items():
        started = monotonic()
        if not run(binary, tree, 0, 600.0):
            raise SystemExit(f"{name} fails without a mutant")
        waits[name] = max(WAIT_MIN_S, PATIENCE * (monotonic() - started))

    def judge(mutant: Mutant) -> Verdict:
        killers = (name for name, binary in binaries.items() if not run(binary, tree, mutant.number, waits[name]))
        return Verdict(mutant, next(killers, ""))

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(judge, mutants))


def reasons_read() -> dict[str, str]:
    """Why a survivor may live, by its name."""
    told = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text())
    return {str(name): str(reason) for name, reason in told["survivors"].items()}


def table(verdicts: list[Verdict]) -> list[str]:
    """Per file and in all: mutants, killed, share."""
    rows = ["| file | mutants | killed | |", "|---|---|---|---|"]
    alive = [verdict.mutant.file for verdict in verdicts if not verdict.killer]
    counts, lives = Counter(verdict.mutant.file for verdict in verdicts), Counter(alive)
    for file, count in [*counts.items(), ("all", len(verdicts))]:
        killed = count - (len(alive) if file == "all" else lives[file])
        rows.append(f"| {file} | {count} | {killed} | {100 * killed / count:.1f} % |")
    return rows


def main(words: list[str]) -> int:
    """Builds, judges, tells."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--file", action="append", choices=MONEY, default=[])
    asked = parser.parse_args(words)
    tree = asked.folder.resolve()
    tree.mkdir(parents=True, exist_ok=True)
    mutants = tree_made(tree, asked.file or list(MONEY))
    verdicts = judged(mutants[:: asked.every], built(tree), tree, asked.workers)
    print("\n".join(table(verdicts)))
    reasons, alive = reasons_read(), [verdict.mutant for verdict in verdicts if not verdict.killer]
    strange = [mutant for mutant in alive if mutant.name not in reasons]
    for mutant in alive:
        print(f"lives: {mutant.name} (line {mutant.line}): {reasons.get(mutant.name, 'NO REASON')}")
    enough = len(alive) <= (1 - WANTED) * len(verdicts)
    return 0 if enough and not strange else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
