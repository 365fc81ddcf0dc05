"""Suites of tests: what tests/suites.toml lists, how each is run, and how its counts are read."""

import re
import sys
import tempfile
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import msgspec

from quantdesk.desk.paths import ROOT, Places
from quantdesk.desk.steps import Done, Step, step_run, tool_environment
from quantdesk.desk.told import Told
from quantdesk.desk.web import WEB, browser_environment, node_environment, web_modules

# A suite that takes this many times its budget is stopped.
PATIENCE = 3
FAULT_PREFIX = "faults:"
CARGO_RESULT = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored", re.MULTILINE)
NOTHING_COLLECTED = 5
REASON_CHARS_MAX = 300


class Suite(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One suite. paths: what pytest, cargo test or vitest takes; workers: parallel pytest processes; default: runs without being named.

    kind browser: pytest with Chromium and the built page.
    """

    name: str
    what: str
    kind: Literal["pytest", "cargo", "faults", "vitest", "browser"]
    paths: list[str]
    budget_s: int
    workers: int = 1
    default: bool = True
    env: dict[str, str] = {}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one suite; skips holds the reason of each skipped test, failures the first line of each failed test, told what tests show
    whoever runs them (`record_property("told", text)`), output all.
    """

    suite: Suite
    passed: int
    failed: int
    skips: list[str]
    failures: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    seconds: float
    output: str


class _Listed(msgspec.Struct, forbid_unknown_fields=True):
    suite: list[Suite]


def suites_read(path: Path = ROOT / "tests" / "suites.toml") -> list[Suite]:
    """All suites in their order. Errors: Told when the file is malformed."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Listed).suite
    except (OSError, msgspec.MsgspecError) as error:
        raise Told(f"{path.name}: expected suites with name, what, kind, paths, budget_s; found {error}") from None


def suites_chosen(names: tuple[str, ...]) -> list[Suite]:
    """The suites of these names, or the default ones; faults:NAME is one planted fault. Errors: Told for an unknown name."""
    single = [_single_fault(name) for name in names if name.startswith(FAULT_PREFIX)]
    suites = suites_read()
    whole = {name for name in names if not name.startswith(FAULT_PREFIX)}
    unknown = sorted(whole - {suite.name for suite in suites})
    if unknown:
        raise Told(f"no suite {unknown[0]}: expected one of {', '.join(suite.name for suite in suites)}")
    return [suite for suite in suites if suite.name in whole or (not names and suite.default)] + single


def _single_fault(name: str) -> Suite:
    return Suite(
        name=name, what="one planted fault", kind="faults", paths=[name.removeprefix(FAULT_PREFIX)], budget_s=300
    )


def suite_run(suite: Suite, where: Places, data: str) -> Outcome:
    """Runs a suite to its end, or stops it at three times its budget. An empty suite counts as one failure."""
    if suite.kind == "browser":
        suite = msgspec.structs.replace(suite, env=suite.env | browser_environment(where))
    runs = {"cargo": lambda: _cargo(suite, where), "vitest": lambda: _vitest(suite, where)}
    outcome = runs.get(suite.kind, lambda: _pytest(suite, where, data))()
    if outcome.passed + outcome.failed + len(outcome.skips) == 0:
        return msgspec.structs.replace(
            outcome, failed=1, output=outcome.output + "\nthe suite is empty: expected tests\n"
        )
    return outcome


def _pytest(suite: Suite, where: Places, data: str) -> Outcome:
    environment = tool_environment(where) | suite.env | ({"QUANTDESK_DATA": data} if data else {})
    paths = [path for path in suite.paths if (ROOT / path.partition("::")[0]).exists()]
    if not paths:
        return Outcome(
            suite=suite, passed=0, failed=0, skips=[], seconds=0.0, output=f"{', '.join(suite.paths)} is missing"
        )
    with tempfile.TemporaryDirectory(prefix="quantdesk-test-") as folder:
        report = Path(folder) / "report.xml"
        more = ("-n", str(suite.workers), "--dist", "loadscope") if suite.workers > 1 else ("-p", "no:xdist")
        # A folder of this run alone: two runs beside each other do not clear each other's.
        base = ("--basetemp", f"{folder}/tests")
        argv = (sys.executable, "-m", "pytest", *paths, f"--junitxml={report}", "--durations=5", *base, *more)
        done = step_run(Step(name=suite.name, argv=argv, env=environment, timeout_s=suite.budget_s * PATIENCE))
        return _report(suite, done, report)


def _vitest(suite: Suite, where: Places) -> Outcome:
    web_modules(where)
    environment = node_environment(where) | suite.env | browser_environment(where, page=False)
    environment["QUANTDESK_VITE_CACHE"] = str(where.cache / "vite")
    with tempfile.TemporaryDirectory(prefix="quantdesk-test-") as folder:
        report = Path(folder) / "report.xml"
        argv = (
            "npx",
            "--no-install",
            "vitest",
            "run",
            "--reporter=default",
            "--reporter=junit",
            f"--outputFile.junit={report}",
        )
        step = Step(
            name=suite.name, argv=(*argv, *suite.paths), env=environment, cwd=WEB, timeout_s=suite.budget_s * PATIENCE
        )
        return _report(suite, step_run(step), report)


def _report(suite: Suite, done: Done, report: Path) -> Outcome:
    passed, failed = 0, 0
    skips: list[str] = []
    failures: list[str] = []
    told: list[str] = []
    if report.exists():
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own report
            told += [each.get("value", "") for each in case.iterfind("properties/property[@name='told']")]
            skipped = case.find("skipped")
            wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
            if wrong is not None:
                failed += 1
                reason = (wrong.get("message") or "").strip().split("\n")[0][:REASON_CHARS_MAX]
                failures.append(f"{case.get('classname')}::{case.get('name')}: {reason}")
            elif skipped is not None:
                skips.append(f"{case.get('classname')}::{case.get('name')}: {skipped.get('message')}")
            else:
                passed += 1
    if done.code not in (0, NOTHING_COLLECTED) and failed == 0:
        failed = 1
    return Outcome(
        suite=suite,
        passed=passed,
        failed=failed,
        skips=skips,
        failures=tuple(failures),
        told=tuple(told),
        seconds=done.seconds,
        output=done.output,
    )


def _cargo(suite: Suite, where: Places) -> Outcome:
    argv = ("cargo", "test", "--locked", "--no-fail-fast", *suite.paths)
    # Building is not testing: a first build may take as long as it needs.
    step = Step(
        name=suite.name, argv=argv, env=tool_environment(where) | suite.env, timeout_s=suite.budget_s * PATIENCE + 300
    )
    done = step_run(step)
    found = [tuple(int(count) for count in counts) for counts in CARGO_RESULT.findall(done.output)]
    passed, failed = sum(counts[0] for counts in found), sum(counts[1] for counts in found)
    if done.code and failed == 0:
        failed = 1
    skips = [f"{suite.name}: ignored by the test itself"] * sum(counts[2] for counts in found)
    return Outcome(suite=suite, passed=passed, failed=failed, skips=skips, seconds=done.seconds, output=done.output)
