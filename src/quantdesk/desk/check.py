"""`./desk check`: every house rule that a machine can keep; less than a minute when warm."""

import shutil
import sys
from pathlib import Path

from rich.console import Console

from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.steps import Step, steps_run, tool_environment
from quantdesk.desk.told import Told
from quantdesk.desk.web import WEB, node_environment, web_modules
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import DeskSettings, load

BUDGET_S = 60.0
# Tests may index, convert and calculate freely: what they check is the code that may not.
TEST_LINTS = ("arithmetic_side_effects", "as_conversions", "integer_division", "float_arithmetic", "indexing_slicing")


def check() -> int:
    """Format, lints, types, import rules, house rules, generated files, migrations."""
    console = Console(highlight=False, soft_wrap=True)
    where = places(load(DeskSettings))
    environment = tool_environment(where)
    web_modules(where)
    started_s = monotonic_s()
    done = steps_run((_rust(environment), [*_python(environment), *_web(node_environment(where))]))
    for step in done:
        mark = "ok  " if step.code == 0 else "FAIL"
        console.print(f"{mark} {step.step.name:<32} {step.seconds:5.1f} s")
    failed = [step for step in done if step.code]
    for step in failed:
        console.print(f"\n--- {step.step.name}: {' '.join(step.step.argv[-4:])}", markup=False)
        console.print(step.output.strip()[-3_000:], markup=False)
    seconds = monotonic_s() - started_s
    budget = "" if seconds <= BUDGET_S else f", over its budget of {BUDGET_S:.0f} s (a first run builds)"
    console.print(f"{len(done) - len(failed)} passed, {len(failed)} failed in {seconds:.1f} s{budget}")
    return 1 if failed else 0


def _rust(environment: dict[str, str]) -> list[Step]:
    cargo = shutil.which("cargo")
    if cargo is None:
        raise Told("needs cargo 1.85 or newer, found none: install rustup, then rustup default stable")
    allowed = [word for lint in TEST_LINTS for word in ("-A", f"clippy::{lint}")]
    common = ("--workspace", "--locked", "--quiet")
    return [
        Step(name="rust format", argv=(cargo, "fmt", "--all", "--check"), env=environment),
        Step(name="rust lints", argv=(cargo, "clippy", *common, "--", "-D", "warnings"), env=environment),
        Step(
            name="rust lints of tests",
            argv=(cargo, "clippy", *common, "--tests", "--examples", "--", "-D", "warnings", *allowed),
            env=environment,
        ),
    ]


def _python(environment: dict[str, str]) -> list[Step]:
    folders = [name for name in ("src", "tools", "tests", "benches") if (ROOT / name).is_dir()]
    migrations = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "db/migrations").glob("*.sql"))
    linter_cache = Path(environment["RUFF_CACHE_DIR"]).parent / "import-linter"
    steps = {
        "python format": (_program("ruff"), "format", "--check", *folders),
        "python lints": (_program("ruff"), "check", "--output-format", "concise", *folders),
        "generated records": (sys.executable, "-m", "tools.gen", "--check"),
        "program lock": (sys.executable, "-m", "tools.sbpf", "check"),
        "wasm lock": (sys.executable, "-m", "tools.wasm", "check"),
        "generated .env.example": (sys.executable, "-m", "tools.env_example", "--check"),
        "house rules": (sys.executable, "-m", "tools.tidy"),
        "import rules": (_program("lint-imports"), "--cache-dir", str(linter_cache)),
        "migrations": (_program("squawk"), "--assume-in-transaction", *_squawk_settings(), *migrations),
        "python types": (_program("mypy"), "--no-error-summary"),
    }
    return [Step(name=name, argv=argv, env=environment) for name, argv in steps.items()]


def _web(environment: dict[str, str]) -> list[Step]:
    steps = {
        "terminal format": ("prettier", "--check", "--log-level", "warn", "."),
        "terminal lints": ("oxlint", "--deny-warnings"),
        "terminal imports": ("depcruise", "--config", ".dependency-cruiser.cjs", "src"),
        "terminal types": ("tsc", "--noEmit"),
    }
    return [
        Step(name=name, argv=("npx", "--no-install", *argv), env=environment, cwd=WEB) for name, argv in steps.items()
    ]


def _squawk_settings() -> tuple[str, ...]:
    path = ROOT / "db" / "squawk.toml"
    return ("--config", str(path)) if path.exists() else ()


def _program(name: str) -> str:
    """A program of the environment that runs this."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise Told(f"{name} is missing: expected {path}; start through ./desk check")
    return str(path)
