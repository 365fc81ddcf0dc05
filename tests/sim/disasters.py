"""What docs/disasters.md says: tables and plots of runs, on and off, and of the search over seeds.

Invariant: every number is of a run made here; `python -m tests.sim.disasters docs` writes the plots and prints the tables.
"""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from quantdesk.backtest.plot import Axis, Line, chart
from tests.sim import attacks, incidents
from tests.sim.attacks import Harm
from tests.sim.cascade import Cascade, Outcome, Terms
from tests.sim.stage import USD

ATTACKS = attacks.ATTACKS | incidents.INCIDENTS
SHOWN = Terms(accounts=10_000)
SEEDS = 200
ATTACK_SEEDS = 200
SEARCHED = 120
LEAST = "the least of it: what bankrupts lack, as far as fund and cap go"


def usd(atoms: int) -> str:
    """Atoms as whole USD."""
    return f"{atoms / USD:,.0f}"


def table(found: Outcome, off: Outcome) -> list[str]:
    """What the page says of the run that it shows."""
    law, greedy = found.shares(found.law), found.shares(found.greedy)
    count = len(law)

    def row(name: str, test: Callable[[int], bool]) -> str:
        return f"| {name} | {sum(map(test, law)):,} | {sum(map(test, greedy)):,} |"

    return [
        f"| of {count:,} shorts | pro rata (the law) | greedy queue |",
        "|---|---|---|",
        row("lost nothing of their position", lambda share: share == 0),
        row("lost more than 90 % of it", lambda share: share > 90),
        f"| share lost: first tenth, middle, last tenth | {tenths(law)} | {tenths(greedy)} |",
        "",
        "| | law | no liquidation |",
        "|---|---|---|",
        f"| losses that nobody can pay, USD | {usd(found.hole)} | {usd(off.hole)} |",
        f"| insurance drawn, USD | {usd(found.insurance)} | 0 |",
        f"| {LEAST}, USD | {usd(found.least)} | 0 |",
        f"| profit cut, USD | {usd(sum(found.cut.values()))} | 0 |",
        f"| left of the backstop's {found.terms.backstop:,} USD | {usd(found.backstop_equity)} | {usd(off.backstop_equity)} |",
        f"| shorts that end below where they began | {len(found.poorer):,} | {len(off.poorer):,} |",
        f"| flat accounts that changed by an atom | {found.strangers()} | {off.strangers()} |",
        f"| rounds, lots closed by them | {found.rounds}, {found.lots:,} | 0, 0 |",
    ]


def tenths(shares: list[int]) -> str:
    """First tenth, middle and last tenth of falling percentages."""
    count = len(shares)
    return ", ".join(f"{shares[count * at // 10]} %" for at in (1, 5, 9))


def searched() -> list[str]:
    """The worst of SEEDS smaller cascades, each drawn anew, with the rule on and off."""
    on, off = ([Cascade(drawn(seed, liquidate)).play() for seed in range(SEEDS)] for liquidate in (True, False))
    return [
        f"| worst of {SEEDS} seeds, {SEARCHED} accounts | law | no liquidation |",
        "|---|---|---|",
        f"| losses that nobody can pay, USD | {usd(max(f.hole for f in on))} | {usd(max(f.hole for f in off))} |",
        f"| insurance drawn, USD | {usd(max(f.insurance for f in on))} | 0 |",
        f"| {LEAST}, USD | {usd(max(f.least for f in on))} | 0 |",
        f"| drawn beyond the least in any seed, atoms | {max(f.insurance - f.least for f in on)} | 0 |",
        f"| profit cut, USD | {usd(max(sum(f.cut.values()) for f in on))} | 0 |",
        f"| shorts that end below where they began | {max(len(f.poorer) for f in on)} | {max(len(f.poorer) for f in off)} |",
        f"| flat accounts that changed by an atom | {max(f.strangers() for f in on)} | {max(f.strangers() for f in off)} |",
    ]


def drawn(seed: int, liquidate: bool) -> Terms:
    """Terms of a search: how far and how fast it falls, what backstop and insurance have."""
    rng = random.Random(seed)
    return Terms(
        accounts=SEARCHED,
        seed=seed,
        fall=rng.randint(50_000, 600_000),
        rounds=rng.randint(1, 120),
        after=150,
        backstop=rng.choice((1, 100, 1_000, 10_000)),
        insurance=rng.choice((0, 10, 1_000)),
        insurance_cap=rng.choice((0, 10, 1_000)),
        liquidate=liquidate,
    )


def plots(found: Outcome) -> dict[str, str]:
    """Plots by file name, drawn from the run."""
    lines = [
        Line(name="pro rata", points=list(enumerate(found.shares(found.law)))),
        Line(name="greedy queue", points=list(enumerate(found.shares(found.greedy)))),
    ]
    shares = chart("Share of his position that each short lost", Axis(name="shorts, most first"), Axis(name="%"), lines)
    seconds = Axis(name="seconds", text=lambda us: str(us // 1_000_000))
    prices = [Line(name="index", points=found.indices), Line(name="mark", points=found.marks)]
    fall = chart("Index and mark", seconds, Axis(name="USD", text=lambda mticks: str(mticks // 1_000_000)), prices)
    return {"cascade-shares.svg": shares, "cascade-prices.svg": fall}


@dataclass(frozen=True)
class Searched:
    """Harm of every seed, with the rule and without it."""

    on: list[Harm]
    off: list[Harm]


def attack_searched(name: str) -> Searched:
    """All seeds of one attack."""
    attack = ATTACKS[name]
    on, off = ([attack(seed, rule=rule) for seed in range(ATTACK_SEEDS)] for rule in (True, False))
    return Searched(on, off)


def attack_table(found: dict[str, Searched]) -> list[str]:
    """The worst of each column, not of one run."""

    def worst(harms: list[Harm]) -> str:
        names = ("insurance", "least", "cut", "equity", "missing")
        parts = [usd(max(getattr(harm, part) for harm in harms)) for part in names]
        return " | ".join([*parts, usd(max(harm.total for harm in harms))])

    rows = [
        f"| worst of {ATTACK_SEEDS} seeds, USD | | insurance | the least of it | honest profit cut | honest equity | missing | all of it |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, searched_ in found.items():
        rows += [f"| {name} | law | {worst(searched_.on)} |", f"| | off | {worst(searched_.off)} |"]
    return rows


def attack_plots(found: dict[str, Searched]) -> dict[str, str]:
    """One plot an attack: what others lost, the worst seed first."""
    drawn_ = {}
    for name, searched_ in found.items():
        lines = [
            Line(name=text, points=list(enumerate(sorted((harm.total for harm in harms), reverse=True))))
            for text, harms in (("law", searched_.on), ("rule off", searched_.off))
        ]
        loss = Axis(name="USD", text=lambda atoms: str(atoms // USD))
        title = f"{name.capitalize()}: what others lost"
        drawn_[f"{name.replace(' ', '-')}.svg"] = chart(title, Axis(name="seeds, worst first"), loss, lines)
    return drawn_


if __name__ == "__main__":
    shown = Cascade(SHOWN).play()
    attacked = {name: attack_searched(name) for name in ATTACKS}
    folder = Path(sys.argv[1]) / "disasters"
    folder.mkdir(exist_ok=True)
    for name, drawing in (plots(shown) | attack_plots(attacked)).items():
        (folder / name).write_text(drawing)
    pages = [table(shown, Cascade(replace(SHOWN, liquidate=False)).play()), searched(), attack_table(attacked)]
    print("\n\n".join("\n".join(page) for page in pages))
