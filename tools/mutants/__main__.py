"""`python -m tools.mutants FOLDER [--workers N] [--every N] [--file NAME ...]`: plants every mutant of the money files, and tells which
the core's tests let live.

All mutants are in one build in FOLDER (tools/mutants/plant.py). A first run of each test binary tells which mutants would change a
value there; then each is switched on in those binaries alone, the quickest first, until one fails or takes twenty times its time.
--every n: only each n-th mutant; --file: of these files alone. Ends with 1 when less than nine in ten die of all files together or,
those aside that do the same as the original, of one file; when one lives that survivors.toml does not name with a reason, or when it
names one of these files that died or is not there.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
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
    "change",
    "leaving",
    "tail",
    "dealing",
)
TESTS = (
    "lib",
    "asset_boundaries",
    "chain_accounts",
    "change_rules",
    "dealing_boundaries",
    "dealing_rules",
    "ending_rules",
    "funding_rules",
    "hold_rules",
    "law_random",
    "law_search",
    "liquidation_boundaries",
    "liquidation_rules",
    "money_boundaries",
    "money_edges",
    "money_rules",
    "order_rules",
    "preview_from_views",
    "published",
    "referral_rules",
    "tail_rules",
    "tier_rules",
)
WANTED = 0.9
PATIENCE = 20
WAIT_MIN_S = 20.0
PROFILE = "\n[profile.test]\nopt-level = 1\ndebug = false\n\n[profile.dev]\nopt-level = 1\ndebug = false\n"


@dataclass(frozen=True)
class Ground:
    """A test binary, how long it takes, and the mutants that would change a value in it."""

    name: str
    binary: Path
    took_s: float
    seen: frozenset[int]


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: the test binary that killed it, or nothing; whether any would have had another value."""

    mutant: Mutant
    killer: str
    seen: bool


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


def run(binary: Path, tree: Path, switched: dict[str, str], wait_s: float) -> bool:
    """Whether the tests pass with this in their environment; too slow is a failure."""
    environment = os.environ | switched | {"RUST_BACKTRACE": "0"}
    try:
        argv = [str(binary), "-q", "--test-threads", "1"]
        folder = tree / "crates" / "core"
        done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, timeout=wait_s, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def grounds_of(binaries: dict[str, Path], tree: Path, workers: int) -> list[Ground]:
    """Every binary without a mutant, the quickest first. Errors: SystemExit when its tests fail."""

    def ground(named: tuple[str, Path]) -> Ground:
        name, binary = named
        told = tree / f"seen-{name}"
        told.write_text("")
        started = monotonic()
        if not run(binary, tree, {"MUTANTS_SEEN": str(told)}, 900.0):
            raise SystemExit(f"{name} fails without a mutant")
        seen = frozenset(map(int, told.read_text().split()))
        return Ground(name, binary, monotonic() - started, seen)

    with ThreadPoolExecutor(workers) as pool:
        return sorted(pool.map(ground, binaries.items()), key=lambda ground: ground.took_s)


def judged(mutants: list[Mutant], grounds: list[Ground], tree: Path, workers: int) -> list[Verdict]:
    """Every mutant against the tests that it would change a value in."""

    def judge(mutant: Mutant) -> Verdict:
        places = [ground for ground in grounds if mutant.number in ground.seen]
        on = {"MUTANT": str(mutant.number)}
        killers = (
            place.name for place in places if not run(place.binary, tree, on, max(WAIT_MIN_S, PATIENCE * place.took_s))
        )
        return Verdict(mutant, next(killers, ""), bool(places))

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(judge, mutants))


def reasons_read() -> dict[str, str]:
    """Why a survivor may live, by its name."""
    told = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text())
    return {str(name): str(reason) for name, reason in told["survivors"].items()}


def table(verdicts: list[Verdict], reasons: dict[str, str]) -> tuple[list[str], bool]:
    """Per file and in all: mutants, killed, share, those that are equal, share of the others; whether enough die."""
    rows, enough = ["| file | mutants | killed | | equal | of the others |", "|---|---|---|---|---|---|"], True
    for file in [*dict.fromkeys(verdict.mutant.file for verdict in verdicts), "all"]:
        of = [verdict for verdict in verdicts if file in ("all", verdict.mutant.file)]
        killed = sum(bool(verdict.killer) for verdict in of)
        equal = sum(not v.killer and reasons.get(v.mutant.name, "").startswith("equal") for v in of)
        share, other = killed / len(of), killed / (len(of) - equal)
        rows.append(f"| {file} | {len(of)} | {killed} | {100 * share:.1f} % | {equal} | {100 * other:.1f} % |")
        enough = enough and other >= WANTED and (share >= WANTED or file != "all" or len(rows) < len(MONEY) + 2)
    return rows, enough


def idle_reasons(reasons: dict[str, str], verdicts: list[Verdict]) -> list[str]:
    """Names in survivors.toml of a judged file that no survivor has."""
    files, alive = {v.mutant.file for v in verdicts}, {v.mutant.name for v in verdicts if not v.killer}
    return [name for name in reasons if name.split(" ", 1)[0] in files and name not in alive]


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
    mutants = tree_made(tree, asked.file or list(MONEY))[:: asked.every]
    verdicts = judged(mutants, grounds_of(built(tree), tree, asked.workers), tree, asked.workers)
    reasons, alive = reasons_read(), [verdict for verdict in verdicts if not verdict.killer]
    rows, enough = table(verdicts, reasons)
    print("\n".join(rows))
    for verdict in alive:
        mutant, unseen = verdict.mutant, "" if verdict.seen else "in no test another value; "
        print(f"lives: {mutant.name} (line {mutant.line}): {unseen}{reasons.get(mutant.name, 'NO REASON')}")
    strange = [verdict for verdict in alive if verdict.mutant.name not in reasons]
    idle = [] if asked.every > 1 else idle_reasons(reasons, verdicts)
    for name in idle:
        print(f"a reason without a survivor: {name}")
    return 0 if enough and not strange and not idle else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
