"""Recorded funding against the law (FND-2): rates recomputed from the inputs that a recording has, and where they differ, why.

Invariant: exact fractions up to the one truncation that the law names; a row is counted under one heading, the first that explains it to
1e-9. Writes the tables of docs/real-rates.md: `python -m tests.sim.rates FOLDER`.
"""

import csv
import lzma
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from tests.sim.judge.exchange import Exchange
from tests.sim.judge.marks import E9, INTEREST, REACH, SAMPLES_MIN, clamp, hour, trunc
from tests.sim.judge.state import Market, Parameters

LAW = "the law, FND-2"
OTHER = "none of these"
DRIFT_SPREAD = 33
# Pacifica's rates follow other constants from here on (ms): none of the later ones is the dead zone's.
PACIFICA_CHANGED_MS = 1_769_904_000_000
Rule = Callable[[int], int]


def law(premium: int) -> int:
    """The judge's rate, e9, of an hour whose samples are all `premium`."""
    judge, market = Exchange(), Market(0, Parameters(b"", *(0,) * 11), 1)
    market.index, market.samples = 1, [premium] * SAMPLES_MIN
    told: list[tuple[object, ...]] = []
    judge.emit = lambda *values: told.append(values)  # type: ignore[method-assign]
    hour(judge, market)
    return int(told[0][4])  # type: ignore[call-overload]


def clamped(reach: int, parts: int) -> Rule:
    """The law's form with another reach, paid in so many parts of its period."""
    return lambda premium: trunc(premium + clamp(INTEREST - premium, -reach, reach), parts)


# Headings in the order in which they are tried.
HYPERLIQUID: dict[str, Rule] = {
    LAW: law,
    "reach 0.03 % instead of 0.05 %": clamped(300_000, 8),
    "premium alone, no interest": lambda premium: trunc(premium, 8),
    "every 8 hours, reach 0.03 %": clamped(300_000, 1),
}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A recording's rows by column."""
    with lzma.open(folder / "funding" / f"{name}.csv.xz", "rt") as text:
        return list(csv.DictReader(text))


def e9(number: Fraction) -> int:
    """A number in 1e-9, towards zero."""
    return trunc(number.numerator * E9, 1) // number.denominator if number >= 0 else -e9(-number)


def hyperliquid(folder: Path) -> Counter[str]:
    """Every row by what explains its rate; the recording holds the hour's mean premium."""
    found: Counter[str] = Counter()
    for row in rows(folder, "SOL_hyperliquid_funding_1h"):
        premium, rate = e9(Fraction(row["premium"])), e9(Fraction(row["fundingRate"]))
        found[next((name for name, rule in HYPERLIQUID.items() if abs(rule(premium) - rate) <= 1), OTHER)] += 1
    return found


def drift(folder: Path) -> tuple[Counter[str], list[tuple[int, int]]]:
    """Every row by what explains its rate, and (Drift's, the law's) rate of each in e9 of the oracle's price.

    Drift v1 pays (mark - oracle) / 24 of its averages, within 1/33 of the oracle; prices in 1e-10, rates in 1e-14 USD.
    """
    found: Counter[str] = Counter()
    pairs = []
    for row in rows(folder, "SOL_drift_v1_funding"):
        oracle, mark, rate = (int(row[name]) for name in ("oraclePriceTwap", "markPriceTwap", "fundingRate"))
        spread = mark - oracle
        near = clamp(spread, -(oracle // DRIFT_SPREAD), oracle // DRIFT_SPREAD)
        ours = {"(mark - oracle) / 24": spread, "the same within 1/33 of the oracle": near}
        exact = (name for name, value in ours.items() if trunc(value * 10_000, 24) == rate)
        found[next(exact, OTHER)] += 1
        pairs.append((trunc(rate * E9, oracle * 10_000), law(trunc(spread * E9, oracle))))
    return found, pairs


def pacifica(folder: Path) -> Counter[str]:
    """Every hour by how its rate lies to the law's rates of the impact prices seen at its two ends.

    The premium of impact prices: (max(bid - oracle, 0) - max(oracle - ask, 0)) / oracle.
    """
    found: Counter[str] = Counter()
    seen = [
        (int(row["created_at"]), impact_rate(row), e9(Fraction(row["funding_rate"]))) for row in rows_pacifica(folder)
    ]
    for (_, before, _), (time_ms, after, rate) in pairwise(seen):
        low, high = sorted((before, after))
        if time_ms >= PACIFICA_CHANGED_MS:
            found["from February 2026: other constants"] += 1
        elif low == high == rate:
            found["equal to the law at both ends"] += 1
        elif low <= rate <= high:
            found["between the law's rates at its two ends"] += 1
        else:
            found["outside them: the hour's mean is not seen at its ends"] += 1
    return found


def rows_pacifica(folder: Path) -> list[dict[str, str]]:
    """The recording's rows."""
    return rows(folder, "SOL_pacifica_funding")


def impact_rate(row: dict[str, str]) -> int:
    """The law's rate for one look at impact prices."""
    oracle, bid, ask = (Fraction(row[name]) for name in ("oracle_price", "bid_impact_price", "ask_impact_price"))
    return law(e9((max(bid - oracle, Fraction()) - max(oracle - ask, Fraction())) / oracle))


def table(heading: str, counts: Counter[str]) -> Iterable[str]:
    """A Markdown table, most frequent first."""
    yield from (f"| {heading} | rows |", "|---|---|")
    yield from (f"| {name} | {count:,} |" for name, count in counts.most_common())


def steep(pairs: list[tuple[int, int]]) -> tuple[int, int, int]:
    """Outside the dead zone and the caps, how many times Drift's rate the law's is, thrice: least, middle, greatest, in tenths."""
    ratios = sorted(10 * ours // theirs for theirs, ours in pairs if theirs and abs(theirs) * 24 > 20 * REACH)
    return ratios[0], ratios[len(ratios) // 2], ratios[-1]


def page(folder: Path) -> str:
    """All tables."""
    found, pairs = drift(folder)
    ratios = ", ".join(f"{ratio / 10:.1f}" for ratio in steep(pairs))
    return "\n".join(
        [
            *table("Hyperliquid, SOL", hyperliquid(folder)),
            "",
            *table("Drift v1, SOL", found),
            "",
            *table("Pacifica, SOL", pacifica(folder)),
            "",
            f"Steep hours of Drift: the law's rate is {ratios} times Drift's (least, middle, most).",
        ]
    )


if __name__ == "__main__":
    print(page(Path(sys.argv[1])))
