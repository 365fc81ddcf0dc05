"""Planted faults: each is put into a copy of the tree, and the test that should catch it must fail there.

tests/faults.toml lists them. A fault that no test catches is a hole in the tests, and counts as a failure. The copy has the
same place for every fault, so that cargo builds only what a fault changed.
"""

import shutil
import sys
from pathlib import Path

import msgspec

from quantdesk.desk.paths import ROOT, Places
from quantdesk.desk.steps import Step, cargo_target, step_run, tool_environment
from quantdesk.desk.suites import Outcome, Suite
from quantdesk.desk.told import Told
from quantdesk.runtime.clock import monotonic_s

COPIED = (
    "src",
    "crates",
    "tests",
    "tools",
    "db",
    "docs",
    "pyproject.toml",
    "Cargo.toml",
    "Cargo.lock",
    "clippy.toml",
    "README.md",
)
FAULT_TIMEOUT_S = 300.0
# The first build of a kind in a cache compiles all that the sources depend on.
BUILD_TIMEOUT_S = 900.0


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fault: in file, the text find (exactly once) becomes replace; test must then fail.

    test: a pytest node, or `cargo: ...` with the arguments of cargo test. native: the compiled module is built anew first;
    program: the Solana program is.
    """

    name: str
    file: str
    find: str
    replace: str
    test: str
    why: str
    quick: bool = False
    native: bool = False
    program: bool = False


class _Listed(msgspec.Struct, forbid_unknown_fields=True):
    fault: list[Fault] = []


def faults_read(path: Path = ROOT / "tests" / "faults.toml") -> list[Fault]:
    """All faults in their order. Errors: Told when the file is malformed."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Listed).fault
    except (OSError, msgspec.MsgspecError) as error:
        raise Told(f"{path.name}: expected faults with name, file, find, replace, test, why; found {error}") from None


def faults_run(suite: Suite, where: Places, data: str) -> Outcome:
    """Plants the faults of a suite one after the other: the quick ones, all of them, or those whose names it lists."""
    wanted = suite.paths or [fault.name for fault in faults_read() if fault.quick]
    faults = [fault for fault in faults_read() if "all" in wanted or fault.name in wanted]
    started_s = monotonic_s()
    lines: list[str] = []
    failed = 0
    tree = where.cache / "faults" / "tree"
    for fault in faults:
        complaint = _planted(fault, tree, where, data)
        failed += bool(complaint)
        lines.append(f"{'FAIL' if complaint else 'ok  '} {fault.name}: {complaint or fault.why}")
    seconds = monotonic_s() - started_s
    return Outcome(
        suite=suite,
        passed=len(faults) - failed,
        failed=failed,
        skips=[],
        seconds=seconds,
        output="\n".join(lines) + "\n",
    )


def _planted(fault: Fault, tree: Path, where: Places, data: str) -> str:
    """What is wrong: the fault cannot be planted, does not build, or is not caught. Empty: it was caught."""
    _copy(tree)
    path = tree / fault.file
    text = path.read_text() if path.exists() else ""
    if text.count(fault.find) != 1:
        return f"{fault.file} holds the text to replace {text.count(fault.find)} times, expected once: bring the fault up to date"
    path.write_text(text.replace(fault.find, fault.replace))
    environment = tool_environment(where) | {"PYTHONPATH": f"{tree / 'src'}:{tree}"}
    environment |= {"CARGO_TARGET_DIR": str(where.cache / "faults" / cargo_target(where).name)}
    environment |= {"QUANTDESK_DATA": data} if data else {}
    if fault.native:
        complaint = _built(tree, environment)
        if complaint:
            return complaint
    if fault.program:
        complaint = _program_built(tree, environment)
        if complaint:
            return complaint
    kind, _, arguments = fault.test.partition(":")
    if kind == "cargo":
        argv: tuple[str, ...] = ("cargo", "test", "--locked", "--quiet", *arguments.split())
    else:
        argv = (sys.executable, "-m", "pytest", "-x", "-p", "no:xdist", fault.test)
    done = step_run(Step(name=fault.name, argv=argv, env=environment, cwd=tree, timeout_s=FAULT_TIMEOUT_S))
    caught = done.code == (101 if kind == "cargo" else 1) and "could not compile" not in done.output
    return "" if caught else f"{fault.test} did not catch it (exit {done.code}): {done.output.strip()[-300:]}"


def _built(tree: Path, environment: dict[str, str]) -> str:
    argv = ("cargo", "build", "--release", "--locked", "--quiet", "-p", "quantdesk-py")
    done = step_run(Step(name="build", argv=argv, env=environment, cwd=tree, timeout_s=BUILD_TIMEOUT_S))
    if done.code:
        return f"it does not build: {done.output.strip()[-300:]}"
    built = Path(environment["CARGO_TARGET_DIR"]) / "release" / "lib_native.so"
    shutil.copy2(built, tree / "src" / "quantdesk" / "core" / "_native.abi3.so")
    return ""


def _program_built(tree: Path, environment: dict[str, str]) -> str:
    argv = (sys.executable, "-m", "tools.sbpf", "elf")
    done = step_run(Step(name="program", argv=argv, env=environment, cwd=tree, timeout_s=BUILD_TIMEOUT_S))
    return f"the program does not build: {done.output.strip()[-300:]}" if done.code else ""


def _copy(tree: Path) -> None:
    """Makes the copy equal to the clone; files that are equal keep their time, so that cargo builds only what differs."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            _copy_folder(source, tree / name)
        elif source.exists():
            _copy_file(source, tree / name)


def _copy_folder(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    wanted = {path.name for path in source.iterdir() if path.name != "__pycache__"}
    for extra in target.iterdir():
        if extra.name not in wanted:
            shutil.rmtree(extra) if extra.is_dir() else extra.unlink()
    for name in wanted:
        child = source / name
        _copy_folder(child, target / name) if child.is_dir() else _copy_file(child, target / name)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and target.read_bytes() == source.read_bytes():
        return
    shutil.copyfile(source, target)
