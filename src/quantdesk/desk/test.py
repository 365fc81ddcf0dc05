"""`./desk test`: the suites, each with its time against its budget; ends with one plain line of counts."""

from rich.console import Console

from quantdesk.desk.faults import faults_run
from quantdesk.desk.paths import Places, data_found, places
from quantdesk.desk.suites import Outcome, Suite, suite_run, suites_chosen, suites_read
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import DeskSettings, load

OUTPUT_CHARS_MAX = 12_000


def run(*suites: str, list_: bool = False) -> int:
    """Run the default suites, or those named.

    Parameters
    ----------
    suites
        Names; long ones run only when they are named.
    list_
        Show the suites and what they are.
    """
    console = Console(highlight=False, soft_wrap=True)
    if list_:
        for suite in suites_read():
            console.print(
                f"{suite.name:<16} {suite.budget_s:>5} s {'' if suite.default else '(by name) '} {suite.what}"
            )
        return 0
    settings = data_found(load(DeskSettings))
    where = places(settings)
    outcomes = []
    for suite in suites_chosen(suites):
        started_s = monotonic_s()
        try:
            with console.status(f"{suite.name}: {suite.what}"):
                outcome = _run(suite, where, settings.data)
        except KeyboardInterrupt:
            console.print(f"{suite.name:<14} {monotonic_s() - started_s:6.1f} s of {suite.budget_s} s  stopped")
            raise
        outcomes.append(outcome)
        _tell(console, outcome)
    return _sum(outcomes, data=bool(settings.data))


def _run(suite: Suite, where: Places, data: str) -> Outcome:
    return faults_run(suite, where, data) if suite.kind == "faults" else suite_run(suite, where, data)


def _tell(console: Console, outcome: Outcome) -> None:
    over = "" if outcome.seconds <= outcome.suite.budget_s else "  over its budget"
    counts = f"{outcome.passed} passed, {outcome.failed} failed, {len(outcome.skips)} skipped"
    console.print(f"{outcome.suite.name:<14} {outcome.seconds:6.1f} s of {outcome.suite.budget_s} s  {counts}{over}")
    if outcome.failed:
        console.print(outcome.output.strip()[-OUTPUT_CHARS_MAX:], markup=False)
    for text in outcome.told:
        console.print(text, markup=False)
    for skip in outcome.skips:
        console.print(f"  skipped {skip}", markup=False)


def _sum(outcomes: list[Outcome], *, data: bool) -> int:
    """Prints the last line. A data test that is skipped although the data is there is a failure."""
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skips = [skip for outcome in outcomes for skip in outcome.skips]
    if data:
        wrong = [skip for skip in skips if "QUANTDESK_DATA" in skip]
        for skip in wrong:
            print(f"skipped although QUANTDESK_DATA is set: {skip}")
        failed += len(wrong)
        skips = [skip for skip in skips if skip not in wrong]
    # Once more at the very end: whoever sees only the tail of a log sees what failed.
    for outcome in outcomes:
        for failure in outcome.failures:
            print(f"failed {outcome.suite.name}: {failure}")
    print(f"{passed} passed, {failed} failed, {len(skips)} skipped")
    return 1 if failed or not passed else 0
