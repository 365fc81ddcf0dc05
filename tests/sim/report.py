"""What a run says to people and to programs.

Invariant: the two tell the same numbers; what did not occur is named, not left out.
"""

from collections import Counter
from typing import Any

from tests.sim.judge.schema import CANCEL, REASON
from tests.sim.run import Outcome, Plan

# Reasons that no batch through Exchange.apply can give, and why.
UNREACHABLE = {
    "none": "no refusal",
    "service_forbidden": "the engine's door checks services",
    "margin_worse": "each fill is judged by itself: what MGN-6 forbids is a cancelled rest, not a refused order",
    "client_order_id_limit": "1,000 open orders of 10,000 remembered: there is always a final one to forget",
}
CHECKED = [
    "PNL-2",
    "PNL-3",
    "FEE-1",
    "FEE-3",
    "UNIT-2",
    "UNIT-3",
    "SIG-6",
    "BOOK-1",
    "BOOK-3",
    "BOOK-4",
    "BOOK-7",
    "BOOK-9",
    "INV-2",
    "INV-7",
    "INV-9",
    "INV-10",
    "INV-15",
    "INV-17",
    "INV-18",
    "INV-19",
    "INV-20",
    "INV-21",
    "INV-22",
]


# Cancel reasons that cannot occur, and why.
CANCELS_UNREACHABLE = {
    "overflow": "all tokens together stay within the range of money, so no part of them can leave it"
}


def missing(seen: Counter[str], numbers: dict[str, int]) -> list[str]:
    """Names that did not occur, but for those that cannot."""
    return [name for name in numbers if name not in seen and name not in UNREACHABLE | CANCELS_UNREACHABLE]


def as_json(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """One object."""
    coverage = outcome.coverage
    rate = outcome.events / outcome.seconds if outcome.seconds else 0.0
    return {
        "name": "sim",
        "events": outcome.events,
        "seed": plan.seed,
        "judged": plan.judged,
        "shapes": list(plan.shapes),
        "episodes": outcome.episodes,
        "commands": outcome.commands,
        "seconds": round(outcome.seconds, 3),
        "events_per_s": round(rate),
        "fills_and_orders_checked": outcome.fills_checked,
        "full_comparisons": outcome.full_comparisons,
        "views_compared": outcome.views_compared,
        "snapshot_restores": outcome.restores,
        "event_kinds": dict(coverage.events.most_common()),
        "refusals": dict(coverage.reasons.most_common()),
        "cancels": dict(coverage.cancels.most_common()),
        "refusals_missing": missing(coverage.reasons, REASON),
        "cancels_missing": missing(coverage.cancels, CANCEL),
        "invariants_checked": CHECKED,
        "state_hash": outcome.state_hash,
        "fault": None if outcome.fault is None else outcome.fault.__dict__,
    }


def as_text(plan: Plan, outcome: Outcome) -> str:
    """A page."""
    told = as_json(plan, outcome)
    lines = []
    if outcome.fault is not None:
        fault = outcome.fault
        lines += [
            f"FAILED  {fault.kind}",
            f"  {fault.text}",
            f"  seed {fault.seed}, shape {fault.shape}, episode {fault.episode}, event {fault.event}",
            f"  {fault.commands} commands, shrunk to {fault.shrunk}: {fault.path}",
            f"  again: ./desk sim --events {plan.events} --seed {plan.seed}" + (" --judge" if plan.judged else ""),
            "",
        ]
    lines += [
        f"events       {told['events']:,} of {told['commands']:,} commands in {told['episodes']} episodes",
        f"rate         {told['events_per_s']:,} events/s ({told['seconds']:.1f} s)",
        f"judge        {'every event equal' if plan.judged and not outcome.fault else 'on' if plan.judged else 'off'}",
        f"compared     {told['views_compared']:,} views, {told['full_comparisons']:,} full states",
        f"restored     {told['snapshot_restores']:,} snapshots",
        f"checked      {told['fills_and_orders_checked']:,} sides of fills and resting orders; "
        + " ".join(told["invariants_checked"]),
        "event kinds  " + counts(told["event_kinds"]),
        "refusals     " + counts(told["refusals"]),
        "cancels      " + counts(told["cancels"]),
        "not seen     " + (", ".join(told["refusals_missing"] + told["cancels_missing"]) or "-"),
        f"state hash   {told['state_hash']}",
    ]
    return "\n".join(lines)


def counts(table: dict[str, int]) -> str:
    """Names and counts in one line."""
    return ", ".join(f"{name} {count:,}" for name, count in table.items())
